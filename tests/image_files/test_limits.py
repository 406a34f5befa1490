"""Small files that would take much memory or time end early, and honest ones stay as they are."""

from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as Pillow

from quantizer.animation.quantize import quantize_animation
from quantizer.cli import main
from quantizer.errors import ReadError, SettingsError
from quantizer.image_files import apng_reader, gif_reader
from quantizer.image_files.png_chunks import SIGNATURE, make_chunk
from quantizer.image_files.read import read_image
from quantizer.image_files.read_animation import read_animation
from quantizer.settings import file_limits
from quantizer.settings.file_limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

FRAMES = 40


def gif_of(size: tuple[int, int], blocks: list[bytes]) -> bytes:
    head = struct.pack("<6sHHBBB", b"GIF89a", *size, 0x80, 0, 0)
    return head + bytes([255, 0, 0, 0, 0, 255]) + b"".join(blocks) + b";"


def gif_block(pixels: np.ndarray, place: tuple[int, int] = (0, 0), *, interlace: int = 0) -> bytes:
    """Return an image block of indices 0 and 1."""
    image = Pillow.fromarray(pixels.astype(np.uint8))
    image.putpalette([255, 0, 0, 0, 0, 255] + [7] * 762)
    file = io.BytesIO()
    image.save(file, "GIF", interlace=interlace, optimize=False)
    data = file.getvalue()
    start = data.index(b",\0\0\0\0" + struct.pack("<2H", *image.size))
    local = 3 * (2 << (data[start + 9] & 7)) if data[start + 9] & 0x80 else 0
    flags = bytes([data[start + 9] & 0x40])
    head = b"," + struct.pack("<4H", *place, *image.size)
    return head + flags + data[start + 10 + local : -1]


def apng(ancillary: bytes = b"", frames: int = FRAMES) -> bytes:
    """Return an APNG of 1 x 1 pixel, grey levels 0, 1, 2 and so on."""
    parts = [SIGNATURE, make_chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))]
    parts += [make_chunk(b"acTL", struct.pack(">II", frames, 0)), make_chunk(b"abCd", ancillary)]
    sequence = 0
    for number in range(frames):
        control = struct.pack(">5IHHBB", sequence, 1, 1, 0, 0, 1, 10, 0, 0)
        sequence += 1
        parts.append(make_chunk(b"fcTL", control))
        pixels = zlib.compress(bytes([0, number]))
        if number:
            parts.append(make_chunk(b"fdAT", struct.pack(">I", sequence) + pixels))
            sequence += 1
        else:
            parts.append(make_chunk(b"IDAT", pixels))
    return b"".join((*parts, make_chunk(b"IEND", b"")))


def tiff(pages: int, *, loop: bool = False) -> bytes:
    """Return a TIFF whose pages all show the same grey pixel."""
    tags = ((256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, 1))
    size = 2 + 12 * (len(tags) + 1) + 4
    parts = [b"II*\0" + struct.pack("<I", 16) + b"\x80" * 8]
    for page in range(pages):
        following = 16 + size * (page + 1) if page + 1 < pages else 16 * loop
        entries = [struct.pack("<HHII", tag, 4, 1, value) for tag, value in (*tags, (279, 1))]
        parts.append(struct.pack("<H", len(entries)) + b"".join(entries))
        parts.append(struct.pack("<I", following))
    return b"".join(parts)


def two_frames(path: Path) -> Path:
    blocks = [gif_block(np.full((3, 4), number)) for number in (0, 1)]
    path.write_bytes(gif_of((4, 3), blocks))
    return path


@pytest.mark.parametrize("name", ["x.gif", "x.png", "x.webp"])
def test_more_frames_than_the_limit_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    images = [Pillow.new("RGB", (2, 2), color) for color in ("red", "blue", "lime")]
    images[0].save(path, save_all=True, append_images=images[1:])
    assert len(read_animation(path, limits=Limits(max_frames=3)).frames) == 3
    with pytest.raises(ReadError, match=r"more than 2 frames.*--max-frames"):
        read_animation(path, limits=Limits(max_frames=2))


def test_decoded_bytes_of_all_frames_are_limited(tmp_path: Path) -> None:
    path = two_frames(tmp_path / "x.gif")
    assert read_animation(path, limits=Limits(max_decoded=2 * 48)).frames
    with pytest.raises(ReadError, match=r"--max-decoded"):
        read_animation(path, limits=Limits(max_decoded=2 * 48 - 1))


def test_decoded_bytes_of_a_still_image_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    Pillow.new("L", (8, 8)).save(path)
    assert read_image(path, limits=Limits(max_decoded=256)).width == 8
    with pytest.raises(ReadError, match=r"--max-decoded"):
        read_image(path, limits=Limits(max_decoded=255))


