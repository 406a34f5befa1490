"""Presets for e-ink panels and the screens of old computers: palette, size and tone.

Each puts the whole image in the middle of the screen, so that every file fits, whatever the shape
of the image; ``--fit cover`` fills the screen instead. The saturation, contrast and sharpening make
up for the pale colours of a panel and for few pixels; they were chosen by eye, not tuned. Limits of
some machines for the colours of a block of pixels are not observed.
"""

from __future__ import annotations

from quantizer.built_in_palettes import built_in_palette
from quantizer.image.palette import Palette, Swatch
from quantizer.presets.preset import Preset
from quantizer.settings.settings import (
    AdjustSettings,
    AlphaMode,
    AlphaSettings,
    ClusterSettings,
    DitherSettings,
    Fit,
    ImageSize,
    Settings,
)

from ..language import mark

_PAPER, _BLACK = (255, 255, 255), (0, 0, 0)
_GIVEN = frozenset(
    {
        "cluster.colors",
        "dither.name",
        "alpha.mode",
        "alpha.matte",
        "adjust.resize",
        "adjust.fit",
        "adjust.saturation",
        "adjust.contrast",
        "adjust.sharpen",
    }
)


def _screen(
    name: str,
    description: str,
    palette: str,
    size: str,
    *,
    border: tuple[int, int, int] = _PAPER,
    dither: str = "adaptive",
    saturation: float = 0,
    contrast: float = 0,
    sharpen: float = 30,
) -> Preset:
    name = f"{name} {size}"
    # As preset files have them: without names.
    swatches = tuple(Swatch(swatch.color) for swatch in built_in_palette(palette))
    adjust = AdjustSettings(
        ImageSize(size),
        Fit.PAD,
        saturation=saturation,
        contrast=contrast,
        sharpen=sharpen,
    )
    settings = Settings(
        ClusterSettings(colors=len(swatches)),
        DitherSettings(dither),
        alpha=AlphaSettings(AlphaMode.OPAQUE, border),
        adjust=adjust,
    )
    colors = Palette(swatches, name)
    return Preset(name, description, settings, _GIVEN, colors, file_format="png")


SCREENS: tuple[Preset, ...] = (
    _screen(
        mark("E-ink 7-colour"),
        mark("Panels of 7 colours (ACeP): Waveshare 7.3 inch F, Pimoroni Inky Impression 7.3"),
        "acep-7",
        "800x480",
        saturation=30,
        contrast=10,
    ),
    _screen(
        mark("E-ink 7-colour"),
        mark("Panels of 7 colours (ACeP): Waveshare 5.65 inch F, Pimoroni Inky Impression 5.7"),
        "acep-7",
        "600x448",
        saturation=30,
        contrast=10,
    ),
    _screen(
        mark("E-ink Spectra 6"),
        mark("Panels of 6 colours: Waveshare 7.3 inch E, Pimoroni Inky Impression 7.3 of 2025"),
        "spectra-6",
        "800x480",
        saturation=30,
        contrast=10,
    ),
    _screen(
        mark("E-ink black-white"),
        mark("Panels of black and white, such as Waveshare 7.5 inch"),
        "1-bit",
        "800x480",
        contrast=15,
        sharpen=50,
    ),
    _screen(
        mark("E-ink black-white-red"),
        mark("Panels of black, white and red, such as Waveshare 4.2 inch B"),
        "black-white-red",
        "400x300",
        contrast=15,
        sharpen=50,
    ),
    # The empty screen has the lightest tone; the camera had this pattern.
    _screen(
        mark("Game Boy screen"),
        mark("The whole screen of a Game Boy, in its four greens"),
        "game-boy",
        "160x144",
        border=(0x9B, 0xBC, 0x0F),
        dither="bayer-4",
    ),
    _screen(
        mark("PICO-8 screen"),
        mark("The whole screen of the fantasy console PICO-8, in its 16 colours"),
        "pico-8",
        "128x128",
        border=_BLACK,
    ),
    _screen(
        mark("C64 screen"),
        mark("The whole screen of a Commodore 64, in its 16 colours"),
        "c64",
        "320x200",
        border=_BLACK,
    ),
    _screen(
        mark("ZX Spectrum screen"),
        mark("The whole screen of a ZX Spectrum, in its 15 colours"),
        "zx-spectrum",
        "256x192",
        border=_BLACK,
    ),
    _screen(
        mark("NES screen"),
        mark("The whole screen of a Nintendo Entertainment System, in all its colours"),
        "nes",
        "256x240",
        border=_BLACK,
    ),
)
"""All such presets, in the order in which they are listed."""
