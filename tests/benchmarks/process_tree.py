"""Measure the memory of a process and its descendants. Linux only.

It is the proportional set size: a page shared by several processes is divided among them, so that
the sum over all processes is what they use together.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

_PROC = Path("/proc")


def can_measure() -> bool:
    """Return whether this system offers the proportional set size."""
    return (_PROC / "self" / "smaps_rollup").is_file()


def tree_memory(root: int) -> tuple[float, int]:
    """Return the memory in MB (10^6 bytes) of process `root` and its descendants, and their number.

    A process that ends meanwhile is left out.
    """
    sizes = [size for process in _tree(root) if (size := _proportional(process)) is not None]
    return sum(sizes) * 1024 / 1e6, len(sizes)


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for entry in _PROC.iterdir():
        if entry.name.isdecimal():
            with contextlib.suppress(OSError):
                # The name, in brackets, may contain spaces; state and parent follow it.
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                children.setdefault(parent, []).append(int(entry.name))
    found = [root]
    for process in found:
        found += children.get(process, [])
    return found


def _proportional(process: int) -> int | None:
    """Return the proportional set size of a process in KiB."""
    with contextlib.suppress(OSError):
        for line in (_PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return None
