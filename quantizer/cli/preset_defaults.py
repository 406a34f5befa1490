"""Default values from a preset and from the configuration file, for the commands that use presets.

From the weakest to the strongest: the command's own default values, the configuration file, a
preset named on the command line, the other options on the command line. A preset that the
configuration file names is weaker than the other keys of that file. Colours belong together: who
names a palette gets none of the numbers of colours or locked colours of something weaker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quantizer.errors import QuantizerError, SettingsError
from quantizer.settings.settings import MAX_COLORS, OPTIONS, Selector

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Mapping

    from quantizer.cli.configuration import Configuration
    from quantizer.presets import Preset

OF_COLORS = frozenset(
    {"cluster.colors", "target.selector", "target.min_psnr", "target.max_bytes", "locked"}
)
"""Settings that belong to the colours they are for: another palette replaces them."""
_OF_IMAGE_FILES = frozenset({"target.max_bytes", "indexed.bit_depth"})
"""Settings without a meaning where no image file is written."""


def add_preset_defaults(arguments: argparse.Namespace, configuration: Configuration) -> None:
    """Add what a preset and the configuration file say to parsed arguments.

    Afterwards, ``preset`` holds the preset itself or None, ``defaults`` the values of settings by
    dotted names, and ``default_format`` the name of the format of results whose names do not tell
    it, or None. ``optimize`` and the palettes have their values.

    Raises
    ------
    SettingsError
        If there is no such preset.
    ReadError
        If its file cannot be read.
    """
    is_given, configured = arguments.preset is not None, configuration.values
    try:
        preset = _find_preset(arguments.preset if is_given else configured.get("preset"))
    except QuantizerError as error:
        raise error if is_given else SettingsError(f"{configuration.path}: {error}") from None
    of_preset = {} if preset is None else preset.values()
    of_file = _settings(configured)
    has_palette = is_given and preset is not None and preset.palette is not None
    if has_palette or arguments.palette_file is not None:
        of_file = _without(of_file, OF_COLORS)
    elif "palette_file" in configured:
        arguments.palette_file = configured["palette_file"]
        if arguments.measured_file is None:
            arguments.measured_file = configured.get("measured_file")
    if arguments.palette_file is not None:
        of_preset = _without(of_preset, OF_COLORS)
    if "locked" in arguments:
        of_file = _without(of_file, {"locked"})
    weak_first = [of_file, of_preset] if is_given else [of_preset, of_file]
    arguments.preset = preset
    arguments.defaults = _joined(*weak_first, sized=arguments.sized)
    _add_file_defaults(arguments, configured, is_given=is_given)


def _find_preset(name: str | None) -> Preset | None:
    if name is None:
        return None
    from quantizer.presets import PresetStore

    return PresetStore().find_or_read(name)


def _settings(configured: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings in a configuration, with the number of colours as a preset has it."""
    found = {name: value for name, value in configured.items() if name in OPTIONS}
    if isinstance(asked := found.get("cluster.colors"), Selector):
        found |= {"target.selector": asked, "cluster.colors": MAX_COLORS}
    elif asked is not None:
        found["target.selector"] = Selector.FIXED
    return found


def _without(values: dict[str, Any], names: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


def _joined(weak: dict[str, Any], strong: dict[str, Any], *, sized: bool) -> dict[str, Any]:
    """Return the values of both, those of `strong` where both have one."""
    if "dither.name" in strong:
        weak = _without(weak, {"dither.kernel"})  # would take its place
    values = weak | strong
    return values if sized else _without(values, _OF_IMAGE_FILES)


def _add_file_defaults(
    arguments: argparse.Namespace, configured: Mapping[str, Any], *, is_given: bool
) -> None:
    """Set how files are written, where the command line does not say it."""
    preset: Preset | None = arguments.preset
    formats = [configured.get("format"), preset and preset.file_format]
    optimizes = [configured.get("optimize"), preset and preset.optimize, False]
    if is_given:  # then the preset is the stronger one
        formats.reverse()
        optimizes[:2] = reversed(optimizes[:2])
    arguments.default_format = next((one for one in formats if one is not None), None)
    if getattr(arguments, "optimize", None) is None:
        arguments.optimize = next(one for one in optimizes if one is not None)
