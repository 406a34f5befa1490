"""The settings by concern: adjustments, clustering, target, dither, transparency, and so on.

Each field is declared once with `option`, see `quantizer.settings.option`; its argument, its key in
preset files and its control in the window follow from that.
"""

# ruff: noqa: RUF009 - `option` returns a dataclass field

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.settings.enums import (
    AlphaMode,
    BitDepth,
    DeviceFormat,
    DitherSpace,
    Effort,
    Fit,
    FramePalettes,
    Init,
    Metric,
    RareColors,
    ResizeFilter,
    Selector,
    Space,
    Weights,
)
from quantizer.settings.image_size import ImageSize  # noqa: TC001 - `options_of` looks it up
from quantizer.settings.option import CheckedSettings, option

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_COLORS = 256
"""Most entries of an indexed image: one byte per pixel."""

USUAL_STRENGTH = 0.85
"""Strength of a dither with a palette that was found for the image, unless another is chosen."""

LIGHTNESS_WITH_DITHER = 1.6
"""Factor on the lightness weight if a dither is used and no colour space is chosen."""


@dataclass(frozen=True, slots=True)
class ClusterSettings(CheckedSettings):
    """How the colours are clustered.

    Parameters
    ----------
    colors
        Number of palette entries k, 1 to 256, including a transparent entry. If the number is
        searched for (see `TargetSettings`), the largest number allowed.
    space
        Colour space of the features, and of the nearest entry of a given palette; None chooses it,
        see `Settings.space` and `quantizer.reduction.clustering.palette_as_clustering`.
    lightness
        Weight of lightness against chroma, 0.01 to 100; 1 leaves the space as it is.
    metric
        Distance between features. None chooses Manhattan for images with soft edges and a
        dither, because medians keep the colours an icon is drawn in, and Euclidean otherwise.
    effort
        How long to search.
    init
        Choice of the first centroids; None leaves it to the effort.
    restarts
        Number of runs from different first centroids, 1 to 1000, of which the best is kept; None
        leaves it to the effort.
    max_iter
        Largest number of iterations of one run, 1 to 100,000.
    tol
        A run stops when an iteration lowers the inertia by less than about this share of it; 0 or
        more. If fewer than 8 iterations are allowed, scikit-learn's rule is used: the
        summed squared movement of the centroids in units of the mean variance.
    seed
        Seed of all random choices, 0 to 2**32 - 1; equal seeds give equal bytes.
    weights
        How much each colour counts; None chooses `Weights.PIXELS`, see `Settings.weights`.
    rare_colors
        Whether small regions of a hue that the palette would lose get entries of their own; None
        decides by the dither and the colour space, see `Settings.rare_colors`.
    """

    colors: int = option(
        MAX_COLORS,
        help="number of colours",
        label="Number of colours",
        range=(1, MAX_COLORS),
    )
    space: Space | None = option(
        None,
        help="colour space to cluster in, and to find the nearest entry of a given palette in",
        automatic="CIELAB with a dither or a given palette, sRGB otherwise",
        label="Colour space",
    )
    lightness: float = option(
        1.0,
        help=f"weight of lightness against chroma; multiplied by {LIGHTNESS_WITH_DITHER:g} if a "
        "dither is used and --space is not given",
        label="Lightness weight",
        tooltip="Above 1 preserves light and shade, below 1 preserves hues",
        is_advanced=True,
        range=(0.01, 100),
    )
    metric: Metric | None = option(
        None,
        help="distance between colours",
        automatic="Manhattan for soft edges with a dither, Euclidean otherwise",
        label="Distance",
        is_advanced=True,
    )
    effort: Effort = option(
        Effort.BALANCED,
        help="how long to search for a palette with less error: fast searches once, balanced "
        "moves colours of little use, too, best goes on until the error stops falling and takes "
        "several times as long",
        label="Effort",
    )
    init: Init | None = option(
        None,
        help="how to choose the first centroids",
        automatic="depends on the effort",
        label="Initialisation",
        is_advanced=True,
    )
    restarts: int | None = option(
        None,
        help="number of runs from different first centroids; the best is kept",
        automatic="depends on the effort",
        label="Restarts",
        is_advanced=True,
        range=(1, 1000),
    )
    max_iter: int = option(100, help="largest number of iterations of a run", range=(1, 100_000))
    tol: float = option(
        1e-4,
        help="stop a run when an iteration lowers the error by less than this share",
        range=(0, math.inf),
    )
    seed: int = option(
        0,
        help="seed of random choices; equal seeds give equal results",
        label="Seed",
        is_advanced=True,
        range=(0, 2**32 - 1),
    )
    weights: Weights | None = option(
        None,
        help="how much a colour counts: pixels counts its pixels, visibility counts those in "
        "smooth areas more, opacity counts partly transparent ones a 64th, chroma does so and "
        "counts vivid colours more",
        automatic="pixels",
        label="Weight of colours",
        is_advanced=True,
    )
    rare_colors: RareColors | None = option(
        None,
        help="small regions of a hue that the palette would lose: keep gives them entries of "
        "their own, ignore is K-means alone, with the lowest error",
        automatic="keep, but ignore if --space is given and there is no dither",
        label="Rare colours",
        is_advanced=True,
    )


