"""Compares the files where a run wrote with what its journal says about them."""

from __future__ import annotations

import os
from enum import Enum, auto
from typing import TYPE_CHECKING

from quantizer.batch.digest import file_digest
from quantizer.batch.journal.record import CLOCK_TOLERANCE, FileSignature, Origin

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.journal.record import Record, Run

_LONGEST = 600.0
"""Seconds that the conversion of one file may take; not tuned."""


class OutputState(Enum):
    """What is at the path of an output now."""

    MISSING = auto()
    AS_BEFORE = auto()
    AS_WRITTEN = auto()
    CHANGED = auto()


def output_state(record: Record, run: Run) -> OutputState:
    """Return what is at the path of a record's output now."""
    signature = FileSignature.of(record.output)
    if signature is None:
        return OutputState.MISSING
    if signature == record.previous:
        return OutputState.AS_BEFORE
    if record.output.is_dir():
        return OutputState.CHANGED
    for one in (record, record.before_retry):
        if one is not None and one.is_written:
            digest = one.target_digest
            is_same = not digest and run.is_signed and signature == one.target_signature
            if is_same or has_digest(record.output, digest):
                return OutputState.AS_WRITTEN
    return OutputState.AS_WRITTEN if was_written(record, run) else OutputState.CHANGED


def was_written(record: Record, run: Run) -> bool:
    """Return whether an output seems to have been written although the journal does not say so.

    That is: the record is incomplete, and the target is a file that was not there before and was
    modified while the run worked. A journal of somebody else proves nothing of that.
    """
    intent, signature = record.intent, FileSignature.of(record.intent.target)
    if not (record.is_incomplete and run.is_signed) or signature is None:
        return False
    if signature == record.previous and not intent.is_backup_doubtful:
        return False
    latest = run.last + _LONGEST if record.ended is None else record.ended + CLOCK_TOLERANCE
    return intent.time - CLOCK_TOLERANCE <= signature.modified / 1e9 <= latest


def has_written(run: Run) -> bool:
    """Return whether a run has left anything that can be undone."""
    return any(
        record.is_written
        or was_written(record, run)
        or (run.replaces and record.is_incomplete and not os.path.lexists(record.intent.source))
        for record in run.records.values()
    )


def has_digest(path: Path, digest: str) -> bool:
    """Return whether a file's content has a digest; False if the digest is unknown (empty)."""
    return bool(digest) and path.is_file() and file_digest(path) == digest


def is_still_written(record: Record, run: Run, target: Path) -> bool:
    """Return whether the file at `target` is the output that a record says was written."""
    digest = record.target_digest
    return record.is_written and is_same_file(target, record.target_signature, digest, run)


def is_same_file(path: Path, signature: FileSignature | None, digest: str, run: Run) -> bool:
    """Return whether a file is unchanged since a run, by its signature or else by its content.

    In a folder that was moved only the content counts: files can be exchanged on the way.
    """
    now = FileSignature.of(path)
    if now is None:
        return False
    if now == signature and run.origin is Origin.OWN:
        return True
    if not digest or (signature is not None and now.size != signature.size):
        return False
    try:
        return file_digest(path) == digest
    except OSError:
        return False
