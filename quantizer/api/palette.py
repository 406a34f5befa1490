"""A palette from what people have: a name, a file, a list of colours, an array."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.api.image import as_image, is_pillow_image
from quantizer.errors import DataError, DataTypeError, SettingsError, type_name
from quantizer.image.image import IndexedImage
from quantizer.image.palette import Palette, Swatch
from quantizer.reduction.quantized import Quantized

from ..language import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image as Pillow

    PaletteLike = (
        Palette
        | str
        | os.PathLike[str]
        | Iterable[str | Swatch | Iterable[int]]
        | NDArray[Any]
        | Pillow.Image
        | Quantized
        | IndexedImage
    )


def as_palette(palette: PaletteLike) -> Palette:
    """Return a palette from what people have.

    Parameters
    ----------
    palette
        One of:

        - the name of a built-in palette, such as ``"pico-8"``, or the path of a palette file;
        - colours in a list: ``"#rrggbb"``, ``"#rrggbbaa"``, CSS such as ``"red"``, (red, green,
          blue) or (…, alpha) of 0 to 255, or `Swatch`;
        - an array (k, 3) or (k, 4) of integers from 0 to 255, or of floating point from 0 to 1;
        - a `PIL.Image` of mode ``P``, whose palette is taken;
        - a `Quantized` or an `IndexedImage`, whose palette is taken;
        - a `Palette`, which is returned itself.

    Raises
    ------
    DataTypeError
        If it is none of these; a `TypeError`.
    SettingsError
        If there is no such palette or colour, or no colour at all.
    ReadError
        If the file is no palette.
    DataError
        If numbers are out of range.

    Examples
    --------
    >>> from quantizer import as_palette
    >>> as_palette(["#000000", (255, 241, 232)]).hex
    ['#000000', '#fff1e8']
    >>> len(as_palette("pico-8"))
    16
    """
    if isinstance(palette, Quantized | IndexedImage):
        palette = palette.palette
    if isinstance(palette, Palette):
        return palette
    if isinstance(palette, str):
        from quantizer.built_in_palettes import find_palette  # noqa: PLC0415 - one of many

        return Palette.from_hex(palette) if palette.startswith("#") else find_palette(palette)
    if isinstance(palette, os.PathLike):
        from quantizer.palette_files import read_palette  # noqa: PLC0415 - as above

        return read_palette(palette)
    if isinstance(palette, np.ndarray):
        return Palette.from_colors(_colors(palette))
    if is_pillow_image(palette):
        indexed = as_image(palette).indexed
        if indexed is None:
            raise DataTypeError(tr("an image of mode {mode} has no palette", mode=palette.mode))
        return indexed.palette
    if not isinstance(palette, Iterable):
        raise DataTypeError(
            tr(
                "a palette is a name, a path, a list of colours, an array or a quantizer.Palette, "
                "not {kind}",
                kind=type_name(palette),
            )
        )
    swatches = tuple(map(_swatch, palette))
    if not swatches:
        raise SettingsError(tr("a palette needs at least one colour"))
    return Palette(swatches)


def _swatch(color: object) -> Swatch:
    """Return an entry for one of a list of colours."""
    if isinstance(color, Swatch):
        return color
    if isinstance(color, str):
        from quantizer.palette_files import parse_color  # noqa: PLC0415 - as above

        return Swatch(parse_color(color))
    if not isinstance(color, Iterable):
        raise DataTypeError(tr("{color!r} is not a colour", color=color))
    red, green, blue, alpha = _colors(np.array([list(color)]))[0].tolist()
    return Swatch((red, green, blue, alpha))


def _colors(rows: NDArray[Any]) -> NDArray[np.uint8]:
    """Return colours of an array of rows, uint8 (k, 4).

    Raises
    ------
    DataTypeError
        If it has another shape or type than a palette.
    DataError
        If numbers are out of range.
    """
    kind = rows.dtype.kind
    if rows.ndim != 2 or rows.shape[1] not in {3, 4} or not len(rows) or kind not in "iuf":
        raise DataTypeError(
            tr(
                "a palette is an array of numbers of shape (k, 3) or (k, 4), not {dtype} of shape "
                "{shape}",
                dtype=rows.dtype,
                shape=rows.shape,
            )
        )
    high = 1 if kind == "f" else 255
    wrong = ~((rows >= 0) & (rows <= high)).all(axis=1)
    if wrong.any():
        raise DataError(
            tr(
                "the channels of a colour are 0 to 255, or 0 to 1 in floating point, not "
                "{channels}",
                channels=rows[wrong][0].tolist(),
            )
        )
    levels = np.full((len(rows), 4), 255, np.uint8)
    levels[:, : rows.shape[1]] = np.floor(rows * (255.0 / high) + 0.5)
    return levels