@dataclass(frozen=True, slots=True)
class TargetSettings(CheckedSettings):
    """What the number of colours must achieve, if it is not given.

    Parameters
    ----------
    selector
        `Selector.FIXED` takes the number as given; the others find a number that suits the image,
        up to the given one.
    min_psnr
        Required PSNR in dB, above 0: the smallest number of colours that reaches it is taken.
        None for no requirement.
    max_bytes
        Largest file in bytes, at least 1: as many colours are taken as are found to fit. With one
        more the file is too large; sizes do not grow steadily, so a still larger number may fit.
        None for no limit.
    """

    selector: Selector = option(
        Selector.FIXED, flag="--colors", help="how to find the number of colours"
    )
    min_psnr: float | None = option(
        None,
        help="take the fewest colours, up to -k, whose result has at least this PSNR in decibels",
        metavar="DB",
        label="Lowest PSNR",
        tooltip="Takes the fewest colours whose result is this close to the original, pixel by "
        "pixel: from 40 dB on, a difference is hard to see. A dithered image looks better than "
        "its PSNR says, so it needs more colours for the same PSNR",
        range=(0, math.inf),
        is_low_excluded=True,
    )
    max_bytes: int | None = option(
        None,
        help="take as many colours, up to -k, as are found to fit into a file of this size (40000, "
        "40k, 40KiB, 1.5MB); with one more it would be larger, but as sizes do not grow steadily, "
        "a number farther away may still fit",
        metavar="SIZE",
        label="Largest file size",
        range=(1, math.inf),
    )


MOST_KERNEL_ROWS, MOST_KERNEL_COLUMNS = 16, 33
"""Size of the largest error-diffusion kernel."""


def check_kernel(rows: Sequence[Sequence[float]]) -> None:
    """Raise `SettingsError` if rows of shares are not an error-diffusion kernel."""
    width = len(rows[0]) if rows else 0
    middle = width // 2
    if not 1 <= len(rows) <= MOST_KERNEL_ROWS:
        raise SettingsError(f"a kernel has 1 to {MOST_KERNEL_ROWS} rows, not {len(rows)}")
    if any(len(row) != width for row in rows) or width % 2 == 0 or width > MOST_KERNEL_COLUMNS:
        raise SettingsError(
            "the rows of a kernel have the same odd number of columns, "
            f"at most {MOST_KERNEL_COLUMNS}"
        )
    if any(rows[0][: middle + 1]):
        raise SettingsError(
            "the first row of a kernel is 0 up to its middle, since these pixels come before"
        )
    if any(share < 0 for row in rows for share in row):
        raise SettingsError("the numbers of a kernel are 0 or more")
    total = sum(map(sum, rows))
    if not 0 < total < 1 + 1e-6:
        raise SettingsError(
            f"a kernel gives away {total:g} of each error, and not more than 0 and at most 1"
        )


