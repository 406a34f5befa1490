"""Flat art: whether an image is drawn in a few even colours, and in which.

A flag, a logo or a diagram has a known number of colours; its soft edges and a little noise add
thousands that nobody drew. A histogram alone cannot tell the two apart, but the picture can:
a colour that was drawn fills areas, a mixture is a line between two of them.

`find_flat_colors` measures the noise (`windows`), collects the colours of even areas (`modes`),
then those of strokes too thin for an area (`strokes`), and gives up where the picture is none of
this: in a photo the even areas shade into each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.progress import SILENT, Progress
from quantizer.reduction.flat_art.color_modes import find_modes
from quantizer.reduction.flat_art.strokes import find_strokes
from quantizer.reduction.flat_art.window_sums import Windows, grown, premultiplied

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import Image
    from quantizer.reduction.flat_art.color_modes import Modes

_MOST_PIXELS = 1 << 21
"""A larger image is looked at in a smaller copy, each pixel the mean of a square."""
_GLANCE_PIXELS = 1 << 16
"""Pixels that suffice to see that a photo is no flat art."""
_BAND = 16
"""Rows of each band of such a glance."""
_LEAST_EVEN = 0.15
"""Flat art has at least this share of its pixels inside even areas."""
_NEAR = 3
"""Pixels around even areas in which there are edges, and nothing to explain."""
_LEFT = 0.2
"""Share of the pixels, beside the largest area, that may be neither of the colours nor edges."""
_MOST_NOISE = 16.0
"""Levels; what varies by more is texture."""
_MOST_COLORS = 64
"""More even colours than this are no longer a few."""


@dataclass(frozen=True, slots=True, eq=False)
class FlatArt:
    """The colours that a picture is drawn in.

    Parameters
    ----------
    colors
        float64 (m, 4): red, green, blue, each times opacity, and alpha; 0 to 255, the colour that
        fills most first.
    noise
        Standard deviation of the noise on them, in levels; at least 1.
    """

    colors: NDArray[np.float64]
    noise: float


def find_flat_colors(image: Image, progress: Progress = SILENT) -> FlatArt | None:
    """Return the colours that an image is drawn in, or None if it is no flat art.

    Edges may be antialiased or blurred by about a pixel, and there may be noise; colours must
    be some ten levels apart, and fill or cross some ten pixels more than their edges do.

    Parameters
    ----------
    image
        The image.
    progress
        Checked between steps of at most some hundredths of a second.
    """
    pixels = image.width * image.height
    if pixels > 2 * _GLANCE_PIXELS and _flat(_glance(image), progress) is None:
        return None
    factor = max(1, int(np.ceil(np.sqrt(pixels / _MOST_PIXELS))))
    return _flat(premultiplied(image.pixels, factor, progress), progress, thin=True)


def _glance(image: Image) -> NDArray[np.float32]:
    """Return bands of rows, evenly spread over the image, one below the other."""
    height, width = image.height, image.width
    count = max(1, _GLANCE_PIXELS // (_BAND * width))
    starts = np.linspace(0, max(0, height - _BAND), count).astype(int)
    columns = slice(None, max(1, _GLANCE_PIXELS // _BAND))
    bands = [image.pixels[start : start + _BAND, columns] for start in starts.tolist()]
    return premultiplied(np.concatenate(bands), 1, SILENT)


def _flat(pixels: NDArray[np.float32], progress: Progress, *, thin: bool = False) -> FlatArt | None:
    windows = Windows(pixels, progress)
    if windows.noise > _MOST_NOISE:
        return None
    modes = find_modes(windows, progress)
    if modes is None or modes.labels.size * _LEAST_EVEN > (modes.labels >= 0).sum():
        return None
    colors = find_strokes(windows, modes, progress) if thin else modes.colors
    if not 1 <= len(colors) <= _MOST_COLORS or not _explained(windows, modes, colors, progress):
        return None
    if colors.shape[1] == 3:
        colors = np.concatenate([colors, np.full((len(colors), 1), 255.0)], axis=1)
    return FlatArt(colors, windows.noise)


def _explained(
    windows: Windows, modes: Modes, colors: NDArray[np.float64], progress: Progress
) -> bool:
    """Return whether what lies off even areas is of the colours, too, and no textured thing."""
    areas = np.bincount(modes.labels[modes.labels >= 0])
    near = modes.labels >= 0
    for _ in range(_NEAR):
        progress.check()
        near = grown(near)
    points = windows.pixels[~near]
    limit = (4 * windows.noise) ** 2
    for color in colors.astype(np.float32):
        progress.check()
        points = points[np.square(points - color).sum(axis=1) > limit]
    return len(points) <= _LEFT * (near.size - int(areas.max()))
