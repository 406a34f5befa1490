"""Saturation and tone curve: gamma, then brightness, then contrast.

    saturation, in linear light: the distance from the grey of the same luminance is scaled
    -> tone curve, of each sRGB channel:
        gamma       v^(1 / gamma)
        brightness  towards white (v + (1 - v) b) or black (v (1 + b))
        contrast    (v - 1/2) tan((c + 1) pi / 4) + 1/2

b and c are the settings divided by 100. The curve never falls. Opacity does not change.

Sources: Recommendation ITU-R BT.709 for the luminance; GIMP's brightness and contrast
(app/operations/gimpoperationbrightnesscontrast.c) for these two, of which GIMP halves b.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from quantizer import parallel
from quantizer.adjust.light import decoded, srgb_of_steps, steps_of
from quantizer.image.frozen import frozen
from quantizer.image.histogram import strips_of
from quantizer.image.image import Image
from quantizer.progress import SILENT, Progress, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.settings.settings import AdjustSettings

_LUMINANCE = (0.2126, 0.7152, 0.0722)
"""Shares of red, green and blue."""


def tone_curve(values: NDArray[np.float64], adjust: AdjustSettings) -> NDArray[np.float64]:
    """Return sRGB values, 0 to 1, after gamma, brightness and contrast; not cut to 0 to 1."""
    values = values ** (1 / adjust.gamma)
    brightness = adjust.brightness / 100
    target = 0.0 if brightness < 0 else 1.0
    values = values + (target - values) * abs(brightness)
    slope = math.tan((adjust.contrast / 100 + 1) * math.pi / 4)
    return (values - 0.5) * slope + 0.5


def adjust_colors(
    image: Image,
    adjust: AdjustSettings,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> Image:
    """Return an image with another saturation and tone.

    Parameters
    ----------
    image
        The image.
    adjust
        Saturation, gamma, brightness and contrast.
    progress
        Told the share of pixels done, as `Stage.ADJUST`.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.

    Returns
    -------
    Image
        `image` itself if the settings are neutral.
    """
    if not adjust.changes_colors:
        return image
    saturation = np.float32(1 + adjust.saturation / 100)
    values = np.arange(256) / 255 if saturation == 1 else srgb_of_steps()
    table = np.rint(np.clip(tone_curve(values, adjust), 0, 1) * 255).astype(np.uint8)
    pixels = np.empty_like(image.pixels)

    def fill(rows: slice) -> None:
        source = image.pixels[rows]
        if saturation == 1:
            pixels[rows, :, :3] = table.take(source[..., :3])
        else:
            pixels[rows, :, :3] = table.take(steps_of(_saturated(decoded(source), saturation)))
        pixels[rows, :, 3] = source[..., 3]

    parallel.run(fill, list(strips_of(image)), threads, progress.at(Stage.ADJUST))
    return Image(frozen(pixels), image.metadata, image.source)


def _saturated(light: NDArray[np.float32], factor: np.float32) -> NDArray[np.float32]:
    """Return linear light (..., 3) whose distance from grey is multiplied by `factor`."""
    red, green, blue = (np.float32(share) for share in _LUMINANCE)
    grey = red * light[..., 0] + green * light[..., 1] + blue * light[..., 2]
    light -= grey[..., None]
    light *= factor
    light += grey[..., None]
    return light
