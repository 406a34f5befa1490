"""What a step did, in one sentence with its numbers.

There is a function for each `StepKind`. Centroids are counted from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.steps.step import Edit, Step, StepKind
from quantizer.kmeans.steps.wording import Unit, amount, listing, ordinal, percent
from quantizer.quantities import quantity
from quantizer.settings.settings import Init, Metric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.kmeans.steps.run import StepRun
    from quantizer.kmeans.steps.wording import Describe

_ALIKE = 1.5
"""Up to this multiple of the average, and down to its inverse, a probability is about average; not
tuned."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What a sentence is about."""

    step: Step
    before: Step | None
    run: StepRun
    unit: Unit
    describe: Describe | None

    @property
    def total(self) -> float:
        """The weight of all samples."""
        return float(self.run.samples.weights.sum())

    def named(self, index: int) -> str:
        """Return "centroid 3 (#a03020)"."""
        return f"centroid {index + 1}{self.bracket(index)}"

    def bracket(self, index: int) -> str:
        """Return " (#a03020)", or nothing if centroids have no names."""
        return f" ({self.describe(self.step.centers[index])})" if self.describe else ""


def sentence(
    step: Step, run: StepRun, unit: str = Unit.POINTS, describe: Describe | None = None
) -> str:
    """Return one sentence, with a full stop, that says what a step did.

    Parameters
    ----------
    step
        One of the steps of `run`.
    run
        The run.
    unit
        A `Unit` or its value: what the samples are called.
    describe
        What a centroid is called in brackets, such as its hex digits; None for nothing.
    """
    scene = _Scene(step, run.before(step), run, Unit(unit), describe)
    return f"{_SENTENCES[step.kind](scene)}."


def _start(scene: _Scene) -> str:
    step, unit = scene.step, scene.unit
    given = len(step.centers)
    if step.k == 0:
        return "There is no centroid yet: place the first one by hand"
    if given == step.k:
        return f"{_given(given)}: next, each {unit.singular} goes to the nearest"
    prefix = f"{_given(given)}; " if given else "There is no centroid yet; "
    missing = step.k - given
    many = "the others" if given else (f"{missing} of them" if missing > 1 else "one")
    if scene.run.init is Init.RANDOM:
        return f"{prefix}{many} will be drawn at random, each {unit.singular} as likely as any"
    if scene.run.init is Init.PCA:
        return f"{prefix}{many} will come from splitting the cluster of the largest error in two"
    return f"{prefix}k-means++ will choose {many}, and prefers what is far from those it has"


def _seed(scene: _Scene) -> str:
    if scene.run.init is Init.PCA:
        return _split(scene)
    last = len(scene.step.centers) - 1
    the_centroid = f"the {ordinal(last + 1)} centroid{scene.bracket(last)}"
    if scene.run.init is Init.RANDOM:
        return f"Random choice of {the_centroid}: each {scene.unit.singular} was as likely"
    if last == 0:
        return f"k-means++ drew {the_centroid} at random: each {scene.unit.singular} was as likely"
    return _plus_plus(scene, the_centroid)


def _plus_plus(scene: _Scene, the_centroid: str) -> str:
    step, unit, before = scene.step, scene.unit, scene.before
    assert before is not None
    assert step.chosen is not None
    assert step.candidates is not None
    probabilities = before.probabilities
    assert probabilities is not None
    distance = _distance_to_nearest(scene.run, before, step.chosen)
    if distance == 0:
        return f"k-means++ found no {unit.sample} left without a centroid, and repeated one"
    weight = float(scene.run.samples.weights[step.chosen])
    many = "" if weight == 1 else f" of {amount(weight)} {unit}"
    tried = len(np.unique(step.candidates))
    best = f"; of the {tried} drawn it lowers the inertia most" if tried > 1 else ""
    return (
        f"k-means++ chose {the_centroid}: this {unit.sample}{many} is {quantity(distance)} from "
        f"the nearest other centroid, and its probability was "
        f"{_probability(probabilities, step.chosen, unit)}{best}"
    )


def _probability(probabilities: NDArray[np.float64], chosen: int, unit: Unit) -> str:
    """Return "0.8 %, 40 times that of an average colour"."""
    chance = float(probabilities[chosen])
    ratio = chance * len(probabilities)
    if 1 / _ALIKE <= ratio <= _ALIKE:
        return f"{percent(chance)}, about that of an average {unit.sample}"
    times = f"{ratio:,.0f}" if ratio >= 10 else quantity(ratio, 2)
    return f"{percent(chance)}, {times} times that of an average {unit.sample}"


def _distance_to_nearest(run: StepRun, before: Step, sample: int) -> float:
    """Return the distance of a sample to the nearest centroid before it became one, too."""
    difference = before.relative.astype(np.float64) - run.samples.features[sample]
    if run.metric is Metric.MANHATTAN:
        return float(np.abs(difference).sum(axis=1).min())
    return float(np.sqrt(np.square(difference).sum(axis=1).min()))


