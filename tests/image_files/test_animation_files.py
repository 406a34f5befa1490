"""Animations written and read back: frames, durations and plays."""

from __future__ import annotations

import contextlib
import io
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as Pillow

from quantizer.errors import Cancelled, ReadError, WriteError
from quantizer.image.image import IndexedAnimation, IndexedFrame, IndexedImage
from quantizer.image.palette import Palette
from quantizer.image_files import gif_reader
from quantizer.image_files.formats import ANIMATED, format_by_name
from quantizer.image_files.read_animation import read_animation
from quantizer.image_files.write_animation import encode_animation
from quantizer.progress import Progress
from quantizer.settings.file_limits import Limits

if TYPE_CHECKING:
    from pathlib import Path

RED, BLUE, CLEAR = 1, 2, 3
TABLE = bytes([0, 0, 0, 255, 0, 0, 0, 0, 255, 9, 9, 9])


def block(
    left: int, top: int, rows: list[list[int]], *, disposal: int = 1, delay: int = 10
) -> bytes:
    """Return a GIF's graphic control and image; index 3 is transparent."""
    indices = np.array(rows, np.uint8)
    image = Pillow.fromarray(indices)
    image.putpalette(TABLE)
    file = io.BytesIO()
    image.save(file, "GIF", optimize=False, interlace=0)
    data = file.getvalue()
    start = 13 + 3 * (2 << (data[10] & 7))
    if data[start] == 0x21:
        start += 8
    pixels = data[start + 10 : -1]
    head = struct.pack("<B4HB", 0x2C, left, top, indices.shape[1], indices.shape[0], 0)
    return struct.pack("<4BHBB", 0x21, 0xF9, 4, disposal << 2 | 1, delay, CLEAR, 0) + head + pixels


def make_gif(blocks: list[bytes], size: tuple[int, int] = (2, 2), loop: int | None = 0) -> bytes:
    screen = b"GIF89a" + struct.pack("<HHBBB", *size, 0xF1, 1, 0) + TABLE
    looping = b""
    if loop is not None:
        looping = b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<HB", loop, 0)
    return b"".join([screen, looping, *blocks, b";"])


def frames_of(data: bytes, folder: Path) -> list[list[list[int]]]:
    """Return the frames as rows of 0 for transparent, 1 for red, 2 for blue."""
    path = folder / "moving.gif"
    path.write_bytes(data)
    found = []
    for frame in read_animation(path).frames:
        pixels = frame.image.pixels
        kinds = np.where(pixels[..., 0] == 255, RED, BLUE) * (pixels[..., 3] > 0)
        found.append(kinds.tolist())
    return found


FULL = [[RED, RED], [RED, RED]]


def test_disposal_keep_leaves_the_frame_below_the_next_one(tmp_path: Path) -> None:
    data = make_gif([block(0, 0, FULL), block(1, 1, [[BLUE]])])
    assert frames_of(data, tmp_path) == [FULL, [[RED, RED], [RED, BLUE]]]


def test_disposal_to_background_makes_pixels_transparent(tmp_path: Path) -> None:
    data = make_gif(
        [block(0, 0, FULL), block(1, 0, [[BLUE]], disposal=2), block(0, 1, [[BLUE]], disposal=2)]
    )
    assert frames_of(data, tmp_path)[1:] == [[[RED, BLUE], [RED, RED]], [[RED, 0], [BLUE, RED]]]


def test_disposal_to_previous_restores_the_frame_before(tmp_path: Path) -> None:
    data = make_gif([block(0, 0, FULL), block(1, 0, [[BLUE]], disposal=3), block(0, 1, [[BLUE]])])
    assert frames_of(data, tmp_path)[2] == [[RED, RED], [BLUE, RED]]


def test_transparent_pixels_are_not_drawn(tmp_path: Path) -> None:
    data = make_gif([block(0, 0, FULL), block(0, 0, [[CLEAR, BLUE], [CLEAR, CLEAR]])])
    assert frames_of(data, tmp_path)[1] == [[RED, BLUE], [RED, RED]]


def test_images_beyond_the_screen_are_cut(tmp_path: Path) -> None:
    data = make_gif([block(5, 0, FULL), block(1, 1, FULL)])
    assert frames_of(data, tmp_path) == [[[0, 0], [0, 0]], [[0, 0], [0, RED]]]


