"""PNM files in any form give the pixels that Pillow's own readers give, in linear time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from quantizer.errors import ReadError
from quantizer.image_files import pnm_reader
from quantizer.image_files.read import read_bytes

if TYPE_CHECKING:
    from quantizer.image_files.stream import Stream

_COMMENTED = b" # 1 2\r#\n"


def _file(kind: str, white: int, gap: bytes) -> bytes:
    channels = 3 if kind in {"P3", "P6"} else 1
    samples = np.arange(7 * 5 * channels) * 977 % (white + 1)
    parts = [kind.encode(), b"7", b"5", *([] if kind == "P1" else [b"%d" % white])]
    if kind in {"P1", "P2", "P3"}:
        return gap.join([*parts, *(b"%d" % sample for sample in samples)])
    return gap.join(parts) + b"\n" + samples.astype("u1" if white < 256 else ">u2").tobytes()


@pytest.mark.parametrize("gap", [b"\n", _COMMENTED], ids=["plain", "commented"])
@pytest.mark.parametrize("kind", ["P1", "P2", "P3", "P5", "P6"])
def test_pixels_are_as_pillow_reads_them(
    kind: str, gap: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [_file(kind, white, gap) for white in (1, 100, 255, 256, 4095, 65535)]
    files = files[: 1 if kind == "P1" else None]
    quick = [read_bytes(data, "sample").pixels for data in files]
    monkeypatch.setattr(pnm_reader, "to_binary", _unchanged)
    for data, pixels in zip(files, quick, strict=True):
        assert np.array_equal(pixels, read_bytes(data, "sample").pixels)


def _unchanged(stream: Stream) -> None:
    stream.seek(0)


@pytest.mark.parametrize(
    "head", [b"P2\n2 1 255\n", b"P2\n", b"P6\n"], ids=["samples", "header", "binary"]
)
def test_a_million_comments_take_no_time(head: bytes) -> None:
    rest = b"7 9" if b"255" in head else b"2 1 255\n" + (b"7 9" if b"P2" in head else b"\7" * 6)
    image = read_bytes(head + 1_000_000 * b"#\n" + rest, "sample")
    assert image.pixels[0, 0, 0] == 7


@pytest.mark.parametrize(
    "data",
    [
        b"P2 2 1 255 7",
        b"P2 2 1 255 7 x",
        b"P2 2 1 255 7 256",
        b"P2 2 1 255 7 -1",
        b"P1 2 1 0",
        b"P1 2 1 02",
        b"P3 20000 10000 255 1",
        b"P5 4 4 99 \1",
        b"P2" + 70_000 * b"#\n",
    ],
)
def test_wrong_samples_are_refused(data: bytes) -> None:
    with pytest.raises(ReadError, match="damaged"):
        read_bytes(data, "sample")
