"""``--preset``: what a preset sets takes the place of the usual values.

The arguments are parsed twice: first to know which preset is asked for and what is given beside
it, then with the preset's values as the usual ones. So whatever is given explicitly wins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quantizer.settings.settings import MAX_COLORS, Selector

if TYPE_CHECKING:
    import argparse
    from argparse import Namespace
    from collections.abc import Sequence

    from quantizer.presets import Preset
    from quantizer.settings.settings import Settings

_OPTIONS = {
    "cluster.space": "space",
    "cluster.lightness": "lightness",
    "cluster.metric": "metric",
    "cluster.effort": "effort",
    "cluster.init": "init",
    "cluster.restarts": "restarts",
    "cluster.max_iter": "max_iter",
    "cluster.tol": "tol",
    "cluster.seed": "seed",
    "cluster.weights": "weights",
    "dither.name": "dither",
    "dither.strength": "dither_strength",
    "dither.space": "dither_space",
    "target.min_psnr": "min_psnr",
    "alpha.mode": "alpha",
    "animation.palettes": "frame_palettes",
}
"""Settings that are the value of one option, and where that is found."""
_CHOOSING = ("colors", "min_psnr", "max_bytes", "lock")
"""Options that say which colours there are, and so make up for a preset's palette."""


def add_preset(parser: argparse.ArgumentParser, *, sized: bool) -> None:
    """Add ``--preset``.

    Parameters
    ----------
    parser
        The parser of a command that reduces.
    sized
        Whether the result is a file of an image, so that a preset can say which.
    """
    parser.set_defaults(
        command_parser=parser,
        writes_images=sized,
        most_colors=MAX_COLORS,
        preset_palette=None,
        preset_format=None,
    )
    parser.add_argument(
        "--preset",
        metavar="NAME",
        help=(
            "begin with the settings of a preset (web-image, pixel-art-16, game-boy, gif, e-ink, "
            "or your own; see 'quantizer presets'), or of a preset's FILE.json; what other options "
            "say goes before"
        ),
    )


def parse(parser: argparse.ArgumentParser, argv: Sequence[str]) -> Namespace:
    """Return the arguments, where a preset is asked for with its values as the usual ones.

    Raises
    ------
    SettingsError
        If there is no such preset.
    ReadError
        If its file cannot be read.
    """
    given = parser.parse_args(argv)
    if getattr(given, "preset", None) is None:
        return given
    from quantizer.presets import PresetStore

    preset = PresetStore().find_or_read(given.preset)
    given.command_parser.set_defaults(**_values(preset, given))
    return parser.parse_args(argv)


def _values(preset: Preset, given: Namespace) -> dict[str, Any]:
    """Return the usual values of options as a preset has them."""
    settings = preset.settings
    values: dict[str, Any] = {
        option: _value(settings, name) for name, option in _OPTIONS.items() if name in preset.given
    }
    if "cluster.colors" in preset.given:
        values["usual_colors"] = settings.cluster.colors
        if given.colors is None:
            values["most_colors"] = settings.cluster.colors
    if settings.target.selector is not Selector.FIXED:
        values["colors"] = settings.target.selector
    if "alpha.matte" in preset.given and settings.alpha.matte is not None:
        values["matte"] = "#" + bytes(settings.alpha.matte).hex()
    if "locked" in preset.given:
        values["lock"] = ["#" + bytes(color).hex() for color in settings.locked]
    if given.writes_images:
        values |= _values_of_files(preset)
    return _with_palette(preset, given, values)


def _value(settings: Settings, name: str) -> object:
    part, key = name.split(".")
    return getattr(getattr(settings, part), key)


def _values_of_files(preset: Preset) -> dict[str, Any]:
    """Return what a preset says on files of images."""
    values: dict[str, Any] = {"preset_format": preset.file_format}
    if "target.max_bytes" in preset.given:
        values["max_bytes"] = preset.settings.target.max_bytes
    if preset.optimize is not None:
        values["optimize"] = preset.optimize
    return values


def _with_palette(preset: Preset, given: Namespace, values: dict[str, Any]) -> dict[str, Any]:
    """Settle which colours there are, between a preset and options that say so as well."""
    if given.palette_file is not None:
        return {key: value for key, value in values.items() if key not in _CHOOSING}
    if not any(getattr(given, name) for name in _CHOOSING):
        values["preset_palette"] = preset.palette
    return values
