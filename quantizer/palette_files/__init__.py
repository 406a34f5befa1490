"""Read and write palette files. Each format is one module, found through a registry.

`read_palette` reads the bytes, chooses the codec by their content and, where that could be several
formats, by the file's extension, and decodes them. `write_palette` leaves out what the format
cannot hold (`_fit`), encodes the palette and writes the file atomically. To add a format, add a
module with a constant `CODEC`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.errors import ReadError, SettingsError, WriteError
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.stream import read_small_file
from quantizer.palette_files._codec import Match, PaletteCodec, PaletteFormatError
from quantizer.palette_files._color_text import colors_in_text, parse_color
from quantizer.palette_files._fit import FittedPalette, fit_palette
from quantizer.registry import Registry

from ..language import mark, tr

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    from quantizer.image.palette import Palette

__all__ = [
    "CODECS",
    "FittedPalette",
    "PaletteCodec",
    "PaletteFormatError",
    "codec_for_path",
    "colors_in_text",
    "encode_palette",
    "fit_palette",
    "parse_color",
    "read_palette",
    "write_palette",
]

CODECS: Registry[PaletteCodec] = Registry(
    "quantizer.palette_files", "CODEC", mark("palette format")
)
"""All palette formats by name."""

_MAX_BYTES = 16 << 20
"""Largest file that is read. Text is limited to less; sprites and images contain more than a
palette."""


def codec_for_path(path: Path) -> PaletteCodec:
    """Return the format in which a file with the extension of `path` is written.

    Raises
    ------
    SettingsError
        If there is none; the message lists the known extensions.
    """
    codecs = _by_extension(path)
    codec = next((codec for codec in codecs if codec.write is not None), None)
    if codec is not None:
        return codec
    if codecs:
        raise SettingsError(
            tr(
                "{path}: {label} palettes can be read, but not written",
                path=path,
                label=codecs[0].label,
            )
        )
    known = _extensions(codec for codec in CODECS if codec.write is not None)
    raise SettingsError(
        tr(
            "{path}: no palette format has this extension; use one of {known}",
            path=path,
            known=known,
        )
    )


def read_palette(path: str | os.PathLike[str], *, data: bytes | None = None) -> Palette:
    """Read a palette file of any registered format.

    Parameters
    ----------
    path
        The file. Its content decides on the format, and its extension where that is not enough.
    data
        The file's bytes, if they were read already; the file is not opened then.

    Returns
    -------
    Palette
        At least one entry. Its `notices` say what of the file it does not have.

    Raises
    ------
    ReadError
        If the file is missing, unreadable, too large, of no known format, or damaged; the
        message names the file, the reason and, for text, the line.

    Examples
    --------
    >>> from quantizer import read_palette
    >>> read_palette("house.gpl").hex
    ['#1d2b53', '#7e2553', '#ffec27']
    """
    path = Path(path)
    data = read_small_file(path, _MAX_BYTES, mark("a palette"), data)
    codec = _codec_of(path, data)
    if codec is None or codec.read is None:
        known = _extensions(codec for codec in CODECS if codec.read is not None)
        raise ReadError(path, tr("is not a palette file of a known format ({known})", known=known))
    try:
        return codec.read(data)
    except PaletteFormatError as error:
        raise ReadError(
            path, tr("not a usable {label} palette: {error}", label=codec.label, error=error)
        ) from error


def _codec_of(path: Path, data: bytes) -> PaletteCodec | None:
    matches = {codec: codec.sniff(data) for codec in CODECS if codec.read is not None}
    certain = [codec for codec, match in matches.items() if match is Match.YES]
    possible = [codec for codec, match in matches.items() if match is Match.MAYBE]
    by_extension = [codec for codec in _by_extension(path) if codec.read is not None]
    expected = [codec for codec in possible if codec in by_extension]
    return next(iter((*certain, *expected, *possible, *by_extension)), None)


def write_palette(
    palette: Palette,
    path: str | os.PathLike[str],
    *,
    codec: PaletteCodec | None = None,
    overwrite: bool = False,
    protect: Iterable[str | os.PathLike[str]] = (),
) -> tuple[str, ...]:
    """Write a palette file, completely or not at all.

    Parameters
    ----------
    palette
        At least one entry.
    path
        The file; its folder must exist.
    codec
        The format; None chooses it by the extension.
    overwrite
        Whether an existing file may be replaced.
    protect
        Files that must not be replaced.

    Returns
    -------
    tuple of str
        A sentence without a full stop for each kind of thing that the format cannot hold.

    Raises
    ------
    SettingsError
        If `codec` is None and the extension belongs to no format that is written.
    WriteError
        If the palette is empty, does not fit into the format, or the file cannot be written.

    Examples
    --------
    >>> from quantizer import Palette, write_palette
    >>> write_palette(Palette.from_hex("#1d2b53 #7e2553"), "two.hex")
    ()
    """
    path = Path(path)
    codec = codec or codec_for_path(path)
    try:
        data, notices = encode_palette(palette, codec)
    except PaletteFormatError as error:
        raise WriteError(path, str(error)) from error
    write_atomically(path, data, overwrite=overwrite, protect=[*map(Path, protect)])
    return notices


def encode_palette(palette: Palette, codec: PaletteCodec) -> tuple[bytes, tuple[str, ...]]:
    """Return the bytes of a palette file, and what the format cannot hold, as `write_palette`.

    Raises
    ------
    PaletteFormatError
        If the palette does not fit into the format, or the format is only read.
    """
    if codec.write is None:
        raise PaletteFormatError(
            tr("{label} palettes can be read, but not written", label=codec.label)
        )
    fitted = fit_palette(palette, codec)
    return codec.write(fitted.palette), fitted.notices


def _by_extension(path: Path) -> list[PaletteCodec]:
    suffix = Path(path).suffix.lower()
    return [codec for codec in CODECS if suffix in codec.extensions]


def _extensions(codecs: Iterable[PaletteCodec]) -> str:
    return ", ".join(dict.fromkeys(name for codec in codecs for name in codec.extensions))
