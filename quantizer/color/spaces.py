"""Colour spaces: sRGB colours to coordinates for clustering, and back.

`encode` applies the space's `forward` function, from sRGB levels to coordinates in the space's
usual units, and then multiplies the component along the achromatic axis, from black to white, by
the lightness weight. `decode` inverts both, clips to the gamut and rounds. Both work in strips, so
that memory does not grow with the number of colours.

Guarantees
----------
- ``decode(encode(colors))`` is `colors` for all 16,777,216 colours in every space with a lightness
  weight of 1, and within 1 level per channel with any weight that `ClusterSettings` allows.
- A lightness weight of 1 changes no bit of the coordinates.
- `decode` accepts any numbers, NaN and infinity included, without a warning.

Luv, XYZ, YCbCr and HSV come from scikit-image, which is loaded on first use. It has no OKLab and
no linear RGB, and CIELAB, the most used, should not wait for it; these are computed here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.color.cielab import lab_forward, lab_inverse
from quantizer.color.cieluv import luv_forward
from quantizer.color.oklab import oklab_forward, oklab_inverse
from quantizer.color.srgb_transfer import Features, Levels, Reals, linear_forward, linear_inverse
from quantizer.errors import SettingsError
from quantizer.settings.settings import Space

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Axis = tuple[float, float, float]

_STRIP = 1 << 16
"""Colours per strip: its temporaries stay within the processor's cache."""

_BOUND = 1e6
"""Coordinates are clipped to this: far outside every gamut, and safe to cube."""


@dataclass(frozen=True, slots=True)
class ColorSpace:
    """One colour space.

    Parameters
    ----------
    forward
        From uint8 sRGB levels (n, 3) to float coordinates (n, 3).
    inverse
        From float64 coordinates (n, 3), any finite ones, to float64 sRGB (n, 3), 1 being white;
        outside 0 to 1 if the coordinates are outside the gamut.
    axis
        Unit vector along which lightness is scaled.
    """

    forward: Callable[[Levels], NDArray[np.floating]]
    inverse: Callable[[Reals], Reals]
    axis: Axis


def encode(colors: NDArray[np.uint8], space: Space, lightness: float = 1.0) -> Features:
    """Return the coordinates of sRGB colours in a colour space: float32 (n, 3), C-contiguous.

    Parameters
    ----------
    colors
        uint8 (n, 3): red, green, blue in sRGB; n may be 0.
    space
        The colour space; `COLOR_SPACES` says what its coordinates are.
    lightness
        Weight of lightness relative to chroma, above 0: the factor on the component along the
        space's axis. 1 changes nothing.

    Raises
    ------
    SettingsError
        If `lightness` is not a positive number.
    """
    entry = COLOR_SPACES[space]
    weighting = _weighting(entry.axis, lightness)
    features = np.empty((len(colors), 3), np.float32)
    for start in range(0, len(colors), _STRIP):
        strip = slice(start, start + _STRIP)
        coordinates = entry.forward(np.ascontiguousarray(colors[strip]))
        features[strip] = coordinates if weighting is None else coordinates @ weighting
    return features


def decode(features: NDArray[np.floating], space: Space, lightness: float = 1.0) -> Levels:
    """Return the sRGB colours nearest to coordinates in a colour space, clipped to the gamut.

    Parameters
    ----------
    features
        Floats (n, 3), inside or outside the gamut; n may be 0. NaN counts as 0.
    space, lightness
        As in `encode`.

    Returns
    -------
    uint8 (n, 3), C-contiguous: red, green, blue in sRGB, rounded.

    Raises
    ------
    SettingsError
        If `lightness` is not a positive number.
    """
    entry = COLOR_SPACES[space]
    weighting = _weighting(entry.axis, 1 / lightness if lightness else lightness)
    colors = np.empty((len(features), 3), np.uint8)
    for start in range(0, len(features), _STRIP):
        strip = slice(start, start + _STRIP)
        # float64, since usually only a few palette colours come, and cubes magnify rounding errors.
        coordinates = np.nan_to_num(np.asarray(features[strip], np.float64))
        coordinates = np.clip(coordinates, -_BOUND, _BOUND)
        if weighting is not None:
            coordinates = coordinates @ weighting
        colors[strip] = np.rint(np.clip(entry.inverse(coordinates), 0, 1) * 255)
    return colors


