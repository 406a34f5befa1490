"""The lines of a journal, told and read.

    {"event": "open", "version": 1, "run": "5f...", "time": ..., "folder": ..., "roots": [...], ...}
    {"event": "palettes", "recipe": ..., "groups": {"all": [[255, 255, 255, 255], ...]}}
    {"event": "begin", "source": ..., "target": ..., "former": [size, modified], "kept": ..., ...}
    {"event": "end", "target": ..., "recipe": ..., "outcome": {...}, "mark": [size, modified], ...}
    {"event": "again", "time": ..., "folder": ...}
    {"event": "closed", "finished": true}
    {"event": "moved", "folder": ...}
    {"event": "undo"}
    {"event": "undone", "target": ...}

One JSON object to a line, all in ASCII: a byte of a name that is no UTF-8 is a lone surrogate, as
Python has it. A line that was torn by a crash is passed over. Paths are absolute; those that follow
a "folder" are of the time when the journal was under that; see
`quantizer.batch.journal.relocation`.
"""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

from quantizer.batch.journal.record import Begun, JournalError, Mark, Record, Run, absolute
from quantizer.batch.journal.relocation import Relocation
from quantizer.batch.outcome import Outcome, State

VERSION = 1


def read_run(path: Path) -> Run:
    """Read a journal.

    Raises
    ------
    JournalError
        If it cannot be read, is none, or was written by a later version.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise JournalError(path, f"cannot be read ({error.strerror or error})") from error
    run = None
    for line in lines:
        told = _parse(line)
        if told is None:
            continue
        try:
            if run is None:
                run = _opened(path, told)
            else:
                _tell(run, told)
        except (KeyError, TypeError, ValueError):
            continue
    if run is None:
        raise JournalError(path, "is no journal of a batch")
    return run


def is_of_replaced_inputs(path: Path) -> bool:
    """Return whether a journal is of a run that replaced its inputs, as its first line tells."""
    try:
        with path.open("rb") as file:
            told = _parse(file.readline())
    except OSError:
        return False
    return told is not None and bool(told.get("replaces"))


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None


def _opened(path: Path, told: dict[str, Any]) -> Run:
    if told["event"] != "open":
        raise ValueError
    if told["version"] > VERSION:
        raise JournalError(path, "was written by a later version of Quantizer; use that one")
    time, replaces = float(told["time"]), bool(told["replaces"])
    roots = tuple(Path(root) for root in told["roots"])
    relocation = Relocation.of(told.get("folder"), path, replaces=replaces)
    if relocation is not None:
        roots = tuple(relocation.outside(root) for root in roots)
    return Run(path, str(told["run"]), time, roots, replaces, time, relocation=relocation)


def _tell(run: Run, told: dict[str, Any]) -> None:
    """Add to a run what one line says."""
    event = told["event"]
    run.last = max(run.last, float(told.get("time", 0)))
    if event in {"again", "moved"} and "folder" in told:
        run.relocation = Relocation.of(told["folder"], run.path, replaces=run.replaces)
    elif event == "begin":
        begun = _relocated(begun_from_json(told), run)
        run.records[begun.target] = _again(run.records.get(begun.target), begun)
        run.makes.update(begun.makes)
        run.finished = False
    elif event == "end":
        _end(run, told)
    elif event == "palettes":
        run.palettes[str(told["recipe"])] = dict(told["groups"])
    elif event == "undo":
        run.taken_back = True
    elif event == "undone":
        run.records.pop(_output(Path(told["target"]), run), None)
    elif event == "closed":
        run.finished = bool(told["finished"])


def _again(earlier: Record | None, begun: Begun) -> Record:
    """Return the record of an output that is begun, perhaps not for the first time.

    What is to be brought back is what stood there before the first time, unless something else
    was put there since, and kept.
    """
    if earlier is None:
        return Record(begun)
    first, broke_off = earlier.begun, earlier.is_unclear
    kept = replace(earlier, earlier=None) if earlier.is_written else earlier.earlier
    if not (broke_off or earlier.is_written):
        return Record(begun, earlier=kept)
    if not begun.kept or (broke_off and first.kept):
        time = first.time if broke_off else begun.time
        begun = replace(first, time=time, source_mark=begun.source_mark)
    elif broke_off and first.former is None:
        begun = replace(begun, time=first.time, doubtful=True)
    return Record(begun, earlier=kept)


def _end(run: Run, told: dict[str, Any]) -> None:
    target, output = (_output(Path(told[key]), run) for key in ("target", "output"))
    record = run.records[target]
    outcome = outcome_from_json(told["outcome"], record.begun.source, output)
    if not outcome.state.is_written and record.earlier is not None:
        run.records[target] = record.earlier
    else:
        mark = _mark(told["mark"])
        recipe, ended = str(told["recipe"]), float(told["time"])
        run.records[target] = Record(record.begun, outcome, recipe, mark, ended)


def _relocated(begun: Begun, run: Run) -> Begun:
    """Return a beginning with paths where things are now."""
    if run.relocation is None:
        return begun
    source = run.relocation.input(begun.source)
    return replace(
        begun,
        source=source,
        target=_output(begun.target, run),
        makes=tuple(_output(folder, run) for folder in begun.makes),
        came_from=None if source == begun.source else begun.source,
    )


def _output(path: Path, run: Run) -> Path:
    return path if run.relocation is None else run.relocation.output(path)


def begun_to_json(begun: Begun) -> dict[str, object]:
    """Return the line that tells of a beginning."""
    return {
        "event": "begin",
        "time": begun.time,
        "source": str(begun.source),
        "target": str(begun.target),
        "mark": _pair(begun.source_mark),
        "former": _pair(begun.former),
        "kept": begun.kept,
        "makes": [str(folder) for folder in begun.makes],
    }


def begun_from_json(told: dict[str, Any]) -> Begun:
    """Return the beginning that a line tells of."""
    return Begun(
        Path(told["source"]),
        Path(told["target"]),
        float(told["time"]),
        _mark(told["mark"]),
        _mark(told["former"]),
        str(told["kept"]),
        tuple(Path(folder) for folder in told["makes"]),
    )


def ended_to_json(
    target: Path, outcome: Outcome, recipe: str, time: float, mark: Mark | None
) -> dict[str, object]:
    """Return the line that tells of an end."""
    psnr, output = outcome.psnr, absolute(outcome.target)
    return {
        "event": "end",
        "time": time,
        "target": str(target),
        "recipe": recipe,
        "output": str(output),
        "mark": _pair(mark),
        "outcome": {
            "state": outcome.state.value,
            "reason": outcome.reason,
            "k": outcome.k,
            "psnr": psnr if psnr is None or math.isfinite(psnr) else "inf",
            "bytes_before": outcome.bytes_before,
            "bytes_after": outcome.bytes_after,
            "seconds": round(outcome.seconds, 6),
            "notices": list(outcome.notices),
            "source_digest": outcome.source_digest,
            "target_digest": outcome.target_digest,
        },
    }


def outcome_from_json(told: dict[str, Any], source: Path, target: Path) -> Outcome:
    """Return the outcome that a line tells of."""
    psnr = told["psnr"]
    return Outcome(
        source,
        target,
        State(told["state"]),
        told["reason"],
        told["k"],
        None if psnr is None else float(psnr),
        told["bytes_before"],
        told["bytes_after"],
        float(told["seconds"]),
        tuple(told["notices"]),
        told["source_digest"],
        told["target_digest"],
    )


def _pair(mark: Mark | None) -> list[int] | None:
    return None if mark is None else [mark.size, mark.modified]


def _mark(pair: list[int] | None) -> Mark | None:
    return None if pair is None else Mark(int(pair[0]), int(pair[1]))
