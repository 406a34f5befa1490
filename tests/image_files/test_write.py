from __future__ import annotations

import io
import struct
import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from quantizer.errors import Cancelled, SettingsError, WriteError
from quantizer.image.image import IndexedImage, Metadata
from quantizer.image.palette import Palette
from quantizer.image_files import deflate, png_writer, write
from quantizer.image_files.fit_indexed import fit_indexed
from quantizer.image_files.formats import WRITABLE, AlphaSupport, FileFormat, format_by_name
from quantizer.image_files.icc import srgb_profile
from quantizer.image_files.read import read_bytes, read_image
from quantizer.image_files.save import write_image
from quantizer.image_files.write import Encoded
from quantizer.image_files.write import encode as encode_exactly
from quantizer.progress import Progress, Stage

if TYPE_CHECKING:
    from pathlib import Path

PNG = format_by_name("png")
READ_AGAIN = [entry for entry in WRITABLE if entry.reads]  # the others: see test_firmware.py
formats = pytest.mark.parametrize("file_format", READ_AGAIN, ids=lambda entry: entry.name)


def make(
    count: int, shape: tuple[int, int] = (9, 13), alphas: tuple[int, ...] = (255,), seed: int = 0
) -> IndexedImage:
    rng = np.random.default_rng(seed)
    colors = rng.integers(0, 256, (count, 4), np.uint8)
    colors[:, 3] = rng.choice(np.array(alphas, np.uint8), count)
    indices = rng.integers(0, count, shape).astype(np.uint8)
    return IndexedImage(indices, Palette.from_colors(colors))


def encode(indexed: IndexedImage, file_format: FileFormat, **options: Any) -> Encoded:
    """Encode an image as `write_image` does: fitted to the format first."""
    fitted, notices = fit_indexed(indexed, file_format)
    encoded = encode_exactly(fitted, file_format, **options)
    return Encoded(encoded.data, (*(notice.text for notice in notices), *encoded.notices))


def expected(indexed: IndexedImage, alpha: AlphaSupport) -> np.ndarray:
    """Return what a file can show, worked out per pixel."""
    pixels = indexed.to_rgba()
    if alpha is AlphaSupport.NONE:
        opacity = pixels[..., 3:] / 255
        mixed = np.floor(pixels[..., :3] * opacity + 255 * (1 - opacity) + 0.5)
        return np.dstack([mixed, np.full(pixels.shape[:2], 255)]).astype(np.uint8)
    if alpha is AlphaSupport.BINARY:
        pixels[..., 3] = np.where(pixels[..., 3] >= 128, 255, 0)
    return pixels


@formats
@given(
    count=st.integers(1, 256),
    shape=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    alphas=st.sampled_from([(255,), (0, 255), (0, 127, 128, 255), tuple(range(256)), (0,)]),
    optimize=st.booleans(),
    seed=st.integers(0, 99),
)
def test_round_trip(
    file_format: FileFormat,
    count: int,
    shape: tuple[int, int],
    alphas: tuple[int, ...],
    optimize: bool,
    seed: int,
) -> None:
    indexed = make(count, shape, alphas, seed)
    encoded = encode(indexed, file_format, optimize=optimize)
    pixels = read_bytes(encoded.data, "result").pixels
    wanted = expected(indexed, file_format.alpha)
    assert np.array_equal(pixels[..., 3], wanted[..., 3])
    visible = slice(None) if file_format.alpha is AlphaSupport.FULL else wanted[..., 3] > 0
    assert np.array_equal(pixels[visible], wanted[visible])
    assert encode(indexed, file_format, optimize=optimize).data == encoded.data


@formats
@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 16, 17, 255, 256])
def test_the_palette_keeps_its_order(file_format: FileFormat, count: int) -> None:
    if file_format.name == "webp":
        pytest.skip("WebP keeps its palette to itself")
    indexed = make(count)
    with Pillow.open(io.BytesIO(encode(indexed, file_format).data)) as image:
        assert image.mode == "P" or image.mode in {"1", "L"}
        if image.mode == "P":
            stored = np.array(image.getpalette()).reshape(-1, 3)[:count]
            assert np.array_equal(stored, indexed.palette.colors[: len(stored), :3])
            assert np.array_equal(np.asarray(image), indexed.indices)