def black(space: Space, lightness: float = 1.0) -> Features:
    """Return the coordinates of black, float32 (3,)."""
    return encode(np.zeros((1, 3), np.uint8), space, lightness).reshape(3)


def white(space: Space, lightness: float = 1.0) -> Features:
    """Return the coordinates of white, float32 (3,)."""
    return encode(np.full((1, 3), 255, np.uint8), space, lightness).reshape(3)


@lru_cache
def _weighting(axis: Axis, weight: float) -> Reals | None:
    """Return the symmetric matrix that scales the component along `axis`; None for no change."""
    if not 0 < weight < math.inf:
        raise SettingsError(tr("lightness is {weight}, but must be above 0", weight=weight))
    if weight == 1:
        return None
    return np.eye(3) + (weight - 1) * np.outer(axis, axis)


@lru_cache(1)
def _scikit_image() -> Any:
    """Return scikit-image's conversions, loaded when they are first used."""
    from skimage import color  # noqa: PLC0415 - takes a moment to load

    return color


def _unit(levels: Levels) -> Features:
    """Return sRGB levels as float32, 1 being white."""
    return np.asarray(np.divide(levels, 255, dtype=np.float32))


def _luv_inverse(coordinates: Reals) -> Reals:
    luv = coordinates.copy()
    lightness = luv[:, 0] = np.clip(luv[:, 0], 0, 100)
    # Black is one colour whatever its u and v, and a v' of 0 or less is no colour: scikit-image
    # would divide by either. v' is v / 13L + 0.4683, so that this keeps it at 0.0165 and more.
    luv[lightness == 0] = 0
    luv[:, 2] = np.maximum(luv[:, 2], -13 * 0.4518 * lightness)
    return np.asarray(_scikit_image().luv2rgb(luv))


def _hsv_forward(levels: Levels) -> NDArray[np.floating]:
    hue, saturation, value = _scikit_image().rgb2hsv(_unit(levels)).T
    chroma = 255 * saturation * value
    angle = 2 * np.pi * hue
    return np.stack([chroma * np.cos(angle), chroma * np.sin(angle), 255 * value], axis=1)


def _hsv_inverse(coordinates: Reals) -> Reals:
    across, up, value = coordinates.T
    value = np.clip(value / 255, 0, 1)
    hue = np.arctan2(up, across) / (2 * np.pi) % 1
    chroma = np.minimum(np.hypot(across, up) / 255, value)
    saturation = np.divide(chroma, value, out=np.zeros_like(value), where=value > 0)
    return np.asarray(_scikit_image().hsv2rgb(np.stack([hue, saturation, value], axis=1)))


_GREY: Axis = (3**-0.5, 3**-0.5, 3**-0.5)
_FIRST: Axis = (1.0, 0.0, 0.0)
_THIRD: Axis = (0.0, 0.0, 1.0)


def _white_axis() -> Axis:
    """Return the direction of the D65 white in XYZ, along which all greys lie."""
    x, y, z = 0.95047, 1.0, 1.08883
    length = math.hypot(x, y, z)
    return x / length, y / length, z / length


COLOR_SPACES: dict[Space, ColorSpace] = {
    Space.SRGB: ColorSpace(
        lambda levels: levels.astype(np.float32), lambda coordinates: coordinates / 255, _GREY
    ),
    Space.LINEAR: ColorSpace(linear_forward, linear_inverse, _GREY),
    Space.LAB: ColorSpace(lab_forward, lab_inverse, _FIRST),
    Space.LUV: ColorSpace(luv_forward, _luv_inverse, _FIRST),
    Space.OKLAB: ColorSpace(oklab_forward, oklab_inverse, _FIRST),
    Space.YCBCR: ColorSpace(
        lambda levels: np.asarray(_scikit_image().rgb2ycbcr(_unit(levels))),
        lambda coordinates: np.asarray(_scikit_image().ycbcr2rgb(coordinates)),
        _FIRST,
    ),
    Space.HSV: ColorSpace(_hsv_forward, _hsv_inverse, _THIRD),
    Space.XYZ: ColorSpace(
        lambda levels: np.asarray(_scikit_image().rgb2xyz(_unit(levels)) * 100),
        lambda coordinates: np.asarray(_scikit_image().xyz2rgb(coordinates / 100)),
        _white_axis(),
    ),
}
"""All colour spaces; the name and the ranges of each are in `Space`."""
