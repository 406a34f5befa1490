"""How a table is written: its separator, its decimal mark, and whether it has a header.

What the options leave open is found from the first rows. The separator is the one that splits most
rows into the same number of cells, and most of these cells into numbers.
"""

from __future__ import annotations

import contextlib
import csv
import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.tables.cells import parse_number
from quantizer.tables.options import SEPARATORS, Header

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.tables.options import TableOptions

SAMPLE_LINES = 200
"""Lines from which the dialect is found; not tuned."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written.

    Parameters
    ----------
    separator
        Character between cells.
    decimal
        Character before the fraction of a number.
    has_header
        Whether the first row holds the names of the columns.
    encoding
        Codec of the text: ``"utf-8"`` or ``"latin-1"``.
    """

    separator: str
    decimal: str
    has_header: bool
    encoding: str


def find_dialect(lines: Sequence[str], options: TableOptions, encoding: str) -> Dialect:
    """Return the dialect of a table.

    Parameters
    ----------
    lines
        Its first lines, with their line ends.
    options
        What is known.
    encoding
        Codec of the lines.
    """
    separators = [options.separator] if options.separator else list(SEPARATORS.values())
    tables = {separator: _rows(lines, separator) for separator in separators}
    marks = {
        separator: options.decimal or _decimal(rows, separator)
        for separator, rows in tables.items()
    }
    best = max(separators, key=lambda separator: _fit(tables[separator], marks[separator]))
    decimal, rows = marks[best], tables[best]
    has_header = options.header is Header.YES
    if options.header is Header.AUTO:
        has_header = _has_header(rows, decimal)
    return Dialect(best, decimal, has_header, encoding)


def _rows(lines: Sequence[str], separator: str) -> list[list[str]]:
    """Return the rows up to the first that is damaged, or not complete in these lines."""
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):
        rows.extend(filter(None, csv.reader(lines, delimiter=separator, strict=True)))
    return rows


def _decimal(rows: list[list[str]], separator: str) -> str:
    """Return the decimal mark; where commas separate cells, it is a point."""
    if separator == ",":
        return "."
    cells = [cell for row in rows for cell in row]
    commas = sum("," in cell and _is_number(cell, ",") for cell in cells)
    points = sum("." in cell and _is_number(cell, ".") for cell in cells)
    return "," if commas > points else "."


def _fit(rows: list[list[str]], decimal: str) -> tuple[float, int]:
    """Return how well a separator fits: higher is better."""
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    if width < 2:
        return 0.0, width
    cells = [cell for row in rows if len(row) == width for cell in row]
    numbers = sum(_is_number(cell, decimal) for cell in cells)
    return count / len(rows) * (1 + numbers / len(cells)), width


def _has_header(rows: list[list[str]], decimal: str) -> bool:
    """Return whether the first row has text above numbers, or the table only text."""
    if len(rows) < 2:
        return bool(rows) and not any(_is_number(cell, decimal) for cell in rows[0])
    below = [row for row in rows[1:] if len(row) == len(rows[0])]
    numeric = []
    for name, column in zip(rows[0], zip(*below, strict=True), strict=False):
        kinds = [parse_number(cell, decimal) for cell in column]
        if None not in kinds and any(_is_number(cell, decimal) for cell in column):
            numeric.append(name)
    if not numeric:
        return not any(_is_number(cell, decimal) for cell in rows[0])
    return any(parse_number(name, decimal) is None for name in numeric)


def _is_number(cell: str, decimal: str) -> bool:
    """Return whether a cell holds a number, and not a missing value."""
    number = parse_number(cell, decimal)
    return number is not None and not math.isnan(number)
