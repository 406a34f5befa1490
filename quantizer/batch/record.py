"""What a journal says: its lines, and the run that they tell of.

    {"event": "open", "version": 1, "run": "5f...", "time": ..., "roots": [...], "replaces": false}
    {"event": "palettes", "recipe": ..., "groups": {"all": [[255, 255, 255, 255], ...]}}
    {"event": "begin", "source": ..., "target": ..., "former": [size, modified], "kept": ..., ...}
    {"event": "end", "target": ..., "recipe": ..., "outcome": {...}, "marks": [...]}
    {"event": "undone", "target": ...}
    {"event": "closed", "finished": true}

One JSON object to a line, all in ASCII: a byte of a name that is no UTF-8 is a lone surrogate, as
Python has it. A line that was torn by a crash is passed over.
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from quantizer.batch.outcome import Outcome, State
from quantizer.errors import FileError

VERSION = 1

COARSE = 2.0
"""Seconds that the clocks of a disk and of a computer may be apart."""

WRITTEN = frozenset({State.DONE, State.COPIED})
"""The states in which a file stands at the target."""


class JournalError(FileError):
    """A journal cannot be written or read."""

    @classmethod
    def of(cls, path: Path, error: OSError) -> JournalError:
        """Return the error of the system as one about the journal at `path`."""
        return cls(path, f"the journal cannot be written ({error.strerror or error})")


@dataclass(frozen=True, slots=True)
class Mark:
    """By what a file is recognised without reading it.

    Parameters
    ----------
    size
        Bytes.
    modified
        Nanoseconds since 1970.
    """

    size: int
    modified: int

    @classmethod
    def of(cls, path: Path | str) -> Mark | None:
        """Return the mark of a file, links followed; None if there is none."""
        try:
            status = os.stat(path)  # noqa: PTH116 - called twice per file; a Path costs more
        except (OSError, ValueError):
            return None
        return cls(status.st_size, status.st_mtime_ns)


@dataclass(frozen=True, slots=True)
class Begun:
    """What stood where, before a file was converted.

    Parameters
    ----------
    source, target
        Absolute paths.
    time
        When, in seconds since 1970.
    source_mark
        Of the input.
    former
        Of the file that stood at the target, other than the input itself; None without one.
    kept
        Where that is kept, from the journal's folder; empty if it is not.
    makes
        Folders that were not there, the outermost first.
    doubtful
        Whether what is kept may be an output of this very run, which broke off and went on.
    """

    source: Path
    target: Path
    time: float
    source_mark: Mark | None = None
    former: Mark | None = None
    kept: str = ""
    makes: tuple[Path, ...] = ()
    doubtful: bool = False

    @property
    def in_place(self) -> bool:
        """Whether the output takes the place of its input."""
        return self.source == self.target


@dataclass(frozen=True, slots=True)
class Record:
    """What a journal tells of one output.

    Parameters
    ----------
    begun
        What stood there before.
    outcome
        What became of it; None if the run broke off before that was known.
    recipe
        What determined the output; see `quantizer.batch.digest.recipe_digest`.
    target_mark
        Of the output, once written.
    ended
        When the outcome was known, in seconds since 1970.
    earlier
        What was told before the output was begun anew; None once that has come to its end.
    """

    begun: Begun
    outcome: Outcome | None = None
    recipe: str = ""
    target_mark: Mark | None = None
    ended: float | None = None
    earlier: Record | None = None

    @property
    def output(self) -> Path:
        """What was written: the target, or an original that was copied under another ending."""
        if self.outcome is not None and self.is_written:
            return self.outcome.target
        return self.begun.target

    @property
    def former(self) -> Mark | None:
        """The mark of what stood at the output before, the input included; None if nothing did."""
        begun, mark = self.begun, self.target_mark
        if begun.in_place:
            return begun.source_mark
        if self.output == begun.target:
            return begun.former
        is_older = mark is not None and mark.modified / 1e9 < begun.time - COARSE
        return mark if is_older else None

    @property
    def kept(self) -> str:
        """Where the file that stood at the output is kept; see `Begun`."""
        return self.begun.kept if self.output == self.begun.target else ""

    @property
    def is_unclear(self) -> bool:
        """Whether the run did not come to know what stands at the target.

        It broke off before, or its worker died, which leaves an outcome without a digest.
        """
        if self.outcome is None:
            return True
        ended = self.outcome.state in {State.FAILED, State.CANCELLED}
        return ended and not self.outcome.source_digest

    @property
    def is_unwanted(self) -> bool:
        """Whether there was a result, which was dropped, as it was too large."""
        if self.outcome is None:
            return False
        return self.outcome.state is State.SKIPPED and bool(self.outcome.source_digest)

    @property
    def is_written(self) -> bool:
        """Whether the run came to know that a file stands at the target."""
        return self.outcome is not None and self.outcome.state in WRITTEN


@dataclass(slots=True)
class Run:
    """What a journal tells.

    Parameters
    ----------
    path
        The journal.
    run_id
        Names the run, also in its temporary files.
    time, last
        When it began and when its last line was written, in seconds since 1970.
    roots
        The folders and files that it was given.
    replaces
        Whether outputs took the place of inputs, which went to the trash.
    records
        By target; what was taken back is not there.
    makes
        Folders that were not there before the run.
    finished
        Whether it came to its end, neither cancelled nor broken off.
    palettes
        Colours (r, g, b, a) that files shared, by recipe and `Entry.group`.
    """

    path: Path
    run_id: str
    time: float
    roots: tuple[Path, ...] = ()
    replaces: bool = False
    last: float = 0.0
    records: dict[Path, Record] = field(default_factory=dict)
    makes: set[Path] = field(default_factory=set)
    finished: bool = False
    palettes: dict[str, dict[str, list[list[int]]]] = field(default_factory=dict)

    @property
    def unclear(self) -> list[Record]:
        """What may have been left half done."""
        return [record for record in self.records.values() if record.is_unclear]


def absolute(path: Path | str) -> Path:
    """Return a path as journals have it: links as they are, but without ``..``."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps the "..", resolve no links


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
    time = float(told["time"])
    roots = tuple(Path(root) for root in told["roots"])
    return Run(path, str(told["run"]), time, roots, bool(told["replaces"]), last=time)


def _tell(run: Run, told: dict[str, Any]) -> None:
    """Add to a run what one line says."""
    event = told["event"]
    run.last = max(run.last, float(told.get("time", 0)))
    if event == "begin":
        begun = begun_from_json(told)
        run.records[begun.target] = _again(run.records.get(begun.target), begun)
        run.makes.update(begun.makes)
        run.finished = False
    elif event == "end":
        _end(run, told)
    elif event == "palettes":
        run.palettes[str(told["recipe"])] = dict(told["groups"])
    elif event == "undone":
        run.records.pop(Path(told["target"]), None)
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
    target = Path(told["target"])
    record = run.records[target]
    output = Path(told["output"])
    outcome = outcome_from_json(told["outcome"], record.begun.source, output)
    if outcome.state not in WRITTEN and record.earlier is not None:
        run.records[target] = record.earlier
    else:
        mark = _mark(told["mark"])
        recipe, ended = str(told["recipe"]), float(told["time"])
        run.records[target] = Record(record.begun, outcome, recipe, mark, ended)


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
