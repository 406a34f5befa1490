"""The points of a chart that the mouse and the keyboard find.

A point is given by the indices of its series and of the point in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtCore import QPointF

    Point = tuple[int, int]

_NEAR = 40.0
"""Largest distance in pixels of the mouse to a point, with several series; not tuned."""
MOVES: dict[Qt.Key, tuple[float, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Home: (-np.inf, 0),
    Qt.Key.Key_End: (np.inf, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
"""How far a key moves along a series, and between series."""


def nearest_point(series: Sequence[NDArray[np.float64]], mouse: QPointF) -> Point | None:
    """Return the point next to the mouse, or None if all are far.

    Of a single series it is the nearest one across, however far up or down.

    Parameters
    ----------
    series
        The places of the points of each series in pixels, float64 (n, 2); not finite where a point
        is not drawn.
    mouse
        The place of the mouse in pixels.
    """
    best: tuple[float, Point] | None = None
    for number, places in enumerate(series):
        if not len(places):
            continue
        away = places - (mouse.x(), mouse.y())
        if len(series) == 1:
            away[:, 1] = 0
        distances = np.where(np.isfinite(away).all(axis=1), np.hypot(*away.T), np.inf)
        index = int(distances.argmin())
        if best is None or distances[index] < best[0]:
            best = float(distances[index]), (number, index)
    if best is None or (len(series) > 1 and best[0] > _NEAR):
        return None
    return best[1]


def moved(point: Point | None, key: Qt.Key, counts: Sequence[int]) -> Point | None:
    """Return the point that a key leads to: a neighbour, an end, or one of the next series.

    Parameters
    ----------
    point
        Where the key leads from; None for the first time.
    key
        One of `MOVES`.
    counts
        The number of points of each series. None is returned if all are 0.
    """
    if not any(counts):
        return None
    across, along = MOVES[key]
    if point is None:
        series = next(number for number, count in enumerate(counts) if count)
        return series, counts[series] - 1 if key == Qt.Key.Key_End else 0
    series = min(max(point[0] + along, 0), len(counts) - 1)
    if not counts[series]:
        return point
    return series, int(min(max(point[1] + across, 0), counts[series] - 1))
