"""Alpha modes: images with soft edges for formats without partial transparency.

    alpha -> opaque from half on, or by a blue-noise mask as dense as the alpha
    colour of opaque pixels -> as before, or mixed with the matte by its alpha

A soft edge mixed with a matte looks unchanged on a page of that colour; so with a matte every
visible pixel becomes opaque. This happens before colours are counted, so that no palette entry is
spent on invisible colours. Mattes are mixed in sRGB levels, as browsers composite images.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.frozen import frozen
from quantizer.image.histogram import strips_of
from quantizer.image.image import Image
from quantizer.image.matte import composited
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.settings import AlphaMode, AlphaSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

_HALF = 128
_WHITE = (255, 255, 255)


def apply_alpha_mode(image: Image, alpha: AlphaSettings, progress: Progress = SILENT) -> Image:
    """Return an image whose alpha is reduced to the alpha mode.

    Parameters
    ----------
    image
        The image.
    alpha
        The mode and the matte. With `AlphaMode.OPAQUE` all pixels are composited over the matte,
        which is white by default.
    progress
        Told the share of pixels done, as `Stage.COUNT`.

    Returns
    -------
    Image
        `image` itself if nothing changes; pixels that become transparent keep their colour.
    """
    if alpha.mode is AlphaMode.FULL or not image.has_alpha:
        return image
    progress = progress.at(Stage.COUNT)
    matte = alpha.matte or (_WHITE if alpha.mode is AlphaMode.OPAQUE else None)
    pixels = np.empty_like(image.pixels)
    for rows in strips_of(image):
        progress.report(rows.start / image.height)
        strip = image.pixels[rows]
        opaque = _opaque(strip[..., 3], alpha, rows.start)
        part = pixels[rows]
        part[...] = strip
        if matte is not None:
            np.copyto(part, composited(strip, matte), where=opaque[..., None])
        part[..., 3] = np.where(opaque, np.uint8(255), np.uint8(0))
    return Image(frozen(pixels), image.metadata, image.source)


def has_soft_edges(image: Image) -> bool:
    """Return whether any pixel is partly transparent."""
    if not image.has_alpha:
        return False
    opacity = image.pixels[..., 3]
    return bool(((opacity > 0) & (opacity < 255)).any())


def _opaque(opacity: NDArray[np.uint8], alpha: AlphaSettings, top: int) -> NDArray[np.bool_]:
    """Return which pixels of a strip, whose first row is `top`, become opaque, bool."""
    if alpha.mode is AlphaMode.OPAQUE:
        return np.ones(opacity.shape, np.bool_)
    if alpha.mode is AlphaMode.THRESHOLD:
        return opacity >= (_HALF if alpha.matte is None else 1)
    from quantizer.dither.blue_noise import mask  # noqa: PLC0415 - few images need it

    ranks = mask()
    side = len(ranks)
    # Thresholds of 1 to 255 keep transparent and opaque pixels as they are.
    thresholds = 1 + ranks.astype(np.int64) * 255 // ranks.size
    tops = (top + np.arange(opacity.shape[0])) % side
    columns = np.arange(opacity.shape[1]) % side
    dithered: NDArray[np.bool_] = opacity >= thresholds[tops][:, columns]
    return dithered