@pytest.mark.parametrize(
    ("name", "alphas"), [("bmp", (0,)), ("gif", (90,)), ("gif", (0, 0)), ("gif", (0, 127, 255))]
)
def test_alpha_that_a_format_cannot_hold_is_refused(name: str, alphas: tuple[int, ...]) -> None:
    colors = np.array([(9, 9, place, alpha) for place, alpha in enumerate(alphas)], np.uint8)
    indexed = IndexedImage(np.zeros((2, 2), np.uint8), Palette.from_colors(colors))
    with pytest.raises(WriteError, match="cannot hold"):
        encode_exactly(indexed, format_by_name(name))


def chunks(data: bytes) -> dict[bytes, bytes]:
    found, place = {}, 8
    while place < len(data):
        length, kind = struct.unpack_from(">I4s", data, place)
        found[kind] = data[place + 8 : place + 8 + length]
        place += 12 + length
    return found


class TestPng:
    @pytest.mark.parametrize(
        ("count", "depth"),
        [(1, 1), (2, 1), (3, 2), (4, 2), (5, 4), (16, 4), (17, 8), (256, 8)],
    )
    def test_depth_is_the_smallest(self, count: int, depth: int) -> None:
        found = chunks(encode(make(count), PNG).data)
        assert found[b"IHDR"][8] == depth
        assert len(found[b"PLTE"]) == 3 * count

    def test_trns_is_no_longer_than_needed(self) -> None:
        colors = np.array([(1, 2, 3, 9), (4, 5, 6, 255), (7, 8, 9, 0), (1, 1, 1, 255)], np.uint8)
        indexed = IndexedImage(np.zeros((2, 2), np.uint8), Palette.from_colors(colors))
        assert chunks(encode(indexed, PNG).data)[b"tRNS"] == bytes([9, 255, 0])

    def test_no_trns_for_opaque(self) -> None:
        assert b"tRNS" not in chunks(encode(make(5), PNG).data)

    def test_optimize_is_never_larger(self) -> None:
        plain, best = (encode(make(9, (99, 99)), PNG, optimize=flag).data for flag in (False, True))
        assert len(best) <= len(plain)
        rows = [zlib.decompress(chunks(data)[b"IDAT"]) for data in (plain, best)]
        assert rows[0] == rows[1]


@pytest.mark.parametrize("depth", [1, 2, 4, 8])
@formats
def test_a_depth_that_is_asked_for_is_written_or_refused(
    file_format: FileFormat, depth: int
) -> None:
    indexed = make(2)
    if depth not in file_format.depths:
        with pytest.raises(WriteError, match=f"cannot be written with {depth} bits"):
            encode(indexed, file_format, depth=depth)
        return
    data = encode(indexed, file_format, depth=depth).data
    with Pillow.open(io.BytesIO(data)) as image:
        found = {
            "png": lambda: data[24],
            "bmp": lambda: struct.unpack("<H", data[28:30])[0],
            "tiff": lambda: image.tag_v2[258][0],  # type: ignore[attr-defined]
        }[file_format.name]()
        assert np.array_equal(np.asarray(image.convert("RGBA")), indexed.to_rgba())
    assert found == depth
    if depth < 8:
        with pytest.raises(WriteError, match="do not fit into"):
            encode_exactly(make(2**depth + 1), file_format, depth=depth)


def test_bmp_uses_few_bits() -> None:
    sizes = [
        len(encode(make(count, (64, 64)), format_by_name("bmp")).data) for count in (2, 16, 17)
    ]
    assert sizes == [54 + 8 + 512, 54 + 64 + 2048, 54 + 68 + 4096]


@formats
def test_profile_and_resolution_are_kept_if_the_format_holds_them(file_format: FileFormat) -> None:
    plain = make(6)
    metadata = Metadata(icc_profile=srgb_profile(), dpi=(300, 150))
    encoded = encode(IndexedImage(plain.indices, plain.palette, metadata), file_format)
    read = read_bytes(encoded.data, "x").metadata
    assert read.icc_profile == (srgb_profile() if file_format.keeps_profile else None)
    if file_format.keeps_dpi:
        assert read.dpi == pytest.approx((300, 150), rel=1e-3)
    else:
        assert read.dpi is None


@pytest.mark.parametrize(
    ("name", "alphas", "words"),
    [
        ("gif", (0, 255), None),
        ("gif", (0, 90, 255), "partial transparency"),
        ("bmp", (0, 255), "on white"),
        ("bmp", (255,), None),
        ("png", (0, 90, 255), None),
        ("tiff", (0, 90, 255), None),
        ("webp", (0, 90, 255), None),
    ],
)
def test_losses_have_notices(name: str, alphas: tuple[int, ...], words: str | None) -> None:
    notices = encode(make(50, alphas=alphas), format_by_name(name)).notices
    assert bool(notices) is (words is not None)
    assert words is None or words in notices[0]


