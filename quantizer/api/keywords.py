"""Settings from keywords: ``colors=16, dither="none", space="oklab"``.

`SettingKeywords` lists the keywords, and `_NAMES` the setting that each of them stands for. Values
are checked where settings are made (`quantizer.settings.option`), so words stand for enums, and a
wrong word raises a `SettingsError` that names the allowed ones.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypedDict

from quantizer.closest import did_you_mean
from quantizer.errors import KeywordError, SettingsError, type_name
from quantizer.settings.settings import MAX_COLORS, OPTIONS, Selector, Settings

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from quantizer.settings.enums import (
        AlphaMode,
        BitDepth,
        DitherSpace,
        Effort,
        FramePalettes,
        Init,
        Metric,
        RareColors,
        Space,
        Weights,
    )

Count = int | str
"""A number of colours, or the word of a `Selector` that finds it, such as ``"elbow"``."""

ColorLike = str | tuple[int, ...]
"""A colour as ``#rrggbb`` or in words of CSS, or (red, green, blue) or (…, alpha) of 0 to 255."""


class SettingKeywords(TypedDict, total=False):
    """Keywords for single settings; enums can be given by their words."""

    dither: str | int
    """Name of a dither, such as ``"floyd-steinberg"``; ``"none"`` for no dither. Pillow's numbers
    for these two are taken, too."""
    dither_strength: float | None
    """Share of the error that is spread to neighbours, 0 to 1."""
    dither_space: DitherSpace | str | None
    serpentine: bool
    space: Space | str | None
    """Colour space to cluster in."""
    lightness: float
    metric: Metric | str | None
    effort: Effort | str
    init: Init | str | None
    restarts: int | None
    max_iter: int
    tol: float
    seed: int
    weights: Weights | str | None
    rare_colors: RareColors | str | None
    locked: Iterable[ColorLike] | str
    """Colours that get their own palette entries, exactly."""
    min_psnr: float | None
    """The fewest colours whose result has at least this PSNR, in decibels."""
    max_bytes: int | None
    """As many colours as fit into a PNG file of this size."""
    alpha: AlphaMode | str
    matte: ColorLike | None
    bleed: bool
    bits: Sequence[int] | None
    bit_depth: BitDepth | int | str | None
    keep_indices: bool
    frame_palettes: FramePalettes | str
    """One palette for all frames of an animation, or one for each."""


_PILLOW_DITHERS = {0: "none", 3: "floyd-steinberg"}
"""Our names of Pillow's ``Dither.NONE``, which equals False, and ``Dither.FLOYDSTEINBERG``."""

_NAMES = {
    "dither": "dither.name",
    "dither_strength": "dither.strength",
    "dither_space": "dither.space",
    "serpentine": "dither.is_serpentine",
    "space": "cluster.space",
    "lightness": "cluster.lightness",
    "metric": "cluster.metric",
    "effort": "cluster.effort",
    "init": "cluster.init",
    "restarts": "cluster.restarts",
    "max_iter": "cluster.max_iter",
    "tol": "cluster.tol",
    "seed": "cluster.seed",
    "weights": "cluster.weights",
    "rare_colors": "cluster.rare_colors",
    "locked": "locked",
    "min_psnr": "target.min_psnr",
    "max_bytes": "target.max_bytes",
    "alpha": "alpha.mode",
    "matte": "alpha.matte",
    "bleed": "alpha.bleed",
    "bits": "indexed.bits",
    "bit_depth": "indexed.bit_depth",
    "keep_indices": "indexed.keep_indices",
    "frame_palettes": "animation.palettes",
}
"""The dotted name of the setting that each keyword stands for."""


def settings_from(
    colors: Count | Settings | None,
    settings: Settings | None,
    keywords: Mapping[str, Any],
    usual: Settings | None = None,
) -> Settings:
    """Return settings with those that keywords give.

    Parameters
    ----------
    colors
        The number of colours or how to find it; or the settings, in place of `settings`.
    settings
        The settings that the keywords change; None for `usual`.
    keywords
        Values by the names of `SettingKeywords`.
    usual
        The settings without any; None for the defaults.

    Raises
    ------
    KeywordError
        If there is no such keyword, or settings are given twice; a `TypeError`.
    SettingsError
        If a value is not allowed; the message says what is.
    """
    if isinstance(colors, Settings):
        if settings is not None:
            raise KeywordError(tr("settings were given twice"))
        colors, settings = None, colors
    if settings is not None and not isinstance(settings, Settings):
        kind = type_name(settings)
        raise KeywordError(tr("settings are a quantizer.Settings, not {kind}", kind=kind))
    base = settings or usual or Settings()
    values: dict[str, object] = {}
    for keyword, value in keywords.items():
        if keyword not in _NAMES:
            raise KeywordError(
                tr("there is no keyword {keyword!r}", keyword=keyword)
                + did_you_mean(keyword, ["colors", *_NAMES])
            )
        name = _NAMES[keyword]
        values[name] = replace(OPTIONS[name], name=keyword).checked(_plain(keyword, value))
    return base.with_values(values | _counted(colors))


def _plain(keyword: str, value: Any) -> object:
    """Return a value as its setting takes it: a colour as numbers, Pillow's word for a dither."""
    if keyword == "locked":
        return tuple(map(_color, [value] if isinstance(value, str) else value))
    if keyword == "matte" and value is not None:
        return _color(value)[:3]
    if keyword == "dither" and isinstance(value, int):
        return _PILLOW_DITHERS.get(value, value)
    return value


def _counted(colors: Count | None) -> dict[str, object]:
    """Return the settings that a number of colours, or the way to find it, stands for."""
    if colors is None:
        return {}
    if not isinstance(colors, str):
        return {"cluster.colors": colors, "target.selector": Selector.FIXED}
    words = [word for word in Selector if word is not Selector.FIXED]
    if colors not in words:
        allowed = f"{OPTIONS['cluster.colors'].allowed}, {', '.join(words[:-1])} or {words[-1]}"
        raise SettingsError(
            tr("colors is {colors!r}, but must be {allowed}", colors=colors, allowed=allowed)
            + did_you_mean(colors, words)
        )
    return {"cluster.colors": MAX_COLORS, "target.selector": colors}


def _color(color: ColorLike) -> tuple[int, ...]:
    """Return red, green, blue and alpha of a colour; `Settings` check the numbers."""
    if isinstance(color, str):
        from quantizer.palette_files import parse_color  # noqa: PLC0415 - seldom needed

        return parse_color(color)
    channels = tuple(color)
    return (*channels, 255) if len(channels) == 3 else channels
