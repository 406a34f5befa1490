"""What stands now where a run wrote, or may have written."""

from __future__ import annotations

import os
from enum import Enum, auto
from typing import TYPE_CHECKING

from quantizer.batch.digest import file_digest
from quantizer.batch.journal.record import COARSE, Mark

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.journal.record import Record, Run

_LONGEST = 600.0
"""Seconds that one file may take."""


class Standing(Enum):
    """What stands at an output."""

    NOTHING = auto()
    AS_BEFORE = auto()
    AS_WRITTEN = auto()
    CHANGED = auto()


def standing_at(record: Record, run: Run) -> Standing:
    """Return what stands at a target now."""
    mark = Mark.of(record.output)
    if mark is None:
        return Standing.NOTHING
    if mark == record.former:
        return Standing.AS_BEFORE
    if record.output.is_dir():
        return Standing.CHANGED
    for told in (record, record.earlier):
        if told is not None and told.is_written:
            digest = told.target_digest
            if has_digest(record.output, digest) or (not digest and mark == told.target_mark):
                return Standing.AS_WRITTEN
    return Standing.AS_WRITTEN if was_written(record, run) else Standing.CHANGED


def was_written(record: Record, run: Run) -> bool:
    """Return whether an output seems to have been written, where the run did not learn of it.

    Something stands there that did not before the file was first begun, and it was made since.
    """
    mark, begun = Mark.of(record.begun.target), record.begun
    if not record.is_unclear or mark is None or (mark == record.former and not begun.doubtful):
        return False
    latest = run.last + _LONGEST if record.ended is None else record.ended + COARSE
    return begun.time - COARSE <= mark.modified / 1e9 <= latest


def has_written(run: Run) -> bool:
    """Return whether a run has left anything that could be taken back."""
    return any(
        record.is_written
        or was_written(record, run)
        or (run.replaces and record.is_unclear and not os.path.lexists(record.begun.source))
        for record in run.records.values()
    )


def has_digest(path: Path, digest: str) -> bool:
    """Return whether a file has a content of which the fingerprint is known."""
    return bool(digest) and path.is_file() and file_digest(path) == digest
