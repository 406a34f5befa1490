"""The whole list of inputs and outputs, made before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.options import BatchOptions


@dataclass(frozen=True, slots=True)
class Entry:
    """One input and what it is to become.

    Parameters
    ----------
    number
        Its place in the plan, from 1.
    source
        The input.
    relative
        Its path below the folder that was given; its name where it was given itself.
    target
        The output; the input itself where that is replaced and keeps its name.
    format
        Name of the format that the output is written in.
    group
        Names the files that get one palette together; None for a palette of its own.
    replaces
        Whether a file at `target`, which is no input, is to be overwritten.
    skip
        Why it is left out, found while planning; empty if it is not.
    """

    number: int
    source: Path
    relative: Path
    target: Path
    format: str
    group: str | None = None
    replaces: bool = False
    skip: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch will do.

    Parameters
    ----------
    entries
        In the order of their relative paths, however the disk lists them.
    options
        What was asked for.
    notices
        What was met on the way and left out: links that lead outside, pipes, folders that cannot
        be read.
    """

    entries: tuple[Entry, ...]
    options: BatchOptions
    notices: tuple[str, ...] = ()
