"""How the entries of a palette are mixed by a dither: with which strength, and in which space.

A palette that was found for the image has its entries so close together that the eye hardly sees
the single pixels; such mixtures are judged by the levels of the file, as FLIP and SSIMULACRA2 do.
The entries of a given palette may be far apart, as those of an e-ink panel are. Their pixels mix in
the eye, or on the way to it, as light does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from quantizer.settings.settings import USUAL_STRENGTH, DitherSpace

if TYPE_CHECKING:
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
    strength = dither.strength
    if strength is None:
        strength = 1.0 if palette_map.is_given else USUAL_STRENGTH
    return Mixing(strength, dither.space or _space_of(palette_map, image))


def _space_of(palette_map: PaletteMap, image: Image) -> DitherSpace:
    is_light = palette_map.is_given and not _is_drawn(image)
    return DitherSpace.LINEAR if is_light else DitherSpace.SRGB


def _is_drawn(image: Image) -> bool:
    """Return whether most pixels have the colour of both the pixel to the right and that below."""
    packed = image.packed
    here = packed[:-1, :-1]
    same = (here == packed[:-1, 1:]) & (here == packed[1:, :-1])
    return bool(np.count_nonzero(same) > same.size / 2)
