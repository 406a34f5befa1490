"""Palettes read from stdin or a pipe, and written to stdout, where files could be named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.built_in_palettes import find_palette
from quantizer.cli.pipes import STREAM, files, input_name, output_name, parse_path, read_pipe
from quantizer.cli.streams import print_data
from quantizer.errors import SettingsError, WriteError
from quantizer.image_files.atomic import made_folder
from quantizer.palette_files import (
    PaletteFormatError,
    codec_for_path,
    encode_palette,
    read_palette,
    write_palette,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from quantizer.image.palette import Palette
    from quantizer.palette_files import PaletteCodec


def read_named_palette(text: str) -> Palette:
    """Return the palette that an argument names: a built-in one, or one in a file or pipe.

    Raises
    ------
    QuantizerError
        If there is none, or it cannot be read.
    """
    path = parse_path(text)
    data = read_pipe(path)
    return find_palette(text) if data is None else read_palette(input_name(path), data=data)


def codec_for_output(path: Path, codec: PaletteCodec | None) -> PaletteCodec:
    """Return the format to write in: `codec`, or that of the extension of `path`.

    Raises
    ------
    SettingsError
        If there is neither.
    """
    if codec is None and path == STREAM:
        raise SettingsError("a palette on stdout has no extension: choose one with --format")
    return codec or codec_for_path(path)


def write_palette_output(
    palette: Palette, path: Path, codec: PaletteCodec, *, overwrite: bool, inputs: Sequence[Path]
) -> tuple[str, ...]:
    """Write a palette to stdout or to a file; return what the format cannot hold.

    The folder of the file is made if needed.

    Raises
    ------
    WriteError
        If the palette does not fit into the format, or the file cannot be written.
    SettingsError, StandardOutputError
        If stdout cannot take the bytes.
    """
    if path != STREAM:
        protect = files(inputs)
        with made_folder(path.parent):
            return write_palette(palette, path, codec=codec, overwrite=overwrite, protect=protect)
    try:
        data, notices = encode_palette(palette, codec)
    except PaletteFormatError as error:
        raise WriteError(output_name(path), str(error)) from error
    print_data(data)
    return notices
