"""An exchange of centroids only lowers the inertia, and leaves fixed ones alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from quantizer.kmeans.exchange import exchange
from quantizer.kmeans.lloyd import Lloyd
from quantizer.kmeans.samples import Samples
from quantizer.kmeans.search import kmeans
from quantizer.progress import SILENT
from quantizer.settings.settings import Effort, Metric

if TYPE_CHECKING:
    from quantizer.kmeans.coarse_search import CoarseSearch


def blobs(count: int = 6000, middles: int = 24) -> np.ndarray:
    rng = np.random.default_rng(6)
    places = rng.uniform(0, 255, (middles, 3))
    return (places[rng.integers(0, middles, count)] + rng.normal(0, 3, (count, 3))).astype(
        np.float32
    )


@pytest.mark.parametrize("fixed", [0, 3])
@pytest.mark.parametrize("metric", Metric)
def test_centroids_that_start_together_spread(metric: Metric, fixed: int) -> None:
    samples = Samples.of(blobs())
    lloyd = Lloyd(samples, metric, fixed, 1, SILENT)
    start = samples.features[:24] * 0.01
    settled = lloyd.settle(start, 20, 1e-3)
    found = exchange(lloyd, start, 8, SILENT)
    shown = found.astype(np.float32)
    assert found.shape == start.shape
    assert (shown[:fixed] == start[:fixed]).all()
    assert lloyd.costs(shown, lloyd.assign(shown)).sum() < 0.8 * settled.inertia


@pytest.mark.parametrize("effort", Effort)
@pytest.mark.parametrize("count", [3000, 12_000])
def test_a_caller_may_fix_a_centroid_after_the_coarse_search(effort: Effort, count: int) -> None:
    points = blobs(count)
    place = np.array([300, 300, 300], np.float32)
    seen: list[bool] = []

    def revise(search: CoarseSearch) -> None:
        assert search.centers.shape == (12, 3)
        seen.append(search.fix(place, 0.0))
        seen.append(search.fix(place, 10.0))
        assert (search.centers[0] == place).all()

    found = kmeans(points, 12, effort=effort, revise=revise)
    plain = kmeans(points, 12, effort=effort)
    assert seen == [False, True]
    assert found.centers.shape == (12, 3)
    assert np.abs(found.centers[0] - place).max() < 1e-3
    assert found.inertia > plain.inertia


def test_it_is_not_asked_where_there_is_no_coarse_search() -> None:
    def revise(search: CoarseSearch) -> None:
        raise AssertionError

    kmeans(blobs(500), 5, revise=revise)
    kmeans(blobs(500)[:4], 5, effort=Effort.FAST, revise=revise)
