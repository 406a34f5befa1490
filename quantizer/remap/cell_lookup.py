"""The palette entry nearest to the middle of the cell of each value: quick, for previews.

A table has one entry for each cell of 8 x 8 x 8 levels. It is made in some milliseconds, where an
exact inverse colour map takes longer than a preview may take. Near the border between two entries
the second nearest may be found; error diffusion corrects that in the pixels that follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer import parallel
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.remap.lookup import BruteForceLookup

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.remap.nearest_color import PaletteMap

_SIDE = 8
_CELLS = 256 // _SIDE


class CellLookup:
    """Finds entries for opaque values.

    Parameters
    ----------
    palette_map
        The palette, in sRGB levels; at least one entry is visible.
    """

    def __init__(self, palette_map: PaletteMap) -> None:
        middles = np.arange(_CELLS, dtype=np.uint8) * _SIDE + _SIDE // 2
        search = BruteForceLookup(palette_map)
        # Red, green and blue are one byte each of a position, so cells are found by a cast.
        table = np.zeros((_CELLS, 256, 256), np.uint8)

        def fill(blue: int) -> None:
            levels = np.zeros((_CELLS, _CELLS, 4), np.uint8)
            levels[..., 0] = middles
            levels[..., 1] = middles[:, None]
            levels[..., 2] = middles[blue]
            nearest = search.compare(levels.reshape(-1, 4))
            table[blue, :_CELLS, :_CELLS] = nearest.reshape(_CELLS, _CELLS)

        with single_threaded_products():
            parallel.run(fill, range(_CELLS))
        self._table = table.reshape(-1)
        self._scale = np.array(1 / _SIDE, np.float32)

    def __call__(self, values: NDArray[np.float32]) -> NDArray[np.integer[Any]]:
        """Return the index of each value's entry, uint8 (m,), for float32 (m, 4), 0 to 255."""
        cells = np.multiply(values, self._scale).astype(np.uint8)
        places = cells.view("<u4").reshape(-1)
        return self._table.take(places, mode="clip")
