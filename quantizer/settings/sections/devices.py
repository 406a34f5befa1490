"""What a device or a program demands of entries, indices and files."""

# ruff: noqa: RUF009 - `option` returns a dataclass field

from __future__ import annotations

from dataclasses import dataclass

from quantizer.settings.enums import BitDepth, DeviceFormat
from quantizer.settings.option import CheckedSettings, option


@dataclass(frozen=True, slots=True)
class IndexedSettings(CheckedSettings):
    """What a device or a program demands of entries and indices.

    Parameters
    ----------
    bits
        Bits of red, green and blue, each 1 to 8, of a device: all entries are colours that it can
        show, see `quantizer.color.level_grid`. None for 8 in each. A given palette is rounded to
        such colours.
    keep_indices
        Whether pixels keep the indices of an indexed image, and entries their places. Colours are
        not chosen then: they are those of the image, or of a given palette.
    bit_depth
        Bits of an index in the file; None for the fewest that hold the palette.
    """

    bits: tuple[int, int, int] | None = option(
        None,
        help="bits of red, green and blue (each 1 to 8) of the device that shows the image, such "
        "as 5,6,5: all palette entries are colours that it can show",
        metavar="R,G,B",
        label="Bits per channel",
        tooltip="The palette has only colours that a device with so many bits of red, green and "
        "blue can show",
        range=(1, 8),
    )
    keep_indices: bool = option(
        False,
        help="keep the indices of an indexed image (PNG, GIF, BMP) and the order of its palette; "
        "with --palette, the colours are those of that palette",
        label="Keep indices",
        tooltip="Keeps the index of each pixel and the order of the palette, where the image is an "
        "indexed one",
    )
    bit_depth: BitDepth | None = option(
        None,
        help="bits of a pixel in the file, 1, 2, 4 or 8, for programs that read no other",
        automatic="as few as hold the palette",
        label="Bits per pixel",
    )


@dataclass(frozen=True, slots=True)
class FirmwareSettings(CheckedSettings):
    """How files for firmware are laid out: C headers and binary files.

    Parameters
    ----------
    format
        How the palette is stored.
    row_alignment
        Each row of pixels takes a multiple of this many bytes, 1 to 1024; the rest is zero.
    """

    format: DeviceFormat = option(
        DeviceFormat.RGB888,
        flag="--device-format",
        help="palette in a C header or binary file: as rgb888, rgb565, rgb565-swapped (high byte "
        "first) or argb8888 (with alpha), none for pixels alone, or lvgl for an indexed image of "
        "LVGL 9",
        label="Palette as",
    )
    row_alignment: int = option(
        1,
        flag="--row-align",
        help="pad each row of pixels in a C header or binary file to a multiple of this many bytes",
        label="Align rows to",
        range=(1, 1024),
    )
