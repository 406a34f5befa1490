"""Indexed images and palettes as C source text.

A file in a plain layout defines ``NAME_palette`` and ``NAME_pixels``, and the numbers that are
needed to read them. In the layout of LVGL 9 it defines the image ``NAME``, an ``lv_image_dsc_t``.

Source: LVGL 9, ``src/draw/lv_image_dsc.h`` and ``scripts/LVGLImage.py`` (github.com/lvgl/lvgl).
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image_files.firmware import Packed, pack, palette_bytes, palette_values
from quantizer.settings.settings import DeviceFormat, FirmwareSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

_PER_LINE = 16
_CELL = 6
_CELLS = np.array([f"0x{value:02x}, ".encode() for value in range(256)], f"S{_CELL}")

_KEYWORDS = (
    "auto break case char const continue default do double else enum extern float for goto if "
    "inline int long register restrict return short signed sizeof static struct switch typedef "
    "union unsigned void volatile while class delete new private public this true false bool"
)
"""Words that C or C++ keep for themselves."""

_LVGL_INCLUDE = (
    "#ifdef LV_LVGL_H_INCLUDE_SIMPLE",
    '#include "lvgl.h"',
    "#else",
    '#include "lvgl/lvgl.h"',
    "#endif",
)

_ARRAYS = {
    DeviceFormat.RGB888: ("uint8_t", "[3]", "Red, green, blue."),
    DeviceFormat.RGB565: ("uint16_t", "", "RGB565: 5 bits of red, 6 of green, 5 of blue."),
    DeviceFormat.RGB565_SWAPPED: (
        "uint16_t",
        "",
        "RGB565 with its bytes swapped: a little-endian processor stores the high byte first.",
    ),
    DeviceFormat.ARGB8888: ("uint32_t", "", "ARGB8888: 8 bits of alpha, red, green and blue."),
}
"""Type of a number, numbers of an entry, and comment, of each format."""

_DIGITS = {"uint16_t": 4, "uint32_t": 8}


def encode_c(
    indices: NDArray[np.uint8],
    colors: NDArray[np.uint8],
    firmware: FirmwareSettings,
    name: str = "",
    depth: int | None = None,
) -> bytes:
    """Return an image as C source text in ASCII.

    Parameters
    ----------
    name
        What the image is called; turned into an identifier by `c_identifier`.
    indices, colors, firmware, depth
        As for `quantizer.image_files.firmware.encode_binary`.

    Raises
    ------
    WriteError
        If LVGL cannot hold rows of that length.
    """
    packed, name = pack(indices, colors, firmware, depth), c_identifier(name)
    is_lvgl = firmware.format is DeviceFormat.LVGL
    lines = _lvgl_lines(packed, name) if is_lvgl else _plain_lines(packed, name, firmware.format)
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def c_identifier(name: str) -> str:
    """Return a name as an identifier of C: ``Müller 2.png`` becomes ``Muller_2_png``."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    found = re.sub(r"[^A-Za-z0-9]+", "_", plain).strip("_")
    if not found:
        return "image"
    return f"image_{found}" if found[0].isdigit() or found in _KEYWORDS.split() else found


def _plain_lines(packed: Packed, name: str, device: DeviceFormat) -> Iterator[str]:
    """Yield the lines of a header that needs nothing but ``stdint.h``."""
    upper = name.upper()
    mask = (1 << packed.depth) - 1
    yield f"/* {name}: {packed.width} x {packed.height} pixels, {len(packed.colors)} colours."
    yield "   The entry of the pixel at x, y, the leftmost pixel being in the highest bits:"
    yield f"   ({name}_pixels[y * {upper}_STRIDE + x * {upper}_BITS / 8]"
    yield f"    >> (8 - {upper}_BITS - x * {upper}_BITS % 8)) & {mask} */"
    yield from include_guard(upper, "#include <stdint.h>")
    yield f"#define {upper}_WIDTH {packed.width}"
    yield f"#define {upper}_HEIGHT {packed.height}"
    yield f"#define {upper}_BITS {packed.depth} /* of a pixel */"
    yield f"#define {upper}_STRIDE {packed.stride} /* bytes of a row */"
    yield f"#define {upper}_COLORS {len(packed.colors)}"
    yield ""
    if device is not DeviceFormat.NONE:
        yield from palette_lines(packed.colors, f"{name}_palette", f"{upper}_COLORS", device)
        yield ""
    yield f"static const uint8_t {name}_pixels[{upper}_STRIDE * {upper}_HEIGHT] = {{"
    yield from _byte_lines(packed.rows.tobytes())
    yield "};"
    yield ""
    yield f"#endif /* {upper}_H */"


