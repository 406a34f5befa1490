"""Random numbers: reproducible, and of the right distribution."""

from __future__ import annotations

import numpy as np

from quantizer.kmeans.random_numbers import RandomNumbers


def test_equal_seeds_give_equal_numbers_in_any_portions() -> None:
    once = RandomNumbers(7).uniform(100)
    other = RandomNumbers(7)
    assert np.array_equal(once, np.concatenate([other.uniform(30), other.uniform(70)]))
    assert not np.array_equal(once, RandomNumbers(8).uniform(100))


def test_uniform_numbers_are_even_from_0_to_below_1() -> None:
    found = RandomNumbers(0).uniform(20_000)
    counts, _ = np.histogram(found, 10, (0, 1))
    assert counts.sum() == 20_000
    assert abs(counts - 2_000).max() < 200
    assert found.max() < 1


def test_gumbel_numbers_have_mean_and_variance_of_their_distribution() -> None:
    found = RandomNumbers(0).gumbel(20_000)
    assert abs(found.mean() - np.euler_gamma) < 0.03
    assert abs(found.var() - np.pi**2 / 6) < 0.1


def test_draws_follow_the_weights_without_replacement() -> None:
    numbers, weights = RandomNumbers(0), np.array([0.0, 1.0, 3.0])
    drawn = [numbers.draw(weights, 2) for _ in range(2_000)]
    assert all(set(pair) == {1, 2} for pair in drawn)
    assert abs(np.mean([pair[0] == 2 for pair in drawn]) - 0.75) < 0.04
