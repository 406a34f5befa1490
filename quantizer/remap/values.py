"""The values that ditherers add up: sRGB levels, or linear light scaled to 0 to 255."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.color.srgb_transfer import LINEAR, srgb_from_linear
from quantizer.settings.settings import DitherSpace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Values = NDArray[np.float32]

STEPS = 64
"""Table entries per unit of linear light; the darkest sRGB levels are 0.08 units apart."""

LIGHT = (255 * LINEAR).astype(np.float32)
"""Linear light of each sRGB level, float32 (256,), 255 being white."""

LEVELS = np.rint(255 * srgb_from_linear(np.arange(255 * STEPS + 1) / (255 * STEPS)))
LEVELS = LEVELS.astype(np.float32)
"""The sRGB level, a whole number, of linear light in steps of 1 / `STEPS`."""

JUST_VISIBLE = {DitherSpace.SRGB: 1.0, DitherSpace.LINEAR: 0.25}
"""Smallest visible difference of values; see `quantizer.dither.adaptive` for the benchmark."""

OPAQUE = 510.0
"""Alpha of opaque pixels in pictures with soft edges. An error lowers it by 255 at most, and then
it is clipped to 255; so errors of soft pixels never make an opaque pixel see-through."""


def value_table(space: DitherSpace) -> Values:
    """Return the value of each sRGB level, float32 (256,)."""
    return LIGHT if space is DitherSpace.LINEAR else np.arange(256, dtype=np.float32)


def levels_of_light(light: NDArray[np.floating[Any]]) -> Values:
    """Return the sRGB levels, float32 whole numbers, of linear light, 255 being white."""
    steps = np.clip(light * np.float32(STEPS) + np.float32(0.5), 0, 255 * STEPS)
    return np.asarray(LEVELS.take(steps.astype(np.int32)))


def levels_of(values: NDArray[np.floating[Any]], space: DitherSpace) -> NDArray[np.uint8]:
    """Return the sRGB levels, uint8, of values within or beyond the gamut, float of any shape."""
    if space is DitherSpace.LINEAR:
        return levels_of_light(values).astype(np.uint8)
    return np.asarray(np.clip(values + np.float32(0.5), 0, 255), np.uint8)


def entry_values(colors: NDArray[np.uint8], table: Values, *, soft: bool) -> Values:
    """Return palette entries, uint8 (k, 4), as values of a `DitherInput`, float32 (k, 4).

    Where there are soft edges, the last column is alpha, by which the others are multiplied.
    """
    values = np.empty(colors.shape, np.float32)
    values[:, :3] = table[colors[:, :3]]
    values[:, 3] = colors[:, 3] if soft else 0
    if soft:
        values[:, :3] *= values[:, 3:] / np.float32(255)
    return values
