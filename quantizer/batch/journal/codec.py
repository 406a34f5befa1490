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
Python. A line torn by a crash is skipped. Paths are absolute, and those after a "folder" date from
when the journal was in that folder; see `quantizer.batch.journal.relocation`.

`JournalReader` parses a journal once, and later only the lines that were appended to it.
"""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from quantizer.batch.journal.record import FileSignature, Intent, JournalError, Record, Run
from quantizer.batch.journal.relocation import Relocation
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.tree import absolute

from ...language import tr

VERSION = 1

_OUTCOME = tuple(one.name for one in fields(Outcome) if one.name not in {"source", "target"})

_path = lru_cache(1024)(Path)
"""Makes paths; the lines about one file name the same ones."""


class JournalReader:
    """Parses a journal; each line once, also if the journal grows meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._run: Run | None = None
        self._offset = 0

    def read(self) -> Run:
        """Parse the lines appended since the last call; return the run, which is changed in place.

        Raises
        ------
        JournalError
            If it cannot be read, is not a journal, or was written by a later version.
        """
        try:
            with self.path.open("rb") as file:
                file.seek(self._offset)
                data = file.read()
        except OSError as error:
            reason = tr("cannot be read ({reason})", reason=error.strerror or error)
            raise JournalError(self.path, reason) from error
        for line in data.splitlines(keepends=True):
            value = _parse(line)
            if value is not None:
                self._apply(value)
            elif not line.endswith(b"\n"):  # it is being written, or was torn
                break
            self._offset += len(line)
        if self._run is None:
            raise JournalError(self.path, tr("is not a journal of a batch"))
        return self._run

    def _apply(self, value: dict[str, Any]) -> None:
        try:
            if self._run is None:
                self._run = _open_run(self.path, value)
            else:
                _apply(self._run, value)
        except (KeyError, TypeError, ValueError):
            pass  # a line that makes no sense is skipped


def read_run(path: Path) -> Run:
    """Return the content of a journal; errors as for `JournalReader.read`."""
    return JournalReader(path).read()


def replaces_inputs(path: Path) -> bool:
    """Return whether a journal is of a run that replaced its inputs, by its first line."""
    try:
        with path.open("rb") as file:
            value = _parse(file.readline())
    except OSError:
        return False
    return value is not None and bool(value.get("replaces"))


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _open_run(path: Path, value: dict[str, Any]) -> Run:
    if value["event"] != "open":
        raise ValueError
    if value["version"] > VERSION:
        raise JournalError(path, tr("was written by a later version of Quantizer; use that one"))
    time, replaces = float(value["time"]), bool(value["replaces"])
    roots = tuple(Path(root) for root in value["roots"])
    relocation = Relocation.of(value.get("folder"), path, replaces=replaces)
    if relocation is not None:
        roots = tuple(relocation.outside(root) for root in roots)
    return Run(path, str(value["run"]), time, roots, replaces, time, relocation=relocation)


def _apply(run: Run, value: dict[str, Any]) -> None:
    """Change a run by what one line says."""
    event = value["event"]
    run.last = max(run.last, float(value.get("time", 0)))
    if event in {"again", "moved"} and "folder" in value:
        run.relocation = Relocation.of(value["folder"], run.path, replaces=run.replaces)
    elif event == "begin":
        intent = _relocated(intent_from_json(value), run)
        run.records[intent.target] = _begin(run.records.get(intent.target), intent)
        run.new_folders.update(intent.new_folders)
        run.finished = False
    elif event == "end":
        _end(run, value)
    elif event == "palettes":
        run.palettes[str(value["recipe"])] = dict(value["groups"])
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
        signature = _signature(value["mark"])
        recipe, ended = str(value["recipe"]), float(value["time"])
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
    )


def _output(path: str, run: Run) -> Path:
    return _path(path) if run.relocation is None else run.relocation.output(_path(path))


def intent_to_json(intent: Intent) -> dict[str, object]:
    """Return the line for an intent."""
    return {
        "event": "begin",
        "time": intent.time,
        "source": str(intent.source),
        "target": str(intent.target),
        "mark": _pair(intent.source_signature),
        "former": _pair(intent.previous),
        "kept": intent.backup,
        "makes": [str(folder) for folder in intent.new_folders],
    }


def intent_from_json(value: dict[str, Any]) -> Intent:
    """Return the intent that a line contains."""
    return Intent(
        _path(value["source"]),
        _path(value["target"]),
        float(value["time"]),
        _signature(value["mark"]),
        _signature(value["former"]),
        str(value["kept"]),
        tuple(Path(folder) for folder in value["makes"]),
    )


def outcome_to_json(
    target: Path, outcome: Outcome, recipe: str, time: float, signature: FileSignature | None
) -> dict[str, object]:
    """Return the line for an outcome."""
    psnr = outcome.psnr
    changed = {
        "psnr": psnr if psnr is None or math.isfinite(psnr) else "inf",
        "seconds": round(outcome.seconds, 6),
    }
    return {
        "event": "end",
        "time": time,
        "target": str(target),
        "recipe": recipe,
        "output": str(absolute(outcome.target)),
        "mark": _pair(signature),
        "outcome": {name: getattr(outcome, name) for name in _OUTCOME} | changed,
    }


def outcome_from_json(value: dict[str, Any], source: Path, target: Path) -> Outcome:
    """Return the outcome that a line contains."""
    psnr = value["psnr"]
    changed = {
        "state": State(value["state"]),
        "psnr": None if psnr is None else float(psnr),
        "seconds": float(value["seconds"]),
        "notices": tuple(value["notices"]),
    }
    return Outcome(source, target, **{name: value[name] for name in _OUTCOME} | changed)


def _pair(signature: FileSignature | None) -> list[int] | None:
    return None if signature is None else [signature.size, signature.modified]


def _signature(pair: list[int] | None) -> FileSignature | None:
    return None if pair is None else FileSignature(int(pair[0]), int(pair[1]))