@dataclass(frozen=True, slots=True)
class DitherSettings(CheckedSettings):
    """How pixels are mapped to the palette.

    Parameters
    ----------
    name
        Name of a ditherer in `quantizer.dither.DITHERERS`. That registry lies above this package,
        so `quantize` checks the name before it starts, not this class. ``adaptive`` is left out
        where the palette already reproduces the image so closely that nobody sees a difference.
    strength
        Share of the quantisation error that is spread to neighbours, 0 to 1. None chooses
        `USUAL_STRENGTH`, or 1 for a given palette.
    space
        Space in which errors are computed; None chooses it by the palette, see
        `quantizer.remap.mixing`.
    is_serpentine
        Whether error diffusion runs through every second row from right to left.
    kernel
        Rows of an error-diffusion kernel that is used instead of the named ditherer; None for that
        ditherer. All rows have the same odd length. The pixel itself is in the middle of the first
        row; a number is the share of its error that a pixel there receives.
    """

    name: str = option("adaptive", flag="--dither", help="dither", label="Dither")
    strength: float | None = option(
        None,
        flag="--dither-strength",
        help="share of a pixel's error that is spread to its neighbours, 0 to 1",
        automatic=f"{USUAL_STRENGTH:g}, 1 with a given palette",
        label="Strength",
        range=(0, 1),
    )
    space: DitherSpace | None = option(
        None,
        flag="--dither-space",
        help="space in which the dither computes errors",
        automatic="linear with a given palette, unless image or palette are grey and the image is "
        "mostly flat; srgb otherwise",
        label="Dither in",
    )
    is_serpentine: bool = option(
        False,
        flag="--serpentine",
        help="let error diffusion run through every second row from right to left, against worms "
        "and slanted patterns; takes five times as long",
        label="Serpentine order",
        tooltip="Every second row is dithered from right to left. There are fewer worms and "
        "slanted patterns, but it takes five times as long",
        is_advanced=True,
    )
    kernel: tuple[tuple[float, ...], ...] | None = option(
        None,
        flag="--dither-kernel",
        metavar="FILE",
        help="diffuse errors by the kernel in this JSON file instead of --dither: "
        '{"rows": [[0, 0, 7], [3, 5, 1]], "divisor": 16} is that of Floyd-Steinberg; the pixel '
        "itself is in the middle of the first row",
    )

    def __post_init__(self) -> None:
        CheckedSettings.__post_init__(self)  # `super()` does not work in a dataclass with slots
        if self.kernel is not None:
            check_kernel(self.kernel)

    @property
    def is_usual(self) -> bool:
        """Whether the ditherer is the one that is used unless another is chosen."""
        return self.name == DitherSettings.__dataclass_fields__["name"].default and not self.kernel

    def strength_with(self, *, is_given: bool) -> float:
        """Return the strength: as chosen, otherwise by whether the palette is given or found."""
        usual = 1.0 if is_given else USUAL_STRENGTH
        return usual if self.strength is None else self.strength


