"""The summary of a batch, and its report as CSV or JSON: one row per file, in the plan's order."""

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

from ..language import tr

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.outcome import Outcome

_SIZES = ("bytes_before", "bytes_after")
COLUMNS = ("file", "output", "result", "k", "psnr", *_SIZES, "seconds", "error")


class ReportFormat(StrEnum):
    """The format of a report; the value is its file extension."""

    CSV = ".csv"
    JSON = ".json"


@dataclass(frozen=True)
class Summary:
    """The outcomes of all files.

    Parameters
    ----------
    outcomes
        One per file, in the order of the plan.
    seconds
        Time that the whole run took.
    journal
        The run's journal; None without one.
    cancelled
        Whether the run was cancelled.
    notices
        Sentences about the run as a whole.
    """

    outcomes: tuple[Outcome, ...]
    seconds: float = 0.0
    journal: Path | None = None
    cancelled: bool = False
    notices: tuple[str, ...] = ()

    @cached_property
    def counts(self) -> dict[State, int]:
        """Number of files in each state; all states are keys."""
        counts = dict.fromkeys(State, 0)
        for outcome in self.outcomes:
            counts[outcome.state] += 1
        return counts

    @cached_property
    def bytes_before(self) -> int:
        """Total size of the inputs whose outputs were written."""
        return sum(one.bytes_before or 0 for one in self.outcomes if one.state.is_written)

    @cached_property
    def bytes_after(self) -> int:
        """Total size of the outputs."""
        return sum(one.bytes_after or 0 for one in self.outcomes if one.state.is_written)

    @property
    def saved(self) -> int:
        """Bytes by which all results are smaller than their inputs; negative if they are larger."""
        return sum(outcome.saved for outcome in self.outcomes)

    @property
    def exit_code(self) -> int:
        """1 if a file failed or the run was cancelled, otherwise 0."""
        return int(self.cancelled or self.counts[State.FAILED] > 0)


def report_format(path: Path) -> ReportFormat:
    """Return the format of a report by its file extension.

    Raises
    ------
    SettingsError
        If the extension is neither ``.csv`` nor ``.json``.
    """
    try:
        return ReportFormat(path.suffix.lower())
    except ValueError as error:
        raise SettingsError(
            tr(
                "{path}: a report is CSV or JSON; choose a name that ends in .csv or .json",
                path=path,
            )
        ) from error


def report_object(summary: Summary) -> dict[str, object]:
    """Return a report as an object for JSON.

    An infinite PSNR (an exact result) is null, as in all JSON of the command line.
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
    r"""Write a report, as CSV or JSON by its file extension.

    A byte of a file name that is not UTF-8 is written as ``\udcXX``, so that every program can
    read the report as text.

    Raises
    ------
    SettingsError
        If it has another extension.
    WriteError
        If it cannot be written; nothing has changed on the disk then.
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
    """Return the rows as CSV (RFC 4180): values with a comma or a line break are quoted."""
    text = io.StringIO(newline="")
    table = csv.DictWriter(text, COLUMNS)
    table.writeheader()
    table.writerows(_row(outcome) for outcome in summary.outcomes)
    return text.getvalue()
