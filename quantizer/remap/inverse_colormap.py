"""Inverse colour map: the nearest palette entry of every opaque colour.

The colour cube is cut into cells of 8 levels a side. For each cell the entry nearest to its centre
is found, and all entries that are nearer anywhere else in the cell; there are two of these on
average. Only these are compared at the cell's 512 colours. `inverse_map` does so for all cells,
`partial_map` for the cells around the colours of an image.

Entry j is nearer to a colour x than entry i if 2 x.(p_j - p_i) - |p_j|^2 + |p_i|^2 is positive.
This is linear in x, so its maximum over a cell is its value at the centre plus half the cell's
side times the sum of the absolute slopes: an exact test. All terms are whole numbers below 2^24,
which float32 holds exactly. The entry's index is stored in the lowest 8 bits, so that the maximum
is the nearest entry and, of equals, the first.

Source: S. W. Thomas, "Efficient inverse color map computation", Graphics Gems II, 1991, for the
idea of an inverse colour map by cells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.parallel import run
from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

_SIDE = 8
"""Levels along a side of a cell."""

_CELLS = 256 // _SIDE
_LOCAL = np.ones((4, _SIDE**3), np.float32)
_LOCAL[:3] = np.indices((_SIDE, _SIDE, _SIDE)).reshape(3, -1)[::-1]
"""The red, green and blue of a cell's colours, relative to its corner; the last row is ones."""

_CHUNK = 256
"""Cells that are computed at once, so that the arrays fit the processor's cache. As many have one
range of blue and some of green."""


