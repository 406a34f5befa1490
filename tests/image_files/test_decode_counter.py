"""Colours that are counted while an image is decoded are the image's colours."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from PIL import Image as Pillow

from quantizer.errors import Cancelled, ReadError
from quantizer.image.histogram import Histogram
from quantizer.image_files import decode_counter
from quantizer.image_files.in_place import InPlaceDecode
from quantizer.image_files.read import read_image
from quantizer.progress import Progress
from tests.conftest import make_photo


@pytest.fixture(autouse=True)
def counts_small_images(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decode_counter, "TABLE_PIXELS", 1)
    monkeypatch.setattr(decode_counter, "_STRIP", 1000)


@pytest.fixture
def noise() -> np.ndarray:
    """A picture whose file is read in several pieces."""
    return np.random.default_rng(0).integers(0, 256, (301, 207, 3), np.uint8)


@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
@pytest.mark.parametrize("orientation", [1, 6])
def test_it_is_the_histogram_that_is_counted_afterwards(noise, tmp_path, name, orientation) -> None:
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    Pillow.fromarray(noise).save(tmp_path / name, exif=exif)
    counted, plain = (read_image(tmp_path / name, count=count) for count in (True, False))
    assert plain.histogram is None
    assert counted.histogram is not None
    assert np.array_equal(counted.pixels, plain.pixels)
    wanted = Histogram.of(plain)
    assert np.array_equal(counted.histogram.packed, wanted.packed)
    assert np.array_equal(counted.histogram.weights, wanted.weights)
    assert Histogram.of(counted) is counted.histogram


def test_rows_are_counted_while_others_are_decoded(noise, tmp_path) -> None:
    path = tmp_path / "a.png"
    Pillow.fromarray(noise).save(path)
    with Pillow.open(path) as file:
        in_place = InPlaceDecode(file)
    counter = decode_counter.DecodeCounter(in_place)
    in_place.pixels[:10, :, 3] = 255
    with counter:
        counter.look()
        assert counter._top == 8  # strips of 1000 pixels have four rows
        in_place.pixels[8:] = 255
    assert counter.histogram().weights.sum() == in_place.pixels[..., 0].size


@pytest.mark.parametrize("mode", ["RGBA", "L", "P"])
def test_only_what_is_decoded_as_it_stays_is_counted(tmp_path, mode) -> None:
    path = tmp_path / "a.png"
    Pillow.fromarray(make_photo()).convert(mode).save(path)
    assert read_image(path, count=True).histogram is None


def test_interlaced_images_are_not_counted(noise, tmp_path) -> None:
    path = tmp_path / "a.png"
    Pillow.fromarray(noise).save(path)
    with Pillow.open(path) as file:
        file.info["interlace"] = 1
        assert not decode_counter.DecodeCounter.supports(InPlaceDecode(file))


def test_small_images_are_not_counted(noise, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(decode_counter, "TABLE_PIXELS", noise.size)
    path = tmp_path / "a.png"
    Pillow.fromarray(noise).save(path)
    assert read_image(path, count=True).histogram is None


def test_no_thread_is_left_when_reading_fails_or_is_cancelled(noise, tmp_path) -> None:
    path = tmp_path / "a.jpg"
    Pillow.fromarray(noise).save(path)
    data = path.read_bytes()
    before = threading.active_count()
    with pytest.raises(ReadError):
        read_image(path, data=data[: len(data) // 2], count=True)
    asked = iter([False, False])
    with pytest.raises(Cancelled):
        read_image(path, progress=Progress(cancelled=lambda: next(asked, True)), count=True)
    assert threading.active_count() == before
