"""The choices that settings offer, as enums; each value is the word used on the command line.

Each member also carries the label and the tooltip that the window shows for it. Nothing here
imports NumPy, because the command line builds its help from these enums.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Choice(StrEnum):
    """Base of the enums: a word with a label and a tooltip.

    Attributes
    ----------
    label
        Name in the window.
    tooltip
        What the choice does, for the window; may be empty.
    """

    _value_: str
    label: str
    tooltip: str

    def __new__(cls, word: str, label: str = "", tooltip: str = "") -> Self:
        """Return a member for `word`."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.label = label
        member.tooltip = tooltip
        return member


class Space(Choice):
    """Colour spaces in which colours can be clustered.

    Examples
    --------
    >>> from quantizer import Space
    >>> Space("oklab") is Space.OKLAB, Space.LAB.label
    (True, 'CIELAB')
    """

    SRGB = "srgb", "sRGB", "R, G, B 0 to 255"
    LINEAR = "linear", "Linear RGB", "R, G, B 0 to 255, linear light"
    LAB = "lab", "CIELAB", "L* 0 to 100, a* -86 to 98, b* -108 to 94"
    LUV = "luv", "CIELUV", "L* 0 to 100, u* -83 to 175, v* -134 to 107"
    OKLAB = "oklab", "OKLab", "L 0 to 100, a -23 to 28, b -31 to 20 (100 times Ottosson's)"
    YCBCR = "ycbcr", "YCbCr", "Y 16 to 235, Cb and Cr 16 to 240 (ITU-R BT.601)"
    HSV = "hsv", "HSV", "chroma by cosine and sine of hue -255 to 255, V 0 to 255 (hexcone)"
    XYZ = "xyz", "CIE XYZ", "X 0 to 95, Y 0 to 100, Z 0 to 109 (D65)"


class Metric(Choice):
    """Distances between a colour and a centroid; each has its own update of the centroids."""

    EUCLIDEAN = "euclidean", "Euclidean (mean)"
    MANHATTAN = "manhattan", "Manhattan (median)"


class Init(Choice):
    """Ways to choose the first centroids."""

    RANDOM = "random", "Random colours"
    KMEANS_PLUS_PLUS = "k-means++", "k-means++"
    PCA = "pca", "Principal axes"


class Effort(Choice):
    """How long to search for a lower inertia, see `quantizer.kmeans.search`.

    Examples
    --------
    >>> from quantizer import Effort
    >>> [str(effort) for effort in Effort]
    ['fast', 'balanced', 'best']
    """

    FAST = "fast", "Fast", "One search: about half the time of Balanced, about 3 % more error"
    BALANCED = "balanced", "Balanced", "Several starts, then the best one is refined"
    BEST = (
        "best",
        "Best",
        "Splits and merges clusters until the error stops falling: two to four times as long as "
        "Balanced, 1 to 3 % less error",
    )


class Selector(Choice):
    """Ways to set the number of colours, see `quantizer.kmeans.selection`."""

    FIXED = "fixed", "Number", "The number of colours that you set"
    ELBOW = (
        "elbow",
        "Photo",
        "Elbow method: stops where more colours improve the image little; suits most images",
    )
    SILHOUETTE = (
        "silhouette",
        "Flat art",
        "Silhouette score: the number of colours that are most distinct from each other; suits "
        "logos, flags and drawings with few colours",
    )


class Weights(Choice):
    """How much each colour counts when colours are clustered."""

    PIXELS = "pixels", "Pixels", "A colour counts once for each pixel that has it"
    VISIBILITY = (
        "visibility",
        "Visibility",
        "Smooth areas, where banding shows, count more than noisy texture",
    )
    OPACITY = (
        "opacity",
        "Opacity",
        "Partly transparent pixels count a 64th, so that opaque colours get entries first",
    )
    CHROMA = (
        "chroma",
        "Chroma",
        "Vivid colours count more than greys, so that small areas of them get entries; partly "
        "transparent pixels count a 64th",
    )


class RareColors(Choice):
    """What happens to small regions of a hue that the palette would lose."""

    KEEP = "keep", "Keep", "A small region of a rare hue gets a palette entry of its own"
    IGNORE = "ignore", "Ignore", "K-means alone: the lowest error over all pixels"


