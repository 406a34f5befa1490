"""Mixtures of a palette's entries: the hull, and the mixture that looks most like a colour."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from quantizer.color.features import FeatureSpace
from quantizer.remap.convex_hull import ConvexHull
from quantizer.remap.nearest_mixture import MixtureSearch
from quantizer.remap.values import levels_of, value_table
from quantizer.settings.settings import DitherSpace, Metric, Space

PANEL = [(0, 0, 0), (255, 255, 255), (0, 255, 0), (0, 0, 255), (255, 0, 0), (255, 255, 0)]
"""The inks of an e-ink panel."""

FLAT = {
    "a point": [(7, 90, 200)],
    "a line": [(0, 0, 0), (255, 255, 255), (80, 80, 80)],
    "a plane": [(0, 0, 0), (255, 0, 0), (0, 255, 0), (90, 90, 0), (255, 255, 0)],
    "a plane aslant": [(10, 20, 30), (110, 20, 60), (10, 200, 100), (60, 110, 80)],
}


def search_of(entries: list[tuple[int, ...]], space: DitherSpace, judged: Space) -> MixtureSearch:
    return MixtureSearch(
        np.array(entries, np.uint8),
        FeatureSpace(judged),
        Metric.EUCLIDEAN,
        value_table(space),
        lambda values: levels_of(values, space),
    )


def random_mixtures(points: np.ndarray, count: int) -> np.ndarray:
    shares = np.random.default_rng(5).dirichlet(np.full(len(points), 0.3), count)
    return np.asarray(shares @ points)


@pytest.mark.parametrize("points", [*FLAT.values(), PANEL], ids=[*FLAT, "a solid"])
def test_mixtures_are_in_the_hull_and_its_corners_are_entries(
    points: list[tuple[int, ...]],
) -> None:
    wide = np.array(points, np.float64)
    hull = ConvexHull.of(wide)
    assert (hull.excess(random_mixtures(wide, 500)) < 1e-3).all()
    corners = {tuple(corner) for corner in hull.triangles.reshape(-1, 3).tolist()}
    assert corners <= {tuple(point) for point in wide.tolist()}


@pytest.mark.parametrize("seed", range(4))
def test_a_hull_holds_all_of_many_points_and_no_others(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.integers(0, 256, (256, 3)).astype(np.float64)
    hull = ConvexHull.of(points)
    assert hull.excess(points).max() < 2e-3
    middle = points.mean(axis=0)
    corners = np.unique(hull.triangles.reshape(-1, 3), axis=0)
    assert (hull.excess(middle + 1.01 * (corners - middle)) > 0).all()
    # Each edge belongs to two faces.
    assert len(hull.triangles) == 2 * len(corners) - 4


def test_the_hull_of_a_grid_is_its_cube() -> None:
    grid = np.array(list(product(range(0, 256, 51), repeat=3)), np.float64)
    hull = ConvexHull.of(grid)
    inside = np.random.default_rng(0).uniform(0, 255, (300, 3))
    assert hull.excess(inside).max() < 1e-3
    assert (hull.excess(inside + np.array([256, 0, 0])) > 0).all()


@pytest.mark.parametrize("space", DitherSpace)
@pytest.mark.parametrize("points", [*FLAT.values(), PANEL], ids=[*FLAT, "a solid"])
def test_every_colour_becomes_a_mixture_and_mixtures_stay(
    points: list[tuple[int, ...]], space: DitherSpace
) -> None:
    search = search_of(points, space, Space.LUV)
    colors = np.random.default_rng(1).integers(0, 256, (400, 3)).astype(np.uint8)
    assert search.hull.excess(search(colors)).max() < 0.01
    entries = np.array(points, np.uint8)
    np.testing.assert_allclose(search(entries), value_table(space)[entries], atol=0.01)


@pytest.mark.parametrize("judged", [Space.LAB, Space.LUV, Space.SRGB])
@pytest.mark.parametrize("space", DitherSpace)
def test_no_mixture_is_much_nearer_than_the_one_found(space: DitherSpace, judged: Space) -> None:
    search = search_of(PANEL[:4], space, judged)
    colors = np.random.default_rng(2).integers(0, 256, (60, 3)).astype(np.uint8)
    outside = search.hull.excess(value_table(space)[colors]) > 1
    tried = random_mixtures(value_table(space)[np.array(PANEL[:4])], 20_000)
    features = FeatureSpace(judged)

    def encode(levels: np.ndarray) -> np.ndarray:
        return features.encode(np.insert(levels, 3, 255, axis=1))

    wanted, mixed = encode(colors), encode(levels_of(tried, space))
    found = np.linalg.norm(encode(levels_of(search(colors), space)) - wanted, axis=1)
    least = np.linalg.norm(mixed[None] - wanted[:, None], axis=2).min(axis=1)
    # Colours are interpolated in cells of 8 levels.
    assert (found[outside] <= least[outside] * 1.05 + 4).all()
