"""One step of a run that is watched: what it did, and the state after it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.steps.delta import Delta


class StepKind(StrEnum):
    """What a step did."""

    START = "start"
    """Nothing yet: the given centroids, or none."""
    SEED = "seed"
    """A method of seeding chose one more centroid."""
    EDIT = "edit"
    """A centroid was placed, moved or removed by hand."""
    ASSIGN = "assign"
    """Each sample went to its nearest centroid."""
    UPDATE = "update"
    """Each centroid moved to the mean (Manhattan: the median) of its samples."""
    CONVERGED = "converged"
    """A last assignment, after which the centroids stay where they are."""


class Edit(StrEnum):
    """What was done to a centroid by hand."""

    PLACE = "place"
    REMOVE = "remove"
    MOVE = "move"


@dataclass(frozen=True, slots=True, eq=False)
class Movement:
    """How far the centroids moved.

    Parameters
    ----------
    distances
        float64 (k,): distance, not squared, in the metric of the run.
    squared
        Sum of the squared differences of all coordinates.
    """

    distances: NDArray[np.float64]
    squared: float

    @property
    def largest(self) -> float:
        """The distance of the centroid that moved most."""
        return float(self.distances.max())

    @property
    def cluster(self) -> int:
        """The centroid that moved most."""
        return int(self.distances.argmax())

    @property
    def total(self) -> float:
        """The sum of all distances."""
        return float(self.distances.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One step of a `StepRun`.

    Parameters
    ----------
    kind
        What it did.
    iteration
        Number of assignments so far; of a run that has converged, its number of iterations.
    k
        The number of centroids that are wanted; there are fewer while they are chosen.
    centers
        float (m, d), m at most k: the centroids after the step, in the units and the dtype of the
        features.
    relative
        The centroids relative to the mean of the samples, without the rounding of `centers`: what
        the next step is computed from.
    inertia
        Weighted sum of squared distances (Manhattan: of distances) of the samples to the
        centroids of their labels; None while there are no labels, and after an edit.
    counts
        float64 (k,): the weight of each cluster, or None.
    moved
        How far the centroids moved in an update, and in an edit that moved one; else None.
    changed, changed_weight
        Number of samples that went to another cluster in an assignment, and their weight; None
        if they had none before.
    candidates
        intp (c,): the samples that k-means++ drew and compared; None for other methods.
    chosen
        The sample that became a centroid; None if the centroid is no sample.
    split
        The centroid of the step before whose cluster was split, with `Init.PCA`. Each split puts
        the centroids into another order.
    reseeded
        The centroids that had lost all samples and start again at a sample that is served badly.
    edit, edited
        What was done by hand, to which centroid; the index of one that was removed is that of the
        step before.
    stored_labels, stored_masses
        What `labels` and `probabilities` are made of.
    """

    kind: StepKind
    iteration: int
    k: int
    centers: Floats
    relative: Floats
    inertia: float | None = None
    counts: NDArray[np.float64] | None = None
    moved: Movement | None = None
    changed: int | None = None
    changed_weight: float | None = None
    candidates: NDArray[np.intp] | None = None
    chosen: int | None = None
    split: int | None = None
    reseeded: tuple[int, ...] = ()
    edit: Edit | None = None
    edited: int | None = None
    stored_labels: Delta | None = None
    stored_masses: Delta | None = None

    @property
    def labels(self) -> NDArray[np.int32] | None:
        """int32 (n,): the cluster of each sample, or None. Made anew at each call."""
        return None if self.stored_labels is None else self.stored_labels.array().astype(np.int32)

    @property
    def probabilities(self) -> NDArray[np.float64] | None:
        """float64 (n,), of sum 1: how likely k-means++ is to draw each sample next, or None.

        It draws several and keeps the best of them. Made anew at each call.
        """
        if self.stored_masses is None:
            return None
        masses: NDArray[np.float64] = self.stored_masses.array()
        total = masses.sum()
        return masses / total if total > 0 else np.full(len(masses), 1 / len(masses))
