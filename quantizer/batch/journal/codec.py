"""The lines of a journal, read and written.

    {"event": "open", "version": 1, "run": "5f...", "time": ..., "folder": ..., "roots": [...], ...}
    {"event": "palettes", "recipe": ..., "groups": {"all": [[255, 255, 255, 255], ...]}}
    {"event": "begin", "source": ..., "target": ..., "former": [size, modified], "kept": ..., ...}
    {"event": "end", "target": ..., "recipe": ..., "outcome": {...}, "mark": [size, modified], ...}
    {"event": "again", "time": ..., "folder": ...}
    {"event": "closed", "finished": true}
    {"event": "moved", "folder": ...}
    {"event": "undo"}
    {"event": "undone", "target": ...}

Each line is one JSON object in ASCII; a byte of a name that is not UTF-8 is a lone surrogate, as in
Python. Its last key is "mac", the code of this user's key; see
`quantizer.batch.journal.journal_key`. A line torn by a crash is skipped; any other line that makes
no sense is an error. Paths are absolute, and those after a "folder" date from when the journal was
in that folder; see `quantizer.batch.journal.relocation`.

`JournalReader` parses a journal once, and later only the lines that were appended to it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quantizer.batch.journal.journal_lines import JournalLines
from quantizer.batch.journal.record import Intent, JournalError, Record, Run
from quantizer.batch.journal.record_json import (
    colors_from_json,
    intent_from_json,
    outcome_from_json,
    path_from_json,
    signature_from_json,
    text_from_json,
    time_from_json,
)
from quantizer.batch.journal.relocation import Relocation

from ...language import tr

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
RUN_ID = re.compile(r"[0-9A-Za-z]+")
"""What names a run, also in the names of its temporary files."""

_NONSENSE = (KeyError, TypeError, ValueError, AttributeError)
"""What a line raises whose values are missing or of another type."""


class JournalReader:
    """Parses a journal; each line once, also if the journal grows meanwhile.

    Attributes
    ----------
    run
        What could be read so far, perhaps without damaged lines; None if it is no journal.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.run: Run | None = None
        self._lines = JournalLines(path)
        self._damaged = 0

    def read(self) -> Run:
        """Parse the lines appended since the last call; return the run, which is changed in place.

        Raises
        ------
        JournalError
            If it cannot be read, is not a journal, was written by a later version, or a line is
            damaged; the message says which is the first.
        """
        for line in self._lines.new():
            is_sound = line.value is not None and self._apply(line.value)
            if self.run is None:
                reason = tr("line 1 is damaged: this is not a journal of a batch")
                raise JournalError(self.path, reason)
            self.run.is_signed = self.run.is_signed and line.is_own
            self._damaged = self._damaged or (0 if is_sound else line.number)
        if self.run is None:
            raise JournalError(self.path, tr("is not a journal of a batch"))
        if self._damaged:
            reason = tr("line {number:,} is damaged", number=self._damaged)
            raise JournalError(self.path, reason)
        return self.run

    def _apply(self, value: dict[str, Any]) -> bool:
        """Change the run by what a line says; return whether that makes sense."""
        try:
            if self.run is None:
                self.run = _open_run(self.path, value)
            else:
                _apply(self.run, value)
        except _NONSENSE:
            return False
        return True


def read_run(path: Path) -> Run:
    """Return the content of a journal; errors as for `JournalReader.read`."""
    return JournalReader(path).read()


def replaces_inputs(path: Path) -> bool:
    """Return whether a journal is of a run that replaced its inputs, by its first line."""
    try:
        first = next(JournalLines(path).new(), None)
    except JournalError:
        return False
    return first is not None and bool((first.value or {}).get("replaces"))


def _open_run(path: Path, value: dict[str, Any]) -> Run:
    if value["event"] != "open":
        raise ValueError
    if value["version"] > VERSION:
        raise JournalError(path, tr("was written by a later version of Quantizer; use that one"))
    run_id = text_from_json(value["run"])
    if not RUN_ID.fullmatch(run_id):
        raise ValueError
    time, replaces = time_from_json(value["time"]), bool(value["replaces"])
    roots = tuple(path_from_json(root) for root in value["roots"])
    relocation = Relocation.of(_folder(value), path, replaces=replaces)
    if relocation is not None:
        roots = tuple(relocation.outside(root) for root in roots)
    return Run(path, run_id, time, roots, replaces, time, relocation=relocation)


def _folder(value: dict[str, Any]) -> Path | None:
    """Return the folder that a line names as the journal's; None if it names none."""
    return path_from_json(value["folder"]) if "folder" in value else None


def _apply(run: Run, value: dict[str, Any]) -> None:
    """Change a run by what one line says."""
    event = text_from_json(value["event"])
    run.last = max(run.last, time_from_json(value.get("time", 0)))
    if event in {"again", "moved"} and "folder" in value:
        run.relocation = Relocation.of(_folder(value), run.path, replaces=run.replaces)
    elif event == "begin":
        intent = _relocated(intent_from_json(value), run)
        run.records[intent.target] = _begin(run.records.get(intent.target), intent)
        run.new_folders.update(intent.new_folders)
        run.finished = False
    elif event == "end":
        _end(run, value)
    elif event == "palettes":
        colors = colors_from_json(value["groups"])
        run.palettes.setdefault(text_from_json(value["recipe"]), {}).update(colors)
    elif event == "undo":
        run.is_undone = True
    elif event == "undone":
        run.records.pop(_output(value["target"], run), None)
    elif event == "closed":
        run.finished = bool(value["finished"])


def _begin(record: Record | None, intent: Intent) -> Record:
    """Return the record of an output that is begun, perhaps not for the first time.

    An undo restores what was at the target before the first time, unless something else was put
    there and backed up since.
    """
    if record is None:
        return Record(intent)
    first, interrupted = record.intent, record.is_incomplete
    before = replace(record, before_retry=None) if record.is_written else record.before_retry
    if not (interrupted or record.is_written):
        return Record(intent, before_retry=before)
    if not intent.backup or (interrupted and first.backup):
        time = first.time if interrupted else intent.time
        intent = replace(first, time=time, source_signature=intent.source_signature)
    elif interrupted and first.previous is None:
        intent = replace(intent, time=first.time, is_backup_doubtful=True)
    return Record(intent, before_retry=before)


def _end(run: Run, value: dict[str, Any]) -> None:
    target, output = (_output(value[key], run) for key in ("target", "output"))
    record = run.records[target]
    outcome = outcome_from_json(value["outcome"], record.intent.source, output)
    if not outcome.state.is_written and record.before_retry is not None:
        run.records[target] = record.before_retry
    else:
        signature = signature_from_json(value["mark"])
        recipe, ended = text_from_json(value["recipe"]), time_from_json(value["time"])
        run.records[target] = Record(record.intent, outcome, recipe, signature, ended)


def _relocated(intent: Intent, run: Run) -> Intent:
    """Return an intent with the paths that its files have now."""
    if run.relocation is None:
        return intent
    source = run.relocation.input(intent.source)
    return replace(
        intent,
        source=source,
        target=run.relocation.output(intent.target),
        new_folders=tuple(run.relocation.output(folder) for folder in intent.new_folders),
        original_source=None if source == intent.source else intent.source,
        place=None,
    )


def _output(value: object, run: Run) -> Path:
    path = path_from_json(value)
    return path if run.relocation is None else run.relocation.output(path)
