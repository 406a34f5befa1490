"""Histograms: counted right, and merged in any order."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.image import histogram
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.reduction import color_cells
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import ClusterSettings, Settings
from tests.conftest import make_photo


def counted(pixels: np.ndarray) -> dict[tuple[int, ...], int]:
    colors, counts = np.unique(pixels.reshape(-1, 4), axis=0, return_counts=True)
    return {tuple(map(int, color)): int(n) for color, n in zip(colors, counts, strict=True)}


@pytest.mark.parametrize("strip", [7, 1 << 20])
def test_it_counts_each_colour(strip: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histogram, "STRIP", strip)
    pixels = np.random.default_rng(0).integers(0, 3, (20, 15, 4), dtype=np.uint8)
    found = Histogram.of(Image(pixels))
    pixels[pixels[..., 3] == 0] = 0
    expected = counted(pixels)
    assert {
        tuple(map(int, color)): int(weight)
        for color, weight in zip(found.colors, found.weights, strict=True)
    } == expected
    assert found.has_transparent
    assert len(found.visible()) == len(expected) - 1
    assert (np.diff(found.packed.astype(np.int64)) > 0).all()


@pytest.mark.exhaustive
def test_a_large_opaque_image_is_counted_as_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image(make_photo(40, 50))
    small = Histogram.of(image)
    monkeypatch.setattr(histogram, "STRIP", 99)
    monkeypatch.setattr(histogram, "TABLE_PIXELS", 1)
    large = Histogram.of(image)
    np.testing.assert_array_equal(large.packed, small.packed)
    np.testing.assert_array_equal(large.weights, small.weights)
    assert (large.packed.dtype, large.weights.dtype) == (np.uint32, np.int64)


def test_merging_is_counting_all_in_any_order() -> None:
    images = [Image(make_photo(10, 12, seed)) for seed in range(3)]
    a, b, c = map(Histogram.of, images)
    whole = Histogram.of(Image(np.concatenate([image.pixels for image in images])))
    for merged in (a.merge(b, c), c.merge(a).merge(b), b.merge(c.merge(a))):
        np.testing.assert_array_equal(merged.packed, whole.packed)
        np.testing.assert_array_equal(merged.weights, whole.weights)


@pytest.mark.parametrize("soft", [False, True])
def test_coarse_keeps_weight_and_mean(soft: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(color_cells, "_MOST_COLORS", 1000)
    pixels = np.random.default_rng(2).integers(0, 256, (90, 90, 4), dtype=np.uint8)
    pixels[..., 3] = np.maximum(pixels[..., 3], 1) if soft else 255
    fine = Histogram.of(Image(pixels))
    coarse = color_cells.limit_colors(fine)
    assert len(coarse) < len(fine)
    assert (np.diff(coarse.packed.astype(np.int64)) > 0).all()
    assert coarse.weights.sum() == fine.weights.sum()
    means = [found.weights @ found.colors / found.weights.sum() for found in (fine, coarse)]
    np.testing.assert_allclose(means[0], means[1], atol=0.1)


def test_too_many_colours_are_clustered_by_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    image = Image(make_photo(80, 80))
    settings = Settings(ClusterSettings(colors=12))
    exact = quantize(image, settings)
    monkeypatch.setattr("quantizer.reduction.color_cells._MOST_COLORS", 100)
    by_cells = quantize(image, settings)
    assert by_cells.metrics.mse < 1.1 * exact.metrics.mse
    assert len(by_cells.kmeans.labels) < len(exact.kmeans.labels)


def test_find_gives_the_position_of_each_colour_and_minus_one_for_absent_ones() -> None:
    found = Histogram(np.array([0, 5, 9], np.uint32), np.array([1, 1, 1], np.int64))
    wanted = np.array([[9, 0, 1], [5, 10, 4]], np.uint32)
    positions = found.find(wanted)
    assert positions.tolist() == [[2, 0, -1], [1, -1, -1]]
    assert positions.dtype == np.intp
    empty = Histogram(np.empty(0, np.uint32), np.empty(0, np.int64))
    assert empty.find(wanted).tolist() == [[-1] * 3] * 2


def test_a_histogram_is_within_a_palette_that_has_all_of_its_colours() -> None:
    colors = np.array([[1, 2, 3, 255], [0, 0, 0, 0], [9, 9, 9, 9]], np.uint8)
    counted = Histogram.of(Image(colors[None, :2]))
    assert counted.is_within(colors)
    assert not counted.is_within(colors[1:])
    assert not counted.is_within(colors[[1, 2, 2]])


@pytest.mark.parametrize("soft", [False, True])
@pytest.mark.parametrize("table", [1, 1 << 30])
def test_values_of_colours_come_for_every_pixel(
    soft: bool, table: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histogram, "STRIP", 40)
    monkeypatch.setattr(histogram, "_VALUE_TABLE_PIXELS", table)
    pixels = make_photo(10, 12)
    pixels[:3, :, 3] = 0 if soft else 255
    image = Image(pixels)
    counted = Histogram.of(image)
    shown = np.zeros(image.packed.shape, np.uint32)
    for rows, values in counted.per_pixel(image, counted.packed):
        shown[rows] = values
    np.testing.assert_array_equal(shown, histogram.pack(image.packed))


@pytest.mark.parametrize("clear", [False, True])
def test_runs_of_equal_pixels_get_the_values_of_their_colours(clear: bool) -> None:
    pixels = np.repeat(make_photo(5, 12), 7, axis=1)
    pixels[:3, :20, 3] = 0 if clear else 255
    image = Image(pixels)
    counted = Histogram.of(image)
    ((rows, values),) = counted.per_pixel(image, counted.packed)
    assert rows == slice(0, image.height)
    np.testing.assert_array_equal(values, histogram.pack(image.packed))


def test_colours_in_any_order_become_a_histogram() -> None:
    colors = np.array([[9, 0, 0, 255], [1, 0, 0, 255], [9, 0, 0, 255]], np.uint8)
    found = Histogram.of_colors(colors, np.array([2, 3, 4], np.int64))
    assert found.colors[:, 0].tolist() == [1, 9]
    assert found.weights.tolist() == [3, 6]
    assert histogram.distinct_colors(colors)[:, 0].tolist() == [9, 1]
