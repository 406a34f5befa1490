"""Read and write palette files. Each format is one module, found through a registry.

`read_palette` reads the bytes, chooses the codec by the file's extension or else by its content,
and decodes them. `write_palette` encodes a palette and writes the file atomically. To add a format,
add a module with a constant `CODEC`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.errors import ReadError, SettingsError, WriteError
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.stream import read_small_file
from quantizer.palette_files._codec import PaletteCodec, PaletteFormatError
from quantizer.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.palette import Palette

__all__ = ["CODECS", "PaletteCodec", "codec_for_path", "read_palette", "write_palette"]

CODECS: Registry[PaletteCodec] = Registry("quantizer.palette_files", "CODEC", "palette format")
"""All palette formats by name."""

_MAX_BYTES = 16 << 20
"""Largest file that is read: 256 bytes for each of the most entries allowed."""


def codec_for_path(path: Path) -> PaletteCodec:
    """Return the format that has the extension of `path`.

    Raises
    ------
    SettingsError
        If there is none; the message lists the known extensions.
    """
    codec = _by_extension(path)
    if codec is None:
        raise SettingsError(f"{path}: no palette format has this extension; use one of {_known()}")
    return codec


def read_palette(path: Path) -> Palette:
    """Read a palette file of any registered format.

    Parameters
    ----------
    path
        The file. If no format has its extension, its content decides.

    Returns
    -------
    Palette
        At least one entry.

    Raises
    ------
    ReadError
        If the file is missing, unreadable, too large, of no known format, or damaged; the
        message names the file, the reason and, for text, the line.
    """
    path = Path(path)
    data = read_small_file(path, _MAX_BYTES, "a palette")
    codec = _by_extension(path) or next((codec for codec in CODECS if codec.sniff(data)), None)
    if codec is None:
        raise ReadError(path, f"is not a palette file of a known format ({_known()})")
    try:
        return codec.read(data)
    except PaletteFormatError as error:
        raise ReadError(path, f"not a usable {codec.label} palette: {error}") from error


def write_palette(
    palette: Palette,
    path: Path,
    *,
    codec: PaletteCodec | None = None,
    overwrite: bool = False,
    protect: Sequence[Path] = (),
) -> None:
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

    Raises
    ------
    SettingsError
        If `codec` is None and the extension belongs to no format.
    WriteError
        If the palette is empty or the file cannot be written.
    """
    path = Path(path)
    codec = codec or codec_for_path(path)
    if not len(palette):
        raise WriteError(path, "the palette has no colours to write")
    write_atomically(path, codec.write(palette), overwrite=overwrite, protect=protect)


def _by_extension(path: Path) -> PaletteCodec | None:
    suffix = Path(path).suffix.lower()
    return next((codec for codec in CODECS if suffix in codec.extensions), None)


def _known() -> str:
    return ", ".join(extension for codec in CODECS for extension in codec.extensions)
