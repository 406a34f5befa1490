from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import ExifTags, ImageOps
from PIL import Image as Pillow

from quantizer.image.image import IndexedImage
from quantizer.image.palette import Palette
from quantizer.image_files.formats import WRITABLE
from quantizer.image_files.read import read_bytes
from quantizer.image_files.write import encode
from tests.image_files.samples import gradient, saved

HOLDERS = ["JPEG", "PNG", "WEBP", "TIFF", "AVIF"]


def exif(orientation: int) -> Pillow.Exif:
    block = Pillow.Exif()
    block[ExifTags.Base.Orientation] = orientation
    block[ExifTags.Base.Make] = "Maker"
    details = block.get_ifd(ExifTags.IFD.Exif)
    details[ExifTags.Base.ExifImageWidth] = 40
    details[ExifTags.Base.ExifImageHeight] = 32
    return block


def parse(data: bytes | None) -> Pillow.Exif:
    assert data is not None
    block = Pillow.Exif()
    block.load(data)
    return block


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("pillow", HOLDERS)
def test_every_orientation_is_applied_once(pillow: str, orientation: int) -> None:
    options = {"lossless": True} if pillow == "WEBP" else {}
    stored = gradient()
    data = saved(stored, pillow, exif=exif(orientation), **options)
    image = read_bytes(data, "photo")
    stored.getexif()[ExifTags.Base.Orientation] = orientation
    wanted = np.asarray(ImageOps.exif_transpose(stored)).astype(int)
    assert image.pixels.shape[:2] == wanted.shape[:2]
    assert np.abs(image.pixels[..., :3] - wanted).mean() < 16
    block = parse(image.metadata.exif)
    assert block[ExifTags.Base.Orientation] == 1
    assert block[ExifTags.Base.Make] == "Maker"


def test_sizes_in_exif_are_rotated_with_the_image() -> None:
    image = read_bytes(saved(gradient(), "JPEG", exif=exif(6)), "photo")
    details = parse(image.metadata.exif).get_ifd(ExifTags.IFD.Exif)
    assert details[ExifTags.Base.ExifImageWidth] == image.width == 32
    assert details[ExifTags.Base.ExifImageHeight] == image.height == 40


def test_resolution_is_rotated_with_the_image() -> None:
    image = read_bytes(saved(gradient(), "PNG", exif=exif(8), dpi=(300, 150)), "photo")
    assert image.metadata.dpi == pytest.approx((150, 300), rel=1e-3)


def test_the_thumbnail_is_left_out() -> None:
    block = exif(6)
    thumbnail = saved(gradient(16, 16), "JPEG")
    file = io.BytesIO()
    gradient().save(file, "JPEG", exif=block.tobytes() + thumbnail)
    image = read_bytes(file.getvalue(), "photo")
    assert thumbnail not in (image.metadata.exif or b"")


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_an_orientation_that_is_none(orientation: int) -> None:
    image = read_bytes(saved(gradient(), "PNG", exif=exif(orientation)), "photo")
    assert np.array_equal(image.pixels[..., :3], np.asarray(gradient()))


@pytest.mark.parametrize(
    "file_format", [one for one in WRITABLE if one.reads], ids=lambda entry: entry.name
)
def test_our_own_files_stay_upright(file_format) -> None:
    photo = read_bytes(saved(gradient(), "JPEG", exif=exif(6)), "photo")
    indices = np.arange(40 * 32).reshape(40, 32) // 256
    palette = Palette.from_colors(photo.pixels[0, :6])
    indexed = IndexedImage(indices.astype(np.uint8), palette, photo.metadata)
    encoded = encode(indexed, file_format, keep_exif=True)
    again = read_bytes(encoded.data, "result")
    assert np.array_equal(again.pixels, indexed.to_rgba())
    if file_format.keeps_exif:
        block = parse(again.metadata.exif)
        assert block[ExifTags.Base.Make] == "Maker"
        assert block[ExifTags.Base.Orientation] == 1
    else:
        assert again.metadata.exif is None
        assert any("EXIF" in notice for notice in encoded.notices)
    bare = read_bytes(encode(indexed, file_format).data, "result")
    assert ExifTags.Base.Make not in (parse(bare.metadata.exif) if bare.metadata.exif else {})