@pytest.mark.parametrize(("count", "plays"), [(None, 1), (0, 0), (1, 2), (4, 5)])
def test_a_gif_repeats_after_its_first_play(tmp_path: Path, count: int | None, plays: int) -> None:
    path = tmp_path / "moving.gif"
    path.write_bytes(make_gif([block(0, 0, FULL), block(0, 0, [[BLUE]])], loop=count))
    assert read_animation(path).loop == plays


def test_a_file_that_is_not_animated_has_one_frame(tmp_path: Path) -> None:
    path = tmp_path / "still.png"
    Pillow.new("RGB", (4, 3), "red").save(path)
    animation = read_animation(path)
    assert len(animation.frames) == 1
    assert animation.frames[0].image.source.path == path


def test_all_frames_together_must_not_be_too_large(tmp_path: Path) -> None:
    path = tmp_path / "moving.gif"
    path.write_bytes(make_gif([block(0, 0, FULL), block(0, 0, [[BLUE]])]))
    with pytest.raises(ReadError, match="2 frames"):
        read_animation(path, limits=Limits(max_megapixels=5e-6))


def test_reading_is_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "moving.gif"
    path.write_bytes(make_gif([block(0, 0, FULL), block(0, 0, [[BLUE]])]))
    with pytest.raises(Cancelled):
        read_animation(path, progress=Progress(cancelled=lambda: True))


def make_animation(*, clear: bool, count: int = 6, colors: int = 9) -> IndexedAnimation:
    """Return frames in which a square moves; with `clear`, over a transparent background."""
    rng = np.random.default_rng(3)
    table = np.column_stack([rng.integers(0, 256, (colors, 3)), np.full(colors, 255)])
    if clear:
        table[0] = 0
    palette = Palette.from_colors(table.astype(np.uint8))
    frames = []
    for number in range(count):
        indices = np.zeros((12, 20), np.uint8)
        indices[3:8, 2 * number : 2 * number + 5] = 1 + number % (colors - 1)
        frames.append(IndexedFrame(IndexedImage(indices, palette), 30 + 70 * number))
    return IndexedAnimation(tuple(frames), loop=3)


def shown(pixels: np.ndarray) -> np.ndarray:
    return np.where(pixels[..., 3:] == 0, 0, pixels)


@pytest.mark.parametrize("entry", ANIMATED, ids=lambda entry: entry.name)
@pytest.mark.parametrize("clear", [False, True])
@pytest.mark.parametrize("colors", [2, 9, 256])
def test_frames_durations_and_plays_survive(
    tmp_path: Path, entry: object, clear: bool, colors: int
) -> None:
    file_format = format_by_name(entry.name)  # type: ignore[attr-defined]
    indexed = make_animation(clear=clear, colors=colors)
    encoded = encode_animation(indexed, file_format)
    assert encoded == encode_animation(indexed, file_format, threads=1)
    path = tmp_path / f"moving{file_format.extensions[0]}"
    path.write_bytes(encoded.data)
    again = read_animation(path)
    assert again.loop == 3
    assert [frame.duration for frame in again.frames] == [
        frame.duration for frame in indexed.frames
    ]
    for frame, original in zip(again.frames, indexed.frames, strict=True):
        assert np.array_equal(shown(frame.image.pixels), shown(original.image.to_rgba()))


@pytest.mark.parametrize("entry", ANIMATED, ids=lambda entry: entry.name)
def test_frames_with_own_palettes_survive(tmp_path: Path, entry: object) -> None:
    file_format = format_by_name(entry.name)  # type: ignore[attr-defined]
    frames = []
    for number in range(3):
        colors = np.array([[number, 90 * number, 7, 255], [255, 255, number, 255]], np.uint8)
        indices = np.eye(5, dtype=np.uint8)
        image = IndexedImage(indices, Palette.from_colors(colors))
        frames.append(IndexedFrame(image, 100))
    indexed = IndexedAnimation(tuple(frames))
    path = tmp_path / f"moving{file_format.extensions[0]}"
    path.write_bytes(encode_animation(indexed, file_format).data)
    again = read_animation(path)
    assert again.loop == 0
    for frame, original in zip(again.frames, frames, strict=True):
        assert np.array_equal(frame.image.pixels, original.image.to_rgba())


def test_durations_in_a_gif_add_up() -> None:
    """Delays are rounded so that their sum is right."""
    palette = Palette.from_colors(np.array([[0, 0, 0, 255], [255, 0, 0, 255]], np.uint8))
    frames = tuple(
        IndexedFrame(IndexedImage(np.full((2, 2), number % 2, np.uint8), palette), 33)
        for number in range(10)
    )
    data = encode_animation(IndexedAnimation(frames), format_by_name("gif")).data
    durations = [block.duration for block in gif_reader.parse(data).blocks]
    assert set(durations) == {30, 40}
    assert sum(durations) == 330


