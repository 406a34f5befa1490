"""Makes ``blue_noise.npy``: ranks 0 to 4095 that are spread evenly at every level.

Run from the project's folder::

    python -m resources.blue_noise

Void-and-cluster: R. A. Ulichney, "The void-and-cluster method for dither array generation", Proc.
SPIE 1913 (1993). A pattern of few points is evened out by moving its tightest cluster into its
largest void until they are the same; ranks below are given by taking clusters away, ranks above by
filling voids. A point's neighbourhood is a Gaussian on the torus, so that the mask tiles. Every
run makes the same bytes.
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
    fewer, its_energy = points.copy(), energy.copy()
    for rank in reversed(range(_POINTS)):
        place = _tightest(fewer, its_energy)
        _set(fewer, its_energy, place, weights, False)
        ranks.reshape(-1)[place] = rank
    for rank in range(_POINTS, SIDE * SIDE):
        place = _largest_void(points, energy)
        _set(points, energy, place, weights, True)
        ranks.reshape(-1)[place] = rank
    return ranks


def _gaussian() -> np.ndarray:
    """Return the weight of each distance on the torus, the point itself at (0, 0)."""
    step = np.minimum(np.arange(SIDE), SIDE - np.arange(SIDE))
    square = step[:, None] ** 2 + step[None] ** 2
    # Whole numbers add up alike in any order, on any machine.
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
