"""How the nearest palette entry of a value is found: what the compiled loop reads.

`quantizer.remap.lookup` finds the same entries with NumPy, a front at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class LevelSearch(NamedTuple):
    """The nearest opaque entry by the Euclidean distance of sRGB levels, the first of equals.

    Parameters
    ----------
    points
        int32 (m, 3): sRGB levels of the visible entries.
    indices
        uint8 (m,): their places in the palette, in ascending order.
    levels
        uint8 (n,): the sRGB level of a value, at the value times `steps`, rounded. Lower values
        than 0 have the level of 0.
    steps
        Positions in `levels` per unit of a value.
    """

    points: NDArray[np.int32]
    indices: NDArray[np.uint8]
    levels: NDArray[np.uint8]
    steps: np.float32


class LabSearch(NamedTuple):
    """The nearest entry in CIELAB with opacity, of values multiplied by alpha; the first of equals.

    Parameters
    ----------
    centers
        float32 (m, 4): features of the visible entries, see `quantizer.color.features`.
    indices
        uint8 (m,): their places in the palette, in ascending order.
    opaque
        bool (m,): which entries opaque colours may take.
    light, to_xyz, roots
        The tables of `quantizer.color.cielab.LabTables`.
    per_level
        Opacity of one level of alpha, 1 being opaque.
    opacity
        The fourth feature of opaque colours.
    by_sum
        Whether the distance is Manhattan's, not Euclid's.
    """

    centers: NDArray[np.float32]
    indices: NDArray[np.uint8]
    opaque: NDArray[np.bool_]
    light: NDArray[np.float32]
    to_xyz: NDArray[np.float32]
    roots: NDArray[np.float32]
    per_level: np.float32
    opacity: np.float32
    by_sum: bool
