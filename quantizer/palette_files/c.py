"""C headers (.h) for firmware: the same palette in each format that devices use. Only written.

A header defines ``NAME_COLORS`` and an array for each of the formats RGB888, RGB565 in both byte
orders, and ARGB8888, of which a compiler keeps those that are used. The entries' names are comments
in the last one. NAME is the palette's name, or "palette".

Source: the formats of `quantizer.image_files.c_source`, which writes images of the same kind.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.image_files.c_source import c_identifier, include_guard, palette_lines
from quantizer.palette_files._codec import (
    Match,
    PaletteCodec,
    Transparency,
    encode_text,
    one_line,
)
from quantizer.settings.settings import DeviceFormat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.image.palette import Palette

_FORMATS = (
    DeviceFormat.RGB888,
    DeviceFormat.RGB565,
    DeviceFormat.RGB565_SWAPPED,
    DeviceFormat.ARGB8888,
)


def write(palette: Palette) -> bytes:
    """Encode a palette as a C header."""
    return encode_text("".join(f"{line}\n" for line in _lines(palette)))


def _lines(palette: Palette) -> Iterator[str]:
    name = c_identifier(f"{palette.name} palette" if palette.name else "palette")
    upper = name.upper()
    yield f"/* {_comment(palette.name) or 'Palette'}: {len(palette)} colours. */"
    yield from include_guard(upper, "#include <stdint.h>")
    yield f"#define {upper}_COLORS {len(palette)}"
    for device in _FORMATS:
        yield ""
        array = f"{name}_{device.replace('-', '_')}"
        lines = palette_lines(palette.colors, array, f"{upper}_COLORS", device)
        yield from _named(lines, palette) if device is DeviceFormat.ARGB8888 else lines
    yield ""
    yield f"#endif /* {upper}_H */"


def _named(lines: Iterator[str], palette: Palette) -> Iterator[str]:
    """Yield the lines of an array, with the name of each entry after it."""
    names = iter([_comment(swatch.name) for swatch in palette])
    for line in lines:
        name = next(names) if line.startswith("    ") else ""
        yield f"{line} /* {name} */" if name else line


def _comment(text: str) -> str:
    """Return a text that can stand within a comment."""
    return one_line(text).replace("*/", "* /").replace("/*", "/ *").replace("\\", "/")


def sniff(_: bytes) -> Match:
    """Return that no file is read as a header."""
    return Match.NO


CODEC = PaletteCodec(
    "c",
    "C header",
    (".h",),
    None,
    write,
    sniff,
    transparency=Transparency.ALPHA,
)
