"""The clusters that a palette makes of an image, as they are shown to people."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.built_in_palettes import built_in_palette
from quantizer.errors import Cancelled
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.progress import Progress
from quantizer.reduction.color_clusters import color_clusters, lightness_chroma_hue
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import ClusterSettings, DitherSettings, Settings
from tests.conftest import make_photo

PLAIN = Settings(ClusterSettings(colors=8), DitherSettings("none"))


@pytest.mark.parametrize("given", [False, True])
def test_without_a_dither_the_clusters_are_the_pixels_of_the_result(given: bool) -> None:
    image = Image(make_photo(48, 32))
    palette = built_in_palette("pico-8") if given else None
    settings = PLAIN.for_whole_palette() if given else PLAIN
    result = quantize(image, settings, palette=palette)
    histogram = Histogram.of(image)
    found = color_clusters(histogram, result.palette, settings, is_given=given)
    pixels = np.bincount(result.indexed.indices.reshape(-1), minlength=len(found))
    np.testing.assert_array_equal(found.pixels, pixels)
    np.testing.assert_allclose(found.shares.sum(), 1)
    np.testing.assert_array_equal(found.palette, result.palette.colors)
    if given:
        assert found.summary.inertia == pytest.approx(result.kmeans.inertia, rel=1e-6)


def test_transparent_pixels_are_counted_but_have_no_point() -> None:
    pixels = make_photo(48, 32).copy()
    pixels[:4] = 0
    image = Image(pixels)
    result = quantize(image, PLAIN)
    found = color_clusters(Histogram.of(image), result.palette, PLAIN)
    (clear,) = np.flatnonzero(~found.has_point)
    assert found.pixels[clear] == (pixels[..., 3] == 0).sum()
    assert np.isnan(found.centers[clear]).all()
    assert np.isfinite(found.centers[found.has_point]).all()
    assert clear not in found.labels
    assert found.summary.farthest[clear] == -1
    assert not found.summary.outliers[clear]


def test_an_image_without_a_visible_pixel_has_no_samples() -> None:
    image = Image(np.zeros((2, 3, 4), np.uint8))
    found = color_clusters(Histogram.of(image), quantize(image, PLAIN).palette, PLAIN)
    assert len(found.colors) == 0
    assert found.pixels.tolist() == [6]


def test_it_can_be_cancelled() -> None:
    image = Image(make_photo(16, 16))
    palette = quantize(image, PLAIN).palette
    with pytest.raises(Cancelled):
        color_clusters(Histogram.of(image), palette, PLAIN, Progress(cancelled=lambda: True))


def test_lightness_chroma_and_hue_of_red() -> None:
    red = np.array([[255, 0, 0, 255]], np.uint8)
    np.testing.assert_allclose(lightness_chroma_hue(red), [[53.24, 104.55, 40.0]], atol=0.02)
