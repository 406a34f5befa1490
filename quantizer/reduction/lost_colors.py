"""Lost colours: those whose entry has another hue or hardly any, and no other entry their hue.

    the colours of an image -> cells of colours, each with its mean (`ColorCells`)
        -> by how many rules each cell is lost (`loss_by_rules`)

A rule says which change of hue a viewer sees: more changes in even regions than in busy ones.
Colours are compared in CIELAB. The thresholds are not tuned by a benchmark, but chosen by looking
at photos.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from quantizer.color.cielab import lab_forward
from quantizer.image.histogram import unpack_colors

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.progress import Progress
    from quantizer.remap.nearest_color import PaletteMap

    Lab = NDArray[np.floating[Any]]

_DARK = 12.0
"""Lightness below which no hue is visible."""


class _Rule(NamedTuple):
    """When a colour counts as lost.

    Parameters
    ----------
    chroma
        Chroma from which a hue is visible.
    distance
        Distance from which the entry is another colour and not a shade.
    turn
        Difference in hue, in degrees, from which it is another hue.
    faded
        Share of its chroma that a colour must keep to show its hue.
    drop
        Loss of chroma that is visible even so: a yellow that becomes cream.
    """

    chroma: float
    distance: float
    turn: float
    faded: float
    drop: float


_EVEN = _Rule(22, 22, 40, 0.3, 40)
"""For even regions, such as countries on a map: every change of hue is visible."""

_BUSY = _Rule(35, 40, 60, 0.2, 60)
"""For regions of many shades, such as most of a photo: the palette may simplify."""

RULES = (_EVEN, _BUSY)

_SAME_TURN, _SAME_CHROMA = 20.0, 0.5
"""An entry has the hue of a colour if it differs by fewer degrees and has this share of its chroma:
a viewer then still finds the hue in the picture, if not in every place."""

_SAME_FAR = 34.0
"""Distance from which an entry of the same hue is another colour: salmon is no red."""

_FAR = 25.0
"""Distance from every entry below which a viewer does not miss a colour."""

CELL_COUNT = 1 << 15
"""Cells of colours, each of 8 levels per channel."""

SEEN = np.uint32(128 << 24)
"""Packed colours from this number on are at least half opaque."""


class ColorCells(NamedTuple):
    """The colours that are at least half opaque, in cells.

    Parameters
    ----------
    keys
        intp (n,), ascending and without repeats: see `cell_of`.
    weights
        float64 (n,): the weight of each cell.
    colors
        uint8 (n, 4): its mean colour.
    """

    keys: NDArray[np.intp]
    weights: NDArray[np.float64]
    colors: NDArray[np.uint8]

    @classmethod
    def of(cls, visible: Histogram) -> ColorCells:
        """Return the cells of an image's visible colours."""
        first = int(np.searchsorted(visible.packed, SEEN))
        packed, weights = visible.packed[first:], visible.weights[first:]
        places = cell_of(packed)
        totals = np.bincount(places, weights, CELL_COUNT).astype(np.float64)
        keys = np.flatnonzero(totals)
        sums = [
            np.bincount(places, weights * channel, CELL_COUNT)[keys]
            for channel in unpack_colors(packed).T
        ]
        means = np.stack(sums, axis=1) / totals[keys, None]
        return cls(keys, totals[keys], np.rint(means).astype(np.uint8))


def cell_of(packed: NDArray[np.uint32]) -> NDArray[np.intp]:
    """Return the cell of each packed colour: intp (n,), below `CELL_COUNT`.

    Its bits are the upper 5 bits each of red, green and blue.
    """
    cells = packed >> 3 & 31
    cells |= packed >> 6 & 31 << 5
    cells |= packed >> 9 & 31 << 10
    return cells.astype(np.intp)


def loss_by_rules(
    colors: NDArray[np.uint8], entries: Lab, palette_map: PaletteMap, progress: Progress
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return the number of `RULES` by which each colour is lost, and its distance.

    Parameters
    ----------
    colors
        uint8 (n, 4).
    entries
        The colours of the palette, (k, 3) in CIELAB.
    palette_map
        The palette.
    progress
        Checked now and then.

    Returns
    -------
    tuple
        intp (n,), 0 for colours that are not lost, and float64 (n,): the distance to the entry, 0
        for colours without a visible hue.
    """
    lab = lab_forward(colors[:, :3])
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    vivid = np.flatnonzero((chroma >= _EVEN.chroma) & (lab[:, 0] >= _DARK))
    own, chroma = lab[vivid], chroma[vivid]
    entry = entries[palette_map(colors[vivid], progress)]
    faded = np.hypot(entry[:, 1], entry[:, 2])
    far = np.linalg.norm(own - entry, axis=1)
    product = own[:, 1] * entry[:, 1] + own[:, 2] * entry[:, 2]
    loss = np.zeros(len(colors), np.intp)
    for rule in RULES:
        turned = product < np.cos(np.radians(rule.turn)) * chroma * faded
        other = turned | (faded < rule.faded * chroma) | (chroma - faded >= rule.drop)
        loss[vivid] += (chroma >= rule.chroma) & (far >= rule.distance) & other
    lost = np.flatnonzero(loss)
    loss[lost] *= _are_absent(lab[lost], entries)
    distance = np.zeros(len(colors))
    distance[vivid] = far
    return loss, distance


def _are_absent(colors: Lab, entries: Lab) -> NDArray[np.bool_]:
    """Return whether no entry, (k, 3) in CIELAB, is near each color or has its hue: bool (n,)."""
    chroma, own = (np.hypot(lab[:, 1], lab[:, 2]) for lab in (entries, colors))
    product = colors[:, 1:] @ entries[:, 1:].T
    same = product >= np.cos(np.radians(_SAME_TURN)) * own[:, None] * chroma
    same &= chroma >= _SAME_CHROMA * own[:, None]
    distances = np.linalg.norm(colors[:, None] - entries, axis=2)
    same &= distances < _SAME_FAR
    return np.asarray(~same.any(axis=1) & (distances.min(axis=1) >= _FAR))


def distances_to_nearest(colors: Lab, entries: Lab) -> NDArray[np.float64]:
    """Return the distance of each color, (n, 3) in CIELAB, to the nearest entry, (k, 3): (n,)."""
    distances = np.linalg.norm(colors[:, None] - entries, axis=2)
    return np.asarray(distances.min(axis=1), np.float64)
