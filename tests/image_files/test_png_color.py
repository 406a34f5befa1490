"""PNGs whose chunks describe their colours without a profile."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageCms

from quantizer.color.srgb_transfer import LINEAR, srgb_from_linear
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.png_chunks import make_chunk
from quantizer.image_files.read import read_image
from quantizer.image_files.write import encode
from quantizer.reduction.pipeline import quantize

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from quantizer.image.image import Image

SRGB = (0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06)
DISPLAY_P3 = (0.3127, 0.3290, 0.680, 0.320, 0.265, 0.690, 0.150, 0.060)
ADOBE_RGB = (0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06)

# From Display P3 to sRGB in linear light (CSS Color 4, sample code, to four digits).
P3_TO_SRGB = np.array([[1.2249, -0.2249, 0], [-0.0421, 1.0421, 0], [-0.0196, -0.0786, 1.0983]])


def gamma_chunk(gamma: float) -> bytes:
    return make_chunk(b"gAMA", struct.pack(">I", round(gamma * 1e5)))


def chromaticity_chunk(values: tuple[float, ...]) -> bytes:
    return make_chunk(b"cHRM", struct.pack(">8I", *(round(value * 1e5) for value in values)))


@pytest.fixture
def colors() -> NDArray[np.uint8]:
    """Return a cube of colours and all greys, uint8 (rows, 16, 3)."""
    steps = np.arange(0, 256, 17, dtype=np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(-1, 16, 3)
    greys = np.repeat(np.arange(256, dtype=np.uint8), 3).reshape(-1, 16, 3)
    return np.concatenate([cube, greys])


def read(folder: Path, pixels: NDArray[np.uint8], chunks: bytes, *, keep: bool = False) -> Image:
    """Read the pixels back from a PNG with these chunks."""
    file = io.BytesIO()
    Pillow.fromarray(pixels).save(file, "PNG")
    data, path = file.getvalue(), folder / "colors.png"
    path.write_bytes(data[:33] + chunks + data[33:])
    return read_image(path, keep_profile=keep)


def levels(light: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.rint(255 * srgb_from_linear(np.clip(light, 0, 1)))


@pytest.mark.parametrize("gamma", [1.0, 0.7, 0.55, 0.35, 2.5])
@pytest.mark.parametrize("grey", [False, True])
def test_a_gamma_is_undone(
    tmp_path: Path, colors: NDArray[np.uint8], gamma: float, grey: bool
) -> None:
    stored = colors[..., 0] if grey else colors
    image = read(tmp_path, stored, gamma_chunk(gamma))
    wanted = levels((stored / 255) ** (1 / gamma))
    found = image.pixels[..., 0] if grey else image.pixels[..., :3]
    assert np.abs(found - wanted).max() <= 1
    assert not grey or (image.pixels[..., :1] == image.pixels[..., 1:3]).all()
    assert image.metadata.icc_profile is None


def test_gamma_is_undone_in_a_palette(tmp_path: Path) -> None:
    file, path = io.BytesIO(), tmp_path / "palette.png"
    picture = Pillow.fromarray(np.arange(4, dtype=np.uint8).reshape(2, 2))
    picture.putpalette([0, 0, 0, 64, 64, 64, 128, 0, 0, 255, 255, 255])
    picture.save(file, "PNG")
    data = file.getvalue()
    path.write_bytes(data[:33] + gamma_chunk(1.0) + data[33:])
    wanted = levels(np.array([[0, 0, 0], [64] * 3, [128, 0, 0], [255] * 3]) / 255)
    assert np.abs(read_image(path).pixels.reshape(4, 4)[:, :3] - wanted).max() <= 1


def test_primaries_are_honoured(tmp_path: Path, colors: NDArray[np.uint8]) -> None:
    image = read(tmp_path, colors, chromaticity_chunk(DISPLAY_P3))
    wanted = levels(LINEAR[colors] @ P3_TO_SRGB.T)
    assert np.abs(image.pixels[..., :3] - wanted).max() <= 2
    both = read(tmp_path, colors, gamma_chunk(0.45471) + chromaticity_chunk(ADOBE_RGB))
    red, green = both.pixels[..., 0].astype(int), colors[..., 0]
    assert (red - green).max() > 10, "reds of Adobe RGB are stronger than those of sRGB"


@pytest.mark.parametrize(
    "chunks",
    [
        gamma_chunk(0.45455),
        gamma_chunk(0.45455) + chromaticity_chunk(SRGB),
        chromaticity_chunk(SRGB),
        make_chunk(b"sRGB", b"\0") + gamma_chunk(1.0) + chromaticity_chunk(DISPLAY_P3),
    ],
    ids=["usual gamma", "both", "chromaticities", "sRGB chunk first"],
)
def test_srgb_is_left_alone(tmp_path: Path, colors: NDArray[np.uint8], chunks: bytes) -> None:
    image = read(tmp_path, colors, chunks)
    assert np.array_equal(image.pixels[..., :3], colors)
    assert image.source.notices == ()


@pytest.mark.parametrize(
    "chunks",
    [gamma_chunk(0), chromaticity_chunk((0,) * 8), chromaticity_chunk((0.3,) * 8)],
    ids=["no gamma", "zeros", "one point"],
)
def test_impossible_chunks_are_ignored_with_a_notice(
    tmp_path: Path, colors: NDArray[np.uint8], chunks: bytes
) -> None:
    image = read(tmp_path, colors, chunks)
    assert np.array_equal(image.pixels[..., :3], colors)
    assert "make no sense" in image.source.notices[0]


def test_keeping_the_profile_embeds_an_equivalent_one(
    tmp_path: Path, colors: NDArray[np.uint8]
) -> None:
    image = read(tmp_path, colors[:8], chromaticity_chunk(DISPLAY_P3), keep=True)
    assert np.array_equal(image.pixels[..., :3], colors[:8])
    profile = image.metadata.icc_profile
    assert profile is not None
    assert ImageCms.ImageCmsProfile(io.BytesIO(profile)).profile.xcolor_space == "RGB "
    result = quantize(image, with_metrics=False).indexed
    path = tmp_path / "kept.png"
    path.write_bytes(encode(result, format_by_name("png")).data)
    with Pillow.open(path) as written:
        assert written.info["icc_profile"] == profile
        assert np.array_equal(np.asarray(written.convert("RGB")), colors[:8])
    # In sRGB, result and original are equal.
    original = read(tmp_path, colors[:8], chromaticity_chunk(DISPLAY_P3))
    assert np.array_equal(read_image(path).pixels, original.pixels)
