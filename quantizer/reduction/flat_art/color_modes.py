"""The colours of even areas.

The means of even squares of pixels cluster around the colours that fill areas, in balls whose size
follows from the noise. The densest ball is removed, then the densest of the rest, and so on. A ball
is a colour if squares of it are adjacent, or if it is not a step between the colours on two sides
of it. In a photo, points are not dense in the middle of their balls, and there are too many balls.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.grid import GridSums, grid_keys

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.progress import Progress
    from quantizer.reduction.flat_art.window_sums import Windows

_RADIUS, _LEAST_RADIUS = 4.5, 2.5
"""Radius of a ball in standard deviations of a mean of nine pixels, and its minimum in levels."""
_MOST_CELLS, _MOST_BALLS = 8_000, 200
"""Most cells and balls; a photo has more."""
_FIRST_BALLS = 16
"""Balls that are enough to exclude most photos."""
_MOST_VARIANCE = 2.0
"""Largest variance within balls, in units of that of the noise; shaded colours have 3 and more."""
_SIDE_BY_SIDE, _STEADY = 2, 6
"""Fewest squares with equal neighbours all around, or else fewest steady squares, of a colour."""
_ECHO, _ECHO_LEVELS, _ECHO_SQUARES, _ECHO_SHARE = 1.3, 8, 6, 0.01
"""Within this distance of a larger ball (radii, levels), a ball needs so many adjacent squares and
this share of the larger one's weight; otherwise it is ringing at an edge, or noise."""


@dataclass(frozen=True, slots=True, eq=False)
class Modes:
    """Colours that fill areas.

    Parameters
    ----------
    colors
        float64 (m, channels), the largest area first.
    labels
        intp (height, width): the colour of each even pixel; -1 elsewhere.
    radius
        Largest distance in levels of a mean of nine pixels to its colour.
    """

    colors: NDArray[np.float64]
    labels: NDArray[np.intp]
    radius: float


def find_modes(windows: Windows, progress: Progress) -> Modes | None:
    """Return the colours of even areas, or None if there are no even areas.

    Parameters
    ----------
    windows
        The squares of 3 x 3 pixels.
    progress
        Checked once per ball.
    """
    deviation = windows.noise / 3
    radius = max(_LEAST_RADIUS, _RADIUS * deviation)
    points = windows.means[windows.even]
    if not len(points):
        return None
    progress.check()
    centers, weights, places = mean_cells(points, max(1.0, 2 * deviation))
    if len(centers) > _MOST_CELLS:
        return None
    balls, members = find_balls(centers, weights, radius, _FIRST_BALLS, progress)
    if not _is_dense(centers, weights, balls, members, deviation):
        return None
    balls, members = find_balls(centers, weights, radius, _MOST_BALLS, progress)
    if len(balls) == _MOST_BALLS or not _is_dense(centers, weights, balls, members, deviation):
        return None
    labels = np.full(windows.even.shape, -1, np.intp)
    labels[windows.even] = members[places]
    held = np.bincount(members, weights).astype(np.float64)
    accepted = _accept(windows, balls, held, labels, radius, progress)
    new_index = np.full(len(balls) + 1, -1)
    new_index[accepted] = np.arange(len(accepted))
    return Modes(balls[accepted], new_index[labels], radius)


def mean_cells(
    points: NDArray[np.float32], side: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int32]]:
    """Return the mean and number of points in each cell of a grid, and the cell of each point."""
    # Reversed, so that the first channel varies fastest in the order of the cells.
    shape = (1 << 10,) * points.shape[1]
    keys = grid_keys(points[:, ::-1], side, shape)
    sums, places = GridSums.of(keys, points, np.ones(len(points)), math.prod(shape))
    return sums.means, np.asarray(sums.weights, np.float64), places


