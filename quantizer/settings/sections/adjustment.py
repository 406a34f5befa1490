"""Size, tone and sharpness, before colours are chosen."""

# ruff: noqa: RUF009 - `option` returns a dataclass field

from __future__ import annotations

from dataclasses import dataclass

from quantizer.settings.enums import Fit, ResizeFilter
from quantizer.settings.image_size import ImageSize  # noqa: TC001 - `options_of` looks it up
from quantizer.settings.option import CheckedSettings, option


@dataclass(frozen=True, slots=True)
class AdjustSettings(CheckedSettings):
    """What happens to an image before its colours are chosen; by default nothing.

    The steps follow each other in the order of these fields. Results are compared with, and
    measured against, the adjusted image.

    Parameters
    ----------
    resize
        The new size; None keeps the size.
    fit
        How the image is fitted into a box of another aspect ratio.
    filter
        How pixels are averaged; in linear light, weighted by their opacity.
    saturation, gamma, brightness, contrast
        See `quantizer.adjust.tone`; 0, 1, 0 and 0 change nothing.
    sharpen
        Amount of an unsharp mask in percent, see `quantizer.adjust.sharpen`; 0 changes nothing.
    """

    resize: ImageSize | None = option(
        None,
        help="resize each image first: to fit a box (800x480), by its width (800) or height "
        "(x480), or to a share of its size (50%); enlarges, too",
        metavar="WxH",
        label="Resize to",
        tooltip="800x480 for a box, 800 for a width, x480 for a height, 50% for half of both "
        "sides; empty keeps the size",
    )
    fit: Fit = option(
        Fit.CONTAIN,
        help="how --resize WxH treats another aspect ratio: contain keeps the whole image within "
        "the box and adds no border, pad adds one in the --matte colour (transparent without a "
        "matte) so that the result has exactly that size, cover fills the box and cuts off the "
        "rest, stretch distorts",
        label="Fit",
    )
    filter: ResizeFilter = option(
        ResizeFilter.LANCZOS,
        help="filter of --resize, applied in linear light: lanczos is the sharpest, mitchell is "
        "softer, box averages areas, nearest makes no new colours",
        label="Filter",
    )
    saturation: float = option(
        0.0,
        help="saturation, -100 (grey) to 100 (doubled); lightness stays",
        label="Saturation",
        range=(-100, 100),
    )
    gamma: float = option(
        1.0,
        help="gamma, 0.1 to 10: above 1 brightens the middle tones, below 1 darkens them",
        label="Gamma",
        range=(0.1, 10),
    )
    brightness: float = option(
        0.0,
        help="brightness, -100 (black) to 100 (white)",
        label="Brightness",
        range=(-100, 100),
    )
    contrast: float = option(
        0.0,
        help="contrast, -100 (flat grey) to 100 (each channel on or off)",
        label="Contrast",
        range=(-100, 100),
    )
    sharpen: float = option(
        0.0,
        help="sharpening in percent, 0 to 500: raises the contrast between neighbouring pixels",
        label="Sharpen",
        range=(0, 500),
    )

    @property
    def changes_colors(self) -> bool:
        """Whether saturation or the tone curve differ from the neutral values."""
        neutral = self.saturation == self.brightness == self.contrast == 0
        return not neutral or self.gamma != 1

    def has_size_of(self, other: AdjustSettings) -> bool:
        """Whether images are resized in the same way."""
        mine, others = (self.resize, self.fit, self.filter), (other.resize, other.fit, other.filter)
        return mine == others

    @property
    def is_neutral(self) -> bool:
        """Whether nothing changes."""
        return self.resize is None and not self.changes_colors and not self.sharpen
