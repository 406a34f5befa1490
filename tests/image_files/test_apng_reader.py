"""Animated PNGs: offsets, disposal and blending by the specification."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as Pillow

from quantizer.errors import Cancelled, ReadError
from quantizer.image_files.read import read_image
from quantizer.image_files.read_animation import read_animation
from quantizer.progress import Progress
from tests.image_files.samples import saved

if TYPE_CHECKING:
    from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"
NONE, BACKGROUND, PREVIOUS = 0, 1, 2
SOURCE, OVER = 0, 1


@dataclass
class Part:
    """A frame to write into a file."""

    pixels: np.ndarray
    left: int = 0
    top: int = 0
    delay: tuple[int, int] = (1, 10)
    disposal: int = NONE
    blend: int = SOURCE


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def rows_of(pixels: np.ndarray) -> bytes:
    return zlib.compress(b"".join(b"\0" + row.tobytes() for row in pixels))


def control(number: int, part: Part) -> bytes:
    height, width = part.pixels.shape[:2]
    place = (number, width, height, part.left, part.top)
    return chunk(b"fcTL", struct.pack(">5IHHBB", *place, *part.delay, part.disposal, part.blend))


def make(
    parts: list[Part],
    size: tuple[int, int],
    *,
    plays: int = 0,
    default: np.ndarray | None = None,
    kind: tuple[int, int] = (8, 6),
    extra: bytes = b"",
    count: int | None = None,
) -> bytes:
    """Return an animated PNG of `kind` (depth and colour type)."""
    found = SIGNATURE + chunk(b"IHDR", struct.pack(">2I5B", *size, *kind, 0, 0, 0))
    count = len(parts) if count is None else count
    found += chunk(b"acTL", struct.pack(">II", count, plays)) + extra
    sequence = 0
    if default is not None:
        found += chunk(b"IDAT", rows_of(default))
    for number, part in enumerate(parts):
        found += control(sequence, part)
        sequence += 1
        if number == 0 and default is None:
            found += chunk(b"IDAT", rows_of(part.pixels))
        else:
            found += chunk(b"fdAT", struct.pack(">I", sequence) + rows_of(part.pixels))
            sequence += 1
    return found + chunk(b"IEND", b"")


def filled(color: tuple[int, ...], width: int = 4, height: int = 3) -> np.ndarray:
    return np.full((height, width, len(color)), color, np.uint8)


def played(folder: Path, data: bytes) -> list[np.ndarray]:
    path = folder / "moving.png"
    path.write_bytes(data)
    return [frame.image.pixels for frame in read_animation(path).frames]


def over(under: np.ndarray, top: np.ndarray) -> list[int]:
    """Return one pixel over another by the specification, without intermediate rounding."""
    soft, below = Fraction(int(top[3]), 255), Fraction(int(under[3]), 255)
    alpha = soft + below * (1 - soft)
    if not alpha:
        return [0, 0, 0, 0]
    colors = [
        (int(a) * soft + int(b) * below * (1 - soft)) / alpha
        for a, b in zip(top[:3], under[:3], strict=True)
    ]
    return [int(value + Fraction(1, 2)) for value in (*colors, 255 * alpha)]


def composed(parts: list[Part], width: int, height: int) -> list[np.ndarray]:
    """Compose frames pixel by pixel."""
    canvas = np.zeros((height, width, 4), np.uint8)
    found = []
    for number, part in enumerate(parts):
        before = canvas.copy()
        places = list(np.ndindex(part.pixels.shape[:2]))
        for y, x in places:
            at = part.top + y, part.left + x
            new = part.pixels[y, x]
            canvas[at] = new if part.blend == SOURCE else over(canvas[at], new)
        found.append(canvas.copy())
        if part.disposal == BACKGROUND or (part.disposal == PREVIOUS and number == 0):
            for y, x in places:
                canvas[part.top + y, part.left + x] = 0
        elif part.disposal == PREVIOUS:
            canvas = before
    return found


def random_parts(rng: np.random.Generator, width: int, height: int) -> list[Part]:
    parts = []
    for number in range(int(rng.integers(2, 7))):
        across = width if number == 0 else int(rng.integers(1, width + 1))
        down = height if number == 0 else int(rng.integers(1, height + 1))
        pixels = rng.integers(0, 256, (down, across, 4)).astype(np.uint8)
        hard = rng.random((down, across)) < 0.5
        pixels[..., 3] = np.where(hard, rng.choice([0, 255], (down, across)), pixels[..., 3])
        part = Part(
            pixels,
            int(rng.integers(0, width - across + 1)),
            int(rng.integers(0, height - down + 1)),
            disposal=int(rng.integers(3)),
            blend=int(rng.integers(2)),
        )
        parts.append(part)
    return parts


@pytest.mark.parametrize("seed", range(25))
def test_frames_are_composed_by_the_specification(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    width, height = (int(side) for side in rng.integers(1, 12, 2))
    parts = random_parts(rng, width, height)
    found = played(tmp_path, make(parts, (width, height)))
    for one, wanted in zip(found, composed(parts, width, height), strict=True):
        hidden = (one[..., 3:] == 0) & (wanted[..., 3:] == 0)
        assert np.array_equal(np.where(hidden, 0, one), np.where(hidden, 0, wanted))


def test_a_translucent_pixel_over_an_opaque_one_is_opaque(tmp_path: Path) -> None:
    parts = [Part(filled((200, 0, 0, 255))), Part(filled((0, 0, 200, 128)), blend=OVER)]
    assert (played(tmp_path, make(parts, (4, 3)))[1] == [100, 0, 100, 255]).all()


def test_a_default_image_outside_the_animation_is_not_shown(tmp_path: Path) -> None:
    parts = [Part(filled((1, 2, 3, 255))), Part(filled((4, 5, 6, 255)))]
    data = make(parts, (4, 3), default=filled((9, 9, 9, 255)))
    found = played(tmp_path, data)
    assert [one[0, 0, 0] for one in found] == [1, 4]
    assert read_image(tmp_path / "moving.png").pixels[0, 0, 0] == 9


def test_durations_and_plays(tmp_path: Path) -> None:
    delays = [(1, 10), (5, 0), (1, 60), (0, 1000), (0xFFFF, 1)]
    parts = [Part(filled((n, 0, 0, 255)), delay=delay) for n, delay in enumerate(delays)]
    path = tmp_path / "moving.png"
    path.write_bytes(make(parts, (4, 3), plays=70_000))
    animation = read_animation(path)
    assert [frame.duration for frame in animation.frames] == [100, 50, 17, 0, 65_535_000]
    assert animation.loop == 70_000


def test_all_frames_use_the_palette_and_its_transparency(tmp_path: Path) -> None:
    extra = chunk(b"PLTE", bytes([255, 0, 0, 0, 0, 255])) + chunk(b"tRNS", bytes([255, 128]))
    parts = [
        Part(np.zeros((3, 4, 1), np.uint8)),
        Part(np.ones((1, 2, 1), np.uint8), left=1, top=1, blend=OVER),
    ]
    found = played(tmp_path, make(parts, (4, 3), kind=(8, 3), extra=extra))
    assert (found[1][1, 1:3] == [127, 0, 128, 255]).all()
    assert (found[1][0] == [255, 0, 0, 255]).all()


def test_gamma_is_applied_to_all_frames(tmp_path: Path) -> None:
    extra = chunk(b"gAMA", struct.pack(">I", 100_000))
    parts = [Part(filled((55, 55, 55))), Part(filled((55, 55, 55), 2, 2), left=1)]
    found = played(tmp_path, make(parts, (4, 3), kind=(8, 2), extra=extra))
    assert np.array_equal(found[0], found[1])
    assert 125 < found[1][0, 1, 0] < 131  # linear light as sRGB


def test_samples_of_16_bits_and_their_colour_key(tmp_path: Path) -> None:
    extra = chunk(b"tRNS", struct.pack(">3H", 0x1234, 0x1234, 0x1234))
    first = np.full((3, 4, 3), 0x1235, ">u2")
    second = np.full((1, 4, 3), 0x1234, ">u2")
    parts = [Part(first), Part(second, top=2)]
    found = played(tmp_path, make(parts, (4, 3), kind=(16, 2), extra=extra))
    assert (found[0][..., 3] == 255).all()
    assert (found[1][..., 3] == [[255] * 4, [255] * 4, [0] * 4]).all()


def test_an_exif_orientation_rotates_all_frames(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    levels = np.arange(36, dtype=np.uint8).reshape(3, 4, 3)
    images = [Pillow.fromarray(levels + np.uint8(step)).convert("RGBA") for step in (0, 90)]
    data = saved(images[0], "PNG", save_all=True, append_images=images[1:], exif=exif.tobytes())
    found = played(tmp_path, data)
    for one, image in zip(found, images, strict=True):
        assert np.array_equal(one, np.rot90(np.array(image), -1))


GOOD = [Part(filled((1, 2, 3, 255))), Part(filled((4, 5, 6, 255)), disposal=PREVIOUS)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (make(GOOD, (4, 3), count=5), "2 of its 5 frames"),
        (make([*GOOD, Part(filled((0,) * 4), left=1)], (4, 3)), "frame 3 does not lie within"),
        (make(GOOD, (4, 3)).replace(b"fdAT", b"fdAX"), "frame 2 has no pixels"),
        (make(GOOD, (4, 3))[:-20], "end is missing"),
    ],
)
def test_a_damaged_file_is_refused_in_one_sentence(tmp_path: Path, data: bytes, words: str) -> None:
    with pytest.raises(ReadError, match=words):
        played(tmp_path, data)


def test_damage_gives_frames_or_a_read_error(tmp_path: Path) -> None:
    whole = make([*GOOD, *GOOD], (4, 3))
    rng = np.random.default_rng(0)
    refused = []
    for _ in range(200):
        data = bytearray(whole)
        data[int(rng.integers(8, len(data)))] ^= int(rng.integers(1, 256))
        try:
            assert played(tmp_path, bytes(data))
        except ReadError as error:
            refused.append(str(error))
    assert len(refused) > 150
    assert not any("\n" in one for one in refused)


def test_frames_out_of_order_are_refused(tmp_path: Path) -> None:
    third = Part(filled((7, 8, 9, 255)))
    data = make(GOOD, (4, 3))
    late = control(9, third) + chunk(b"fdAT", struct.pack(">I", 10) + rows_of(third.pixels))
    end = chunk(b"IEND", b"")
    data = data.removesuffix(end).replace(
        chunk(b"acTL", struct.pack(">II", 2, 0)), chunk(b"acTL", struct.pack(">II", 3, 0))
    )
    with pytest.raises(ReadError, match="out of order"):
        played(tmp_path, data + late + end)


def test_reading_is_cancelled(tmp_path: Path) -> None:
    path = tmp_path / "moving.png"
    path.write_bytes(make(GOOD, (4, 3)))
    with pytest.raises(Cancelled):
        read_animation(path, progress=Progress(cancelled=lambda: True))
