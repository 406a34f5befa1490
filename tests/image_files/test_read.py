from __future__ import annotations

import contextlib
import io
import os
import struct
import threading
import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageOps

from quantizer.errors import Cancelled, ReadError
from quantizer.image_files import read
from quantizer.image_files.pillow import libtiff_messages
from quantizer.image_files.read import read_bytes, read_image
from quantizer.progress import Progress, Stage
from quantizer.settings.file_limits import Limits
from tests.image_files.samples import FILES, chunk, gradient, png, saved

LOSSY = {"jpeg", "jpeg progressive", "webp", "tiff jpeg", "avif"}
REDUCED = {"png palette", "gif", "tga rle", "pgm", "pbm", "ico", "ico bmp"}


@pytest.mark.parametrize("name", sorted(set(FILES) - REDUCED))
def test_every_format_gives_its_pixels(name: str, tmp_path: Path) -> None:
    path = tmp_path / "image.dat"  # the extension says nothing
    path.write_bytes(FILES[name])
    image = read_image(path)
    wanted = np.asarray(gradient()).astype(int)
    difference = np.abs(image.pixels[..., :3] - wanted)
    assert difference.mean() < (16 if name in LOSSY else 1e-9)
    assert not image.has_alpha
    assert image.source.path == path
    assert image.source.bytes == len(FILES[name])
    assert image.source.notices == ()


