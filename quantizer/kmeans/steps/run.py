"""`StepRun`: K-means one step at a time, forwards and back.

    START -> SEED, SEED, ... -> ASSIGN, UPDATE, ASSIGN, UPDATE, ... -> CONVERGED

The steps that were made are kept, so that going back computes nothing. An edit by hand drops the
steps after the current one and adds a step of its own, from which the run goes on.

Kept are the centroids of each step, and of labels and probabilities what changed from step to
step (`delta`).
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import DataError
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.kmeans.lloyd import Lloyd
from quantizer.kmeans.problem import Problem
from quantizer.kmeans.samples import Samples
from quantizer.kmeans.search import check_given, seed_of
from quantizer.kmeans.steps import edits
from quantizer.kmeans.steps.delta import Delta
from quantizer.kmeans.steps.first_centroids import Choices
from quantizer.kmeans.steps.iteration import assign, update
from quantizer.kmeans.steps.step import Step, StepKind
from quantizer.progress import SILENT, Progress
from quantizer.settings.enums import Init, Metric

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from quantizer.kmeans.arrays import Floats


class StepRun:
    """A run of K-means that is watched step by step.

    It may be used by one thread at a time. The steps themselves never change.

    Parameters
    ----------
    features
        Samples, float32 or float64 (n, d).
    weights
        Weight of each sample, 0 or more; None for 1 each.
    k
        Number of clusters; None for the number of given centroids.
    init
        How centroids that are not given are chosen; None if all are placed by hand, and then `k`
        is ignored.
    metric
        Distance.
    seed
        Seed of all random choices, or a generator: the argument `rng` of `kmeans`, which gives the
        same first centroids. `KMeans` takes its generator from
        ``numpy.random.default_rng(random_state)``.
    given
        float (m, d), m at most k: first centroids.
    tol
        The run has converged once the summed squared movement of the centroids is at most `tol`
        times the mean variance of the features; with 0, once no sample changes its cluster.
    max_iter
        Most iterations since the start or the last edit.
    threads
        Most threads at work; None for one per processor core.

    Raises
    ------
    DataError
        If the data cannot be clustered, see `Samples.of`, if there are fewer samples of positive
        weight than clusters, or if the given centroids do not fit.
    """

    def __init__(
        self,
        features: Floats,
        weights: NDArray[np.float64] | None = None,
        k: int | None = None,
        init: Init | None = Init.KMEANS_PLUS_PLUS,
        metric: Metric = Metric.EUCLIDEAN,
        seed: int | np.random.Generator = 0,
        given: Floats | None = None,
        tol: float = 0.0,
        max_iter: int = 300,
        threads: int | None = None,
    ) -> None:
        self.samples = Samples.of(features, weights)
        self.init = init
        self.metric = metric
        self.seed = seed_of(seed)
        self._max_iter = max_iter
        self._threshold = tol * self.samples.mean_variance()
        self._progress = SILENT
        self._steps: list[Step] = []
        self._position = 0
        self._listening = Progress(cancelled=self._is_cancelled)
        self._lloyd = Lloyd(self.samples, metric, 0, threads, self._listening)
        width = self.samples.features.shape[1]
        first = np.empty((0, width)) if given is None else np.asarray(given)
        wanted = len(first) if k is None or init is None else k
        check_given(first, wanted, 0, self.samples)
        available = np.count_nonzero(self.samples.weights)
        if wanted > available:
            raise DataError(f"{wanted} clusters need as many samples, but there are {available}")
        self._first = first.astype(self.samples.features.dtype)
        self._first_k = wanted
        self.restart()

    @property
    def steps(self) -> Sequence[Step]:
        """The steps that were made, oldest first; those after `position` were stepped back from."""
        return tuple(self._steps)

    @property
    def position(self) -> int:
        """The index of the current step."""
        return self._position

    @property
    def current(self) -> Step:
        """The current step."""
        return self._steps[self._position]

    @property
    def is_finished(self) -> bool:
        """Whether the current step is the last one there can be without an edit."""
        return self.is_last(self.current)

    def is_last(self, step: Step) -> bool:
        """Return whether one of `steps` ends the run: converged, or at the limit of iterations."""
        if step.kind is not StepKind.ASSIGN:
            return step.kind is StepKind.CONVERGED
        base = self._steps[self._base(self._steps.index(step))]
        return step.iteration - base.iteration > self._max_iter

    def before(self, step: Step) -> Step | None:
        """Return the step before one of `steps`; None for the first one."""
        index = self._steps.index(step)
        return self._steps[index - 1] if index else None

    def restart(self) -> Step:
        """Forget all steps and edits and return the first step."""
        relative = self.samples.shift(self._first)
        first = Step(StepKind.START, 0, self._first_k, self._first, relative)
        self._begin([], first)
        return self.current

    def back(self) -> Step:
        """Go to the step before, if there is one, and return it. Nothing is computed."""
        self._position = max(0, self._position - 1)
        return self.current

    def go_to(self, position: int) -> Step:
        """Go to a step that was made, by its index in `steps`, and return it."""
        self._position = range(len(self._steps))[position]
        return self.current

    def step(self, progress: Progress = SILENT) -> Step:
        """Go to the next step and return it; stay at the last one of a run that is finished.

        Parameters
        ----------
        progress
            Checked in every block of samples. If it is cancelled, the run stays at the current
            step.

        Raises
        ------
        DataError
            If there is no centroid and none is to be chosen.
        """
        if self.is_finished:
            return self.current
        if self._position + 1 == len(self._steps):
            self._steps.append(self._next(progress))
        self._position += 1
        return self.current

    def run_to_end(self, progress: Progress = SILENT) -> Step:
        """Make all steps to the end and return the last one; `progress` is told the share done.

        If it is cancelled, the run stays at the step that it has reached.
        """
        while not self.is_finished:
            step = self.step(progress)
            done = step.iteration - self._steps[self._base(self._position)].iteration
            progress.report(min(1.0, done / self._max_iter))
        progress.report(1)
        return self.current

    def place(self, center: ArrayLike) -> Step:
        """Add a centroid at `center`, float (d,), and return the new step; see `edits.place`."""
        return self._edit(edits.place(self.current, center, self.samples))

    def remove(self, index: int) -> Step:
        """Remove a centroid, and with it a cluster, and return the new step."""
        return self._edit(edits.remove(self.current, index, self.samples))

    def move(self, index: int, center: ArrayLike) -> Step:
        """Move a centroid to `center`, float (d,), and return the new step."""
        return self._edit(edits.move(self.current, index, center, self.samples, self.metric))

    def _edit(self, step: Step) -> Step:
        """Drop the steps after the current one and let the run go on from an edit."""
        self._begin(self._steps[: self._position + 1], step)
        return self.current

    def _begin(self, earlier: list[Step], base: Step) -> None:
        """Let the run go on from `base`, a start or an edit, after some earlier steps."""
        self._steps = [*earlier, base]
        self._position = len(earlier)
        if len(base.centers) == base.k:
            return
        problem = Problem(base.k, self.metric, self.init, base.relative)
        self._choices = Choices(self.samples, problem, self.seed, self._listening)
        with single_threaded_products():
            masses = self._choices.first_masses()
        self._steps[-1] = replace(base, stored_masses=_store(masses, None))

    def _base(self, position: int) -> int:
        """Return the index of the start or of the last edit up to a step, by its index."""
        base = position
        while self._steps[base].kind not in {StepKind.START, StepKind.EDIT}:
            base -= 1
        return base

    def _next(self, progress: Progress) -> Step:
        step = self.current
        with self._listen(progress), single_threaded_products():
            if len(step.centers) < step.k:
                return self._seed()
            if step.kind is StepKind.ASSIGN:
                return update(self._lloyd, step)
            if not len(step.centers):
                raise DataError("there is no centroid yet; place one first")
            return assign(self._lloyd, step, self._threshold)

    def _seed(self) -> Step:
        """Return the step that chooses one more centroid."""
        step = self.current
        choice = self._choices.choice(self._position - self._base(self._position))
        masses = None if len(choice.centers) == step.k else choice.masses
        return Step(
            StepKind.SEED,
            step.iteration,
            step.k,
            self.samples.restore(choice.centers),
            choice.centers,
            candidates=choice.candidates,
            chosen=choice.chosen,
            split=choice.split,
            stored_masses=_store(masses, step.stored_masses),
        )

    def _is_cancelled(self) -> bool:
        return self._progress.cancelled()

    @contextmanager
    def _listen(self, progress: Progress) -> Iterator[None]:
        """Let `progress` cancel what is computed."""
        progress.check()
        self._progress = progress
        try:
            yield
        finally:
            self._progress = SILENT


def _store(masses: NDArray[np.float64] | None, before: Delta | None) -> Delta | None:
    return None if masses is None else Delta.of(masses, before)
