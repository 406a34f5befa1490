"""Rounding to colours: never worse than to the nearest, and at last no single move gains."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from quantizer.color.features import FeatureSpace
from quantizer.errors import Cancelled
from quantizer.kmeans import kmeans
from quantizer.kmeans.distance import distances_to, nearest
from quantizer.progress import Progress
from quantizer.reduction import grid_rounding
from quantizer.reduction.grid_rounding import round_centers
from quantizer.settings.settings import Effort, Metric, Space


def colors(count: int, *, soft: bool = False, seed: int = 0) -> np.ndarray:
    drawn = (256 * np.random.default_rng(seed).beta(2, 3, (count, 4))).astype(np.uint8)
    drawn[:, 3] = np.maximum(drawn[:, 3], 1) if soft else 255
    return np.unique(drawn, axis=0)


def inertia(palette: np.ndarray, space: FeatureSpace, points: np.ndarray, metric: Metric) -> float:
    centers = space.encode(palette)
    return float(distances_to(points, centers, nearest(points, centers, metric), metric).sum())


@pytest.mark.sample(5)
@pytest.mark.parametrize("space", list(Space))
@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("soft", [False, True])
def test_it_is_never_worse_than_the_nearest_colours(
    space: Space, metric: Metric, soft: bool
) -> None:
    features = FeatureSpace(space, with_alpha=soft)
    points = features.encode(colors(1_000, soft=soft))
    weights = np.ones(len(points))
    centers = kmeans(points, 20, effort=Effort.FAST, metric=metric).centers
    plain = round_centers(centers, features, points, weights, metric, rounds=0)
    better = round_centers(centers, features, points, weights, metric)
    np.testing.assert_array_equal(plain, features.decode(centers))
    before, after = (inertia(one, features, points, metric) for one in (plain, better))
    assert after <= before * (1 + 1e-5)


@pytest.mark.exhaustive
def test_it_regains_most_of_the_loss_by_rounding() -> None:
    features = FeatureSpace(Space.SRGB)
    points = features.encode(colors(8_000))
    found = kmeans(points, 200, effort=Effort.BEST)
    weights = np.ones(len(points))
    plain, better = (
        round_centers(found.centers, features, points, weights, Metric.EUCLIDEAN, rounds=rounds)
        for rounds in (0, 1000)
    )
    lost = inertia(plain, features, points, Metric.EUCLIDEAN) - found.inertia
    left = inertia(better, features, points, Metric.EUCLIDEAN) - found.inertia
    assert left < 0.7 * lost


def test_no_single_move_is_left_that_gains() -> None:
    features = FeatureSpace(Space.SRGB)
    points = features.encode(colors(400, seed=3))
    centers = kmeans(points, 5, effort=Effort.BALANCED).centers
    palette = round_centers(centers, features, points, np.ones(len(points)), Metric.EUCLIDEAN)
    reached = inertia(palette, features, points, Metric.EUCLIDEAN)
    for entry, step in product(range(5), product((-1, 0, 1), repeat=3)):
        moved = palette.astype(int)
        moved[entry, :3] += step
        other = np.clip(moved, 0, 255).astype(np.uint8)
        assert inertia(other, features, points, Metric.EUCLIDEAN) >= reached * (1 - 1e-6)


def test_fixed_entries_are_not_moved() -> None:
    features = FeatureSpace(Space.SRGB)
    points = features.encode(colors(500))
    centers = np.concatenate([points[:2] + np.float32(0.4), points[50:60]])
    palette = round_centers(
        centers, features, points, np.ones(len(points)), Metric.EUCLIDEAN, fixed=2
    )
    np.testing.assert_array_equal(palette[:2], features.decode(centers[:2]))


def test_it_can_be_cancelled() -> None:
    features = FeatureSpace(Space.SRGB)
    points = features.encode(colors(2_000))
    asked = iter(range(1000))
    with pytest.raises(Cancelled):
        round_centers(
            points[:30] + np.float32(0.4),
            features,
            points,
            np.ones(len(points)),
            Metric.EUCLIDEAN,
            progress=Progress(cancelled=lambda: next(asked) > 5),
        )


def test_it_ends_when_the_same_colours_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digits lost in float32 may let two moves gain that only undo each other."""
    rounds = []

    def swing(grid: grid_rounding._Grid, _fixed: int) -> bool:
        rounds.append(grid)
        grid.colors[0, 0] ^= 1
        return True

    monkeypatch.setattr(grid_rounding._Grid, "improve", swing)
    features = FeatureSpace(Space.SRGB)
    points = features.encode(colors(100))
    round_centers(points[:5], features, points, np.ones(len(points)), Metric.EUCLIDEAN)
    assert len(rounds) == 2


@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("soft", [False, True])
def test_it_ends_at_the_border_of_the_gamut(
    metric: Metric, soft: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There, some moves lead to the colour itself and gain nothing."""
    rounds = 0
    improve = grid_rounding._Grid.improve

    def counted(grid: grid_rounding._Grid, fixed: int) -> bool:
        nonlocal rounds
        rounds += 1
        return improve(grid, fixed)

    monkeypatch.setattr(grid_rounding._Grid, "improve", counted)
    features = FeatureSpace(Space.LAB, with_alpha=soft)
    corners = np.array([[*corner, 255] for corner in product((0, 255), repeat=3)], np.uint8)
    near = np.random.default_rng(3).integers(0, 4, (40, 8, 4)).astype(np.uint8)
    drawn = np.where(corners == 255, corners - near, corners + near).reshape(-1, 4)
    drawn[:, 3] = drawn[:, 3] if soft else 255
    points = features.encode(np.unique(drawn, axis=0))
    weights = np.full(len(points), 1000.0)
    round_centers(features.encode(corners), features, points, weights, metric)
    assert rounds < 40
