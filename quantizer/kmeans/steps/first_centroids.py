"""The first centroids, one by one, as `seeding.seed` chooses them.

`Choices` also looks one choice ahead, because the probabilities of the next choice are shown before
it is made.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quantizer.errors import Cancelled
from quantizer.kmeans.random_numbers import RandomNumbers
from quantizer.kmeans.seeding import Splitting, plus_plus
from quantizer.settings.settings import Init

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from quantizer.kmeans.problem import Problem
    from quantizer.kmeans.samples import Samples
    from quantizer.progress import Progress

    Floats = NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class FirstCentroids:
    """The first centroids after one choice; see `Step` for what is not described here.

    Parameters
    ----------
    centers
        float (m, d), relative to the samples' mean.
    masses
        What the candidates of k-means++ were drawn in proportion to, see `seeding.Draw`.
    """

    centers: Floats
    chosen: int | None = None
    candidates: NDArray[np.intp] | None = None
    masses: NDArray[np.float64] | None = None
    split: int | None = None


class Choices:
    """The choices of first centroids, made when they are asked for.

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
        self._count = problem.k - (0 if problem.start is None else len(problem.start))
        self._start()

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> FirstCentroids:
        """Return a choice; the last two need not be made again."""
        while len(self._made) <= index:
            try:
                self._made.append(next(self._source))
            except Cancelled:
                self._start()  # a generator that was left by an exception cannot go on
                raise
            self._made[:-2] = [None] * len(self._made[:-2])
        choice = self._made[index]
        if choice is None:
            self._start()
            return self[index]
        return choice

    def _start(self) -> None:
        samples, problem, progress = self._arguments
        self._made: list[FirstCentroids | None] = []
        self._source = _choose(samples, problem, RandomNumbers(self._seed), progress)


def _choose(
    samples: Samples, problem: Problem, rng: RandomNumbers, progress: Progress
) -> Iterator[FirstCentroids]:
    """Yield the first centroids after each choice; the last ones are those of `seeding.seed`."""
    width = samples.features.shape[1]
    first = np.empty((0, width)) if problem.start is None else problem.start
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
        yield FirstCentroids(centers, draw.chosen, draw.candidates, draw.masses.copy())


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
