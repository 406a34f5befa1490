"""What a palette loses in a file format, decided before it is encoded.

`fit_palette` returns the palette as the format can hold it, and a sentence for each kind of loss.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.palette_files._codec import PaletteFormatError, Transparency

from ..language import tr, tr_n

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
        raise PaletteFormatError(tr("the palette has no colours to write"))
    swatches, notices = _without_alpha(palette.swatches, codec)
    if not swatches:
        raise PaletteFormatError(
            tr("{label} holds no transparency, and nothing else is there", label=codec.label)
        )
    if codec.max_entries is not None and len(swatches) > codec.max_entries:
        raise PaletteFormatError(
            tr(
                "{label} holds at most {max_entries:,} colours, not {count:,}",
                label=codec.label,
                max_entries=codec.max_entries,
                count=len(swatches),
            )
        )
    if codec.usual_entries is not None and len(swatches) > codec.usual_entries:
        notices.append(
            tr(
                "{label} uses the first {usual_entries} colours of {count:,}",
                label=codec.label,
                usual_entries=codec.usual_entries,
                count=len(swatches),
            )
        )
    if not codec.names and any(swatch.name for swatch in swatches):
        notices.append(
            tr("{label} holds no names of colours; they are left out", label=codec.label)
        )
        swatches = [replace(swatch, name="") for swatch in swatches]
    if not codec.groups and any(swatch.group for swatch in swatches):
        notices.append(tr("{label} holds no groups; they are left out", label=codec.label))
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
        notices.append(_left_out(codec, len(left_out)))
    if made_opaque:
        notices.append(
            tr_n(
                "{label} holds no partial transparency; {n} entry is written as opaque",
                "{label} holds no partial transparency; {n:,} entries are written as opaque",
                made_opaque,
                label=codec.label,
            )
        )
    return kept, notices


def _left_out(codec: PaletteCodec, count: int) -> str:
    if codec.transparency is Transparency.NONE:
        return tr_n(
            "{label} holds no transparent entry; {n} transparent entry is left out",
            "{label} holds no transparent entry; {n:,} transparent entries are left out",
            count,
            label=codec.label,
        )
    return tr_n(
        "{label} holds only one transparent entry; {n} transparent entry is left out",
        "{label} holds only one transparent entry; {n:,} transparent entries are left out",
        count,
        label=codec.label,
    )
