"""Edits by hand: a step in which a centroid is placed, removed or moved.

An edit assigns nothing. Samples keep their labels if a centroid is placed or moved; if one is
removed, the labels are gone until the next assignment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.search import check_given
from quantizer.kmeans.steps.iteration import movement
from quantizer.kmeans.steps.step import Edit, Step, StepKind

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.samples import Samples
    from quantizer.kmeans.steps.delta import Delta
    from quantizer.kmeans.steps.step import Movement
    from quantizer.settings.enums import Metric


def place(step: Step, center: ArrayLike, samples: Samples) -> Step:
    """Return a step with one centroid more, at `center`, float (d,).

    While centroids are still chosen, it takes the place of the next one; after that there is one
    cluster more. Raises `DataError` if `center` does not fit the samples.
    """
    relative = np.concatenate([step.relative, _relative(center, samples)])
    k = max(step.k, len(relative))
    return _edited(step, Edit.PLACE, len(step.relative), relative, k, samples, step.stored_labels)


def remove(step: Step, index: int, samples: Samples) -> Step:
    """Return a step without the centroid `index`, and with one cluster less."""
    relative = np.delete(step.relative, index, axis=0)
    return _edited(step, Edit.REMOVE, index, relative, step.k - 1, samples, None)


def move(step: Step, index: int, center: ArrayLike, samples: Samples, metric: Metric) -> Step:
    """Return a step with the centroid `index` at `center`, float (d,).

    Raises `DataError` if `center` does not fit the samples.
    """
    relative = step.relative.copy()
    relative[index] = _relative(center, samples)[0]
    moved = movement(step.relative, relative, metric)
    labels = step.stored_labels
    return _edited(step, Edit.MOVE, index, relative, step.k, samples, labels, moved=moved)


def _relative(center: ArrayLike, samples: Samples) -> Floats:
    """Return a centroid relative to the samples' mean, (1, d), or raise `DataError`."""
    return samples.shift(check_given(np.atleast_2d(np.asarray(center)), 1, 0, samples))


def _edited(
    step: Step,
    edit: Edit,
    index: int,
    relative: Floats,
    k: int,
    samples: Samples,
    labels: Delta | None,
    moved: Movement | None = None,
) -> Step:
    return Step(
        StepKind.EDIT,
        step.iteration,
        k,
        samples.restore(relative),
        relative,
        moved=moved,
        edit=edit,
        edited=index,
        stored_labels=labels,
    )
