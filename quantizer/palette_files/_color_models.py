"""Colours of other models as sRGB levels, one at a time.

Formulas: CSS Color Module Level 4 (HSL, HWB, Lab by way of D50, OKLab), which names the sources of
its matrices. CMYK is converted without a profile, as that module's ``device-cmyk()`` is.
"""

from __future__ import annotations

import colorsys
import math

from quantizer.palette_files._codec import PaletteFormatError

from ..language import tr

Rgb = tuple[float, float, float]
"""Red, green, blue in sRGB, each 0 to 1 inside the gamut."""

_LARGEST = 1e6
"""Components are limited to this, far outside every gamut, so that their cubes stay finite."""
_D50 = (0.3457 / 0.3585, 1.0, (1.0 - 0.3457 - 0.3585) / 0.3585)
_KAPPA, _EPSILON = 24389 / 27, 216 / 24389

_LINEAR_FROM_XYZ = (
    (12831 / 3959, -329 / 214, -1974 / 3959),
    (-851781 / 878810, 1648619 / 878810, 36519 / 878810),
    (705 / 12673, -2585 / 12673, 705 / 667),
)
_D65_FROM_D50 = (
    (0.955473421488075, -0.02309845494876471, 0.06325924320057072),
    (-0.0283697093338637, 1.0099953980813041, 0.021041441191917323),
    (0.012314014864481998, -0.020507649298898964, 1.330365926242124),
)
_LMS_ROOTS_FROM_OKLAB = (
    (1.0, 0.3963377773761749, 0.2158037573099136),
    (1.0, -0.1055613458156586, -0.0638541728258133),
    (1.0, -0.0894841775298119, -1.2914855480194092),
)
_LINEAR_FROM_LMS = (
    (4.0767416360759583, -3.3077115392580629, 0.2309699031821043),
    (-1.2684379732850315, 2.6097573492876882, -0.341319376002657),
    (-0.0041960761386756, -0.7034186179359362, 1.7076146940746117),
)
_XYZ_FROM_P3 = (
    (608311 / 1250200, 189793 / 714400, 198249 / 1000160),
    (35783 / 156275, 247089 / 357200, 198249 / 2500400),
    (0.0, 32229 / 714400, 5220557 / 5000800),
)


def levels(rgb: Rgb) -> tuple[int, int, int]:
    """Return sRGB levels, 0 to 255; values outside the gamut are clipped, as browsers do.

    Raises
    ------
    PaletteFormatError
        If a value is not a number.
    """
    if any(math.isnan(value) for value in rgb):
        raise PaletteFormatError(tr("a colour has a component that is not a number"))
    red, green, blue = (math.floor(255 * min(1.0, max(0.0, value)) + 0.5) for value in rgb)
    return red, green, blue


def is_in_gamut(rgb: Rgb) -> bool:
    """Return whether clipping would change no level."""
    return all(-0.5 / 255 <= value <= 1 + 0.5 / 255 for value in rgb)


def from_hsv(hue: float, saturation: float, value: float) -> Rgb:
    """Return a colour of the HSV (HSB) model; hue in turns, the others 0 to 1."""
    return colorsys.hsv_to_rgb(hue % 1, _share(saturation), _share(value))


def from_hsl(hue: float, saturation: float, lightness: float) -> Rgb:
    """Return a colour of the HSL model; hue in turns, the others 0 to 1."""
    return colorsys.hls_to_rgb(hue % 1, _share(lightness), _share(saturation))


def from_hwb(hue: float, white: float, black: float) -> Rgb:
    """Return a colour of the HWB model; hue in turns, the others 0 to 1."""
    white, black = _share(white), _share(black)
    if white + black >= 1:
        grey = white / (white + black)
        return grey, grey, grey
    red, green, blue = (value * (1 - white - black) + white for value in from_hsl(hue, 1.0, 0.5))
    return red, green, blue


def from_cmyk(cyan: float, magenta: float, yellow: float, black: float) -> Rgb:
    """Return a colour of four inks, each 0 to 1, without a profile."""
    white = 1 - _share(black)
    return (
        (1 - _share(cyan)) * white,
        (1 - _share(magenta)) * white,
        (1 - _share(yellow)) * white,
    )


def from_lab(lightness: float, a: float, b: float) -> Rgb:
    """Return a colour of CIELAB with the white D50; lightness 0 to 100."""
    lightness = min(100.0, max(0.0, lightness))
    y = (lightness + 16) / 116
    x, z = y + _limited(a) / 500, y - _limited(b) / 200
    scaled = (
        x**3 if x**3 > _EPSILON else (116 * x - 16) / _KAPPA,
        y**3 if lightness > _KAPPA * _EPSILON else lightness / _KAPPA,
        z**3 if z**3 > _EPSILON else (116 * z - 16) / _KAPPA,
    )
    return from_xyz_d50(*(value * white for value, white in zip(scaled, _D50, strict=True)))


def from_oklab(lightness: float, a: float, b: float) -> Rgb:
    """Return a colour of OKLab; lightness 0 to 1."""
    lightness = min(1.0, max(0.0, lightness))
    roots = _product(_LMS_ROOTS_FROM_OKLAB, (lightness, _limited(a), _limited(b)))
    long, middle, short = (root**3 for root in roots)
    return from_linear(*_product(_LINEAR_FROM_LMS, (long, middle, short)))


def from_polar(chroma: float, hue: float) -> tuple[float, float]:
    """Return a and b of a chroma and a hue in turns."""
    chroma = max(0.0, _limited(chroma))
    return chroma * math.cos(math.tau * hue), chroma * math.sin(math.tau * hue)


def from_xyz(x: float, y: float, z: float) -> Rgb:
    """Return a colour of CIE XYZ under D65; white has y 1."""
    return from_linear(*_product(_LINEAR_FROM_XYZ, (_limited(x), _limited(y), _limited(z))))


def from_xyz_d50(x: float, y: float, z: float) -> Rgb:
    """Return a colour of CIE XYZ under D50; white has y 1."""
    return from_xyz(*_product(_D65_FROM_D50, (_limited(x), _limited(y), _limited(z))))


def from_display_p3(red: float, green: float, blue: float) -> Rgb:
    """Return a colour of Display P3, each 0 to 1."""
    linear = tuple(map(_to_linear, (red, green, blue)))
    return from_xyz(*_product(_XYZ_FROM_P3, (linear[0], linear[1], linear[2])))


def from_linear(red: float, green: float, blue: float) -> Rgb:
    """Return a colour of linear light with the primaries of sRGB, each 0 to 1."""
    return _from_light(red), _from_light(green), _from_light(blue)


def _from_light(value: float) -> float:
    size = abs(_limited(value))
    encoded = size * 12.92 if size <= 0.0031308 else 1.055 * size ** (1 / 2.4) - 0.055
    return math.copysign(encoded, value)


def _to_linear(value: float) -> float:
    size = abs(_limited(value))
    linear = size / 12.92 if size <= 0.04045 else ((size + 0.055) / 1.055) ** 2.4
    return math.copysign(linear, value)


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


def _limited(value: float) -> float:
    return min(_LARGEST, max(-_LARGEST, value))


def _product(matrix: tuple[Rgb, Rgb, Rgb], vector: Rgb) -> Rgb:
    first, second, third = (
        sum(factor * value for factor, value in zip(row, vector, strict=True)) for row in matrix
    )
    return first, second, third
