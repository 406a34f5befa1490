"""Fits a reduced image to a file format: profile and transparency that it cannot hold.

`Notice` tells the user what a format, or a setting, takes from an image;
`quantizer.conversion.fit_format` uses the same notices before colours are chosen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.matte import on_matte
from quantizer.image.palette import Palette, format_hex
from quantizer.image_files.formats import AlphaSupport

from ..language import tr

if TYPE_CHECKING:
    from quantizer.image.image import IndexedImage
    from quantizer.image_files.formats import FileFormat

_WHITE = (255, 255, 255)
_HALF = 128


class Loss(Enum):
    """What a format, or a setting, takes from an image."""

    FRAMES = auto()
    TIMING = auto()
    PROFILE = auto()
    SOFT_EDGES = auto()
    TRANSPARENCY = auto()
    MATTE = auto()
    """Nothing is lost: a matte was given, and is not used."""
    BLEED = auto()
    INDICES = auto()


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence for the user about what was changed, and the kind of the change."""

    loss: Loss
    text: str


def fit_indexed(
    indexed: IndexedImage, file_format: FileFormat, matte: tuple[int, int, int] | None = None
) -> tuple[IndexedImage, tuple[Notice, ...]]:
    """Return a reduced image as a format can hold it, and what was changed.

    Its palette keeps its order. Where the format is known beforehand,
    `quantizer.conversion.fit_format` is better: here the palette was chosen for soft edges that go
    now.

    Parameters
    ----------
    indexed
        The image.
    file_format
        The format.
    matte
        Colour (r, g, b), 0 to 255, to put transparency on where the format holds none; None for
        white.
    """
    notices: tuple[Notice, ...] = ()
    if indexed.metadata.icc_profile is not None and not file_format.keeps_profile:
        from quantizer.image_files.icc import indexed_image_to_srgb  # noqa: PLC0415 - as above

        converted = indexed_image_to_srgb(indexed)
        notices = () if converted is indexed else (profile_notice(file_format),)
        indexed = converted
    opacity = indexed.palette.colors[:, 3]
    if file_format.alpha is AlphaSupport.FULL or (opacity == 255).all():
        return indexed, notices
    if file_format.alpha is AlphaSupport.NONE:
        notice = on_matte_notice(file_format, matte)
        return on_matte(indexed, matte or _WHITE), (*notices, notice)
    if ((opacity > 0) & (opacity < 255)).any():
        notices += (opaque_or_clear_notice(file_format),)
    return _opaque_or_clear(indexed), notices


def _opaque_or_clear(indexed: IndexedImage) -> IndexedImage:
    """Return an image of whose entries one is clear at most; the others are opaque."""
    colors = indexed.palette.colors
    clear = np.flatnonzero(colors[:, 3] < _HALF)
    if not (colors[:, 3] != 255).any() or (len(clear) == 1 and set(colors[:, 3]) <= {0, 255}):
        return indexed
    # One entry can be clear: it takes over the pixels of the others, which stay unused.
    table = np.arange(len(colors), dtype=np.uint8)
    table[clear] = clear[:1]
    swatches = [
        replace(swatch, color=(*swatch.color[:3], 0 if place in clear[:1] else 255))
        for place, swatch in enumerate(indexed.palette)
    ]
    palette = Palette(tuple(swatches), indexed.palette.name)
    return replace(indexed, indices=table[indexed.indices], palette=palette)


def profile_notice(file_format: FileFormat) -> Notice:
    """Return that a format holds no colour profile."""
    text = tr(
        "{label} cannot hold a colour profile; the colours are converted to sRGB.",
        label=file_format.label,
    )
    return Notice(Loss.PROFILE, text)


def on_matte_notice(file_format: FileFormat, matte: tuple[int, int, int] | None) -> Notice:
    """Return that a format holds no transparency."""
    color = "white" if matte is None else format_hex((*matte, 255))
    label = tr("A palette without alpha") if file_format.for_firmware else file_format.label
    text = tr(
        "{label} cannot hold transparency; the image was put on {color}.", label=label, color=color
    )
    return Notice(Loss.TRANSPARENCY, text)


def opaque_or_clear_notice(file_format: FileFormat) -> Notice:
    """Return that a format holds no partial transparency."""
    text = tr(
        "{label} cannot hold partial transparency; each pixel is opaque or clear.",
        label=file_format.label,
    )
    return Notice(Loss.SOFT_EDGES, text)