def test_few_bytes_may_not_become_many_frames_of_other_pixels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a limit of the user's, the room grows with the compressed data."""
    usual = Limits()
    assert usual.decoded_bytes(1000) < 250e6
    assert usual.decoded_bytes(10**6) == Limits(max_megapixels=250).max_pixels * 4
    path = tmp_path / "x.gif"
    pixel = np.ones((1, 1))
    blocks = [gif_block(np.zeros((100, 100)))]
    blocks += [gif_block(pixel, (number, 0)) for number in range(FRAMES)]
    path.write_bytes(gif_of((100, 100), blocks))
    assert len(read_animation(path).frames) == FRAMES + 1
    monkeypatch.setattr(file_limits, "_SMALL_DECODED", 1_000_000)
    monkeypatch.setattr(file_limits, "_MOST_EXPANSION", 500)
    with pytest.raises(ReadError, match=r"--max-decoded"):
        read_animation(path)
    assert read_animation(path, limits=Limits(max_decoded=2_000_000)).frames


@pytest.mark.parametrize("limit", [{"max_frames": 0}, {"max_decoded": 0}, {"max_seconds": -1.0}])
def test_limits_are_above_0(limit: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match="above 0"):
        Limits(**limit)  # type: ignore[arg-type]


@pytest.mark.parametrize("interlace", [0, 1])
def test_rows_of_a_block_below_the_screen_are_not_decoded(tmp_path: Path, interlace: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 2, (90, 40))
    blocks = [gif_block(pixels, place, interlace=interlace) for place in ((0, 0), (3, 5))]
    path = tmp_path / "x.gif"
    path.write_bytes(gif_of((24, 16), blocks))
    parsed = gif_reader.parse(path.read_bytes())
    assert all(block.rows < 90 for block in parsed.blocks)
    expected = pixels[:16, :24].copy()
    for frame, (left, top) in zip(read_animation(path).frames, ((0, 0), (3, 5)), strict=True):
        expected[top:, left:] = pixels[: 16 - top, : 24 - left]
        assert np.array_equal(frame.image.pixels[..., 2] == 255, expected == 1)


def test_a_huge_block_on_a_tiny_screen_is_read_without_a_warning(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    path = tmp_path / "x.gif"
    huge = struct.pack("<BHHHHB", 0x2C, 0, 0, 60000, 60000, 0) + bytes([2, 2, 0x4C, 1, 0])
    path.write_bytes(gif_of((1, 1), [gif_block(np.zeros((1, 1))), huge]))
    with pytest.raises(ReadError):
        read_animation(path, limits=Limits(max_decoded=10_000))
    assert not recwarn


def test_repeated_frames_share_their_pixels_and_their_result(tmp_path: Path) -> None:
    path = tmp_path / "x.gif"
    drawing = np.random.default_rng(1).integers(0, 2, (5, 5))
    blocks = [gif_block(drawing), *[gif_block(drawing[:1, :1])] * 3, gif_block(1 - drawing)]
    path.write_bytes(gif_of((5, 5), blocks))
    animation = read_animation(path)
    assert len({id(frame.image) for frame in animation.frames}) == 2
    result = quantize_animation(animation, with_metrics=False).indexed
    for frame, original in zip(result.frames, animation.frames, strict=True):
        colors = frame.image.palette.colors[frame.image.indices]
        assert np.array_equal(colors, original.image.pixels)


def test_no_chunk_is_copied_into_every_frame_of_an_apng(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(apng(bytes(100_000)))
    parsed = apng_reader.parse(path.read_bytes())
    assert sum(len(frame.file) for frame in parsed.frames) < 10_000
    levels = [int(frame.image.pixels[0, 0, 0]) for frame in read_animation(path).frames]
    assert levels == list(range(FRAMES))


def test_colour_chunks_of_an_apng_hold_for_every_frame(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    data = apng()
    gamma = make_chunk(b"gAMA", struct.pack(">I", 100_000))
    path.write_bytes(data[:33] + gamma + data[33:])
    levels = [int(frame.image.pixels[0, 0, 0]) for frame in read_animation(path).frames]
    assert levels[1] > 10
    assert levels == sorted(levels)


@pytest.mark.parametrize(("pages", "words"), [(3, "has 3 pages"), (30, "more than 20 pages")])
def test_pages_are_counted_up_to_the_limit(tmp_path: Path, pages: int, words: str) -> None:
    path = tmp_path / "x.tif"
    path.write_bytes(tiff(pages))
    (notice,) = read_image(path, limits=Limits(max_frames=20)).source.notices
    assert words in notice


def test_a_chain_of_pages_that_forms_a_loop_ends(tmp_path: Path) -> None:
    path = tmp_path / "x.tif"
    path.write_bytes(tiff(2, loop=True))
    (notice,) = read_image(path).source.notices
    assert "has 2 pages" in notice


def test_the_command_line_takes_the_limits(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = two_frames(tmp_path / "x.gif")
    command = ["reduce", str(path), "-k", "2", "-o", str(tmp_path / "out.gif")]
    for option in ("--max-frames=1", "--max-decoded=95", "--max-seconds=1e-9"):
        assert main([*command, option]) == 1
        (line,) = capsys.readouterr().err.splitlines()
        assert option.partition("=")[0] in line
    assert main([*command, "--max-frames=2", "--max-decoded=96B", "--max-seconds=60s"]) == 0
