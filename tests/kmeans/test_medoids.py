"""`k_medoids`: some of the candidates, of a cost that no swap lowers."""

from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from quantizer.kmeans.medoids import k_medoids


def problem(seed: int, samples: int, candidates: int) -> tuple[np.ndarray, np.ndarray]:
    """Return distances between random points, and weights."""
    rng = np.random.default_rng(seed)
    points, places = rng.random((samples, 2)), rng.random((candidates, 2))
    distances = np.square(points[:, None] - places).sum(axis=2)
    return distances, rng.integers(1, 5, samples).astype(np.float64)


def cost(distances: np.ndarray, weights: np.ndarray, chosen: object) -> float:
    return float(distances[:, list(chosen)].min(axis=1) @ weights)


@given(
    seed=st.integers(0, 2**32 - 1),
    samples=st.integers(1, 30),
    candidates=st.integers(1, 9),
    k=st.integers(1, 9),
    data=st.data(),
)
def test_no_swap_lowers_the_cost(seed, samples, candidates, k, data) -> None:
    distances, weights = problem(seed, samples, candidates)
    most = min(k, candidates)
    kept = data.draw(st.lists(st.integers(0, candidates - 1), max_size=most, unique=True))
    found = k_medoids(distances, weights, k, kept=kept).tolist()
    assert found == sorted(set(found))
    assert len(found) == most
    assert set(kept) <= set(found)
    reached = cost(distances, weights, found)
    for leaving in set(found) - set(kept):
        for candidate in set(range(candidates)) - set(found):
            swapped = (set(found) - {leaving}) | {candidate}
            assert cost(distances, weights, swapped) >= reached * (1 - 1e-6)


def test_it_is_the_best_choice_mostly() -> None:
    best = 0
    for seed in range(40):
        distances, weights = problem(seed, 25, 8)
        found = cost(distances, weights, k_medoids(distances, weights, 3))
        least = min(cost(distances, weights, some) for some in combinations(range(8), 3))
        best += found <= least * (1 + 1e-9)
    assert best >= 36
