"""The nearest mixture: of all that a palette can show by mixing its entries, what looks nearest.

Mixed evenly, entries show their mean. The means of all mixtures are the palette's convex hull, in
the space where light adds up. A colour inside is a mixture itself; a colour outside takes the point
of the hull that looks most like it, and not what is left after each channel was cut to the gamut.

The point is found by descent along edges, for all colours at once: weight moves from the entry of
the mixture that counts for least to the entry that lowers the difference fastest, until no such
move helps.

Source: S. Lacoste-Julien and M. Jaggi, "On the global linear convergence of Frank-Wolfe
optimization variants", NIPS 2015: pairwise Frank-Wolfe.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Reals = NDArray[np.float32]
    Perceive = Callable[[Reals], tuple[Reals, Reals]]
    """From values, float32 (n, c), to points, float32 (n, p), whose distance is the difference that
    is seen, and slopes, float32 (n, c, p): how each coordinate changes with each channel. The first
    coordinate is lightness."""

_SAME = 0.5
"""Difference in units of CIELAB that nobody sees; not tuned."""

_GAP = 0.1
"""The descent stops when the square of the difference can fall by at most twice this; not tuned."""

_MOST_STEPS = 60
"""Steps of the descent; colours that are still moving differ by little. Checked by hand."""

_TINY = np.float32(1e-12)


def nearest_mixtures(
    colors: Reals, entries: Reals, nearest: NDArray[np.intp], perceive: Perceive
) -> Reals:
    """Return the colour itself where the palette can mix it, otherwise the nearest mixture.

    Parameters
    ----------
    colors
        float32 (n, c): values in the space where light adds up.
    entries
        float32 (k, c): the palette's entries.
    nearest
        intp (n,): the entry that looks nearest to each colour.
    perceive
        How values look.

    Returns
    -------
    ndarray
        float32 (n, c).
    """
    found = colors.copy()
    wanted = perceive(colors)[0]
    weights = np.zeros((len(colors), len(entries)), np.float32)
    weights[np.arange(len(colors)), nearest] = 1
    mixed, moving = entries[nearest], np.arange(len(colors))
    for _ in range(_MOST_STEPS):
        points, slopes = perceive(mixed)
        differences = points - wanted
        is_same = np.einsum("np,np->n", differences, differences) < _SAME**2
        scores = np.einsum("ncp,np->nc", slopes, differences) @ entries.T
        best = scores.argmin(axis=1)
        worst = np.where(weights > 0, scores, -np.inf).argmax(axis=1)
        places = np.arange(len(moving))
        is_final = scores[places, worst] - scores[places, best] < _GAP
        found[moving[is_final]] = mixed[is_final]
        found[moving[is_same]] = colors[moving[is_same]]
        kept = ~(is_same | is_final)
        moving, wanted, weights, mixed = moving[kept], wanted[kept], weights[kept], mixed[kept]
        best, worst, slopes, differences = best[kept], worst[kept], slopes[kept], differences[kept]
        if not len(moving):
            return found
        places = np.arange(len(moving))
        edges = entries[best] - entries[worst]
        most = weights[places, worst]
        step = _newton_step(differences, slopes, edges)
        np.clip(step, 0, most, out=step)
        points, slopes = perceive(mixed + step[:, None] * edges)
        step += _newton_step(points - wanted, slopes, edges)
        np.clip(step, 0, most, out=step)
        weights[places, best] += step
        weights[places, worst] = most - step
        mixed += step[:, None] * edges
    found[moving] = mixed
    return found


def _newton_step(differences: Reals, slopes: Reals, edges: Reals) -> Reals:
    """Return the shares of the edges, float32 (n,), after which the differences are least."""
    changes = np.einsum("ncp,nc->np", slopes, edges)
    lengths = np.einsum("np,np->n", changes, changes)
    step: Reals = -np.einsum("np,np->n", differences, changes) / np.maximum(lengths, _TINY)
    return step