def find_balls(
    centers: NDArray[np.float64],
    weights: NDArray[np.float64],
    radius: float,
    most: int,
    progress: Progress,
) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Return the centres of at most `most` balls, and the ball of each point or -1.

    Each ball starts at the heaviest remaining point and moves to the mean of the points in it (mean
    shift; K. Fukunaga and L. Hostetler, IEEE Trans. Inf. Theory 21, 1975).
    """
    left = weights.copy()
    members = np.full(len(centers), -1, np.intp)
    balls: list[NDArray[np.float64]] = []
    while len(balls) < most and left.any():
        progress.check()
        start = int(left.argmax())
        middle = centers[start]
        for _ in range(5):
            held = (np.square(centers - middle).sum(axis=1) < radius**2) & (left > 0)
            if not held.any():
                break
            middle = left[held] @ centers[held] / left[held].sum()
        held[start] = True
        middle = left[held] @ centers[held] / left[held].sum()
        members[held] = len(balls)
        left[held] = 0
        balls.append(middle)
    return np.array(balls).reshape(-1, centers.shape[1]), members


def _is_dense(
    centers: NDArray[np.float64],
    weights: NDArray[np.float64],
    balls: NDArray[np.float64],
    members: NDArray[np.intp],
    deviation: float,
) -> bool:
    """Return whether the variance of points in their balls is explained by noise."""
    held = members >= 0
    offsets = centers[held] - balls[members[held]]
    variance = np.einsum("nd,nd,n->", offsets, offsets, weights[held]) / weights[held].sum()
    return bool(variance <= _MOST_VARIANCE * deviation**2 * centers.shape[1])


def _accept(
    windows: Windows,
    balls: NDArray[np.float64],
    weights: NDArray[np.float64],
    labels: NDArray[np.intp],
    radius: float,
    progress: Progress,
) -> list[int]:
    """Return the indices of balls that are colours, the heaviest first."""
    side_by_side = np.bincount(labels[_inside(labels)], minlength=len(balls))
    progress.check()
    doubtful = np.append(side_by_side < _SIDE_BY_SIDE, False)  # the last for label -1
    rows, columns = np.nonzero(doubtful[labels])
    alone = _steady(windows, rows, columns)
    steady = np.bincount(labels[rows[alone], columns[alone]], minlength=len(balls))
    accepted: list[int] = []
    for ball in np.argsort(-weights, kind="stable").tolist():
        if side_by_side[ball] < _SIDE_BY_SIDE and steady[ball] < _STEADY:
            continue
        apart = np.sqrt(np.square(balls[accepted] - balls[ball]).sum(axis=1))
        if len(apart):
            nearest = int(apart.argmin())
            share = weights[ball] / weights[accepted[nearest]]
            echo = apart[nearest] < _ECHO * radius + _ECHO_LEVELS
            if echo and side_by_side[ball] < _ECHO_SQUARES:
                continue
            if apart[nearest] < 2 * radius and share < _ECHO_SHARE:
                continue
        accepted.append(ball)
    return accepted


def _inside(labels: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return which squares have the same ball as all eight neighbours, bool (height, width)."""
    height, width = labels.shape
    padded = np.pad(labels, 1, mode="edge")
    inside = labels >= 0
    for down in range(3):
        for right in range(3):
            inside &= padded[down : down + height, right : right + width] == labels
    return inside


def _steady(
    windows: Windows, rows: NDArray[np.intp], columns: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Return which squares are not a step between the colours on two sides of them, bool (n,)."""
    means = np.pad(windows.means, ((2, 2), (2, 2), (0, 0)), mode="edge")
    here = windows.means[rows, columns]
    least, most = windows.noise + 1, 8 * windows.noise + 8
    between = np.zeros(len(rows), bool)
    for down, right in ((0, 2), (2, 0), (2, 2), (2, -2)):
        before = means[rows + 2 - down, columns + 2 - right] - here
        after = means[rows + 2 + down, columns + 2 + right] - here
        far = np.sqrt(np.einsum("nd,nd->n", before, before))
        farther = np.sqrt(np.einsum("nd,nd->n", after, after))
        opposite = np.einsum("nd,nd->n", before, after) < -0.6 * far * farther
        between |= opposite & (far > least) & (farther > least) & (far + farther < most)
    return ~between
