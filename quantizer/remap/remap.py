"""Mapping pixels to a palette: the palette index of each pixel.

Without dithering, the nearest entry of each distinct colour is found once and assigned to all of
its pixels. A ditherer works on a `DitherInput` instead, since diffused errors lead to colours that
the image does not contain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.dither import DITHERERS, ditherer_for
from quantizer.progress import SILENT, Progress, Stage
from quantizer.remap.dither_input import make_dither_input
from quantizer.remap.mixing import mixing_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image
    from quantizer.remap.nearest_color import PaletteMap
    from quantizer.settings.settings import DitherSettings


def remap(
    image: Image,
    histogram: Histogram,
    palette_map: PaletteMap,
    dither: DitherSettings,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> NDArray[np.uint8]:
    """Return the palette index of each pixel: uint8 (height, width).

    Parameters
    ----------
    image
        The image.
    histogram
        Its distinct colours.
    palette_map
        The palette. If the image has transparent pixels, so must the palette.
    dither
        Name of a registered ditherer, its strength, and the space of its errors. If the palette
        has all colours of the image, nothing is dithered and each pixel keeps its colour.
    progress
        Told the share of pixels done, as `Stage.REMAP`.
    threads
        Most threads at work, None for one per processor core; the indices do not depend on it.

    Raises
    ------
    SettingsError
        If there is no such ditherer.
    """
    ditherer = ditherer_for(dither)
    mixing = mixing_of(dither, palette_map, image)
    if not mixing.strength or histogram.is_within(palette_map.colors):
        ditherer = DITHERERS["none"]
    source = make_dither_input(image, histogram, palette_map, mixing.space, threads)
    return ditherer.dither(source, mixing.strength, progress.at(Stage.REMAP))
