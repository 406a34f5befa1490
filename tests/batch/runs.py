"""Runs without conversions: they write files and the journal as a batch does."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.digest import digest, file_digest
from quantizer.batch.journal.trash import trash
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.plan import Entry

if TYPE_CHECKING:
    from quantizer.batch.journal.journal import Journal

RECIPE = "recipe"


def entry(source: Path, target: Path, *, replaces: bool = False, number: int = 1) -> Entry:
    return Entry(number, source, Path(source.name), target, "png", replaces=replaces)


def done(one: Entry, data: bytes, state: State = State.DONE, target: Path | None = None) -> Outcome:
    """Return the outcome of a file that was converted to `data`."""
    before = one.source.stat().st_size if one.source.exists() else None
    known = file_digest(one.source) if one.source.exists() else ""
    return Outcome(
        one.source,
        target or one.target,
        state,
        k=8,
        psnr=40.0,
        bytes_before=before,
        bytes_after=len(data),
        source_digest=known,
        target_digest=digest(data),
    )


def failed(one: Entry, reason: str = "is damaged") -> Outcome:
    return Outcome(one.source, one.target, State.FAILED, reason)


def place(target: Path, data: bytes) -> None:
    """Write as the program does: beside it, then in one step."""
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(".beside")
    beside.write_bytes(data)
    beside.replace(target)


def convert(journal: Journal, one: Entry, data: bytes, recipe: str = RECIPE) -> Outcome:
    """Convert one file."""
    journal.begin(one)
    outcome = done(one, data)
    place(one.target, data)
    journal.end(one, outcome, recipe)
    return outcome


def replace_original(journal: Journal, one: Entry, data: bytes) -> Outcome:
    """Put a result in the place of its input, which goes to the trash."""
    journal.begin(one)
    outcome = done(one, data)
    trash(one.source)
    place(one.target, data)
    journal.end(one, outcome, RECIPE)
    return outcome


def tree(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder, journals apart, and its empty folders."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if ".quantizer-batch" in path.parts:
            continue
        if path.is_file():
            found[name] = path.read_bytes()
        elif path.is_dir() and not any(path.iterdir()):
            found[name + "/"] = b""
    return found


def age(path: Path, seconds: float = 60) -> None:
    """Make a file older than it is."""
    status = path.stat()
    os.utime(path, (status.st_atime - seconds, status.st_mtime - seconds))