def _split(scene: _Scene) -> str:
    step, before = scene.step, scene.before
    if step.split is None:
        if before is not None and before.kind is StepKind.SEED:
            return "No cluster can be split any more, so the last centroid is repeated"
        return f"Centroid {len(step.centers)} is the mean of all {scene.unit}"
    across = "its principal axis"
    if scene.run.metric is Metric.MANHATTAN:
        across = "the coordinate of the largest deviations"
    return (
        f"The cluster of centroid {step.split + 1} had the largest error and was split at its "
        f"mean, across {across}: there are {len(step.centers)} centroids now"
    )


def _edit(scene: _Scene) -> str:
    step = scene.step
    assert step.edited is not None
    after = f"; each {scene.unit.singular} finds its nearest centroid in the next step"
    if len(step.centers) < step.k:
        after = f"; {step.k - len(step.centers)} more will be chosen"
    if step.edit is Edit.REMOVE:
        left = len(step.centers)
        verb = "is" if left == 1 else "are"
        return f"Centroid {step.edited + 1} was removed by hand; {_centroids(left)} {verb} left"
    if step.edit is Edit.PLACE:
        return f"{_capital(scene.named(step.edited))} was placed by hand{after}"
    assert step.moved is not None
    return (
        f"{_capital(scene.named(step.edited))} was moved by hand, by {quantity(step.moved.largest)}"
        f"{after}"
    )


def _assign(scene: _Scene) -> str:
    step, unit = scene.step, scene.unit
    if step.changed_weight is None:
        text = (
            f"Assign: each of {amount(scene.total)} {unit} goes to the nearest of "
            f"{_centroids(len(step.centers))}"
        )
    else:
        text = (
            f"Assign: {amount(step.changed_weight)} of {amount(scene.total)} {unit} changed cluster"
        )
    limit = "; the run ends here, at its limit of iterations" if scene.run.is_last(step) else ""
    return f"{text}; {_inertia(scene)}{_empty(scene)}{limit}"


def _update(scene: _Scene) -> str:
    step = scene.step
    assert step.moved is not None
    if step.moved.largest == 0:
        return "Update: no centroid moved"
    text = (
        f"Update: the largest move was {quantity(step.moved.largest)}, of "
        f"{scene.named(step.moved.cluster)}; {_inertia(scene)}"
    )
    if step.reseeded:
        again = "starts" if len(step.reseeded) == 1 else "start"
        text += (
            f"; {_numbered(step.reseeded)} had no {scene.unit} and {again} again where the error "
            "was largest"
        )
    return text


def _converged(scene: _Scene) -> str:
    step = scene.step
    times = f"{step.iteration} iteration{'' if step.iteration == 1 else 's'}"
    first = "Nothing changed" if not step.changed else "The centroids hardly moved"
    other = "; another start may end lower" if step.k > 1 and step.inertia else ""
    return (
        f"{first}: K-means has converged after {times} at an inertia of "
        f"{quantity(step.inertia or 0)}{_empty(scene)}{other}"
    )


def _empty(scene: _Scene) -> str:
    """Return "; centroid 4 has no pixels", or nothing."""
    assert scene.step.counts is not None
    empty = [int(index) for index in np.flatnonzero(scene.step.counts == 0)]
    if not empty:
        return ""
    return f"; {_numbered(empty)} {'has' if len(empty) == 1 else 'have'} no {scene.unit}"


def _numbered(indices: Sequence[int]) -> str:
    """Return "centroid 4" or "centroids 4 and 5"."""
    numbers = listing([index + 1 for index in indices])
    return f"centroid {numbers}" if len(indices) == 1 else f"centroids {numbers}"


def _inertia(scene: _Scene) -> str:
    """Return how the inertia changed since the step before."""
    assert scene.step.inertia is not None
    now = quantity(scene.step.inertia)
    earlier = scene.before.inertia if scene.before else None
    if not earlier:
        return f"inertia is {now}"
    change = scene.step.inertia / earlier - 1
    if change == 0:
        return f"inertia stays at {now}"
    return f"inertia {'fell' if change < 0 else 'rose'} by {percent(abs(change))} to {now}"


def _centroids(count: int) -> str:
    return "1 centroid" if count == 1 else f"{count} centroids"


def _given(count: int) -> str:
    return f"{_centroids(count)} {'is' if count == 1 else 'are'} given"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


_SENTENCES = {
    StepKind.START: _start,
    StepKind.SEED: _seed,
    StepKind.EDIT: _edit,
    StepKind.ASSIGN: _assign,
    StepKind.UPDATE: _update,
    StepKind.CONVERGED: _converged,
}
