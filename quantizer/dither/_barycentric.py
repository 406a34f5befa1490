"""The tightest mixture of a colour: its mean is the colour, and its entries look most like it.

The weights of entries whose mean is the colour are its barycentric coordinates in some simplex of
the palette: two entries on a line, three in a plane, four in space. Of all simplices that contain
the colour, the one is taken whose entries differ least from it, by the weighted mean of squared
differences. This is a linear programme, solved for all colours at once by the simplex method.

Sources: G. B. Dantzig, "Linear programming and extensions", 1963: the revised simplex method with
artificial variables. D. Lee and B. Schachter, "Two algorithms for constructing a Delaunay
triangulation", 1980: if differences were those of values, the simplices would be Delaunay's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.dither._mixtures import Entries

    Values = NDArray[np.float32]
    Doubles = NDArray[np.float64]

_PENALTY = 1e6
"""Cost of a unit by which the mean differs from the colour; far above all squared differences."""

_ZERO = 1e-9
"""Below this a pivot is rounding error."""

_MOST_STEPS = 200
"""Steps of the simplex method, which ends within 40 on palettes of 256 colours, found by hand."""


def mix_barycentric(colors: Values, entries: Entries, parts: int) -> NDArray[np.intp]:
    """Return which entries make up each colour; see `quantizer.dither._mixtures.Mixer`."""
    looks = entries.features(colors)
    corners, weights = tightest_mixtures(colors, entries.values, looks, entries.points)
    order = np.argsort(entries.luminance.rank[corners], axis=1, kind="stable")
    corners = np.take_along_axis(corners, order, 1)
    bounds = np.take_along_axis(weights, order, 1).cumsum(axis=1)
    bounds /= bounds[:, -1:]
    thresholds = (np.arange(parts) + 0.5) / parts
    places = np.zeros((len(colors), parts), np.intp)
    for bound in bounds.T[:-1]:
        places += bound[:, None] <= thresholds
    return np.take_along_axis(corners, places, 1)


def tightest_mixtures(
    colors: Values, entries: Values, looks: Values, points: Values
) -> tuple[NDArray[np.intp], Doubles]:
    """Return the entries of the tightest mixture of each colour, and their weights.

    Parameters
    ----------
    colors
        float32 (n, c): values inside the palette's hull, or hardly outside.
    entries
        float32 (k, c): values of the palette.
    looks
        float32 (n, p): how the colours look.
    points
        float32 (k, p): how the entries look.

    Returns
    -------
    tuple
        Entries, intp (n, c + 1), and weights, float64 (n, c + 1), 0 or more.
    """
    count, size = len(colors), colors.shape[1] + 1
    # The columns of the programme, and the costs of entries, as products with these.
    columns = np.concatenate([entries / 255, np.ones((len(entries), 1)), points], axis=1)
    squares = np.einsum("kp,kp->k", points, points, dtype=np.float64)
    rows = np.concatenate([np.zeros((count, size)), 2.0 * looks], axis=1)
    rows[:, :size] = _PENALTY
    corners = np.full((count, size), -1)  # artificial variables
    weights = np.concatenate([colors / 255, np.ones((count, 1))], axis=1).astype(np.float64)
    inverse = np.tile(np.eye(size), (count, 1, 1))
    moving = np.arange(count)
    for _ in range(_MOST_STEPS):
        reduced = squares - rows[moving] @ columns.T
        entering = reduced.argmin(axis=1)
        gain = reduced[np.arange(len(moving)), entering]
        kept = gain < -1e-6 * _PENALTY * 1e-3
        moving, entering, gain = moving[kept], entering[kept], gain[kept]
        if not len(moving):
            break
        part = inverse[moving]
        change = np.einsum("nij,nj->ni", part, columns[entering, :size])
        ratios = np.full(change.shape, np.inf)
        np.divide(weights[moving], change, out=ratios, where=change > _ZERO)
        leaving = ratios.argmin(axis=1)
        places = np.arange(len(moving))
        step = ratios[places, leaving]
        weights[moving] -= step[:, None] * change
        weights[moving, leaving] = step
        pivot = part[places, leaving] / change[places, leaving][:, None]
        part -= change[:, :, None] * pivot[:, None, :]
        part[places, leaving] = pivot
        inverse[moving] = part
        corners[moving, leaving] = entering
        rows[moving, :size] += gain[:, None] * pivot
    weights[corners < 0] = 0
    np.maximum(weights, 0, out=weights)
    return np.maximum(corners, 0), weights
