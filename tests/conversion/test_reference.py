from __future__ import annotations

import numpy as np
import pytest

from quantizer.conversion.reference import (
    ReferenceFormat,
    available_references,
    find_reference,
)
from quantizer.errors import Cancelled
from quantizer.image.image import Image
from quantizer.metrics.metrics import measure
from quantizer.progress import Progress


def drawn(*, soft: bool = False) -> Image:
    rng = np.random.default_rng(3)
    y, x = np.mgrid[0:48, 0:64]
    pixels = np.full((48, 64, 4), 255, np.uint8)
    pixels[..., 0], pixels[..., 1] = 4 * x, 5 * y
    pixels[..., 2] = rng.integers(90, 140, (48, 64))
    if soft:
        pixels[..., 3] = 4 * x
    return Image(pixels)


@pytest.mark.parametrize("name", available_references())
def test_a_reference_has_about_the_size_that_was_asked_for(name: ReferenceFormat) -> None:
    image = drawn()
    lowest, highest = (find_reference(image, name, length) for length in (1, 10**6))
    assert lowest.length < highest.length
    middle = round((lowest.length * highest.length) ** 0.5)
    found = find_reference(image, name, middle)
    assert abs(found.length / middle - 1) < 0.1
    assert lowest.metrics.psnr < found.metrics.psnr < highest.metrics.psnr
    assert found.metrics == measure(image, found.image)
    again = find_reference(image, name, middle)
    assert (again.quality, again.length) == (found.quality, found.length)


def test_a_jpeg_is_compared_with_the_image_on_the_matte() -> None:
    image = drawn(soft=True)
    jpeg = find_reference(image, ReferenceFormat.JPEG, 10**6, (10, 20, 30))
    assert not jpeg.image.has_alpha
    assert jpeg.image.pixels[:, 0, :3].mean(axis=0) == pytest.approx([10, 20, 30], abs=6)
    assert jpeg.metrics.psnr > 30
    webp = find_reference(image, ReferenceFormat.WEBP, 10**6)
    assert webp.image.has_alpha
    assert webp.metrics.psnr > 30


def test_the_search_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        find_reference(
            drawn(), ReferenceFormat.JPEG, 900, progress=Progress(cancelled=lambda: True)
        )
