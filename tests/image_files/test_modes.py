from __future__ import annotations

import struct

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageCms

from quantizer.image_files.read import read_bytes
from tests.image_files.samples import chunk, deep, gradient, png, saved, scaled


def read(image: Pillow.Image, pillow: str, **options: object):
    return read_bytes(saved(image, pillow, **options), "sample")


@pytest.mark.parametrize(
    "mode", ["1", "L", "P", "RGB", "RGBA", "LA", "PA", "CMYK", "YCbCr", "RGBX"]
)
@pytest.mark.parametrize("pillow", ["PNG", "TIFF", "BMP", "TGA", "JPEG2000"])
def test_modes_that_pillow_converts(mode: str, pillow: str) -> None:
    image = gradient().convert("P").convert(mode) if mode == "PA" else gradient().convert(mode)
    if (image.mode, pillow) == ("RGBA", "BMP"):
        pytest.skip("a BMP of 32 bits has no alpha unless its header says so")
    if image.mode in {"LA", "RGBA", "PA"}:
        image.putalpha(gradient().getchannel("R"))
    try:
        data = saved(image, pillow)
    except (OSError, KeyError, ValueError):
        pytest.skip("the format does not hold the mode")
    difference = read_bytes(data, "x").pixels.astype(int) - np.asarray(image.convert("RGBA"))
    # YCbCr is rounded on its way into a JPEG 2000.
    assert np.abs(difference).max() <= (1 if mode == "YCbCr" else 0)


class TestDeepGrey:
    @pytest.mark.parametrize("pillow", ["PNG", "TIFF", "PPM", "JPEG2000"])
    def test_16_bits_are_scaled_and_rounded(self, pillow: str) -> None:
        pixels = read(Pillow.fromarray(deep()), pillow).pixels
        assert np.array_equal(pixels[..., 0], scaled(deep()))
        assert (pixels[..., 3] == 255).all()

    @pytest.mark.parametrize("mode", ["I;16", "I;16B", "I;16L"])
    @pytest.mark.parametrize("compression", ["raw", "tiff_adobe_deflate"])
    def test_of_either_byte_order(self, mode: str, compression: str) -> None:
        samples = deep(">u2" if mode == "I;16B" else "<u2")
        image = Pillow.frombytes(mode, (64, 64), samples.tobytes())
        try:
            data = saved(image, "TIFF", compression=compression)
        except OSError:
            pytest.skip("Pillow does not write this")
        assert np.array_equal(read_bytes(data, "x").pixels[..., 1], scaled(deep()))

    @pytest.mark.parametrize("largest", [255, 65535, 2_000_000])
    def test_32_bits_by_their_largest_value(self, largest: int) -> None:
        samples = np.linspace(0, largest, 4096).astype(np.int32).reshape(64, 64)
        wanted = np.floor(samples * 255 / largest + 0.5)
        assert np.array_equal(read(Pillow.fromarray(samples), "TIFF").pixels[..., 2], wanted)

    def test_white_is_zero(self) -> None:
        data = bytearray(saved(Pillow.fromarray(deep()), "TIFF"))
        tag = data.index(struct.pack("<HHI", 262, 3, 1))
        data[tag + 8] = 0
        pixels = read_bytes(bytes(data), "x").pixels
        assert np.abs(pixels[..., 0].astype(int) - (255 - scaled(deep()))).max() <= 1
        assert pixels[0, 0, 0] == 255

    def test_a_pgm_with_its_own_white(self) -> None:
        data = b"P5 3 1 1000\n" + struct.pack(">3H", 0, 500, 1000)
        assert read_bytes(data, "x").pixels[0, :, 0].tolist() == [0, 128, 255]

    def test_rgb(self) -> None:
        rows = b"\0" + struct.pack(">6H", 0, 0x7F80, 0xFFFF, 0xFF00, 256, 255)
        pixels = read_bytes(png(2, 1, 16, 2, rows), "x").pixels
        wanted = [[0, 127, 255], [254, 1, 1]]
        assert np.abs(pixels[0, :, :3].astype(int) - wanted).max() <= 1


