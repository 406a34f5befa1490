"""Flat art: whether an image is drawn in a few even colours, and in which.

A flag, a logo or a diagram has a known number of colours; soft edges and a little noise add
thousands that nobody drew. A histogram cannot separate the two, but the picture can: a colour that
was drawn fills areas, and a mixture is a line between two of them.

`find_flat_colors` measures the noise (`window_sums`), collects the colours of even areas
(`color_modes`) and those of strokes too thin for an area (`strokes`). It returns None if the image
is no flat art: in a photo the even areas shade into each other.

The thresholds of this package are not tuned by a benchmark; `tests/reduction/flat_art` checks them
on drawings of known colours and on photos.
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
"""Pixels from which an image is reduced first, each pixel to the mean of a square."""
_SAMPLE_PIXELS = 1 << 16
"""Pixels of a sample that is enough to exclude a photo."""
_BAND = 16
"""Rows of each band of the sample."""
_LEAST_EVEN = 0.15
"""Smallest share of pixels inside even areas."""
_NEAR = 3
"""Width in pixels of the edges around even areas, which are not examined."""
_LEFT = 0.2
"""Largest share of pixels outside the largest area that are neither a colour nor an edge."""
_MOST_NOISE = 16.0
"""Standard deviation in levels; more is texture."""
_MOST_COLORS = 64
"""Most colours of flat art."""


@dataclass(frozen=True, slots=True, eq=False)
class FlatArt:
    """The colours that an image is drawn in.

    Parameters
    ----------
    colors
        float64 (m, 4), 0 to 255: premultiplied red, green, blue, and alpha; the largest area
        first.
    noise
        Standard deviation of the noise, in levels; at least 1.
    """

    colors: NDArray[np.float64]
    noise: float


def find_flat_colors(image: Image, progress: Progress = SILENT) -> FlatArt | None:
    """Return the colours that an image is drawn in, or None if it is no flat art.

    Edges may be antialiased or blurred by about a pixel, and there may be noise. Colours must be
    about ten levels apart and cover about ten pixels more than their edges.

    Parameters
    ----------
    image
        The image.
    progress
        Checked every few hundredths of a second.
    """
    pixels = image.width * image.height
    if pixels > 2 * _SAMPLE_PIXELS and _flat(_sample_bands(image), progress) is None:
        return None
    factor = max(1, int(np.ceil(np.sqrt(pixels / _MOST_PIXELS))))
    return _flat(premultiplied(image.pixels, factor, progress), progress, thin=True)


def _sample_bands(image: Image) -> NDArray[np.float32]:
    """Return evenly spaced bands of rows as one image, premultiplied float32."""
    height, width = image.height, image.width
    count = max(1, _SAMPLE_PIXELS // (_BAND * width))
    starts = np.linspace(0, max(0, height - _BAND), count).astype(int)
    columns = slice(None, max(1, _SAMPLE_PIXELS // _BAND))
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
    """Return whether the pixels outside even areas have the colours, too, and are no texture."""
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
