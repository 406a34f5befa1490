"""The columns of the table: their headings, texts and tooltips."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from quantizer.batch.outcome import Outcome, State
from quantizer.language import mark, tr

from .texts import STATE_LABELS, saved_tip, saved_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.batch.plan.plan import Entry

    _Words = Callable[[Entry, State, Outcome | None], str]


class Column(IntEnum):
    """The columns from left to right."""

    FILE = 0
    STATE = 1
    COLORS = 2
    SAVED = 3
    RESULT = 4


HEADINGS = {
    Column.FILE: mark("File"),
    Column.STATE: mark("State"),
    Column.COLORS: mark("Colours"),
    Column.SAVED: mark("Saved"),
    Column.RESULT: mark("Output"),
}
NUMBERS = frozenset({Column.COLORS, Column.SAVED})
"""Columns with right-aligned text."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The functions that return the text and the tooltip of a cell."""

    text: _Words
    tip: _Words


def _file(entry: Entry, _state: State, _outcome: Outcome | None) -> str:
    return str(entry.relative)


def _source(entry: Entry, _state: State, _outcome: Outcome | None) -> str:
    return str(entry.source)


def _state(_entry: Entry, state: State, _outcome: Outcome | None) -> str:
    return tr(STATE_LABELS[state])


def _notices(_entry: Entry, _state: State, outcome: Outcome | None) -> str:
    return "\n".join(outcome.notices) if outcome else ""


def _colors(_entry: Entry, _state: State, outcome: Outcome | None) -> str:
    return "" if outcome is None or outcome.k is None else str(outcome.k)


def _quality(_entry: Entry, _state: State, outcome: Outcome | None) -> str:
    if outcome is None or outcome.psnr is None:
        return ""
    return (
        tr("PSNR {psnr:.1f} dB", psnr=outcome.psnr) if math.isfinite(outcome.psnr) else "Identical"
    )


def _saved(_entry: Entry, _state: State, outcome: Outcome | None) -> str:
    return "" if outcome is None else saved_words(outcome)


def _sizes(_entry: Entry, _state: State, outcome: Outcome | None) -> str:
    return "" if outcome is None else saved_tip(outcome)


def _result(entry: Entry, state: State, outcome: Outcome | None) -> str:
    """Return why there is no output; else the name of the output."""
    reason = outcome.reason if outcome is not None else entry.error or entry.skip
    if state in {State.SKIPPED, State.FAILED, State.CANCELLED} and reason:
        reason = reason.removeprefix(f"{entry.source}: ")  # the row has the file's name already
        return f"{reason[:1].upper()}{reason[1:]}"
    return entry.target.name


def _target(entry: Entry, state: State, outcome: Outcome | None) -> str:
    words = _result(entry, state, outcome)
    return str(entry.target) if words == entry.target.name else f"{words}\n{entry.target}"


CELLS = {
    Column.FILE: Cell(_file, _source),
    Column.STATE: Cell(_state, _notices),
    Column.COLORS: Cell(_colors, _quality),
    Column.SAVED: Cell(_saved, _sizes),
    Column.RESULT: Cell(_result, _target),
}
