"""What a palette loses in a file format, decided before it is encoded.

`fit_palette` returns the palette as the format can hold it, and a sentence for each kind of loss.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.palette_files._codec import PaletteFormatError, Transparency

if TYPE_CHECKING:
    from quantizer.image.palette import Palette, Swatch
    from quantizer.palette_files._codec import PaletteCodec


@dataclass(frozen=True, slots=True)
class FittedPalette:
    """A palette as a file format can hold it.

    Parameters
    ----------
    palette
        At least one entry.
    notices
        A sentence without a full stop for each kind of loss.
    """

    palette: Palette
    notices: tuple[str, ...] = ()


def fit_palette(palette: Palette, codec: PaletteCodec) -> FittedPalette:
    """Return a palette as a format can hold it.

    A format without transparency gets no fully transparent entry, because every reader would take
    its colour, mostly black, for one of the palette's; partly transparent ones become opaque.

    Raises
    ------
    PaletteFormatError
        If no entry is left, or the format cannot hold so many.
    """
    if not len(palette):
        raise PaletteFormatError("the palette has no colours to write")
    swatches, notices = _without_alpha(palette.swatches, codec)
    if not swatches:
        raise PaletteFormatError(f"{codec.label} holds no transparency, and nothing else is there")
    if codec.max_entries is not None and len(swatches) > codec.max_entries:
        raise PaletteFormatError(
            f"{codec.label} holds at most {codec.max_entries:,} colours, not {len(swatches):,}"
        )
    if codec.usual_entries is not None and len(swatches) > codec.usual_entries:
        notices.append(
            f"{codec.label} uses the first {codec.usual_entries} colours of {len(swatches):,}"
        )
    if not codec.names and any(swatch.name for swatch in swatches):
        notices.append(f"{codec.label} holds no names of colours; they are left out")
        swatches = [replace(swatch, name="") for swatch in swatches]
    if not codec.groups and any(swatch.group for swatch in swatches):
        notices.append(f"{codec.label} holds no groups; they are left out")
        swatches = [replace(swatch, group="") for swatch in swatches]
    return FittedPalette(replace(palette, swatches=tuple(swatches)), tuple(notices))


def _without_alpha(
    swatches: tuple[Swatch, ...], codec: PaletteCodec
) -> tuple[list[Swatch], list[str]]:
    """Return the entries with the alpha that the format holds, and notices of the loss."""
    if codec.transparency is Transparency.ALPHA:
        return list(swatches), []
    clear = [index for index, swatch in enumerate(swatches) if swatch.color[3] == 0]
    left_out = set(clear if codec.transparency is Transparency.NONE else clear[1:])
    kept, made_opaque = [], 0
    for index, swatch in enumerate(swatches):
        if index in left_out:
            continue
        red, green, blue, alpha = swatch.color
        if 0 < alpha < 255:
            made_opaque += 1
            kept.append(replace(swatch, color=(red, green, blue, 255)))
        else:
            kept.append(swatch)
    notices = []
    if left_out:
        holds = "no" if codec.transparency is Transparency.NONE else "only one"
        entries = _are(len(left_out), "transparent entry", "transparent entries")
        notices.append(f"{codec.label} holds {holds} transparent entry; {entries} left out")
    if made_opaque:
        entries = _are(made_opaque, "entry", "entries")
        notices.append(f"{codec.label} holds no partial transparency; {entries} written as opaque")
    return kept, notices


def _are(count: int, one: str, several: str) -> str:
    return f"{count} {one} is" if count == 1 else f"{count:,} {several} are"