def test_clearing_some_pixels_adds_few_bytes() -> None:
    """Of a small square that moves over a transparent background only boxes are written."""
    table = np.array([[0, 0, 0, 0], [255, 0, 0, 255]], np.uint8)
    frames = []
    for number in range(5):
        indices = np.zeros((100, 200), np.uint8)
        indices[40:50, 20 * number : 20 * number + 10] = 1
        frames.append(IndexedFrame(IndexedImage(indices, Palette.from_colors(table)), 100))
    data = encode_animation(IndexedAnimation(tuple(frames)), format_by_name("gif")).data
    blocks = gif_reader.parse(data).blocks
    assert max(block.width * block.height for block in blocks) <= 300
    assert len(data) < 300


def test_a_flash_is_disposed_of_to_previous() -> None:
    """The pixels below a flash are restored by its disposal and not written again."""
    rng = np.random.default_rng(0)
    table = np.column_stack([rng.integers(0, 256, (200, 3)), np.full(200, 255)]).astype(np.uint8)
    ground = rng.integers(0, 199, (60, 80)).astype(np.uint8)
    flash = ground.copy()
    flash[10:50, 10:70] = 199
    palette = Palette.from_colors(table)
    frames = tuple(
        IndexedFrame(IndexedImage(indices, palette), 100) for indices in (ground, flash, ground)
    )
    blocks = gif_reader.parse(
        encode_animation(IndexedAnimation(frames), format_by_name("gif")).data
    ).blocks
    assert [block.disposal for block in blocks] == [1, 3, 1]
    assert (blocks[2].width, blocks[2].height) == (1, 1)


def test_frames_with_colours_of_the_global_table_have_no_own_table() -> None:
    base = np.array([[0, 0, 0, 255], [255, 0, 0, 255], [0, 255, 0, 255]], np.uint8)
    tables = [base, base, base[::-1], np.array([[0, 0, 255, 255], [9, 9, 9, 255]], np.uint8)]
    frames = tuple(
        IndexedFrame(
            IndexedImage(np.full((4, 4), number % 2, np.uint8), Palette.from_colors(colors)), 100
        )
        for number, colors in enumerate(tables)
    )
    data = encode_animation(IndexedAnimation(frames), format_by_name("gif")).data
    blocks = gif_reader.parse(data).blocks
    assert [len(block.palette) for block in blocks] == [4, 4, 4, 2]
    assert np.array_equal(blocks[0].palette, blocks[2].palette)


@pytest.mark.parametrize("seed", range(12))
def test_any_frames_survive_in_a_gif(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.choice([1, 2, 5, 16, 256]))
    indices = np.zeros((int(rng.integers(1, 30)), int(rng.integers(1, 30))), np.uint8)
    frames = []
    for _ in range(6):
        colors = np.column_stack([rng.integers(0, 256, (count, 3)), np.full(count, 255)])
        if seed % 2:
            colors[int(rng.integers(count))] = 0
        if not frames or seed % 3 == 0:
            palette = Palette.from_colors(colors.astype(np.uint8))
        indices = indices.copy()
        top, left = int(rng.integers(len(indices))), int(rng.integers(indices.shape[1]))
        indices[top : top + 9, left : left + 9] = rng.integers(count)
        frames.append(IndexedFrame(IndexedImage(indices, palette), 50))
    data = encode_animation(IndexedAnimation(tuple(frames)), format_by_name("gif")).data
    found = list(gif_reader.compose_frames(gif_reader.parse(data)))
    for (pixels, duration), frame in zip(found, frames, strict=True):
        assert duration == 50
        assert np.array_equal(shown(pixels), shown(frame.image.to_rgba()))


def moved(*durations: int, loop: int = 0, is_equal: bool = False) -> IndexedAnimation:
    """Return frames of one colour each."""
    palette = Palette.from_colors(np.array([[0, 0, 0, 255], [255, 0, 0, 255]], np.uint8))
    frames = [
        IndexedFrame(
            IndexedImage(np.full((2, 2), not is_equal and number % 2, np.uint8), palette), duration
        )
        for number, duration in enumerate(durations)
    ]
    return IndexedAnimation(tuple(frames), loop)


