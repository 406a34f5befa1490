"""Files that would cost much time or memory are refused."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from quantizer.errors import ReadError
from quantizer.image_files.png_chunks import SIGNATURE, make_chunk
from quantizer.palette_files import read_palette

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEGABYTE = 1 << 20


def archive(name: str, content: bytes, members: int = 0) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", b"krita/x-colorset")
        file.writestr(name, content)
        for number in range(members):
            file.writestr(f"{number:050}", b"")
    return stream.getvalue()


def picture(width: int, height: int) -> bytes:
    header = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\2\0\0\0"
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(MEGABYTE))), (b"IEND", b""))
    return SIGNATURE + b"".join(make_chunk(kind, content) for kind, content in chunks)


ENTRIES = b"<ColorSet>" + b"<ColorSetEntry><RGB r='1' g='1' b='1'/></ColorSetEntry>" * 60_000
FILES: dict[str, Callable[[], bytes]] = {
    "long.gpl": lambda: b"GIMP Palette\n" + b"255 255 255 white\n" * 900_000,
    "comments.gpl": lambda: b"GIMP Palette\n" + b"#\n" * 8_000_000,
    "long.hex": lambda: b"ffffff\n" * 500_000,
    "long.csv": lambda: b"255,255,255\n" * 300_000,
    "long.json": lambda: json.dumps(["#fff"] * 500_000).encode(),
    "deep.json": lambda: b"[" * 4_000_000,
    "long.pal": lambda: b"JASC-PAL\r\n0100\r\n900000\r\n" + b"1 2 3\r\n" * 500_000,
    "words.css": lambda: b"--a" * 1_300_000,
    "braces.css": lambda: b"a{" * 2_000_000,
    "comment.scss": lambda: b"$a: #fff;" + b"/*" * 500_000,
    "spaces.scss": lambda: b"$a:" + b" " * 4_000_000,
    "colors.js": lambda: b"x; colors: {" * 330_000,
    "keys.js": lambda: b"x; colors: {" + b"a: b, " * 600_000,
    "long.soc": lambda: b"<color-table>" + b"<draw:color draw:color='#ffffff'/>" * 110_000,
    "bomb.kpl": lambda: archive("colorset.xml", b"<ColorSet>" + b" " * (50 * MEGABYTE)),
    "entries.kpl": lambda: archive("colorset.xml", ENTRIES),
    "members.kpl": lambda: archive("colorset.xml", b"<ColorSet/>", 2_000),
    "bomb.swatches": lambda: archive("Swatches.json", b"[" + b" " * (50 * MEGABYTE)),
    "blocks.ase": lambda: b"ASEF\0\1\0\0\xff\xff\xff\xff" + b"\xc0\2\0\0\0\0" * 2_000_000,
    "large.png": lambda: picture(30_000, 30_000),
    "strip.png": lambda: picture(100_000, 1),
}


@pytest.mark.sample(4)
@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused(name: str, tmp_path: Path) -> None:
    """With time that grew by the square of the size, each of these would take minutes."""
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    with pytest.raises(ReadError) as caught:
        read_palette(path)
    assert str(caught.value).startswith(str(path))


@pytest.mark.sample(2)
@pytest.mark.parametrize("name", ["long.gpl", "bomb.kpl", "bomb.swatches", "large.png"])
def test_no_more_is_unpacked_than_a_palette_needs(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    tracemalloc.start()
    try:
        with pytest.raises(ReadError):
            read_palette(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 50 * MEGABYTE