class DitherSpace(Choice):
    """Spaces in which a dither computes and spreads the error of a pixel."""

    SRGB = "srgb", "sRGB", "Computes errors on the file's pixel values, as most programs do"
    LINEAR = (
        "linear",
        "Linear light",
        "Computes errors on light intensity: dithered areas keep their brightness",
    )


class AlphaMode(Choice):
    """What happens to partly transparent pixels, see `quantizer.reduction.alpha`."""

    FULL = "full", "Keep", "Soft edges stay soft; in GIF, which has none, they become hard"
    THRESHOLD = (
        "threshold",
        "Hard",
        "Each pixel becomes opaque or clear: opaque from half opacity on; with a matte, wherever "
        "anything shows",
    )
    DITHER = (
        "dither",
        "Dithered",
        "Each pixel becomes opaque or clear, in a pattern that looks soft",
    )
    OPAQUE = (
        "opaque",
        "Filled",
        "No transparency: the image is put on the matte colour, or on white",
    )


class FramePalettes(Choice):
    """How many palettes an animation has, see `quantizer.animation.quantize`."""

    SHARED = "shared", "One for all", "One palette for all frames: a small file without flicker"
    EACH = "each", "One per frame", "Each frame has its own palette: closer colours, a larger file"


class BitDepth(Choice):
    """Bits of an index in the file that is written."""

    ONE = "1", "1 bit", "Two colours, eight pixels in a byte"
    TWO = "2", "2 bits", "Four colours, four pixels in a byte"
    FOUR = "4", "4 bits", "16 colours, two pixels in a byte"
    EIGHT = "8", "8 bits", "256 colours, one pixel in a byte"

    @property
    def bits(self) -> int:
        """The number."""
        return int(self)

    @property
    def most_colors(self) -> int:
        """Most entries of a palette."""
        return 1 << self.bits

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        """Return the member for a plain number."""
        is_number = isinstance(value, int) and not isinstance(value, bool)
        return next((one for one in cls if is_number and one.bits == value), None)


class Fit(Choice):
    """How an image is fitted into a box, see `quantizer.adjust.geometry`."""

    CONTAIN = (
        "contain",
        "Contain",
        "The whole image within the box; one side may be shorter than the box's",
    )
    PAD = (
        "pad",
        "Pad",
        "The whole image in the middle of a picture of exactly that size; the border has the matte "
        "colour, or is transparent without a matte and around transparent images",
    )
    COVER = "cover", "Cover", "Fills the box; what is outside it is cut off on both sides alike"
    STRETCH = "stretch", "Stretch", "Exactly the box, whatever that does to the proportions"


class ResizeFilter(Choice):
    """Filters that resize an image, see `quantizer.adjust.filters`."""

    LANCZOS = "lanczos", "Lanczos", "Sharpest, for photos and most else"
    MITCHELL = "mitchell", "Mitchell", "Softer than Lanczos, and without halos at edges"
    BOX = "box", "Box", "Averages exactly the area of each new pixel; enlarges to even squares"
    NEAREST = "nearest", "Nearest", "Takes single pixels, so no colour is new; for pixel art"


class DeviceFormat(Choice):
    """How files for firmware store the palette, see `quantizer.image_files.firmware`."""

    RGB888 = "rgb888", "RGB888", "A byte each for red, green and blue"
    RGB565 = "rgb565", "RGB565", "16 bits: 5 of red, 6 of green, 5 of blue; low byte first in .bin"
    RGB565_SWAPPED = (
        "rgb565-swapped",
        "RGB565 swapped",
        "RGB565 with its high byte first, as most SPI displays take it",
    )
    ARGB8888 = "argb8888", "ARGB8888", "32 bits: alpha, red, green, blue; the only one with alpha"
    LVGL = "lvgl", "LVGL 9", "An indexed image of LVGL 9: descriptor, 2, 4, 16 or 256 ARGB8888"
    NONE = "none", "No palette", "The pixels alone, for a panel that has its own palette"

    @property
    def has_alpha(self) -> bool:
        """Whether entries may be transparent."""
        return self in {DeviceFormat.ARGB8888, DeviceFormat.LVGL}
