from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image as Pillow
from PIL import ImageCms

from quantizer.image_files.icc import image_to_srgb, srgb_profile
from quantizer.image_files.read import read_bytes
from tests.image_files.samples import chunk, deep, gradient, png, saved


def _fixed(value: float) -> bytes:
    return struct.pack(">i", round(value * 65536))


def make_profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    """Return a matrix or grey profile (ICC.1:2001-04) with these tags."""
    white = b"XYZ \0\0\0\0" + _fixed(0.9642) + _fixed(1) + _fixed(0.8249)
    tags = {b"wtpt": white, **tags}
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">2I", start + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    rest = struct.pack(">I", len(tags)) + table + body
    head = struct.pack(">I4xI", 128 + len(rest), 0x02400000) + b"mntr" + space + b"XYZ "
    head += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    head += _fixed(0.9642) + _fixed(1) + _fixed(0.8249)
    return head + bytes(128 - len(head)) + rest


def gamma(value: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(value * 256))


def xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


GREY_LINEAR = make_profile(b"GRAY", {b"kTRC": gamma(1.0)})
# Primaries adapted to D50.
DISPLAY_P3 = make_profile(
    b"RGB ",
    {
        b"rXYZ": xyz(0.51512, 0.24120, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.15710, 0.06657, 0.78407),
        **{name: gamma(2.2) for name in (b"rTRC", b"gTRC", b"bTRC")},
    },
)
ADOBE = make_profile(
    b"RGB ",
    {
        b"rXYZ": xyz(0.60974, 0.31111, 0.01947),
        b"gXYZ": xyz(0.20528, 0.62567, 0.06087),
        b"bXYZ": xyz(0.14919, 0.06322, 0.74457),
        **{name: gamma(563 / 256) for name in (b"rTRC", b"gTRC", b"bTRC")},
    },
)


def test_a_wide_gamut_is_converted() -> None:
    data = saved(Pillow.new("RGB", (4, 4), (128, 200, 64)), "PNG", icc_profile=ADOBE)
    image = read_bytes(data, "x")
    # Computed by the matrices of both spaces (Adobe RGB 1998; IEC 61966-2-1).
    assert np.abs(image.pixels[0, 0].astype(int) - (77, 201, 44, 255)).max() <= 1
    assert image.metadata.icc_profile == srgb_profile()
    assert image.source.notices == ()


def test_alpha_and_its_colours_survive_a_conversion() -> None:
    pixels = np.full((3, 3, 4), (128, 200, 64, 0), np.uint8)
    pixels[..., 3] = np.arange(9).reshape(3, 3) * 30
    image = read_bytes(saved(Pillow.fromarray(pixels), "PNG", icc_profile=ADOBE), "x")
    assert np.array_equal(image.pixels[..., 3], pixels[..., 3])
    assert (image.pixels[..., :3] == image.pixels[0, 0, :3]).all()


def test_srgb_is_left_alone_and_kept() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    image = read_bytes(saved(gradient(), "PNG", icc_profile=profile), "x")
    assert np.array_equal(image.pixels[..., :3], np.asarray(gradient()))
    assert image.metadata.icc_profile == profile


@pytest.mark.parametrize("mode", ["L", "I;16", "LA"])
def test_grey(mode: str) -> None:
    value = (128 * 257) if mode == "I;16" else (128, 77) if mode == "LA" else 128
    image = read_bytes(saved(Pillow.new(mode, (4, 4), value), "PNG", icc_profile=GREY_LINEAR), "x")
    # Linear 0.502 in sRGB's transfer curve.
    assert abs(int(image.pixels[0, 0, 0]) - 188) <= 1
    assert image.pixels[0, 0, 3] == (77 if mode == "LA" else 255)
    assert image.metadata.icc_profile == srgb_profile()


def test_grey_with_an_rgb_profile() -> None:
    image = read_bytes(saved(Pillow.new("L", (4, 4), 128), "PNG", icc_profile=ADOBE), "x")
    assert image.source.notices == ()
    assert np.ptp(image.pixels[0, 0, :3]) <= 1


def test_palette() -> None:
    flat = Pillow.new("RGB", (4, 4), (128, 200, 64))
    wanted = read_bytes(saved(flat, "PNG", icc_profile=ADOBE), "x").pixels
    indexed = saved(flat.quantize(2), "PNG", icc_profile=ADOBE)
    assert np.array_equal(read_bytes(indexed, "x").pixels, wanted)


