"""Colours in the notations of CSS.

`parse_css_color` reads ``#rgb``, ``#rgba``, ``#rrggbb``, ``#rrggbbaa``, ``rgb()``, ``hsl()``,
``hwb()``, ``lab()``, ``lch()``, ``oklab()``, ``oklch()``, ``color()`` and the names, with commas or
spaces, percentages, angles and alpha. Colours outside sRGB are clipped to it, as browsers do.
A notation that needs more than itself, such as ``var()`` or ``color-mix()``, has no colour here.

Source: CSS Color Module Level 4.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import ImageColor

from quantizer.palette_files import _color_models as models
from quantizer.palette_files._codec import PaletteFormatError

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.palette import Color

_LONGEST = 200
_HEX = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})")
_FUNCTION = re.compile(r"([a-z][a-z0-9-]*)\((.*)\)")
_NUMBER = re.compile(r"([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]{1,3})?)(%|[a-z]*)")
_LARGEST = 1e9
"""Numbers are limited to this, far outside every range."""

_DEPENDENT = {"currentcolor", "inherit", "initial", "unset", "revert", "revert-layer"}
"""Words that stand for a colour which another declaration says."""
_DEPENDENT_FUNCTIONS = {"var", "env", "color-mix", "light-dark", "contrast-color", "device-cmyk"}


@dataclass(frozen=True, slots=True)
class CssColor:
    """A colour of a style sheet.

    Parameters
    ----------
    color
        Red, green, blue, alpha, each 0 to 255.
    is_clipped
        Whether it lies outside sRGB, so that its levels only come near to it.
    """

    color: Color
    is_clipped: bool = False


class DependentColorError(PaletteFormatError):
    """The value may be a colour, but which one depends on other declarations or on the screen."""


def parse_css_color(value: str) -> CssColor | None:
    """Return the colour that a value stands for; None if it is no colour at all, such as ``4px``.

    Raises
    ------
    DependentColorError
        If the colour depends on something else.
    PaletteFormatError
        If the value is written like a colour, but wrongly.
    """
    value = value.strip().lower()
    if len(value) > _LONGEST:
        return None
    function = _FUNCTION.fullmatch(value)
    return _keyword_or_hex(value) if function is None else _function(value, *function.groups())


def _keyword_or_hex(value: str) -> CssColor | None:
    if value.startswith("#"):
        return CssColor(_hex(value))
    if value == "transparent":
        return CssColor((0, 0, 0, 0))
    if value in ImageColor.colormap:
        red, green, blue = ImageColor.getrgb(value)[:3]
        return CssColor((red, green, blue, 255))
    if value in _DEPENDENT:
        raise DependentColorError(tr("{value} is not a colour of its own", value=value))
    if value.partition("(")[0] in _FUNCTIONS and "(" in value:
        raise PaletteFormatError(tr("{shown} is not a colour", shown=_shown(value)))
    return None


def _function(value: str, name: str, arguments: str) -> CssColor | None:
    if name in _DEPENDENT_FUNCTIONS:
        raise DependentColorError(tr("{shown} is not a colour of its own", shown=_shown(value)))
    if name not in _FUNCTIONS:
        return None
    if "(" in arguments or arguments.lstrip().startswith("from "):
        raise DependentColorError(tr("{shown} would have to be computed", shown=_shown(value)))
    return _color(value, name, arguments)


def _hex(value: str) -> Color:
    match = _HEX.fullmatch(value)
    if match is None:
        raise PaletteFormatError(tr("{shown} is not a colour", shown=_shown(value)))
    digits = match[1] if len(match[1]) > 4 else "".join(digit * 2 for digit in match[1])
    red, green, blue, alpha = bytes.fromhex(digits.ljust(8, "f"))
    return red, green, blue, alpha


def _color(value: str, name: str, arguments: str) -> CssColor:
    """Return the colour of one of the functions."""
    components, _, alpha = arguments.partition("/")
    parts = components.split("," if "," in arguments else None)
    if "," in arguments and len(parts) == 4:
        *parts, alpha = parts
    space = parts.pop(0) if name == "color" and parts else ""
    if name == "color" and space not in _SPACES:
        raise DependentColorError(
            tr("{shown} is in a colour space that is not known", shown=_shown(value))
        )
    if len(parts) != 3:
        raise PaletteFormatError(tr("{shown} has not three components", shown=_shown(value)))
    try:
        convert, units = _SPACES[space] if name == "color" else _FUNCTIONS[name]
        first, second, third = (
            _component(part, unit) for part, unit in zip(parts, units, strict=True)
        )
        opacity = _component(alpha, _SHARE) if alpha.strip() else 1.0
    except ValueError as error:
        raise PaletteFormatError(tr("{shown} is not a colour", shown=_shown(value))) from error
    rgb = convert(first, second, third)
    level = int(255 * min(1.0, max(0.0, opacity)) + 0.5)
    return CssColor((*models.levels(rgb), level), not models.is_in_gamut(rgb))


def _component(text: str, units: dict[str, float]) -> float:
    """Return a component, given what 1 of each unit stands for.

    Raises
    ------
    ValueError
        If it is no number with one of the units.
    """
    if text.strip() == "none":
        return 0.0
    match = _NUMBER.fullmatch(text.strip())
    if match is None or match[2] not in units:
        raise ValueError(text)
    return min(_LARGEST, max(-_LARGEST, float(match[1]))) * units[match[2]]


def _shown(value: str) -> str:
    return repr(value if len(value) <= 40 else f"{value[:37]}...")


def _polar(
    convert: Callable[[float, float, float], models.Rgb],
) -> Callable[[float, float, float], models.Rgb]:
    def from_polar(lightness: float, chroma: float, hue: float) -> models.Rgb:
        return convert(lightness, *models.from_polar(chroma, hue))

    return from_polar


def _as_it_is(red: float, green: float, blue: float) -> models.Rgb:
    return red, green, blue


_Units = dict[str, float]
"""What 1 of each unit stands for; the unit of a plain number is empty."""
_Conversion = tuple["Callable[[float, float, float], models.Rgb]", tuple[_Units, _Units, _Units]]


def _numbers(one: float, percent_100: float) -> _Units:
    return {"": one, "%": percent_100 / 100}


_TURNS: _Units = {
    "": 1 / 360,
    "deg": 1 / 360,
    "grad": 1 / 400,
    "rad": 1 / math.tau,
    "turn": 1.0,
}
_SHARE = _numbers(1.0, 1.0)
_LEVEL = _numbers(1 / 255, 1.0)
_PERCENT = _numbers(0.01, 1.0)
_PLAIN = (_SHARE, _SHARE, _SHARE)
_HSL: _Conversion = (models.from_hsl, (_TURNS, _PERCENT, _PERCENT))
_RGB: _Conversion = (_as_it_is, (_LEVEL, _LEVEL, _LEVEL))
_FUNCTIONS: dict[str, _Conversion] = {
    "rgb": _RGB,
    "rgba": _RGB,
    "hsl": _HSL,
    "hsla": _HSL,
    "hwb": (models.from_hwb, (_TURNS, _PERCENT, _PERCENT)),
    "lab": (models.from_lab, (_numbers(1, 100), _numbers(1, 125), _numbers(1, 125))),
    "lch": (_polar(models.from_lab), (_numbers(1, 100), _numbers(1, 150), _TURNS)),
    "oklab": (models.from_oklab, (_SHARE, _numbers(1, 0.4), _numbers(1, 0.4))),
    "oklch": (_polar(models.from_oklab), (_SHARE, _numbers(1, 0.4), _TURNS)),
    "color": (_as_it_is, _PLAIN),
}
_SPACES: dict[str, _Conversion] = {
    "srgb": (_as_it_is, _PLAIN),
    "srgb-linear": (models.from_linear, _PLAIN),
    "display-p3": (models.from_display_p3, _PLAIN),
    "xyz": (models.from_xyz, _PLAIN),
    "xyz-d65": (models.from_xyz, _PLAIN),
    "xyz-d50": (models.from_xyz_d50, _PLAIN),
}
"""The colour spaces of ``color()``."""
