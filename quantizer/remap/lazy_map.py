"""An inverse colour map that is filled on the way: the nearest entry in any colour space.

`quantizer.remap.inverse_colormap` finds the nearest entries of whole cells of the colour cube, but
only by sRGB levels. In other spaces, entries are looked for when a colour is first asked for.

A value that errors have carried far beyond the gamut is no colour. The one nearest to it may never
be an entry that cancels its error: cyan looks more like white than like green or blue. So far
beyond the gamut the entry is taken that is nearest in the space of the values, which bounds errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.remap.values import levels_of, value_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.remap.nearest_color import PaletteMap
    from quantizer.settings.settings import DitherSpace

_BEYOND = 64.0
"""How far beyond the gamut a value may be for its entry to be chosen by its colour. Chosen by
``python -m tests.benchmarks.given_palette`` among 0, 32, 64, 128 and 255: with the last, the error
on PICO-8 is 1.6 times as large."""

_CUBE = 1 << 24


class LazyMap:
    """Finds the entries of opaque values, and remembers them; opaque entries, if there are any.

    Parameters
    ----------
    palette_map
        The palette; at least one entry is visible.
    space
        Space of the values.
    """

    def __init__(self, palette_map: PaletteMap, space: DitherSpace) -> None:
        self._palette_map, self._space = palette_map, space
        alpha = palette_map.colors[:, 3]
        opaque = np.flatnonzero(alpha == 255)
        self._indices = opaque if len(opaque) else palette_map.visible
        self._entries = value_table(space)[palette_map.colors[self._indices, :3]]
        self._squares = np.einsum("kd,kd->k", self._entries, self._entries) / 2
        # Each colour's entry plus 1, or 0 for unknown: memory that is never written stays zero
        # and unallocated.
        self._found = np.zeros(_CUBE, np.uint16)

    def __call__(self, values: NDArray[np.float32]) -> NDArray[np.integer[Any]]:
        """Return the index of each value's entry, for float32 (m, 4) within or beyond the gamut."""
        levels = levels_of(values, self._space)
        levels[:, 3] = 0
        far = np.flatnonzero((values < -_BEYOND).any(axis=1) | (values > 255 + _BEYOND).any(axis=1))
        places = levels.view("<u4").reshape(-1)
        found = self._found.take(places)
        unknown = np.flatnonzero(found == 0)
        if len(unknown):
            colors = levels[unknown]
            colors[:, 3] = 255
            found[unknown] = self._palette_map(colors) + 1
            self._found[places[unknown]] = found[unknown]
        found -= 1
        if len(far):
            found[far] = self._by_value(values[far])
        return found

    def _by_value(self, values: NDArray[np.float32]) -> NDArray[np.integer[Any]]:
        """Return the entries that are nearest in the space of the values."""
        scores = values[:, :3] @ self._entries.T
        scores -= self._squares
        return np.asarray(self._indices[scores.argmax(axis=1)])
