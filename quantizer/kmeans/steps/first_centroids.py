"""The first centroids, one by one, as `seeding.seed` chooses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import Cancelled
from quantizer.kmeans.random_numbers import RandomNumbers
from quantizer.kmeans.seeding import Splitting, first_masses, plus_plus
from quantizer.settings.enums import Init

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.problem import Problem
    from quantizer.kmeans.samples import Samples
    from quantizer.progress import Progress


@dataclass(frozen=True, slots=True, eq=False)
class FirstCentroids:
    """The first centroids after one choice; see `Step` for what is not described here.

    Parameters
    ----------
    centers
        float (m, d), relative to the samples' mean.
    masses
        float64 (n,): what k-means++ draws its next candidates in proportion to; None for other
        methods.
    """

    centers: Floats
    chosen: int | None = None
    candidates: NDArray[np.intp] | None = None
    masses: NDArray[np.float64] | None = None
    split: int | None = None


class Choices:
    """The choices of first centroids, one after the other.

    Parameters
    ----------
    samples
        The data.
    problem
        The number of centroids, those that are given, the method and the distance.
    seed
        Seed of the random numbers.
    progress
        Checked in every block of samples.
    """

    def __init__(self, samples: Samples, problem: Problem, seed: int, progress: Progress) -> None:
        self._arguments = samples, problem, progress
        self._seed = seed
        self._start()

    def first_masses(self) -> NDArray[np.float64] | None:
        """Return what the first choice is drawn in proportion to, as `FirstCentroids.masses`."""
        samples, problem, progress = self._arguments
        if problem.init is not Init.KMEANS_PLUS_PLUS:
            return None
        return first_masses(samples, _given(samples, problem), problem.metric, progress)

    def choice(self, index: int) -> FirstCentroids:
        """Return a choice by its index; the one after that which was returned last is quick."""
        if index < self._made:
            self._start()
        try:
            while True:
                choice = next(self._source)
                self._made += 1
                if self._made > index:
                    return choice
        except Cancelled:
            self._start()  # a generator that was left by an exception cannot go on
            raise

    def _start(self) -> None:
        samples, problem, progress = self._arguments
        self._source = _choose(samples, problem, RandomNumbers(self._seed), progress)
        self._made = 0


def _given(samples: Samples, problem: Problem) -> Floats:
    """Return the given centroids, float (m, d)."""
    if problem.start is None:
        return np.empty((0, samples.features.shape[1]), samples.features.dtype)
    return problem.start


def _choose(
    samples: Samples, problem: Problem, rng: RandomNumbers, progress: Progress
) -> Iterator[FirstCentroids]:
    """Yield the first centroids after each choice; the last ones are those of `seeding.seed`."""
    first = _given(samples, problem)
    missing = problem.k - len(first)
    dtype = samples.features.dtype
    if problem.init is Init.PCA:
        for means, split in _split(Splitting(samples, problem.metric), missing):
            yield FirstCentroids(np.concatenate([first, means]).astype(dtype), split=split)
        return
    chosen: list[int] = []
    if problem.init is Init.RANDOM:
        for index in rng.draw(samples.weights, missing):
            chosen.append(int(index))
            yield FirstCentroids(_with_samples(samples, first, chosen), int(index))
        return
    for draw in plus_plus(samples, missing, first, rng, problem.metric, progress):
        chosen.append(draw.chosen)
        centers = _with_samples(samples, first, chosen)
        masses = draw.nearest * samples.weights
        yield FirstCentroids(centers, draw.chosen, draw.candidates, masses)


def _with_samples(samples: Samples, first: Floats, chosen: list[int]) -> Floats:
    return np.concatenate([first, samples.features[chosen]]).astype(samples.features.dtype)


def _split(clusters: Splitting, count: int) -> Iterator[tuple[NDArray[np.float64], int | None]]:
    """Yield the means after each split, and which of the means before was split."""
    means = clusters.means()
    yield means, None
    while len(means) < count:
        parent = clusters.split()
        if parent is None:
            yield (means := np.concatenate([means, means[-1:]])), None
        else:
            split = int(np.flatnonzero((means == parent).all(axis=1))[0])
            yield (means := clusters.means()), split
