"""What happens to soft edges."""

# ruff: noqa: RUF009 - `option` returns a dataclass field

from __future__ import annotations

from dataclasses import dataclass

from quantizer.settings.enums import AlphaMode
from quantizer.settings.option import CheckedSettings, option


@dataclass(frozen=True, slots=True)
class AlphaSettings(CheckedSettings):
    """What happens to pixels that are neither opaque nor fully transparent.

    Parameters
    ----------
    mode
        Whether they are kept, made opaque or clear by a threshold or a dither, or the whole image
        is put on the matte.
    matte
        Colour (r, g, b), 0 to 255, that soft edges are blended with if they become opaque, and
        of a border (`Fit.PAD`). None keeps their own colour; a whole image without a matte is put
        on white.
    bleed
        Whether transparent pixels near visible ones get the colours of these, which needs several
        transparent entries: in a still image and a format that holds them, and not with a given
        palette. Otherwise all have the mean colour that the source has under transparent pixels
        beside visible ones. See `quantizer.reduction.hidden_colors`.
    """

    mode: AlphaMode = option(
        AlphaMode.FULL,
        flag="--alpha",
        help="what happens to soft edges: full keeps them, threshold and dither make each pixel "
        "opaque or clear, opaque puts the whole image on --matte",
        label="Soft edges",
    )
    matte: tuple[int, int, int] | None = option(
        None,
        help="background colour (#rrggbb, white and the like) that soft edges are blended with if "
        "they become opaque, and of the border that --fit pad adds to an opaque image",
        metavar="COLOR",
        automatic="their own colour; white if the image may have no transparency",
        label="Matte",
        tooltip="Colour of the page that the image will be shown on",
        range=(0, 255),
    )
    bleed: bool = option(
        False,
        help="give transparent pixels the colours of visible ones near them, against dark rims "
        "where a game engine filters a texture; takes up to a sixteenth of the entries, and those "
        "that are free. Without it, all have the colour that the source has there, on average "
        "beside visible pixels",
        label="Bleed colours under transparent pixels",
    )