@pytest.mark.parametrize(("name", "width"), [("webp", 16_384), ("gif", 65_536)])
def test_an_image_too_large_for_the_format_is_refused(
    name: str, width: int, tmp_path: Path
) -> None:
    wide = make(2, (1, width))
    with pytest.raises(WriteError, match=f"at most {width - 1} pixels a side"):
        write_image(wide, tmp_path / f"wide.{name}")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "width"), [("webp", 16_383), ("gif", 65_535)])
def test_as_large_as_the_format_allows(name: str, width: int) -> None:
    assert encode(make(2, (1, width)), format_by_name(name)).data


@formats
def test_a_wrong_pixel_is_noticed(
    file_format: FileFormat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bytes_ = write._bytes
    other = make(7, seed=1)

    def corrupt(_indices, *rest):
        return bytes_(other.indices, *rest)

    monkeypatch.setattr(write, "_bytes", corrupt)
    target = tmp_path / f"out{file_format.extensions[0]}"
    with pytest.raises(WriteError, match="did not give the same pixels back"):
        write_image(make(7), target)
    assert list(tmp_path.iterdir()) == []


def test_an_encoder_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> bytes:
        raise KeyError("inner")

    monkeypatch.setattr(write, "_bytes", fail)
    with pytest.raises(WriteError, match="cannot be encoded as PNG"):
        write_image(make(2), tmp_path / "a.png")


class TestWriteImage:
    @formats
    def test_by_extension(self, file_format: FileFormat, tmp_path: Path) -> None:
        for extension in file_format.extensions:
            path = tmp_path / f"out{extension.upper()}"
            encoded = write_image(make(5), path)
            assert path.read_bytes() == encoded.data
            assert np.array_equal(read_image(path).pixels, make(5).to_rgba())

    def test_by_content_and_not_by_name(self, tmp_path: Path) -> None:
        write_image(make(5), tmp_path / "out.txt", file_format=PNG)
        assert read_image(tmp_path / "out.txt").source.format == "PNG"

    def test_unknown_extension(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match=r"\.png"):
            write_image(make(5), tmp_path / "out.jpg")
        with pytest.raises(WriteError, match="not written"):
            write_image(make(5), tmp_path / "out.jpg", file_format=format_by_name("jpeg"))
        assert list(tmp_path.iterdir()) == []

    def test_never_the_input(self, tmp_path: Path) -> None:
        source = tmp_path / "in.png"
        before = write_image(make(5), source).data
        with pytest.raises(WriteError, match="input file"):
            write_image(make(9), source, overwrite=True, protect=[source])
        assert source.read_bytes() == before


@pytest.mark.sample(3)
@pytest.mark.parametrize("optimize", [False, True])
@pytest.mark.parametrize("width", [211, 1200])
@pytest.mark.parametrize("count", [2, 256])
def test_pieces_form_the_same_stream_with_any_number_of_threads(
    width: int, count: int, optimize: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(png_writer, "_PIECE", 500)  # less than a row of 1200 pixels
    monkeypatch.setattr(png_writer, "_SMALL", 0)
    indexed = make(count, (90, width))
    one, *others = (
        encode(indexed, PNG, optimize=optimize, threads=n).data for n in (1, 2, 5, None)
    )
    assert all(other == one for other in others)
    assert (one.count(b"IDAT") > 1) != optimize
    np.testing.assert_array_equal(read_bytes(one, "result").pixels, indexed.to_rgba())


def test_a_piece_refers_back_to_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    ramp = np.tile(np.random.default_rng(0).integers(0, 256, 4000), (60, 1)).astype(np.uint8)
    indexed = IndexedImage(ramp, make(256).palette)
    monkeypatch.setattr(png_writer, "_SMALL", 0)
    whole = len(encode(indexed, PNG).data)
    monkeypatch.setattr(png_writer, "_PIECE", 8002)
    # Two rows are a piece. Without back references each piece would contain the ramp again.
    assert len(encode(indexed, PNG).data) < whole + 30 * 300


def levels_for(
    indexed: IndexedImage, monkeypatch: pytest.MonkeyPatch, **options: bool
) -> list[int]:
    """Return the levels of libdeflate that an image is deflated at."""
    levels: list[int] = []
    by_oxipng = png_writer._deflated_by_oxipng

    def noted(data: bytes, level: int | None) -> bytes:
        levels.append(level or 0)
        return by_oxipng(data, level)

    monkeypatch.setattr(png_writer, "_deflated_by_oxipng", noted)
    encode(indexed, PNG, **options)
    return levels


def test_drawings_and_photos_of_few_colours_are_worth_slow_levels(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(0)
    noise = rng.integers(0, 16, (400, 400)).astype(np.uint8)
    many = IndexedImage(rng.integers(0, 200, (400, 400)).astype(np.uint8), make(200).palette)
    few = IndexedImage(noise, make(16).palette)
    drawing = IndexedImage(np.repeat(noise // 8, 40, axis=1)[:, :400], make(200).palette)
    small = IndexedImage(np.ascontiguousarray(drawing.indices[:100]), drawing.palette)
    for indexed, usual, fast in ((many, 7, 7), (few, 10, 7), (drawing, 11, 10), (small, 8, 8)):
        assert levels_for(indexed, monkeypatch) == [usual]
        monkeypatch.undo()
        assert levels_for(indexed, monkeypatch, fast=True) == [fast]
        monkeypatch.undo()


@given(st.binary(max_size=99), st.binary(max_size=99))
def test_checksums_are_joined(first: bytes, second: bytes) -> None:
    joined = deflate.joined_adler32(zlib.adler32(first), zlib.adler32(second), len(second))
    assert joined == zlib.adler32(first + second)


def test_writing_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        encode(make(200, (64, 64)), PNG, progress=Progress(cancelled=lambda: True))


def test_writing_reports_progress() -> None:
    told = []
    line = Progress(listener=lambda stage, share: told.append((stage, share)))
    encode(make(200, (64, 64)), PNG, progress=line)
    assert {stage for stage, _ in told} == {Stage.WRITE}
    shares = [share for _, share in told]
    assert shares == sorted(shares)


def _drawn(rng: np.random.Generator) -> bytes:
    """Return a megabyte of few short pieces, as a drawing has them."""
    pieces = [rng.integers(0, 6, size, np.uint8).tobytes() for size in range(4, 40)]
    return b"".join(pieces[number] for number in rng.integers(0, 36, 50_000))


def _dithered(rng: np.random.Generator) -> bytes:
    """Return a megabyte of the entries of a photo of many colours, dithered."""
    y, x = np.mgrid[:1024, :1024]
    levels = 128 + 60 * np.sin(x / 97) + 60 * np.cos(y / 71) + rng.normal(0, 20, x.shape)
    entries = rng.permutation(64).astype(np.uint8)
    return entries[np.clip(levels / 4, 0, 63).astype(np.uint8)].tobytes()


@pytest.mark.parametrize("kind", [_drawn, _dithered])
def test_a_piece_is_deflated_at_the_level_that_its_samples_choose(kind) -> None:
    piece = memoryview(kind(np.random.default_rng(0)))
    nothing = memoryview(b"")
    quick, lazy = (
        len(deflate._shrink(piece, nothing, level, zlib.Z_FINISH))
        for level in (deflate._QUICK, deflate._LAZY)
    )
    found = deflate.deflate_piece(piece, nothing, True, optimize=False)
    assert zlib.decompress(found, -15) == piece
    assert (quick < lazy) == (kind is _dithered)
    assert len(found) == min(quick, lazy)


@pytest.mark.parametrize("count", [2, 16, 200])
def test_optimizing_never_makes_a_file_larger_and_keeps_the_palette(count: int) -> None:
    indexed = make(count, (60, 90))
    usual, optimized = (encode(indexed, PNG, optimize=flag).data for flag in (False, True))
    assert len(optimized) <= len(usual)
    for data in (usual, optimized):
        with Pillow.open(io.BytesIO(data)) as image:
            assert image.mode == "P"
            palette = np.array(image.getpalette("RGBA"), np.uint8).reshape(-1, 4)
        np.testing.assert_array_equal(palette[:count], indexed.palette.colors)


def test_a_gif_with_few_colours_has_a_small_code_size_and_keeps_its_palette() -> None:
    """Three colours, one of them transparent, need a table of four and codes from 3 bits on."""
    colors = np.array([[9, 9, 9, 255], [0, 0, 0, 0], [200, 100, 50, 255]], np.uint8)
    indices = (np.indices((40, 40)).sum(axis=0) % 3).astype(np.uint8)
    image = IndexedImage(indices, Palette.from_colors(colors))
    data = encode(image, format_by_name("gif")).data
    assert data[10] & 7 == 1
    assert data[13:22] == colors[:, :3].tobytes()
    assert len(data) < 160