def test_lab_with_a_profile() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    image = read_bytes(
        saved(Pillow.new("LAB", (2, 2), (128, 128, 128)), "TIFF", icc_profile=profile), "x"
    )
    assert abs(int(image.pixels[0, 0, 0]) - 119) <= 1


@pytest.mark.parametrize(
    "profile", [b"nonsense", ADOBE[:200], GREY_LINEAR, make_profile(b"CMYK", {}), bytes(128)]
)
def test_an_unusable_profile_is_dropped_with_a_notice(profile: bytes) -> None:
    image = read_bytes(saved(gradient(), "PNG", icc_profile=profile), "x")
    assert np.array_equal(image.pixels[..., :3], np.asarray(gradient()))
    assert image.metadata.icc_profile is None
    assert "profile cannot be used" in image.source.notices[0]


def test_our_own_profile_is_srgb_with_a_fixed_date() -> None:
    assert srgb_profile()[24:36] == struct.pack(">6H", 2000, 1, 1, 0, 0, 0)
    image = read_bytes(saved(gradient(), "PNG", icc_profile=srgb_profile()), "x")
    assert image.metadata.icc_profile == srgb_profile()
    assert np.array_equal(image.pixels[..., :3], np.asarray(gradient()))


def _sources() -> dict[str, bytes]:
    """Return files of every kind that can carry an RGB profile, without one."""
    pixels = np.dstack([np.asarray(gradient()), np.arange(32 * 40).reshape(32, 40) % 256])
    return {
        "RGB": saved(gradient(), "PNG"),
        "RGBA": saved(Pillow.fromarray(pixels.astype(np.uint8)), "PNG"),
        "palette": saved(gradient().quantize(16), "PNG"),
        "grey": saved(gradient().convert("L"), "PNG"),
        "16-bit grey": saved(Pillow.fromarray(deep()), "PNG"),
        "16-bit RGB": png(2, 1, 16, 2, bytes([0]) + bytes(range(0, 240, 20))),
    }


@pytest.mark.parametrize("profile", [DISPLAY_P3, ADOBE], ids=["Display P3", "Adobe RGB"])
@pytest.mark.parametrize("kind", _sources())
def test_a_kept_profile_can_be_applied_later(kind: str, profile: bytes) -> None:
    data = _sources()[kind]
    data = data[:33] + chunk(b"iCCP", b"profile\0\0" + zlib.compress(profile)) + data[33:]
    kept = read_bytes(data, "x", keep_profile=True)
    assert kept.metadata.icc_profile == profile
    later, at_once = image_to_srgb(kept), read_bytes(data, "x")
    assert np.array_equal(later.pixels, at_once.pixels)
    assert later.metadata == at_once.metadata
    assert later.source == at_once.source
    assert image_to_srgb(later) is later


@given(
    pixels=arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=9).map(lambda s: (*s, 4)))
)
def test_a_kept_profile_can_be_applied_later_to_any_pixels(pixels: np.ndarray) -> None:
    data = saved(Pillow.fromarray(pixels), "PNG", icc_profile=DISPLAY_P3)
    later = image_to_srgb(read_bytes(data, "x", keep_profile=True))
    assert np.array_equal(later.pixels, read_bytes(data, "x").pixels)


def test_a_png_described_by_chunks_has_no_profile_once_it_is_in_srgb() -> None:
    data = saved(gradient(), "PNG")
    data = data[:33] + chunk(b"gAMA", struct.pack(">I", 100_000)) + data[33:]
    kept, at_once = read_bytes(data, "x", keep_profile=True), read_bytes(data, "x")
    later = image_to_srgb(kept)
    assert kept.metadata.icc_profile is not None
    assert later.metadata == at_once.metadata
    assert np.array_equal(later.pixels, at_once.pixels)


def test_an_image_in_srgb_is_returned_as_it_is() -> None:
    for options in ({}, {"icc_profile": srgb_profile()}):
        image = read_bytes(saved(gradient(), "PNG", **options), "x", keep_profile=True)
        assert image_to_srgb(image) is image


def test_colour_management_is_not_loaded_for_an_image_without_a_profile(tmp_path: Path) -> None:
    path = tmp_path / "plain.png"
    gradient().save(path)
    code = (
        "import sys; from pathlib import Path; from quantizer.image_files.read import read_image; "
        f"read_image(Path({str(path)!r})); assert 'PIL.ImageCms' not in sys.modules"
    )
    project = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=project)