@pytest.mark.parametrize(("name", "most"), [("gif", 65_536), ("webp", 65_535)])
def test_too_many_plays_are_limited_with_a_notice(tmp_path: Path, name: str, most: int) -> None:
    encoded = encode_animation(moved(50, 50, loop=70_000), format_by_name(name))
    assert f"{most:,} times at most; it was 70,000" in encoded.notices[0]
    path = tmp_path / "moving"
    path.write_bytes(encoded.data)
    assert read_animation(path).loop == most


@pytest.mark.parametrize("entry", ANIMATED, ids=lambda entry: entry.name)
def test_long_frames_keep_their_time(tmp_path: Path, entry: object) -> None:
    file_format = format_by_name(entry.name)  # type: ignore[attr-defined]
    encoded = encode_animation(moved(100, 20_000_000, 100), file_format)
    assert encoded.notices == ()
    path = tmp_path / "moving"
    path.write_bytes(encoded.data)
    assert sum(frame.duration for frame in read_animation(path).frames) == 20_000_200


def test_short_frames_of_a_gif_are_kept() -> None:
    encoded = encode_animation(moved(10, 0, 10, 30), format_by_name("gif"))
    durations = [block.duration for block in gif_reader.parse(encoded.data).blocks]
    assert durations == [10, 0, 10, 30]
    assert encoded.notices == ()


def test_a_webp_of_equal_frames_has_a_notice() -> None:
    encoded = encode_animation(moved(50, 60, 70, is_equal=True), format_by_name("webp"))
    assert "still image" in encoded.notices[0]
    assert encode_animation(moved(50, 60), format_by_name("webp")).notices == ()


def test_a_gif_that_is_truncated_has_its_complete_frames_and_a_notice(tmp_path: Path) -> None:
    blocks = [block(0, 0, FULL), block(1, 1, [[BLUE]]), block(0, 0, [[BLUE]])]
    whole = make_gif(blocks)
    path = tmp_path / "moving.gif"
    last, middle = len(blocks[2]) + 1, len(blocks[1])
    expected = {
        len(whole): (3, ()),
        len(whole) - 1: (3, ()),  # only its trailer is missing
        len(whole) - 2: (2, ("It is cut short; 2 complete frames were read.",)),
        len(whole) - last + 8: (2, ("It is cut short; 2 complete frames were read.",)),
        len(whole) - last - 3: (1, ("It is cut short; 1 complete frame was read.",)),
        len(whole) - last - middle + 3: (1, ("It is cut short; 1 complete frame was read.",)),
    }
    for length, (count, notices) in expected.items():
        path.write_bytes(whole[:length])
        animation = read_animation(path)
        assert len(animation.frames) == count
        assert animation.source.notices == notices
        assert animation.frames[0].image.source.notices == notices


def test_partial_transparency_is_refused_in_a_gif() -> None:
    palette = Palette.from_colors(np.array([[9, 9, 9, 100], [1, 2, 3, 200]], np.uint8))
    images = [IndexedImage(np.full((2, 2), number, np.uint8), palette) for number in (0, 1)]
    indexed = IndexedAnimation(tuple(IndexedFrame(image, 100) for image in images))
    with pytest.raises(WriteError, match="partial transparency"):
        encode_animation(indexed, format_by_name("gif"))


def test_a_format_without_animations_is_refused() -> None:
    with pytest.raises(WriteError, match="PNG, GIF"):
        encode_animation(make_animation(clear=False), format_by_name("bmp"))


def test_an_apng_of_too_many_colours_is_refused_with_advice() -> None:
    rng = np.random.default_rng(0)
    frames = []
    for _ in range(2):
        colors = np.column_stack([rng.integers(0, 256, (200, 3)), np.full(200, 255)])
        indices = np.arange(200, dtype=np.uint8).reshape(10, 20)
        image = IndexedImage(indices, Palette.from_colors(colors.astype(np.uint8)))
        frames.append(IndexedFrame(image, 100))
    with pytest.raises(WriteError, match="one palette for all"):
        encode_animation(IndexedAnimation(tuple(frames)), format_by_name("png"))


def test_a_damaged_gif_gives_frames_or_a_read_error(tmp_path: Path) -> None:
    whole = make_gif([block(0, 0, FULL), block(1, 1, [[BLUE]], disposal=3), block(0, 0, [[BLUE]])])
    rng = np.random.default_rng(0)
    path = tmp_path / "damaged.gif"
    for _ in range(300):
        data = bytearray(whole[: rng.integers(len(whole) // 2, len(whole) + 1)])
        for place in rng.integers(6, len(data), 2):
            data[place] = rng.integers(256)
        path.write_bytes(data)
        with contextlib.suppress(ReadError):
            assert read_animation(path, limits=Limits(max_megapixels=1)).frames