@pytest.mark.parametrize("name", sorted(FILES))
def test_progress_rises_to_one_at_its_stage(name: str) -> None:
    seen: list[tuple[Stage, float]] = []
    read_bytes(FILES[name], name, progress=Progress(lambda *entry: seen.append(entry)))
    assert {stage for stage, _ in seen} == {Stage.READ}
    fractions = [fraction for _, fraction in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def _missing(folder: Path) -> Path:
    return folder / "missing.png"


def _folder(folder: Path) -> Path:
    return folder


def _empty(folder: Path) -> Path:
    (folder / "empty.png").touch()
    return folder / "empty.png"


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.png")
    return folder / "pipe.png"


def _device(_folder: Path) -> Path:
    return Path("/dev/zero")


def _null(folder: Path) -> Path:
    return folder / "a\0b.png"


def _below_a_file(folder: Path) -> Path:
    return _empty(folder) / "image.png"


def _postscript(folder: Path) -> Path:
    path = folder / "drawing.png"
    path.write_bytes(saved(gradient(), "EPS"))
    return path


def _text(folder: Path) -> Path:
    path = folder / "text.png"
    path.write_text("This is not an image.\n" * 20)
    return path


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_missing, "there is no such file"),
        (_folder, "is a folder"),
        (_empty, "is empty"),
        (_pipe, "device or a pipe"),
        (_device, "device or a pipe"),
        (_null, "no such file"),
        (_below_a_file, "no such file"),
        (_postscript, "not an image in a known format"),
        (_text, "not an image in a known format"),
    ],
)
def test_a_file_that_is_not_an_image(make, reason: str, tmp_path: Path) -> None:
    path = make(tmp_path)
    with pytest.raises(ReadError, match=reason) as caught:
        read_image(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "image.png"
    path.write_bytes(FILES["png"])

    def refuse(*_args: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("quantizer.image_files.stream.os.open", refuse)
    with pytest.raises(ReadError, match="no permission to read it"):
        read_image(path)


def test_the_input_is_opened_once_and_read_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "image.tif"
    path.write_bytes(FILES["tiff"])
    opened: list[int] = []
    open_ = os.open

    def note(name: object, flags: int, *rest: int) -> int:
        opened.append(flags)
        return open_(name, flags, *rest)

    monkeypatch.setattr("quantizer.image_files.stream.os.open", note)
    read_image(path)
    (flags,) = [flags for flags in opened if flags & os.O_NONBLOCK]
    assert flags & os.O_ACCMODE == os.O_RDONLY


class TestLimit:
    def test_refuses_before_decoding(self) -> None:
        bomb = png(50_000, 50_000, 8, 2, b"")
        with pytest.raises(ReadError, match="50000 x 50000 are 2500 megapixels"):
            read_bytes(bomb, "bomb", limits=Limits(max_megapixels=2000))

    def test_far_beyond_the_limit(self) -> None:
        with pytest.raises(ReadError, match="too large"):
            read_bytes(png(50_000, 50_000, 8, 2, b""), "bomb")

    @pytest.mark.parametrize("name", sorted(FILES))
    def test_every_format(self, name: str) -> None:
        with pytest.raises(ReadError, match="too large"):
            read_bytes(FILES[name], name, limits=Limits(max_megapixels=0.00012))

    def test_exactly_the_limit_is_allowed(self) -> None:
        limits = Limits(max_megapixels=40 * 32 / 1e6)
        assert read_bytes(FILES["png"], "x", limits=limits).width == 40

    def test_may_be_infinite(self) -> None:
        assert read_bytes(FILES["png"], "x", limits=Limits(max_megapixels=float("inf"))).width == 40

    def test_an_icon_that_contains_a_decompression_bomb(self) -> None:
        inner = png(5000, 5000, 1, 0, bytes(626 * 5000))
        head = struct.pack("<3H4B2H2I", 0, 1, 1, 16, 16, 0, 0, 1, 32, len(inner), 22)
        with pytest.raises(ReadError, match="too large"):
            read_bytes(head + inner, "icon", limits=Limits(max_megapixels=1))

    def test_pillow_is_left_as_it_was(self) -> None:
        limit, filters = Pillow.MAX_IMAGE_PIXELS, list(warnings.filters)
        threads = [threading.Thread(target=read_bytes, args=(FILES[name], name)) for name in FILES]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert limit == Pillow.MAX_IMAGE_PIXELS
        assert filters == warnings.filters


class TestFrames:
    @pytest.mark.parametrize(
        ("pillow", "options", "noun"),
        [
            ("GIF", {}, "frames"),
            ("PNG", {}, "frames"),
            ("WEBP", {"lossless": True}, "frames"),
            ("TIFF", {}, "pages"),
            ("AVIF", {"quality": 100, "subsampling": "4:4:4"}, "frames"),
        ],
    )
    def test_the_first_frame_is_read_with_a_notice_about_the_others(
        self, pillow: str, options: dict[str, object], noun: str
    ) -> None:
        frames = [Pillow.new("RGB", (20, 20), color) for color in ("red", "lime", "blue")]
        data = saved(frames[0], pillow, save_all=True, append_images=frames[1:], **options)
        image = read_bytes(data, "animation")
        assert image.source.notices == (f"It has 3 {noun}; only the first is used.",)
        assert np.abs(image.pixels.astype(int) - (255, 0, 0, 255)).max() <= 3

    def test_the_largest_image_of_an_icon_is_read(self) -> None:
        data = saved(gradient(64, 64), "ICO", sizes=[(16, 16), (64, 64), (32, 32)])
        image = read_bytes(data, "icon")
        assert (image.width, image.height) == (64, 64)
        assert image.source.notices == ()

    def test_a_gif_is_as_large_as_its_screen(self) -> None:
        data = bytearray(FILES["gif"])
        data[6:10] = struct.pack("<2H", 10, 6)
        image = read_bytes(bytes(data), "gif")
        assert (image.width, image.height) == (10, 6)

    def test_a_gif_frame_with_an_offset(self) -> None:
        data = bytearray(FILES["gif"])
        data[6:10] = struct.pack("<2H", 50, 40)
        start = data.index(b"\x2c\0\0\0\0")
        data[start + 1 : start + 5] = struct.pack("<2H", 10, 8)
        wanted = read_bytes(FILES["gif"], "gif").pixels
        image = read_bytes(bytes(data), "gif")
        assert image.pixels.shape == (40, 50, 4)
        assert np.array_equal(image.pixels[8:, 10:], wanted)


class TestCancel:
    @pytest.mark.parametrize("name", sorted(FILES))
    def test_at_any_check_for_a_cancel(self, name: str) -> None:
        questions = 0

        def count() -> bool:
            nonlocal questions
            questions += 1
            return False

        read_bytes(FILES[name], name, progress=Progress(cancelled=count))
        for moment in range(1, questions + 1):
            asked = iter(range(1, questions + 2))
            with pytest.raises(Cancelled):
                read_bytes(
                    FILES[name],
                    name,
                    progress=Progress(cancelled=lambda a=asked, m=moment: next(a) >= m),
                )

    @pytest.mark.parametrize("pillow", ["PNG", "JPEG", "BMP", "TIFF", "JPEG2000", "PPM", "TGA"])
    def test_within_the_decoder(self, pillow: str, monkeypatch: pytest.MonkeyPatch) -> None:
        rng = np.random.default_rng(0)
        noise = Pillow.fromarray(rng.integers(0, 256, (256, 512, 3), np.uint8))
        data = saved(noise, pillow)
        decoding = False
        load = Pillow.Image.load

        def note(image: Pillow.Image) -> object:
            nonlocal decoding
            decoding = True
            return load(image)

        monkeypatch.setattr(Pillow.Image, "load", note)
        monkeypatch.setattr(read, "convert_upright", None)  # not reached
        with pytest.raises(Cancelled):
            read_bytes(data, "noise", progress=Progress(cancelled=lambda: decoding))


class TestBoundary:
    @pytest.mark.parametrize(
        "kind",
        [
            OSError,
            ValueError,
            IndexError,
            KeyError,
            TypeError,
            SyntaxError,
            struct.error,
            EOFError,
            OverflowError,
            MemoryError,
            RuntimeError,
            AttributeError,
            AssertionError,
            Pillow.DecompressionBombError,
        ],
    )
    def test_any_exception_of_pillow_becomes_a_read_error(
        self, kind: type[Exception], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(_image: object) -> None:
            raise kind("line one\nline two")

        monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", fail)
        with pytest.raises(ReadError, match=r"^sample: \w[^\n]*$"):
            read_bytes(FILES["png"], "sample")

    def test_an_interrupt_passes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(_image: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr("PIL.PngImagePlugin.PngImageFile.load", fail)
        with pytest.raises(KeyboardInterrupt):
            read_bytes(FILES["png"], "sample")


class TestDamage:
    @pytest.mark.parametrize("name", sorted(FILES))
    def test_a_truncated_file(self, name: str) -> None:
        data = FILES[name]
        whole = read_bytes(data, name).pixels
        for length in {*range(0, len(data), max(1, len(data) // 40)), len(data) - 1}:
            try:
                image = read_bytes(data[:length], name)
            except ReadError:
                continue
            # The missing bytes do not belong to the pixels.
            assert np.array_equal(image.pixels, whole), length

    @pytest.mark.parametrize("name", sorted(FILES))
    def test_flipped_bits(self, name: str, capfd: pytest.CaptureFixture[str]) -> None:
        rng = np.random.default_rng(len(name))
        for _ in range(40):
            data = bytearray(FILES[name])
            for place in rng.integers(0, len(data), rng.integers(1, 5)):
                data[place] ^= 1 << rng.integers(8)
            with contextlib.suppress(ReadError):
                read_bytes(bytes(data), name, limits=Limits(max_megapixels=1))
        assert capfd.readouterr() == ("", "")

    @pytest.mark.parametrize("name", sorted(FILES))
    def test_only_the_signature(self, name: str) -> None:
        with pytest.raises(ReadError):
            read_bytes(FILES[name][:16], name)

    @pytest.mark.parametrize("kind", [b"IDAT", b"IHDR", b"IEND"])
    def test_a_png_checksum(self, kind: bytes) -> None:
        data = bytearray(FILES["png"])
        (length,) = struct.unpack_from(">I", data, data.index(kind) - 4)
        data[data.index(kind) + 4 + length] ^= 1
        with pytest.raises(ReadError, match="damaged"):
            read_bytes(bytes(data), "sample")

    def test_a_png_with_data_after_its_end(self) -> None:
        assert read_bytes(FILES["png"] + b"trailing", "sample").width == 40

    def test_a_png_with_an_unknown_chunk(self) -> None:
        rows = b"\0\x80"
        assert read_bytes(png(1, 1, 8, 0, rows, chunk(b"quAn", b"?")), "x").pixels[0, 0, 0] == 128


def test_warnings_of_pillow_are_silenced(capfd: pytest.CaptureFixture[str]) -> None:
    exif = b"Exif\0\0II*\0\x08\0\0\0\x05\0\x12\x01\x03\0\xff\xff\0\0\xff\xff\0\0"
    file = io.BytesIO()
    gradient().save(file, "JPEG", exif=exif)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert read_bytes(file.getvalue(), "photo").width == 40
    assert caught == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("in_place", [True, False])
def test_decoding_in_place_gives_what_copying_gives(
    mode: str, orientation: int, in_place: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (7, 11, 4), np.uint8)
    source = Pillow.fromarray(pixels).convert(mode)
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    file = io.BytesIO()
    source.save(file, "PNG", exif=exif)
    if not in_place:
        monkeypatch.setattr(read.InPlaceDecode, "supports", lambda _file: False)
    image = read_bytes(file.getvalue(), "image")
    wanted = np.asarray(ImageOps.exif_transpose(_with_exif(source, exif)).convert("RGBA"))
    np.testing.assert_array_equal(image.pixels, wanted)
    assert image.pixels.flags.c_contiguous


def _with_exif(source: Pillow.Image, exif: Pillow.Exif) -> Pillow.Image:
    image = source.copy()
    image.getexif()[0x0112] = exif[0x0112]
    return image


def test_only_images_without_a_transparent_colour_are_decoded_in_place() -> None:
    in_place = []

    class Spy(read.InPlaceDecode):
        def __init__(self, file: Pillow.Image) -> None:
            super().__init__(file)
            in_place.append(file.info.get("transparency"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read, "InPlaceDecode", Spy)
        source = gradient().convert("RGB")
        for options in ({}, {"transparency": (1, 2, 3)}):
            file = io.BytesIO()
            source.save(file, "PNG", **options)
            read_bytes(file.getvalue(), "image")
    assert in_place == [None]


def test_messages_of_libtiff_go_to_the_log(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("INFO")
    with libtiff_messages():
        os.write(2, b"a strange tag\n")
    assert caplog.messages == ["libtiff: a strange tag"]
    assert capfd.readouterr() == ("", "")


def test_the_log_says_how_an_image_was_read(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", "quantizer")
    read_bytes(FILES["png"], "photo.png")
    (message,) = caplog.messages
    assert message.startswith("photo.png: PNG of ")
    assert "mode RGB, 40 x 32, decoded in place" in message
    with pytest.raises(ReadError):
        read_bytes(b"no image", "text.png")
    assert caplog.messages[1:] == ["text.png: cannot be read"]
