"""The two halves of an iteration as steps: assignment and update.

They are those of `lloyd.Lloyd`, and a cluster that lost all its samples is re-seeded as in
`descent`. So the inertia of each assignment is that of `KMeans` with ``max_iter=1``, fitted again
and again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.descent import fill_empty
from quantizer.kmeans.steps.delta import Delta
from quantizer.kmeans.steps.step import Movement, Step, StepKind
from quantizer.settings.enums import Metric

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.lloyd import Lloyd


def assign(lloyd: Lloyd, before: Step, threshold: float) -> Step:
    """Assign each sample to its nearest centroid.

    Parameters
    ----------
    lloyd
        The samples.
    before
        The step before.
    threshold
        The run has converged if the summed squared movement before was at most this, or if no
        sample changes its cluster after an update.
    """
    samples = lloyd.samples
    centers = before.relative
    labels = lloyd.assign(centers)
    earlier = before.labels
    changed = None if earlier is None else labels != earlier
    is_after_update = before.kind is StepKind.UPDATE
    is_same = is_after_update and changed is not None and not changed.any()
    is_still = is_after_update and before.moved is not None and before.moved.squared <= threshold
    converged = is_same or is_still
    return Step(
        kind=StepKind.CONVERGED if converged else StepKind.ASSIGN,
        iteration=before.iteration + (not is_still),
        k=before.k,
        centers=before.centers,
        relative=centers,
        inertia=float(lloyd.costs(centers, labels).sum()),
        counts=np.bincount(labels, samples.weights, len(centers)).astype(np.float64),
        changed=None if changed is None else int(np.count_nonzero(changed)),
        changed_weight=None if changed is None else float(samples.weights @ changed),
        stored_labels=_store(labels, len(centers), before),
    )


def update(lloyd: Lloyd, before: Step) -> Step:
    """Move each centroid to the mean or median of its samples; `before` is an assignment."""
    samples = lloyd.samples
    centers, labels = before.relative, before.labels
    assert labels is not None
    middle, counts, _ = lloyd.update(centers, labels)
    empty = np.flatnonzero(counts == 0)
    stored = before.stored_labels
    if len(empty):
        labels = fill_empty(lloyd, centers, labels, counts)
        middle, counts, _ = lloyd.update(centers, labels)
        stored = _store(labels, len(centers), before)
    moved = middle.astype(centers.dtype)
    return Step(
        kind=StepKind.UPDATE,
        iteration=before.iteration,
        k=before.k,
        centers=samples.restore(moved),
        relative=moved,
        inertia=float(lloyd.costs(moved, labels).sum()),
        counts=counts,
        moved=movement(centers, moved, lloyd.metric),
        reseeded=tuple(int(cluster) for cluster in empty if counts[cluster]),
        stored_labels=stored,
    )


def movement(before: Floats, after: Floats, metric: Metric) -> Movement:
    """Return how far the centroids moved; both are float (k, d)."""
    difference = after.astype(np.float64) - before
    squares = np.square(difference).sum(axis=1)
    distances = np.sqrt(squares)
    if metric is Metric.MANHATTAN:
        distances = np.abs(difference).sum(axis=1)
    return Movement(distances, float(squares.sum()))


def _store(labels: NDArray[np.int32], k: int, before: Step) -> Delta:
    """Store labels in the smallest integers that hold them."""
    short = labels.astype(np.min_scalar_type(k - 1))
    base = before.stored_labels
    return Delta.of(short, base if base and base.values.dtype == short.dtype else None)
