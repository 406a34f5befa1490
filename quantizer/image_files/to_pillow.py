"""A reduced image as Pillow holds indexed images: mode ``P``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image as Pillow

if TYPE_CHECKING:
    from quantizer.image.image import IndexedImage


def to_pillow(indexed: IndexedImage) -> Pillow.Image:
    """Return an indexed image as a `PIL.Image` of mode ``P``; the pixels are copied.

    Its ``info`` has what Pillow writes into a file: the transparency (the clear entry, or the
    opacity of each entry), the colour profile and the resolution.
    """
    colors = indexed.palette.colors
    picture = Pillow.fromarray(indexed.indices.copy())
    picture.putpalette(colors[:, :3].tobytes())  # makes grey pixels indices
    opacity = colors[:, 3]
    see_through = np.flatnonzero(opacity < 255)
    if len(see_through) == 1 and opacity[see_through[0]] == 0:
        picture.info["transparency"] = int(see_through[0])  # all formats of Pillow write this
    elif len(see_through):
        picture.info["transparency"] = opacity[: see_through[-1] + 1].tobytes()
    if indexed.metadata.icc_profile is not None:
        picture.info["icc_profile"] = indexed.metadata.icc_profile
    if indexed.metadata.dpi is not None:
        picture.info["dpi"] = indexed.metadata.dpi
    return picture