def inverse_map(
    colors: NDArray[np.uint8], progress: Progress = SILENT, threads: int | None = None
) -> NDArray[np.uint8]:
    """Return the index of the nearest of `colors` for every opaque colour.

    Parameters
    ----------
    colors
        The palette, uint8 (k, 3), k from 1 to 256.
    progress
        Checked every few milliseconds.
    threads
        Most threads at work, None for one per processor core.

    Returns
    -------
    ndarray
        uint8 (2^24,), at red + 256 green + 65536 blue the index of the entry with the smallest
        Euclidean distance in sRGB levels, the lowest one of equals.
    """
    table = np.empty(1 << 24, np.uint8)
    # A row of a cell is 8 colours: one word of 64 bits.
    words = table.view(np.uint64).reshape(_CELLS, _SIDE, _CELLS, _SIDE, _CELLS)
    points, slopes = _points_and_slopes(colors)

    def fill(start: int) -> None:
        labels = _labels(points, slopes, np.arange(start, start + _CHUNK))
        rows = labels.view(np.uint64).reshape(-1, _CELLS, _SIDE, _SIDE)
        blue, green = divmod(start // _CELLS, _CELLS)
        words[blue, :, green : green + len(rows)] = rows.transpose(2, 0, 3, 1)

    run(fill, range(0, _CELLS**3, _CHUNK), threads, progress.between(0, 0))
    return table


def partial_map(
    colors: NDArray[np.uint8],
    cells: NDArray[np.intp],
    rare: int,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> NDArray[np.uint8]:
    """Return the index of the nearest of `colors` for opaque colours within some cells.

    Parameters
    ----------
    colors
        As for `inverse_map`.
    cells
        Numbers of the cells, as from `cells_around`.
    rare
        Index of an entry that is the nearest of few colours.
    progress, threads
        As for `inverse_map`.

    Returns
    -------
    ndarray
        uint8 (2^24,), in the order of `inverse_map`: the index exclusive-or `rare`. So a value
        of 0 means that the entry is `rare` or not known, and memory that is never written stays
        zero and unallocated.
    """
    table = np.zeros(1 << 24, np.uint8)
    words = table.view(np.uint64).reshape(_CELLS, _SIDE, _CELLS, _SIDE, _CELLS)
    points, slopes = _points_and_slopes(colors)

    def fill(start: int) -> None:
        some = cells[start : start + _CHUNK]
        labels = _labels(points, slopes, some) ^ np.uint8(rare)
        blue, green, red = some // _CELLS**2, some // _CELLS % _CELLS, some % _CELLS
        words[blue, :, green, :, red] = labels.view(np.uint64).reshape(-1, _SIDE, _SIDE)

    run(fill, range(0, len(cells), _CHUNK), threads, progress.between(0, 0))
    return table


def cells_around(packed: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Return the numbers of the cells that colours lie in, and of their neighbours.

    Parameters
    ----------
    packed
        uint32 (n,): colours as ``0xBBGGRR``; higher bits are ignored.

    Returns
    -------
    ndarray
        Ascending integers, below 2^15.
    """
    marked = np.zeros((_CELLS, _CELLS, _CELLS), np.bool_)
    marked[packed >> 19 & 31, packed >> 11 & 31, packed >> 3 & 31] = True
    for axis in range(3):
        along = marked.swapaxes(0, axis)
        grown = along.copy()
        grown[1:] |= along[:-1]
        grown[:-1] |= along[1:]
        along[...] = grown
    return np.flatnonzero(marked)


def _points_and_slopes(colors: NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Return the entries, and the sum of the absolute slopes for each pair, (k, k)."""
    points = colors.astype(np.float32)
    return points, np.abs(2 * (points[:, None] - points)).sum(axis=2)


def _labels(points: Floats, slopes: Floats, cells: NDArray[np.intp]) -> NDArray[np.uint8]:
    """Return the nearest entries, uint8 (n, 512), of all colours of cells (n,)."""
    corners = np.empty((len(cells), 3), np.float32)
    corners[:, 0] = cells % _CELLS * _SIDE
    corners[:, 1] = cells // _CELLS % _CELLS * _SIDE
    corners[:, 2] = cells // _CELLS**2 * _SIDE
    counts, candidates = _candidates(points, slopes, corners + np.float32((_SIDE - 1) / 2))
    starts = np.cumsum(counts) - counts
    # With the most candidates first, the cells that have a j-th one are the first few.
    order = np.argsort(-counts, kind="stable")
    labels = np.empty((len(cells), _SIDE**3), np.uint8)
    some, alone = np.split(order, [np.count_nonzero(counts > 1)])
    labels[alone] = candidates[starts[alone], None]
    if len(some):
        labels[some] = _compare(points, corners[some], counts[some], candidates, starts[some])
    return labels


def _candidates(
    points: Floats, slopes: Floats, centers: Floats
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the number of candidates of each cell, (n,), and the candidates, cell by cell."""
    scores = centers @ (2 * points.T)
    scores -= np.einsum("kd,kd->k", points, points)
    best = scores.argmax(axis=1)
    scores -= scores[np.arange(len(scores)), best][:, None]
    scores += slopes[best] * np.float32((_SIDE - 1) / 2)
    near = scores >= 0
    return np.count_nonzero(near, axis=1), np.flatnonzero(near) % len(points)


def _compare(
    points: Floats,
    corners: Floats,
    counts: NDArray[np.intp],
    candidates: NDArray[np.intp],
    starts: NDArray[np.intp],
) -> NDArray[np.uint8]:
    """Return the nearest entries, uint8 (n, 512), of cells in descending order of `counts`."""
    first = candidates[starts]
    origins = points[first]
    scores = np.empty((len(corners), _SIDE**3), np.float32)
    scores[:] = (255 - first)[:, None]
    scratch = np.empty_like(scores)
    for place in range(1, counts[0]):
        some = int(np.searchsorted(-counts, -place))
        entry = candidates[starts[:some] + place]
        planes = np.empty((some, 4), np.float32)
        slope = points[entry] - origins[:some]
        np.multiply(slope, 512, out=planes[:, :3])
        # |p_j|^2 - |p_i|^2 is (p_j - p_i).(p_j + p_i).
        middle = corners[:some] - (points[entry] + origins[:some]) / 2
        planes[:, 3] = 512 * np.einsum("nd,nd->n", slope, middle) + (255 - entry)
        np.dot(planes, _LOCAL, out=scratch[:some])
        np.maximum(scores[:some], scratch[:some], out=scores[:some])
    return ~scores.astype(np.int32).astype(np.uint8)