@dataclass(frozen=True, slots=True)
class AlphaSettings(CheckedSettings):
    """What happens to pixels that are neither opaque nor fully transparent.

    Parameters
    ----------
    mode
        Whether they are kept, made opaque or clear by a threshold or a dither, or the whole image
        is put on the matte.
    matte
        Colour (r, g, b), 0 to 255, that soft edges are blended with if they become opaque, and
        of a border (`Fit.PAD`). None keeps their own colour; a whole image without a matte is put
        on white.
    bleed
        Whether transparent pixels near visible ones get the colours of these, which needs several
        transparent entries: in a still image and a format that holds them, and not with a given
        palette. Otherwise all have the mean colour that the source has under transparent pixels
        beside visible ones. See `quantizer.reduction.hidden_colors`.
    """

    mode: AlphaMode = option(
        AlphaMode.FULL,
        flag="--alpha",
        help="what happens to soft edges: full keeps them, threshold and dither make each pixel "
        "opaque or clear, opaque puts the whole image on --matte",
        label="Soft edges",
    )
    matte: tuple[int, int, int] | None = option(
        None,
        help="background colour (#rrggbb) that soft edges are blended with if they become opaque, "
        "and of the border that --fit pad adds to an opaque image",
        metavar="COLOR",
        automatic="their own colour; white if the image may have no transparency",
        label="Matte",
        tooltip="Colour of the page that the image will be shown on",
        range=(0, 255),
    )
    bleed: bool = option(
        False,
        help="give transparent pixels the colours of visible ones near them, against dark rims "
        "where a game engine filters a texture; takes up to a sixteenth of the entries, and those "
        "that are free. Without it, all have the colour that the source has there, on average "
        "beside visible pixels",
        label="Bleed colours under transparent pixels",
    )


@dataclass(frozen=True, slots=True)
class AnimationSettings(CheckedSettings):
    """How the frames of an animation are reduced.

    Parameters
    ----------
    palettes
        One palette for all frames, or one for each.
    """

    palettes: FramePalettes = option(
        FramePalettes.SHARED,
        flag="--frame-palettes",
        help="palettes of an animation: shared is one for all frames, each is one per frame",
        label="Palettes",
    )


@dataclass(frozen=True, slots=True)
class IndexedSettings(CheckedSettings):
    """What a device or a program demands of entries and indices.

    Parameters
    ----------
    bits
        Bits of red, green and blue, each 1 to 8, of a device: all entries are colours that it can
        show, see `quantizer.color.level_grid`. None for 8 in each. A given palette is rounded to
        such colours.
    keep_indices
        Whether pixels keep the indices of an indexed image, and entries their places. Colours are
        not chosen then: they are those of the image, or of a given palette.
    bit_depth
        Bits of an index in the file; None for the fewest that hold the palette.
    """

    bits: tuple[int, int, int] | None = option(
        None,
        help="bits of red, green and blue (each 1 to 8) of the device that shows the image, such "
        "as 5,6,5: all palette entries are colours that it can show",
        metavar="R,G,B",
        label="Bits per channel",
        tooltip="The palette has only colours that a device with so many bits of red, green and "
        "blue can show",
        range=(1, 8),
    )
    keep_indices: bool = option(
        False,
        help="keep the indices of an indexed image (PNG, GIF, BMP) and the order of its palette; "
        "with --palette, the colours are those of that palette",
        label="Keep indices",
        tooltip="Keeps the index of each pixel and the order of the palette, where the image is an "
        "indexed one",
    )
    bit_depth: BitDepth | None = option(
        None,
        help="bits of a pixel in the file, 1, 2, 4 or 8, for programs that read no other",
        automatic="as few as hold the palette",
        label="Bits per pixel",
    )


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


@dataclass(frozen=True, slots=True)
class FirmwareSettings(CheckedSettings):
    """How files for firmware are laid out: C headers and binary files.

    Parameters
    ----------
    format
        How the palette is stored.
    row_alignment
        Each row of pixels takes a multiple of this many bytes, 1 to 1024; the rest is zero.
    """

    format: DeviceFormat = option(
        DeviceFormat.RGB888,
        flag="--device-format",
        help="palette in a C header or binary file: as rgb888, rgb565, rgb565-swapped (high byte "
        "first) or argb8888 (with alpha), none for pixels alone, or lvgl for an indexed image of "
        "LVGL 9",
        label="Palette as",
    )
    row_alignment: int = option(
        1,
        flag="--row-align",
        help="pad each row of pixels in a C header or binary file to a multiple of this many bytes",
        label="Align rows to",
        range=(1, 1024),
    )
