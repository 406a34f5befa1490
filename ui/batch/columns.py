"""The columns of the table: their headings, texts, tooltips and sort keys."""

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
    from pathlib import Path

    from PySide6.QtGui import QImage

    from quantizer.batch.plan.plan import Entry

    _Words = Callable[["Row"], str]


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
class Row:
    """The data of a row.

    Parameters
    ----------
    outcome
        The result of its conversion; None until it is known.
    picture
        The thumbnail; a null image if the file cannot be read, None if not made yet.
    folder
        The output folder; None if outputs replace their inputs.
    """

    entry: Entry
    state: State
    outcome: Outcome | None
    picture: QImage | None = None
    folder: Path | None = None

    @property
    def reason(self) -> str:
        """Why there is no output, as a sentence without its full stop; empty if there is one."""
        reason = self.entry.error or self.entry.skip
        if self.outcome is not None:
            reason = self.outcome.reason
        if self.state not in {State.SKIPPED, State.FAILED, State.CANCELLED} or not reason:
            return ""
        reason = reason.removeprefix(f"{self.entry.source}: ")  # the row has the file's name
        return f"{reason[:1].upper()}{reason[1:]}"

    @property
    def output(self) -> Path:
        """The output's path below the output folder, or below the given folder if it replaces."""
        target = self.entry.target
        if self.folder is not None and target.is_relative_to(self.folder):
            return target.relative_to(self.folder)
        return self.entry.relative.with_name(target.name)


@dataclass(frozen=True, slots=True)
class Cell:
    """The functions that return the text, the tooltip and the sort key of a cell.

    Rows whose key is None come last.
    """

    text: _Words
    tip: _Words
    key: Callable[[Row], float | str | None]


def _file(row: Row) -> str:
    return str(row.entry.relative)


def _source(row: Row) -> str:
    return str(row.entry.source)


def _number(row: Row) -> float:
    return row.entry.number  # numbers follow the relative paths


def _state(row: Row) -> str:
    return tr(STATE_LABELS[row.state])


def _progress(row: Row) -> float:
    return _STATES.index(row.state)


def _notices(row: Row) -> str:
    return "\n".join(row.outcome.notices) if row.outcome else ""


def _colors(row: Row) -> str:
    return "" if row.outcome is None or row.outcome.k is None else str(row.outcome.k)


def _count(row: Row) -> float | None:
    return None if row.outcome is None else row.outcome.k


def _quality(row: Row) -> str:
    if row.outcome is None or row.outcome.psnr is None:
        return ""
    if not math.isfinite(row.outcome.psnr):
        return tr("Identical")
    return tr("PSNR {psnr:.1f} dB", psnr=row.outcome.psnr)


def _saved(row: Row) -> str:
    return "" if row.outcome is None else saved_words(row.outcome)


def _share(row: Row) -> float | None:
    outcome = row.outcome
    if outcome is None or outcome.state is not State.DONE or not outcome.bytes_before:
        return None
    return outcome.saved / outcome.bytes_before


def _sizes(row: Row) -> str:
    return "" if row.outcome is None else saved_tip(row.outcome)


def _result(row: Row) -> str:
    """Return why there is no output; else the path of the output below its folder."""
    return row.reason or str(row.output)


def _folded(row: Row) -> str:
    return _result(row).casefold()


def _target(row: Row) -> str:
    return f"{row.reason}\n{row.entry.target}".lstrip()


_STATES = list(State)
CELLS = {
    Column.FILE: Cell(_file, _source, _number),
    Column.STATE: Cell(_state, _notices, _progress),
    Column.COLORS: Cell(_colors, _quality, _count),
    Column.SAVED: Cell(_saved, _sizes, _share),
    Column.RESULT: Cell(_result, _target, _folded),
}