def palette_lines(
    colors: NDArray[np.uint8], name: str, count: str, device: DeviceFormat
) -> Iterator[str]:
    """Yield the lines of C that define a palette, one for each entry.

    Parameters
    ----------
    colors
        uint8 (k, 4).
    name, count
        The array's name, and its length as C.
    device
        The format of the entries, not `DeviceFormat.NONE`.
    """
    kind, size, about = _ARRAYS[device]
    yield f"/* {about} */"
    yield f"static const {kind} {name}[{count}]{size} = {{"
    for value in palette_values(colors, device).tolist():
        if isinstance(value, list):
            yield "    {" + ", ".join(f"0x{one:02x}" for one in value) + "},"
        else:
            yield f"    0x{value:0{_DIGITS[kind]}x},"
    yield "};"


def _lvgl_lines(packed: Packed, name: str) -> Iterator[str]:
    """Yield the lines that define an image of LVGL 9."""
    upper = name.upper()
    yield f"/* {name}: {packed.width} x {packed.height} pixels, {len(packed.colors)} colours."
    yield "   Compile or include this file once; elsewhere, write"
    yield f"   LV_IMAGE_DECLARE({name}); */"
    yield from include_guard(upper, *_LVGL_INCLUDE)
    for attribute in ("LV_ATTRIBUTE_MEM_ALIGN", "LV_ATTRIBUTE_LARGE_CONST"):
        yield f"#ifndef {attribute}"
        yield f"#define {attribute}"
        yield "#endif"
    yield ""
    yield "static const LV_ATTRIBUTE_MEM_ALIGN LV_ATTRIBUTE_LARGE_CONST"
    yield f"uint8_t {name}_map[] = {{"
    yield "    /* palette: blue, green, red, alpha */"
    yield from _byte_lines(palette_bytes(packed.filled, DeviceFormat.LVGL))
    yield f"    /* pixels: {packed.depth} bits each, the leftmost in the highest bits */"
    yield from _byte_lines(packed.rows.tobytes())
    yield "};"
    yield ""
    yield f"const lv_image_dsc_t {name} = {{"
    yield "    .header.magic = LV_IMAGE_HEADER_MAGIC,"
    yield f"    .header.cf = LV_COLOR_FORMAT_I{packed.depth},"
    yield f"    .header.w = {packed.width},"
    yield f"    .header.h = {packed.height},"
    yield f"    .header.stride = {packed.stride},"
    yield f"    .data_size = sizeof({name}_map),"
    yield f"    .data = {name}_map,"
    yield "};"
    yield ""
    yield f"#endif /* {upper}_H */"


def include_guard(upper: str, *includes: str) -> Iterator[str]:
    """Yield the lines that begin a file which may be included several times."""
    yield f"#ifndef {upper}_H"
    yield f"#define {upper}_H"
    yield ""
    yield from includes
    yield ""


def _byte_lines(data: bytes) -> Iterator[str]:
    """Yield bytes as lines of hexadecimal numbers."""
    text = _CELLS.take(np.frombuffer(data, np.uint8)).tobytes().decode("ascii")
    length = _PER_LINE * _CELL
    for start in range(0, len(text), length):
        yield f"    {text[start : start + length].rstrip()}"
