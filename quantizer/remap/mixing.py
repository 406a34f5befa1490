"""How the entries of a palette are mixed by a dither: with which strength, and in which space.

A palette that was found for the image has its entries so close together that the eye hardly sees
the single pixels; such mixtures are judged by the levels of the file, as FLIP and SSIMULACRA2 do.
The entries of a given palette may be far apart, as those of an e-ink panel are. Their pixels mix in
the eye, or on the way to it, as light does. Only drawings in grey, or for a grey panel, keep the
levels of the file: those are what somebody chose, half black and half white for a middle grey, and
in light a dark grey would be a few scattered dots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quantizer.settings.settings import DitherSpace

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import Image
    from quantizer.remap.nearest_color import PaletteMap
    from quantizer.settings.settings import DitherSettings


class Mixing(NamedTuple):
    """How the entries of a palette are mixed.

    Parameters
    ----------
    strength
        Share of the error of a pixel that is spread to its neighbours, 0 to 1.
    space
        Space in which errors are added up.
    """

    strength: float
    space: DitherSpace


def mixing_of(dither: DitherSettings, palette_map: PaletteMap, image: Image) -> Mixing:
    """Return the strength and the space of a dither, chosen where the settings leave them open.

    Parameters
    ----------
    dither
        The settings.
    palette_map
        The palette.
    image
        The picture to be dithered.
    """
    strength = dither.strength_with(is_given=palette_map.mixing is not None)
    return Mixing(strength, dither.space or _space_of(palette_map, image))


def _space_of(palette_map: PaletteMap, image: Image) -> DitherSpace:
    if palette_map.mixing is None or _is_grey_drawing(palette_map, image):
        return DitherSpace.SRGB
    return DitherSpace.LINEAR


def _is_grey_drawing(palette_map: PaletteMap, image: Image) -> bool:
    """Return whether an image, or its palette, is grey, and most of the image is flat.

    A pixel is flat if the pixels to the right and below have its colour.
    """
    packed = image.packed
    here = packed[:-1, :-1]
    flat = (here == packed[:-1, 1:]) & (here == packed[1:, :-1])
    if np.count_nonzero(flat) <= flat.size / 2:
        return False
    return _is_grey(palette_map.colors) or _is_grey(image.pixels.reshape(-1, 4))


def _is_grey(colors: NDArray[np.uint8]) -> bool:
    """Return whether all visible colours, uint8 (n, 4), are grey."""
    red, green, blue, alpha = colors.T
    return bool((((red == green) & (green == blue)) | (alpha == 0)).all())
