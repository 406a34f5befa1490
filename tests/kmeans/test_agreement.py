"""The adjusted Rand index, against values by hand and by scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from quantizer.errors import DataError
from quantizer.kmeans.agreement import adjusted_rand_index, contingency, purity


def test_by_hand() -> None:
    a, b = [0, 0, 1, 1], [0, 0, 1, 2]
    assert contingency(a, b).tolist() == [[2, 0, 0], [0, 1, 1]]
    # One pair is together in both, two are in a and one in b, of six: expected are 1/3.
    assert adjusted_rand_index(a, b) == pytest.approx((1 - 1 / 3) / (1.5 - 1 / 3))
    assert adjusted_rand_index(a, ["y", "y", "x", "x"]) == 1
    assert adjusted_rand_index([0], [5]) == 1
    assert purity(a, b) == 3 / 4
    assert purity(b, a) == 1


def test_as_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    for groups in (1, 2, 9):
        a, b = rng.integers(0, groups, 50), rng.integers(0, 4, 50)
        assert adjusted_rand_index(a, b) == pytest.approx(adjusted_rand_score(a, b))


def test_other_samples_are_refused() -> None:
    with pytest.raises(DataError):
        adjusted_rand_index([0, 1], [0])
