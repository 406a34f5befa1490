"""`read_table`: the numeric columns of a CSV or TSV file.

    first lines -> dialect (`dialect`) -> records (`records`), a block at a time
        -> numbers, column by column (`cells`) -> `Table`

A column is numeric if each of its cells is a number or missing, and at least one is a number. The
file is read once, and memory is bounded by the numbers: about 8 bytes for each, twice for a moment.
"""

from __future__ import annotations

import io
import itertools
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import ReadError, SettingsError
from quantizer.progress import SILENT, Progress, Stage
from quantizer.tables.cells import parse_column
from quantizer.tables.dialect import SAMPLE_LINES, find_dialect
from quantizer.tables.options import Encoding, TableOptions
from quantizer.tables.records import Lines, Records
from quantizer.tables.table import Places, Table, printable

from ..language import tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from numpy.typing import NDArray


_ROWS = 1 << 12
"""Rows that are converted at once."""
_LARGEST = 1e100
"""Largest value, so that squares of distances and their sums are finite."""
_SHOWN = 20
"""Most characters of a cell in a message."""


def read_table(
    path: Path,
    options: TableOptions | None = None,
    progress: Progress = SILENT,
    *,
    data: bytes | None = None,
) -> Table:
    """Read the numeric columns of a table.

    Parameters
    ----------
    path
        A CSV or TSV file.
    options
        How it is written, and which columns are wanted; None to find out.
    progress
        Told the share of the file read.
    data
        The file's bytes, if they were read already; the file is not opened then.

    Returns
    -------
    Table
        All rows, also those with missing values. Without `TableOptions.columns`, it has all
        numeric columns but one that only numbers the rows.

    Raises
    ------
    ReadError
        If the file is missing, no table of text, damaged, or has no numeric column.
    SettingsError
        If a wanted column does not exist, or its name is that of several.
    Cancelled
        If the job was cancelled.
    """
    path, options = Path(path), options or TableOptions()
    progress = progress.at(Stage.READ)
    encodings = [options.encoding]
    if options.encoding is Encoding.AUTO:
        encodings = [Encoding.UTF_8, Encoding.LATIN_1]
    for encoding in encodings:
        try:
            with _opened(path) if data is None else io.BytesIO(data) as file:
                table = _Reader(file, path, options, str(encoding), progress).read()
                return replace(table, data=data)
        except UnicodeDecodeError:
            continue
        except OSError as error:
            raise ReadError(path, tr("cannot be read: {reason}", reason=error.strerror)) from error
    raise ReadError(path, tr("is not UTF-8 text; its encoding may be Latin-1"))


def _opened(path: Path) -> BinaryIO:
    """Return the open file."""
    try:
        is_regular = stat.S_ISREG(path.stat().st_mode)
    except ValueError as error:  # a null byte in the name
        raise ReadError(path, tr("its name cannot be that of a file")) from error
    if not is_regular:  # opening a pipe would wait for its writer
        raise ReadError(path, tr("is not a regular file"))
    return path.open("rb")


class _Reader:
    """Reads an open file."""

    def __init__(
        self,
        file: BinaryIO,
        path: Path,
        options: TableOptions,
        encoding: str,
        progress: Progress,
    ) -> None:
        self._path = path
        self._options = options
        self._size = file.seek(0, os.SEEK_END)
        file.seek(0)
        sample = Lines(file, path, encoding, self._size, progress.between(0, 0))
        lines = sample.take(SAMPLE_LINES)
        file.seek(0)
        self._dialect = find_dialect(lines, options, encoding)
        self._lines = Lines(file, path, encoding, self._size, progress)

    def read(self) -> Table:
        """Return the table."""
        records = Records(self._lines, self._path, self._dialect.separator)
        rows = iter(records)
        first = next(rows, None)
        if first is None:
            raise ReadError(self._path, tr("is empty"))
        header = tuple(first) if self._dialect.has_header else ()
        names = column_names(header, len(first))
        wanted = _choose(names, header, self._options.columns) or range(len(names))
        columns = [_Column(names[index], index, self._dialect.decimal) for index in wanted]
        rest = rows if header else itertools.chain([first], rows)
        while block := list(itertools.islice(rest, _ROWS)):
            self._check_widths(block, len(first), records)
            cells = list(zip(*block, strict=True))
            first_lines = records.first_lines[-len(block) :]
            for column in columns:
                column.take(cells[column.index], first_lines)
        skip = 1 if header else 0
        places = Places(
            np.array(records.first_lines[skip:], np.int64),
            np.array(records.ends[skip:], np.int64),
            records.ends[0] if header else 0,
            self._lines.offset,
        )
        return self._table(columns, places, header)

    def _check_widths(self, block: list[list[str]], width: int, records: Records) -> None:
        """Raise `ReadError` if a row has more or fewer cells than the first one."""
        if set(map(len, block)) == {width}:
            return
        for index, row in enumerate(block):
            if len(row) != width:
                line = records.first_lines[index - len(block)]
                first = records.first_lines[0]
                cells = tr_n("{n} cell", "{n} cells", len(row))
                raise ReadError(
                    self._path,
                    tr(
                        "line {line:,} has {cells}, but line {first:,} has {width}; is {name} the "
                        "separator?",
                        line=line,
                        cells=cells,
                        first=first,
                        width=width,
                        name=_name(self._dialect.separator),
                    ),
                )

    def _table(self, columns: list[_Column], places: Places, header: tuple[str, ...]) -> Table:
        """Return the table of the columns that are numeric."""
        if not len(places.lines):
            raise ReadError(self._path, tr("has a header, but no rows"))
        chosen = bool(self._options.columns)
        numeric, notices = [], []
        for column in columns:
            reason = column.reason
            if reason and chosen:
                raise ReadError(
                    self._path, tr("the column {name!r} {reason}", name=column.name, reason=reason)
                )
            if reason:
                notices.append(
                    tr(
                        "The column {name!r} is left out: it {reason}.",
                        name=column.name,
                        reason=reason,
                    )
                )
            else:
                numeric.append(column)
        if not numeric:
            raise ReadError(
                self._path,
                tr(
                    "has no numeric column: {name!r} {reason}; check the separator, the decimal "
                    "mark and the header",
                    name=columns[0].name,
                    reason=columns[0].reason,
                ),
            )
        values = np.empty((len(places.lines), len(numeric)))
        for place, column in enumerate(numeric):
            values[:, place] = column.take_values()
        names = [column.name for column in numeric]
        if not chosen and len(numeric) > 1:
            values, names = _without_numbering(values, names, notices)
        self._check_finite(values, names, places.lines)
        values.flags.writeable = False
        return Table(
            self._path, self._dialect, tuple(names), values, places, header, tuple(notices)
        )

    def _check_finite(
        self, values: NDArray[np.float64], names: list[str], lines: NDArray[np.int64]
    ) -> None:
        for name, column in zip(names, values.T, strict=True):
            large = np.flatnonzero(np.abs(column) > _LARGEST)
            if len(large):
                found = (
                    tr("an infinite value")
                    if np.isinf(column[large[0]])
                    else tr("too large a value")
                )
                raise ReadError(
                    self._path,
                    tr(
                        "line {lines:,} has {found} in the column {name!r}; correct it, or choose "
                        "other columns",
                        lines=lines[large[0]],
                        found=found,
                        name=name,
                    ),
                )


