"""The colours of strokes that are too thin to contain an even square of 3 x 3 pixels.

Outside such squares, squares of 2 x 2 pixels are examined. At an edge a square is even only by
accident, and then its colour is a mixture of two neighbouring areas. The remaining even squares
were drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.reduction.flat_art.color_modes import find_balls, mean_cells
from quantizer.reduction.flat_art.window_sums import grown

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.progress import Progress
    from quantizer.reduction.flat_art.color_modes import Modes
    from quantizer.reduction.flat_art.window_sums import Windows

_REACH = 4
"""Largest distance in pixels to the areas of a mixture."""
_OVERSHOOT = 0.15
"""Share of the distance of two colours by which a sharpened edge may exceed them."""
_DEVIATIONS = 3.5
"""Largest distance to a mixture, in standard deviations of a mean of four pixels."""
_RADIUS, _LEAST_RADIUS, _MOST_RADIUS = 4.0, 2.5, 14.0
"""Radius of a ball in such deviations, and its limits in levels."""
_APART, _APART_LEVELS = 1.3, 10
"""Smallest distance of two colours, in radii and in levels."""
_ECHO_LEVELS, _ECHO = 26, 5
"""Within so many levels of another colour, a colour needs so many times as many squares, since it
may be ringing."""
_SHELL, _ISOLATED = 2.0, 0.7
"""Within so many radii around a ball, the weight is at most this share of the ball: at blurred
edges colours form a continuum."""
_LEAST = 4
"""Fewest squares of a colour, plus one for each level of noise."""
_MOST = 100
"""Most balls."""
_DIRECTIONS = ((0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1))


def find_strokes(windows: Windows, modes: Modes, progress: Progress) -> NDArray[np.float64]:
    """Return the colours of areas, followed by those of strokes: float64 (m, channels).

    Parameters
    ----------
    windows
        The squares of 3 x 3 pixels.
    modes
        The colours of areas.
    progress
        Checked now and then.
    """
    deviation = windows.noise / 2
    radius = max(_LEAST_RADIUS, min(_RADIUS * deviation, _MOST_RADIUS))
    means, even = _small_squares(windows, progress)
    rows, columns = np.nonzero(even & ~_touched(modes.labels >= 0))
    points = means[rows, columns]
    known = max(radius, modes.radius)
    for color in modes.colors:
        progress.check()
        new = np.square(points - color.astype(np.float32)).sum(axis=1) > known**2
        rows, columns, points = rows[new], columns[new], points[new]
    around = _areas_around(modes.labels, rows, columns)
    tolerance = _DEVIATIONS * deviation + 1
    points = points[~_mixed(points, around, modes.colors, tolerance, progress)]
    if not len(points):
        return modes.colors
    centers, weights, _ = mean_cells(points, max(1.0, deviation))
    balls, _ = find_balls(centers, weights, radius, _MOST, progress)
    found = list(modes.colors)
    for ball in balls:
        progress.check()
        least = _LEAST + windows.noise
        apart = min((float(np.linalg.norm(ball - color)) for color in found), default=np.inf)
        if apart < max(_APART * known, _APART_LEVELS):
            continue
        away = np.sqrt(np.square(centers - ball).sum(axis=1))
        held = weights[away < radius].sum()
        around_it = weights[away < _SHELL * radius].sum() - held
        if held >= (_ECHO if apart < _ECHO_LEVELS else 1) * least and around_it < _ISOLATED * held:
            found.append(ball)
    return np.array(found)


def _small_squares(
    windows: Windows, progress: Progress
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the means of 2 x 2 squares by their upper left pixel, and which squares are even."""
    pixels = windows.pixels
    means = np.empty((pixels.shape[0] - 1, pixels.shape[1] - 1, pixels.shape[2]), np.float32)
    spread = np.zeros(means.shape[:2], np.float32)
    for channel in range(pixels.shape[2]):
        progress.check()
        plane = pixels[..., channel]
        sums = _quads(plane)
        means[..., channel] = sums / 4
        spread += _quads(plane * plane) - sums * sums / 4
    return means, spread <= windows.bound(4)


def _quads(plane: NDArray[np.float32]) -> NDArray[np.float32]:
    rows = plane[:-1] + plane[1:]
    sums: NDArray[np.float32] = rows[:, :-1] + rows[:, 1:]
    return sums


def _touched(solid: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which 2 x 2 squares overlap an even 3 x 3 square."""
    near = grown(solid)
    touched: NDArray[np.bool_] = near[:-1, :-1] | near[1:, :-1] | near[:-1, 1:] | near[1:, 1:]
    return touched


def _areas_around(
    labels: NDArray[np.intp], rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Return the nearest area in each of eight directions, intp (8, n); -1 if there is none."""
    margin = _REACH + 1
    padded = np.pad(labels, margin, constant_values=-1)
    around = np.full((len(_DIRECTIONS), len(rows)), -1, np.intp)
    for found, (down, right) in zip(around, _DIRECTIONS, strict=True):
        for step in range(1, _REACH + 1):
            seen = padded[
                rows + margin + (down > 0) + down * step,
                columns + margin + (right > 0) + right * step,
            ]
            found[found < 0] = seen[found < 0]
    return around


def _mixed(
    points: NDArray[np.float32],
    around: NDArray[np.intp],
    colors: NDArray[np.float64],
    tolerance: float,
    progress: Progress,
) -> NDArray[np.bool_]:
    """Return which points are near the line between two of the areas around them, bool (n,)."""
    mixed = np.zeros(len(points), bool)
    for one in range(len(around)):
        progress.check()
        for other in range(one + 1, len(around)):
            first, second = around[one], around[other]
            open_ = np.flatnonzero(~mixed & (first >= 0) & (second >= 0) & (first != second))
            start = colors[first[open_]]
            way = colors[second[open_]] - start
            offset = points[open_] - start
            share = np.einsum("nd,nd->n", offset, way) / np.einsum("nd,nd->n", way, way)
            share = np.clip(share, -_OVERSHOOT, 1 + _OVERSHOOT)
            away = np.square(offset - share[:, None] * way).sum(axis=1)
            mixed[open_[away <= tolerance**2]] = True
    return mixed
