"""Which rows of a batch are shown, and in which order.

    all rows of the plan -> without those the user removed, perhaps only the troubled ones -> sorted

The order is made when the user sorts, not while outcomes arrive: rows do not move during a run.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from .columns import CELLS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from .columns import Column, Row


class RowOrder:
    """The order of the rows 0 to `count` - 1 of a plan, and where each shown one is."""

    def __init__(self, count: int) -> None:
        self.shown: list[int] = list(range(count))
        """The shown rows of the plan, from top to bottom."""
        self._rank = list(range(count))

    def sort(self, rows: Sequence[Row], column: Column, *, descending: bool) -> None:
        """Sort all rows, `rows`, by a column; equal ones stay in the order of the plan."""
        keys: list[Any] = [CELLS[column].key(row) for row in rows]
        known = [number for number, key in enumerate(keys) if key is not None]
        known.sort(key=keys.__getitem__, reverse=descending)
        unknown = [number for number, key in enumerate(keys) if key is None]
        for place, number in enumerate([*known, *unknown]):
            self._rank[number] = place
        self.shown.sort(key=self._rank.__getitem__)

    def show(self, is_shown: Callable[[int], bool]) -> None:
        """Show the rows for which `is_shown` returns true."""
        rows = [row for row in range(len(self._rank)) if is_shown(row)]
        self.shown = sorted(rows, key=self._rank.__getitem__)

    def place(self, row: int) -> tuple[int, bool]:
        """Return where a row of the plan is shown or would be, and whether it is."""
        place = bisect_left(self.shown, self._rank[row], key=self._rank.__getitem__)
        return place, place < len(self.shown) and self.shown[place] == row
