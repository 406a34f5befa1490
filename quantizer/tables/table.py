"""A table of numbers, as it was read from a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.escape import escape_controls
from quantizer.tables.options import Missing

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from quantizer.tables.dialect import Dialect


@dataclass(frozen=True, slots=True)
class Places:
    """Where the rows of a table are in its file.

    Parameters
    ----------
    lines
        int64 (n,): number of the first line of each row, from 1.
    ends
        int64 (n,): offset in bytes after the last line end of each row.
    header_end
        The same for the header; 0 without one.
    size
        Bytes of the file.
    """

    lines: NDArray[np.int64]
    ends: NDArray[np.int64]
    header_end: int
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The numeric columns of a table.

    Parameters
    ----------
    path
        Its file.
    dialect
        How it is written.
    names
        Names of the d columns, all different.
    values
        float64 (n, d), finite, or NaN where a value is missing.
    places
        Where the rows are in the file.
    header
        The cells of the header; empty without one.
    notices
        Sentences about columns that were left out.
    data
        The file's bytes, if they came without a file; `path` is only a name then.
    """

    path: Path
    dialect: Dialect
    names: tuple[str, ...]
    values: NDArray[np.float64]
    places: Places
    header: tuple[str, ...]
    notices: tuple[str, ...]
    data: bytes | None = None

    @property
    def lines(self) -> NDArray[np.int64]:
        """int64 (n,): number of the first line of each row in the file, from 1."""
        return self.places.lines


@dataclass(frozen=True, slots=True, eq=False)
class CompleteRows:
    """Rows without missing values.

    Parameters
    ----------
    values
        float64 (m, d).
    indices
        intp (m,): the row of the table that each is.
    filled
        Number of values that were replaced by the mean of their column.
    """

    values: NDArray[np.float64]
    indices: NDArray[np.intp]
    filled: int


def complete_rows(table: Table, missing: Missing) -> CompleteRows:
    """Return the rows of a table without missing values.

    Parameters
    ----------
    table
        The table; its values are not changed.
    missing
        Whether rows with missing values are left out, or the values replaced by means.
    """
    absent = np.isnan(table.values)
    indices = np.arange(len(table.values))
    if not absent.any():
        return CompleteRows(table.values, indices, 0)
    if missing is Missing.DROP:
        kept = np.flatnonzero(~absent.any(axis=1))
        return CompleteRows(table.values[kept], kept, 0)
    means = np.nanmean(table.values, axis=0)
    return CompleteRows(np.where(absent, means, table.values), indices, int(absent.sum()))


def printable(text: str) -> str:
    """Return text for people on one line: control characters escaped, and single spaces."""
    return escape_controls(" ".join(text.split()))
