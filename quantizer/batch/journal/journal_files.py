"""The files of journals: where they are, which of them grew, and which one to continue or undo."""

from __future__ import annotations

import contextlib
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.journal.codec import read_run
from quantizer.batch.journal.output_state import has_written
from quantizer.batch.journal.record import FileSignature, JournalError
from quantizer.batch.plan.tree import JOURNALS, absolute

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.batch.journal.record import Run

JournalFile = tuple[Path, int, FileSignature]
"""A journal's path, inode and signature, as it was read last."""


def journals_of(*folders: Path) -> list[Path]:
    """Return the journals of folders, oldest first."""
    paths: list[Path] = []
    for folder in folders:
        with contextlib.suppress(OSError):  # such as a name that is too long
            hidden = folder / JOURNALS
            if not hidden.is_symlink():
                paths += hidden.glob("*.jsonl")
    return sorted(paths, key=lambda path: path.name)  # which begins with the time


def have_only_grown(before: list[JournalFile], now: list[JournalFile]) -> bool:
    """Return whether lines were appended to the last journal, or journals added after it."""
    if not before or before == now[: len(before)]:
        return True
    *older, (path, inode, signature) = before
    if older != now[: len(older)] or len(now) < len(before):
        return False
    other = now[len(older)]
    return other[:2] == (path, inode) and other[2].size > signature.size


def own_run(hidden: Path, run_id: str, read: Callable[[Path], Run]) -> Run | None:
    """Return the run with an id whose journal this user has signed; None if there is none."""
    for path in sorted(hidden.glob(f"*-{run_id}.jsonl")):
        with contextlib.suppress(JournalError):
            run = read(path)
            if run.is_signed:
                return run
    return None


def new_journal(hidden: Path, run_id: str) -> Path:
    """Return the path of a new journal, whose name begins with the time."""
    now = datetime.fromtimestamp(time.time(), UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    return hidden / f"{now}-{run_id}.jsonl"


def last_journal(folder: Path) -> Path | None:
    """Return the journal of the last run of a folder that wrote a file, undone or not.

    One of this user comes before any other. If no run wrote a file, return the last journal; None
    if there is none.

    Raises
    ------
    JournalError
        If a journal that has to be read cannot be.
    """
    journals, other = journals_of(absolute(folder))[::-1], None
    for path in journals:
        if path.stat().st_size == 0:  # the disk was full
            continue
        run = read_run(path)
        if run.is_undone or has_written(run):
            if run.is_signed:
                return path
            other = other or path
    return other or (journals[0] if journals else None)
