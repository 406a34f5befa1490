"""Palette files: each format one module, known to the rest by the registry.

`read_palette` reads the bytes, finds the codec by the extension or, failing that, by what the
file looks like, and hands the bytes over. `write_palette` goes the other way, through the one
atomic writer of the project. A new format is one new module with a constant `CODEC`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.errors import ReadError, SettingsError, WriteError
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.small_file import read_small_file
from quantizer.palette_files._codec import PaletteCodec, PaletteFormatError
from quantizer.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.palette import Palette

__all__ = ["CODECS", "PaletteCodec", "codec_for_path", "read_palette", "write_palette"]

CODECS: Registry[PaletteCodec] = Registry("quantizer.palette_files", "CODEC", "palette format")
"""All palette formats by name."""

_MAX_BYTES = 16 << 20
"""Largest file that is read: some 200 bytes for each of the most entries."""


def codec_for_path(path: Path) -> PaletteCodec:
    """Return the format that a path's extension stands for.

    Raises
    ------
    SettingsError
        If there is none; the message lists the extensions.
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
        The file. Where its extension belongs to no format, its contents decide.

    Returns
    -------
    A palette of at least one entry.

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
        raise ReadError(path, f"it is not a palette file of a known format ({_known()})")
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
    """Write a palette file, whole or not at all.

    Parameters
    ----------
    palette
        At least one entry.
    path
        Where to.
    codec
        The format; None chooses it by the extension.
    overwrite
        Whether a file at `path` may be replaced.
    protect
        Files that must never be replaced.

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
