"""Measure a process: wall time, peak memory, and its output."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

PROJECT = Path(__file__).resolve().parents[2]
"""The project's folder, in which commands are run."""

_LAUNCHER = Path(__file__).with_name("launcher.py")


@dataclass(frozen=True, slots=True)
class Usage:
    """The measurement of a process.

    Parameters
    ----------
    seconds
        Wall time from its start to its end.
    peak
        Largest resident memory in MB (10^6 bytes); values below about 10 are not reliable.
    output
        Its standard output.
    """

    seconds: float
    peak: float
    output: str


def measure_process(command: Sequence[str | Path]) -> Usage:
    """Run a command and measure it.

    Raises
    ------
    SystemExit
        If it fails, with its error output; or on Windows, where this is not possible.
    """
    if not hasattr(os, "wait4"):
        raise SystemExit("processes can only be measured on Linux and macOS")
    words = [str(word) for word in command]
    # An installed program has its bytecode; without it, each start would compile all modules.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    read, write = os.pipe()
    with os.fdopen(read) as pipe:
        try:
            done = subprocess.run(
                [sys.executable, "-I", "-S", str(_LAUNCHER), str(write), *words],
                capture_output=True,
                text=True,
                cwd=PROJECT,
                env=environment,
                pass_fds=[write],
                check=False,
            )
        finally:
            os.close(write)
        figures = pipe.read().split()
    if not figures or figures[2] != "0":
        raise SystemExit(f"{' '.join(words)} failed:\n{done.stderr.strip()}")
    return Usage(float(figures[0]), float(figures[1]) * 1024 / 1e6, done.stdout)
