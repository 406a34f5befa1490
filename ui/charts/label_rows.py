"""Rows of labels that do not overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def free_place(
    taken: list[list[tuple[float, float]]], sides: Sequence[tuple[int, float, float]]
) -> tuple[int, int]:
    """Return the first row, and the side, where a label overlaps no other; note it there.

    Parameters
    ----------
    taken
        Start and end of the labels of each row.
    sides
        The possible sides, each with the start and end of the label.
    """
    taken.append([])  # the last row always has room
    for row, spans in enumerate(taken):
        for side, start, end in sides:
            if all(end <= left or right <= start for left, right in spans):
                spans.append((start, end))
                if not taken[-1]:
                    taken.pop()
                return row, side
    raise AssertionError
