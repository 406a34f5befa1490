"""Names of colours: the nearest CSS colour, or the nearest one of a palette with names.

The nearest is that of the smallest CIEDE2000 difference.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PIL import ImageColor

from quantizer.image.palette import Palette, Swatch
from quantizer.metrics.ciede2000 import color_differences

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.palette import Color


def css_colors() -> Palette:
    """Return the named colours of CSS, as Pillow knows them; of two equal ones the first name.

    Source: W3C, CSS Color Module Level 4, "Named Colors".
    """
    found: dict[Color, str] = {}
    for name in sorted(ImageColor.colormap):
        # Not the values of the table: Pillow replaces the codes that it was asked for by tuples.
        red, green, blue = ImageColor.getrgb(name)[:3]
        found.setdefault((red, green, blue, 255), name)
    return Palette(tuple(Swatch(color, name=name) for color, name in found.items()), "CSS")


def nearest_entries(colors: NDArray[np.uint8], palette: Palette) -> NDArray[np.intp]:
    """Return the position of the entry of a palette that is nearest to each colour: intp (n,).

    `colors` are uint8 (n, 4); alpha is not used.
    """
    shape = len(colors), len(palette), 3
    wanted = np.broadcast_to(colors[:, None, :3], shape).astype(np.float64)
    known = np.broadcast_to(palette.colors[None, :, :3], shape).astype(np.float64)
    nearest: NDArray[np.intp] = color_differences(wanted, known).argmin(axis=1)
    return nearest


def with_nearest_names(palette: Palette, named: Palette) -> Palette:
    """Return a palette whose entries have the names of the nearest ones in another palette.

    An entry without a name lends its colour (``#rrggbb``) instead. Transparent entries keep their
    names.
    """
    if not len(palette):
        return palette
    places = nearest_entries(palette.colors, named)
    swatches = (
        replace(swatch, name=named.swatches[place].name or named.swatches[place].hex)
        if swatch.color[3]
        else swatch
        for swatch, place in zip(palette, places.tolist(), strict=True)
    )
    return replace(palette, swatches=tuple(swatches))
