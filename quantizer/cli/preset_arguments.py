"""``--preset``: start from the settings of a preset."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from argparse import Namespace
    from collections.abc import Sequence

    from quantizer.presets import Preset


def add_preset(parser: argparse.ArgumentParser) -> None:
    """Add ``--preset`` to the parser of a command that reduces colours."""
    parser.add_argument(
        "--preset",
        metavar="NAME",
        help=(
            "start from the settings of a preset (web-image, pixel-art-16, game-boy, gif, e-ink, "
            "or your own; see 'quantizer presets'), or of a preset file FILE.json; other options "
            "override it"
        ),
    )


def parse(parser: argparse.ArgumentParser, argv: Sequence[str]) -> Namespace:
    """Return the arguments, with the preset itself in place of its name.

    What a preset says about files is in ``preset_format`` and, unless it was given, ``optimize``.

    Raises
    ------
    SettingsError
        If there is no such preset.
    ReadError
        If its file cannot be read.
    """
    arguments = parser.parse_args(argv)
    if "usual" not in arguments:
        return arguments
    preset: Preset | None = None
    if arguments.preset is not None:
        from quantizer.presets import PresetStore

        preset = PresetStore().find_or_read(arguments.preset)
    arguments.preset = preset
    arguments.preset_format = None if preset is None else preset.file_format
    if getattr(arguments, "optimize", None) is None:
        arguments.optimize = preset is not None and bool(preset.optimize)
    return arguments
