"""Cells to numbers.

A number is written as in most programs: ``12``, ``-0.5``, ``1e3``; there are no marks between
thousands. An empty cell, and the words of `MISSING`, stand for a missing value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

MISSING = frozenset({"", "-", "na", "n/a", "nan", "null"})
"""Texts of a missing value, in small letters."""

_NUMBER = re.compile(
    r"\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*|\s*[+-]?inf(inity)?\s*", re.ASCII | re.IGNORECASE
)


def parse_number(cell: str, decimal: str) -> float | None:
    """Return the number of a cell, NaN for a missing value, or None for other text.

    Parameters
    ----------
    cell
        The text.
    decimal
        Character before the fraction: ``"."`` or ``","``.
    """
    if cell.strip().lower() in MISSING:
        return np.nan
    text = _with_point(cell, decimal)
    return float(text) if _NUMBER.fullmatch(text) else None


def parse_column(cells: Sequence[str], decimal: str) -> NDArray[np.float64] | int:
    """Return the numbers of cells, NaN where missing; or the index of the first other text.

    Parameters
    ----------
    cells
        n texts.
    decimal
        As in `parse_number`.

    Returns
    -------
    ndarray or int
        float64 (n,), or an index.
    """
    everything = "".join(cells)
    # float() also takes digits of other scripts, and 1_000.
    if everything.isascii() and "_" not in everything:
        texts = cells if decimal == "." else [_with_point(cell, decimal) for cell in cells]
        for whole in (False, True):
            if whole:
                texts = ["nan" if text.strip().lower() in MISSING else text for text in texts]
            try:
                return np.array(list(map(float, texts)))
            except ValueError:
                continue
    numbers = np.empty(len(cells))
    for index, cell in enumerate(cells):
        number = parse_number(cell, decimal)
        if number is None:
            return index
        numbers[index] = number
    return numbers


def _with_point(cell: str, decimal: str) -> str:
    """Return the text with a decimal point; a point that was there makes it no number."""
    return cell if decimal == "." else cell.replace(".", "?").replace(",", ".")