class TestFloat:
    @pytest.mark.parametrize("pillow", ["TIFF", "PPM"])
    @pytest.mark.parametrize(("white", "told"), [(1, False), (255, False), (65535, False)])
    def test_scale(self, pillow: str, white: float, told: bool) -> None:
        fractions = deep().astype(np.float32) / np.float32(deep().max())
        image = read(Pillow.fromarray(fractions * np.float32(white)), pillow)
        wanted = np.floor(fractions.astype(float) * 255 + 0.5)
        assert np.abs(image.pixels[..., 0] - wanted).max() <= 1
        assert bool(image.source.notices) is told

    @pytest.mark.parametrize("largest", [1.5, 1e6])
    def test_a_guessed_white_has_a_notice(self, largest: float) -> None:
        image = read(Pillow.fromarray(np.array([[0, largest]], np.float32)), "TIFF")
        assert image.pixels[0, :, 0].tolist() == [0, 255]
        assert "what is white" in image.source.notices[0]

    def test_nan_is_black(self) -> None:
        values = np.array([[0.5, np.nan, np.inf, -np.inf, -3]], np.float32)
        pixels = read(Pillow.fromarray(values), "TIFF").pixels
        assert pixels[0, :, 0].tolist() == [128, 0, 255, 0, 0]

    def test_only_nan(self) -> None:
        values = np.full((2, 2), np.nan, np.float32)
        assert not read(Pillow.fromarray(values), "TIFF").pixels[..., :3].any()


class TestColorKey:
    @pytest.mark.parametrize("depth", [1, 2, 4])
    def test_grey_of_few_bits(self, depth: int) -> None:
        key = 1
        row = b"\0" + bytes([int(("0" * (depth - 1) + "1") + "0" * (8 - depth), 2)])
        data = png(2, 1, depth, 0, row, chunk(b"tRNS", struct.pack(">H", key)))
        assert read_bytes(data, "x").pixels[0, :, 3].tolist() == [0, 255]

    def test_grey_of_8_bits(self) -> None:
        data = png(3, 1, 8, 0, b"\0\1\2\3", chunk(b"tRNS", struct.pack(">H", 2)))
        assert read_bytes(data, "x").pixels[0, :, 3].tolist() == [255, 0, 255]

    def test_grey_of_16_bits(self) -> None:
        rows = b"\0" + struct.pack(">3H", 300, 301, 302)
        data = png(3, 1, 16, 0, rows, chunk(b"tRNS", struct.pack(">H", 301)))
        assert read_bytes(data, "x").pixels[0, :, 3].tolist() == [255, 0, 255]

    def test_rgb_of_8_bits(self) -> None:
        data = png(2, 1, 8, 2, b"\0\1\2\3\1\2\4", chunk(b"tRNS", struct.pack(">3H", 1, 2, 4)))
        assert read_bytes(data, "x").pixels[0, :, 3].tolist() == [255, 0]

    def test_rgb_of_16_bits_compares_both_bytes(self) -> None:
        colors = [(300, 400, 500), (300, 400, 501), (301, 400, 500)]
        rows = b"\0" + b"".join(struct.pack(">3H", *color) for color in colors)
        data = png(3, 1, 16, 2, rows, chunk(b"tRNS", struct.pack(">3H", *colors[1])))
        pixels = read_bytes(data, "x").pixels
        assert pixels[0, :, 3].tolist() == [255, 0, 255]
        assert pixels[0, :, :3].tolist() == [[1, 1, 1]] * 3


@pytest.mark.parametrize("alphas", [[255, 0], [255, 7, 128], [0]])
def test_palette_transparency(alphas: list[int]) -> None:
    palette = chunk(b"PLTE", bytes(range(12)))
    data = png(4, 1, 8, 3, b"\0\0\1\2\3", palette, chunk(b"tRNS", bytes(alphas)))
    pixels = read_bytes(data, "x").pixels
    assert pixels[0, :, 3].tolist() == [*alphas, *[255] * (4 - len(alphas))]
    assert pixels[0, :, 0].tolist() == [0, 3, 6, 9]


def test_transparent_gif() -> None:
    image = Pillow.fromarray(np.array([[0, 1, 2]], np.uint8))
    image.putpalette(bytes(range(9)))
    pixels = read(image, "GIF", transparency=1, optimize=False).pixels
    assert pixels[0, :, 3].tolist() == [255, 0, 255]
    assert pixels[0, ::2, 0].tolist() == [0, 6]


def test_lab_without_a_profile() -> None:
    image = Pillow.new("LAB", (2, 2), (128, 128, 128))
    transform = ImageCms.buildTransform(
        ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB"
    )
    wanted = np.asarray(ImageCms.applyTransform(image, transform))
    pixels = read(image, "TIFF").pixels
    assert np.array_equal(pixels[..., :3], wanted)
    assert abs(int(pixels[0, 0, 0]) - 119) <= 1  # L* = 50


def test_cmyk_of_a_jpeg_is_not_inverted() -> None:
    pixels = read(Pillow.new("CMYK", (16, 16), (0, 255, 255, 0)), "JPEG").pixels
    assert np.abs(pixels.astype(int) - (255, 0, 0, 255)).max() <= 3
