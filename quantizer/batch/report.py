"""What became of a whole batch: counts, and a report for a person's table or a program.

outcomes -> Summary -> CSV or JSON, one row per file, in the order of the plan
"""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from quantizer.batch.outcome import State
from quantizer.errors import SettingsError
from quantizer.image_files.atomic import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.outcome import Outcome

COLUMNS = (
    "file",
    "output",
    "result",
    "k",
    "psnr",
    "bytes_before",
    "bytes_after",
    "seconds",
    "error",
)


class ReportFormat(StrEnum):
    """What a report is written as; the value is the ending of its name."""

    CSV = ".csv"
    JSON = ".json"


@dataclass(frozen=True)
class Summary:
    """What became of all files.

    Parameters
    ----------
    outcomes
        One per file, in the order of the plan.
    seconds
        Time that the whole run took.
    journal
        Where it is written down; None without a journal.
    cancelled
        Whether it ended before its time.
    notices
        Sentences about the run as a whole.
    """

    outcomes: tuple[Outcome, ...]
    seconds: float = 0.0
    journal: Path | None = None
    cancelled: bool = False
    notices: tuple[str, ...] = ()

    def count(self, state: State) -> int:
        """Return how many files ended in a state."""
        return self.counts[state]

    @cached_property
    def counts(self) -> dict[State, int]:
        """How many files ended in each state; all states are there."""
        counts = dict.fromkeys(State, 0)
        for outcome in self.outcomes:
            counts[outcome.state] += 1
        return counts

    @cached_property
    def bytes_before(self) -> int:
        """Size of the inputs whose outputs were written."""
        return sum(outcome.bytes_before or 0 for outcome in self._written)

    @cached_property
    def bytes_after(self) -> int:
        """Size of the outputs that were written."""
        return sum(outcome.bytes_after or 0 for outcome in self._written)

    @property
    def saved(self) -> int:
        """Bytes that all outputs have less than their inputs; negative if they have more."""
        return sum(outcome.saved for outcome in self.outcomes)

    @property
    def exit_code(self) -> int:
        """1 if a file failed or the run was cancelled, otherwise 0."""
        return int(self.cancelled or self.count(State.FAILED) > 0)

    @property
    def _written(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.state.is_written)


def report_format(path: Path) -> ReportFormat:
    """Return what a report of this name is written as.

    Raises
    ------
    SettingsError
        If its name ends neither in ``.csv`` nor in ``.json``.
    """
    try:
        return ReportFormat(path.suffix.lower())
    except ValueError as error:
        raise SettingsError(
            f"{path}: a report is written as CSV or JSON; end its name in .csv or .json"
        ) from error


def report_object(summary: Summary) -> dict[str, object]:
    """Return a report as JSON has it.

    An infinite PSNR, that of an exact result, is null, as in all JSON of the command line.
    """
    return {
        "files": [_finite(_row(outcome)) for outcome in summary.outcomes],
        "counts": {state.value: count for state, count in summary.counts.items() if count},
        "bytes_before": summary.bytes_before,
        "bytes_after": summary.bytes_after,
        "saved": summary.saved,
        "seconds": round(summary.seconds, 3),
        "journal": None if summary.journal is None else str(summary.journal),
        "cancelled": summary.cancelled,
        "notices": list(summary.notices),
    }


def write_report(path: Path, summary: Summary, *, overwrite: bool = False) -> None:
    r"""Write a report, as CSV or JSON by the ending of its name.

    A byte of a name that is no UTF-8 is written as ``\udcXX``, so that the report is text for
    every reader.

    Raises
    ------
    SettingsError
        If its name has another ending.
    WriteError
        If it cannot be written; then nothing has changed on the disk.
    """
    if report_format(path) is ReportFormat.CSV:
        text = _as_csv(summary)
    else:
        text = json.dumps(report_object(summary), indent=1) + "\n"
    write_atomically(path, text.encode("utf-8", "backslashreplace"), overwrite=overwrite)


def _finite(row: dict[str, object]) -> dict[str, object]:
    return row | {"psnr": None} if row["psnr"] == math.inf else row


def _row(outcome: Outcome) -> dict[str, object]:
    values = (
        str(outcome.source),
        str(outcome.target),
        outcome.state.value,
        outcome.k,
        None if outcome.psnr is None else round(outcome.psnr, 3),
        outcome.bytes_before,
        outcome.bytes_after,
        round(outcome.seconds, 3),
        outcome.reason,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _as_csv(summary: Summary) -> str:
    """Return the rows as RFC 4180 has them: what holds a comma or a new line is quoted."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    table.writerows(_row(outcome) for outcome in summary.outcomes)
    return text.getvalue()