class _Column:
    """The values of a column so far; none any more once it has text."""

    def __init__(self, name: str, index: int, decimal: str) -> None:
        self.name = name
        self.index = index
        self._decimal = decimal
        self._blocks: list[NDArray[np.float64]] = []
        self._text = ""
        self._has_number = False

    @property
    def reason(self) -> str:
        """Why the column is not numeric, after its name; empty if it is."""
        return self._text or ("" if self._has_number else tr("has no values"))

    def take(self, cells: Sequence[str], lines: Sequence[int]) -> None:
        """Take the cells of the next rows, which begin in these lines."""
        if self._text:
            return
        found = parse_column(cells, self._decimal)
        if isinstance(found, int):
            cell = " ".join(cells[found].split())
            shown = cell if len(cell) <= _SHOWN else f"{cell[:_SHOWN]}..."
            self._text = tr(
                "is not numeric, as it has {shown!r} in line {lines:,}",
                shown=shown,
                lines=lines[found],
            )
            self._blocks.clear()
            return
        self._blocks.append(found)
        self._has_number = self._has_number or not np.isnan(found).all()

    def take_values(self) -> NDArray[np.float64]:
        """Return all values, float64 (n,), and forget them."""
        values = np.concatenate(self._blocks)
        self._blocks.clear()
        return values


def column_names(header: Sequence[str], count: int) -> list[str]:
    """Return a name for each of `count` columns; all are different.

    A column without one in the header is called after its number, and a name that occurs again
    gets a number in brackets.
    """
    names: dict[str, None] = {}
    for index in range(count):
        name = printable(header[index]) if header else ""
        name = base = name or tr("column {index}", index=index + 1)
        number = 2
        while name in names:
            name = f"{base} ({number})"
            number += 1
        names[name] = None
    return list(names)


def _choose(names: list[str], header: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Return the indices of the wanted columns in the order of the file, or raise."""
    chosen = set()
    for word in wanted:
        if word in names:
            if sum(word == printable(name) for name in header) > 1:
                raise SettingsError(
                    tr(
                        "several columns are called {word!r}; choose one by its number, from 1",
                        word=word,
                    )
                )
            chosen.add(names.index(word))
        elif word.isdecimal() and 1 <= int(word) <= len(names):
            chosen.add(int(word) - 1)
        else:
            known = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")
            raise SettingsError(
                tr("there is no column {word!r}; the columns are {known}", word=word, known=known)
            )
    return sorted(chosen)


def _without_numbering(
    values: NDArray[np.float64], names: list[str], notices: list[str]
) -> tuple[NDArray[np.float64], list[str]]:
    """Return the columns without those that only number the rows: each value is one more."""
    numbering = [len(column) > 2 and bool((np.diff(column) == 1).all()) for column in values.T]
    if not any(numbering) or all(numbering):
        return values, names
    kept = [place for place, is_numbering in enumerate(numbering) if not is_numbering]
    notices.extend(
        tr("The column {name!r} is left out: it only numbers the rows.", name=name)
        for name, is_numbering in zip(names, numbering, strict=True)
        if is_numbering
    )
    return np.ascontiguousarray(values[:, kept]), [names[place] for place in kept]


def _name(separator: str) -> str:
    return tr("the tab") if separator == "\t" else repr(separator)
