"""Generate the dither mask ``blue_noise.npy``: ranks 0 to 4095, even at every threshold.

Run from the project's folder::

    python -m resources.blue_noise

The method is void-and-cluster. First a pattern of few points is evened out: its tightest cluster
moves into its largest void until both are the same point. Then lower ranks are given by removing
the tightest clusters, and higher ranks by filling the largest voids. The density around a point is
measured with a Gaussian on the torus, so that the mask can be tiled. Every run gives the same
bytes.

Source: R. A. Ulichney, "The void-and-cluster method for dither array generation", Proc. SPIE 1913
(1993).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

SIDE = 64
_SIGMA = 1.5
_POINTS = SIDE * SIDE // 10


def make() -> np.ndarray:
    """Return the ranks, uint16 (64, 64)."""
    weights = _gaussian()
    points = np.zeros((SIDE, SIDE), bool)
    places = np.random.default_rng(1993).permutation(SIDE * SIDE)[:_POINTS]
    points.reshape(-1)[places] = True
    energy = _energy(points, weights)
    while True:
        cluster = _tightest(points, energy)
        _set(points, energy, cluster, weights, False)
        void = _largest_void(points, energy)
        _set(points, energy, void, weights, True)
        if void == cluster:
            break
    ranks = np.zeros((SIDE, SIDE), np.uint16)
    remaining, remaining_energy = points.copy(), energy.copy()
    for rank in reversed(range(_POINTS)):
        place = _tightest(remaining, remaining_energy)
        _set(remaining, remaining_energy, place, weights, False)
        ranks.reshape(-1)[place] = rank
    for rank in range(_POINTS, SIDE * SIDE):
        place = _largest_void(points, energy)
        _set(points, energy, place, weights, True)
        ranks.reshape(-1)[place] = rank
    return ranks


def _gaussian() -> np.ndarray:
    """Return the weight of each offset on the torus, int64 (64, 64), with the point at (0, 0)."""
    step = np.minimum(np.arange(SIDE), SIDE - np.arange(SIDE))
    square = step[:, None] ** 2 + step[None] ** 2
    # The sum of integers does not depend on their order, so every machine finds the same.
    return np.rint(2**40 * np.exp(-square / (2 * _SIGMA**2))).astype(np.int64)


def _energy(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    energy = np.zeros((SIDE, SIDE), np.int64)
    for place in np.flatnonzero(points):
        energy += np.roll(weights, divmod(int(place), SIDE), (0, 1))
    return energy


def _set(
    points: np.ndarray, energy: np.ndarray, place: int, weights: np.ndarray, there: bool
) -> None:
    points.reshape(-1)[place] = there
    energy += (1 if there else -1) * np.roll(weights, divmod(place, SIDE), (0, 1))


def _tightest(points: np.ndarray, energy: np.ndarray) -> int:
    return int(np.where(points, energy, -1).argmax())


def _largest_void(points: np.ndarray, energy: np.ndarray) -> int:
    return int(np.where(points, np.iinfo(np.int64).max, energy).argmin())


if __name__ == "__main__":
    np.save(Path(__file__).with_suffix(".npy"), make())
