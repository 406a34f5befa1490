"""The built-in presets, as a table."""

from __future__ import annotations

from quantizer.built_in_palettes import built_in_palette
from quantizer.image.palette import Palette, Swatch
from quantizer.presets.preset import Preset
from quantizer.presets.screens import SCREENS
from quantizer.settings.settings import (
    AlphaMode,
    AlphaSettings,
    AnimationSettings,
    ClusterSettings,
    DitherSettings,
    Effort,
    FramePalettes,
    Settings,
)

from ..language import mark


def _palette(name: str, built_in: str) -> Palette:
    """Return a built-in palette as a preset's file keeps it: by the preset's name."""
    return Palette(tuple(Swatch(swatch.color) for swatch in built_in_palette(built_in)), name)


BUILT_IN: tuple[Preset, ...] = (
    # As many colours as a PNG palette can hold, with soft edges: looks like the true-colour PNG it
    # replaces. It is made once and loaded often, so compressing it may take long.
    Preset(
        mark("Web image"),
        mark("PNG for web pages: 256 colours, soft edges kept, compressed as much as possible"),
        Settings(ClusterSettings(colors=256), DitherSettings("adaptive"), alpha=AlphaSettings()),
        frozenset({"cluster.colors", "dither.name", "alpha.mode"}),
        file_format="png",
        optimize=True,
    ),
    # Artists place each pixel: a dither must not add any, and no edge is partly transparent.
    Preset(
        mark("Pixel art 16"),
        mark("16 flat colours without a dither, each pixel opaque or clear"),
        Settings(
            ClusterSettings(colors=16, effort=Effort.BEST),
            DitherSettings("none"),
            alpha=AlphaSettings(AlphaMode.THRESHOLD),
        ),
        frozenset({"cluster.colors", "cluster.effort", "dither.name", "alpha.mode"}),
        file_format="png",
    ),
    # The Game Boy Camera dithered with a 4 by 4 threshold matrix. The screen has no transparency;
    # its empty areas have the lightest tone.
    Preset(
        mark("Game Boy"),
        mark("The four greens of its screen, in the 4 by 4 pattern of its camera"),
        Settings(
            ClusterSettings(colors=4),
            DitherSettings("bayer-4"),
            alpha=AlphaSettings(AlphaMode.OPAQUE, (0x9B, 0xBC, 0x0F)),
        ),
        frozenset({"cluster.colors", "dither.name", "alpha.mode", "alpha.matte"}),
        _palette(mark("Game Boy"), "game-boy"),
        file_format="png",
    ),
    # A GIF palette has 256 entries, one of which may be transparent. With one palette for all
    # frames, an animation does not flicker.
    Preset(
        "GIF",
        mark("256 colours, each pixel opaque or clear, one palette for all frames"),
        Settings(
            ClusterSettings(colors=256),
            DitherSettings("adaptive"),
            alpha=AlphaSettings(AlphaMode.THRESHOLD),
            animation=AnimationSettings(FramePalettes.SHARED),
        ),
        frozenset({"cluster.colors", "dither.name", "alpha.mode", "animation.palettes"}),
        file_format="gif",
    ),
    # The matte is white, like paper. The adaptive dither keeps lettering and drawings sharp and,
    # unlike plain error diffusion, keeps the shading within strong colours.
    Preset(
        "E-ink",
        mark("The 16 even greys of an e-reader's panel, on white"),
        Settings(
            ClusterSettings(colors=16),
            DitherSettings("adaptive"),
            alpha=AlphaSettings(AlphaMode.OPAQUE, (255, 255, 255)),
        ),
        frozenset({"cluster.colors", "dither.name", "alpha.mode", "alpha.matte"}),
        _palette("E-ink", "16-greys"),
        file_format="png",
    ),
    *SCREENS,
)
"""All built-in presets, in the order in which they are listed."""
