"""Who chooses makes no difference: every way of finding the nearest entry finds the same one."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.color.features import FeatureSpace
from quantizer.errors import Cancelled
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.kmeans.distance import table
from quantizer.progress import Progress
from quantizer.remap import lookup
from quantizer.remap.inverse_colormap import cells_around, inverse_map, partial_map
from quantizer.remap.nearest_color import PaletteMap
from quantizer.settings.settings import Metric, Space
from tests.conftest import make_photo


def colors_of(places: np.ndarray) -> np.ndarray:
    return np.stack([places & 255, places >> 8 & 255, places >> 16], axis=1)


def nearest_by_integers(palette: np.ndarray, colors: np.ndarray) -> np.ndarray:
    difference = colors[:, None].astype(np.int64) - palette[:, :3].astype(np.int64)
    return (difference**2).sum(axis=2).argmin(axis=1)


def make_palette(count: int, spread: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    low = rng.integers(0, 257 - spread, 3)
    palette = np.full((count, 4), 255, np.uint8)
    palette[:, :3] = low + rng.integers(0, spread, (count, 3))
    return palette


@pytest.mark.sample(7)
@pytest.mark.parametrize("spread", [1, 2, 9, 60, 256])
@pytest.mark.parametrize("count", [1, 2, 3, 17, 255, 256])
def test_an_inverse_map_is_the_nearest_entry_and_the_first_of_equals(
    count: int, spread: int
) -> None:
    palette = make_palette(count, spread, seed=count + spread)
    places = np.random.default_rng(0).integers(0, 1 << 24, 3000)
    table = inverse_map(palette[:, :3])
    np.testing.assert_array_equal(table[places], nearest_by_integers(palette, colors_of(places)))


def test_inverse_maps_do_not_depend_on_the_number_of_threads() -> None:
    palette = make_palette(3, 64, 0)[:, :3]
    cells = np.arange(0, 1 << 15, 7)
    full = [inverse_map(palette, threads=threads) for threads in (1, 3)]
    partial = [partial_map(palette, cells, 5, threads=threads) for threads in (1, 3)]
    np.testing.assert_array_equal(*full)
    np.testing.assert_array_equal(*partial)


def test_a_partial_map_is_right_where_it_is_known_and_known_around_the_colours() -> None:
    palette = make_palette(200, 256, 1)
    packed = np.random.default_rng(2).integers(0, 1 << 24, 50).astype(np.uint32)
    rare = 7
    table = partial_map(palette[:, :3], cells_around(packed), rare)
    known = np.flatnonzero(table)
    assert 50 * 8**3 < len(known) <= 50 * 24**3
    places = np.random.default_rng(3).choice(known, 3000)
    expected = nearest_by_integers(palette, colors_of(places))
    np.testing.assert_array_equal(table[places] ^ rare, expected)
    shifted = np.concatenate(
        [np.clip(colors_of(packed.astype(np.intp)) + by, 0, 255) for by in (8, -8)]
    )
    found = table[shifted @ [1, 1 << 8, 1 << 16]] ^ rare
    np.testing.assert_array_equal(found, nearest_by_integers(palette, shifted))


@pytest.mark.parametrize("transparent", [None, 0, 5])
def test_all_ways_choose_the_same(transparent: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    palette = make_palette(40, 256, 4)
    if transparent is not None:
        palette[transparent] = 0
    pixels = make_photo(30, 40)
    if transparent is not None:
        pixels[:3] = 0
    histogram = Histogram.of(Image(pixels))
    palette_map = PaletteMap(palette, FeatureSpace(Space.SRGB))
    values = np.random.default_rng(5).uniform(0, 255, (5000, 4)).astype(np.float32)
    values[:, 3] = 0
    answers = []
    for cost, limit in ((1 << 40, 1 << 40), (0, 1 << 40), (0, 0)):
        monkeypatch.setattr(lookup, "_CELL_COST", cost)
        monkeypatch.setattr(lookup, "_MAPPED", limit)
        choose = lookup.make_lookup(palette_map, histogram)
        answers.append((type(choose), choose(values).astype(int), choose(values[:99]).astype(int)))
    assert len({kind for kind, _, _ in answers}) == 3
    for _, many, few in answers:
        np.testing.assert_array_equal(many, answers[0][1])
        np.testing.assert_array_equal(few, answers[0][1][:99])
    visible = np.flatnonzero(palette[:, 3])
    rounded = np.floor(values[:, :3] + np.float32(0.5))
    expected = visible[nearest_by_integers(palette[visible], rounded)]
    np.testing.assert_array_equal(answers[0][1], expected)


def test_a_map_can_be_cancelled() -> None:
    with pytest.raises(Cancelled):
        inverse_map(make_palette(9, 256, 0)[:, :3], Progress(cancelled=lambda: True))


@pytest.mark.parametrize("metric", Metric)
def test_the_lookup_in_cielab_finds_an_entry_as_near_as_the_nearest(metric: Metric) -> None:
    rng = np.random.default_rng(6)
    palette = rng.integers(1, 256, (50, 4)).astype(np.uint8)
    features = FeatureSpace(Space.LAB, with_alpha=True)
    choose = lookup.make_lookup(
        PaletteMap(palette, features, metric), Histogram.of_colors(palette, np.ones(50, np.int64))
    )
    colors = rng.integers(1, 255, (3000, 4)).astype(np.uint8)
    values = colors.astype(np.float32)
    values[:, :3] *= values[:, 3:] / np.float32(255)
    distances = table(features.encode(colors), features.encode(palette), metric)
    found = distances[np.arange(len(colors)), choose(values)]
    nearest = distances.min(axis=1)
    assert (np.sqrt(found) - np.sqrt(nearest) < 0.2).all()
    assert (found == nearest).mean() > 0.99


def test_opaque_values_take_opaque_entries_in_cielab() -> None:
    palette = np.array([[200, 0, 0, 254], [0, 0, 200, 255], [0, 0, 0, 0]], np.uint8)
    palette_map = PaletteMap(palette, FeatureSpace(Space.LAB, with_alpha=True))
    choose = lookup.make_lookup(palette_map, Histogram.of(Image(make_photo(4, 4))))
    values = np.array([[200, 0, 0, 255], [200, 0, 0, 254]], np.float32)
    np.testing.assert_array_equal(choose(values), [1, 0])
