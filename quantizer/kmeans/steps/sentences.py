"""What a step did, in one sentence with its numbers.

There is a function for each `StepKind`, which returns the clauses of the sentence.
Centroids are counted from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.steps.step import Edit, Step, StepKind
from quantizer.kmeans.steps.wording import Unit, amount, listing, ordinal, percent
from quantizer.language import tr, tr_n
from quantizer.quantities import quantity
from quantizer.settings.enums import Init, Metric

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.kmeans.steps.run import StepRun
    from quantizer.kmeans.steps.wording import Describe

Clauses = tuple[str, ...]
"""Parts of a sentence, translated; empty ones are left out."""
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
        return tr("centroid {number}", number=index + 1) + self.bracket(index)

    def bracket(self, index: int) -> str:
        """Return " (#a03020)", or nothing if centroids have no names."""
        return f" ({self.describe(self.step.centers[index])})" if self.describe else ""

    @property
    def units(self) -> str:
        """What the samples are called, translated."""
        return tr(self.unit.value)

    @property
    def each(self) -> str:
        """One of the samples as any other, translated."""
        return tr(self.unit.each)


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
    clauses = _CLAUSES[step.kind](scene)
    return f"{_capital('; '.join(filter(None, clauses)))}."


def _start(scene: _Scene) -> Clauses:
    step, each = scene.step, scene.each
    given = len(step.centers)
    if step.k == 0:
        return (tr("There is no centroid yet: place the first one by hand"),)
    if given == step.k:
        next_one = tr("next, {each} goes to the nearest", each=each)
        return (f"{_given(given)}: {next_one}",)
    now = _given(given) if given else tr("There is no centroid yet")
    missing = step.k - given
    many = tr("the others") if given else tr("{n} of them", n=missing) if missing > 1 else tr("one")
    if scene.run.init is Init.RANDOM:
        return now, tr(
            "{many} will be drawn at random, {each} as likely as any", many=many, each=each
        )
    if scene.run.init is Init.PCA:
        return now, tr(
            "{many} will come from splitting the cluster of the largest error in two", many=many
        )
    return now, tr(
        "k-means++ will choose {many}, and prefers what is far from those it has", many=many
    )


def _seed(scene: _Scene) -> Clauses:
    if scene.run.init is Init.PCA:
        return (_split(scene),)
    last = len(scene.step.centers) - 1
    place, name = ordinal(last + 1), scene.bracket(last)
    if scene.run.init is Init.RANDOM:
        return (
            tr(
                "Random choice of the {ordinal} centroid{name}: {each} was as likely",
                ordinal=place,
                name=name,
                each=scene.each,
            ),
        )
    if last == 0:
        return (
            tr(
                "k-means++ drew the {ordinal} centroid{name} at random: {each} was as likely",
                ordinal=place,
                name=name,
                each=scene.each,
            ),
        )
    return _plus_plus(scene, place, name)


def _plus_plus(scene: _Scene, place: str, name: str) -> Clauses:
    step, unit, before = scene.step, scene.unit, scene.before
    assert before is not None
    assert step.chosen is not None
    assert step.candidates is not None
    probabilities = before.probabilities
    assert probabilities is not None
    distance = _distance_to_nearest(scene.run, before, step.chosen)
    if distance == 0:
        return (
            tr(
                "k-means++ found {no_sample} left without a centroid, and repeated one",
                no_sample=tr(unit.no_sample),
            ),
        )
    weight = float(scene.run.samples.weights[step.chosen])
    of_many = tr(" of {amount} {units}", amount=amount(weight), units=scene.units)
    tried = len(np.unique(step.candidates))
    chosen = tr(
        "k-means++ chose the {ordinal} centroid{name}: {this}{of_many} is {distance} from the "
        "nearest other centroid, and its probability was {probability}",
        ordinal=place,
        name=name,
        this=tr(unit.this),
        of_many="" if weight == 1 else of_many,
        distance=quantity(distance),
        probability=_probability(probabilities, step.chosen, unit),
    )
    best = tr("of the {n} drawn it lowers the inertia most", n=tried) if tried > 1 else ""
    return chosen, best


def _probability(probabilities: NDArray[np.float64], chosen: int, unit: Unit) -> str:
    """Return "0.8 %, 40 times that of an average colour"."""
    chance = float(probabilities[chosen])
    ratio = chance * len(probabilities)
    average = tr(unit.average)
    if 1 / _ALIKE <= ratio <= _ALIKE:
        return tr("{chance}, about that of {average}", chance=percent(chance), average=average)
    return tr(
        "{chance}, {times} times that of {average}",
        chance=percent(chance),
        times=amount(round(ratio)) if ratio >= 10 else quantity(ratio, 2),
        average=average,
    )


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
            return tr("No cluster can be split any more, so the last centroid is repeated")
        number = len(step.centers)
        return tr("Centroid {number} is the mean of all {units}", number=number, units=scene.units)
    across = tr("its principal axis")
    if scene.run.metric is Metric.MANHATTAN:
        across = tr("the coordinate of the largest deviations")
    return tr(
        "The cluster of centroid {number} had the largest error and was split at its mean, across "
        "{across}: there are {count} centroids now",
        number=step.split + 1,
        across=across,
        count=len(step.centers),
    )


def _edit(scene: _Scene) -> Clauses:
    step = scene.step
    assert step.edited is not None
    left = len(step.centers)
    after = tr("{each} finds its nearest centroid in the next step", each=scene.each)
    if left < step.k:
        after = tr("{n} more will be chosen", n=step.k - left)
    if step.edit is Edit.REMOVE:
        removed = tr("Centroid {number} was removed by hand", number=step.edited + 1)
        return removed, tr_n("{n} centroid is left", "{n} centroids are left", left)
    name = _capital(scene.named(step.edited))
    if step.edit is Edit.PLACE:
        return tr("{centroid} was placed by hand", centroid=name), after
    assert step.moved is not None
    by = quantity(step.moved.largest)
    return tr("{centroid} was moved by hand, by {distance}", centroid=name, distance=by), after


def _assign(scene: _Scene) -> Clauses:
    step = scene.step
    total = amount(scene.total)
    if step.changed_weight is None:
        each_of = tr("each of {total} {units}", total=total, units=scene.units)
        who = tr(scene.unit.only) if scene.total == 1 else each_of
        text = tr_n(
            "Assign: {who} goes to the only centroid",
            "Assign: {who} goes to the nearest of {n} centroids",
            len(step.centers),
            who=who,
        )
    else:
        text = tr(
            "Assign: {changed} of {total} {units} changed cluster",
            changed=amount(step.changed_weight),
            total=total,
            units=scene.units,
        )
    is_last = scene.run.is_last(step)
    limit = tr("the run ends here, at its limit of iterations") if is_last else ""
    return text, _inertia(scene), _empty(scene), limit


def _update(scene: _Scene) -> Clauses:
    step = scene.step
    assert step.moved is not None
    if step.moved.largest == 0:
        return (tr("Update: no centroid moved"),)
    moved = tr(
        "Update: the largest move was {distance}, of {centroid}",
        distance=quantity(step.moved.largest),
        centroid=scene.named(step.moved.cluster),
    )
    again = ""
    if step.reseeded:
        again = tr_n(
            "centroid {numbers} had no {units} and starts again where the error was largest",
            "centroids {numbers} had no {units} and start again where the error was largest",
            len(step.reseeded),
            numbers=_numbers(step.reseeded),
            units=scene.units,
        )
    return moved, _inertia(scene), again


def _converged(scene: _Scene) -> Clauses:
    step = scene.step
    inertia = quantity(step.inertia or 0)
    if not step.changed:
        text = tr_n(
            "Nothing changed: K-means has converged after {n} iteration at an inertia of {inertia}",
            "Nothing changed: K-means has converged after {n} iterations at an inertia of "
            "{inertia}",
            step.iteration,
            inertia=inertia,
        )
    else:
        text = tr_n(
            "The centroids hardly moved: K-means has converged after {n} iteration at an inertia "
            "of {inertia}",
            "The centroids hardly moved: K-means has converged after {n} iterations at an inertia "
            "of {inertia}",
            step.iteration,
            inertia=inertia,
        )
    other = tr("another start may end lower") if step.k > 1 and step.inertia else ""
    return text, _empty(scene), other


def _empty(scene: _Scene) -> str:
    """Return "centroid 4 has no pixels", or nothing."""
    assert scene.step.counts is not None
    empty = [int(index) for index in np.flatnonzero(scene.step.counts == 0)]
    if not empty:
        return ""
    return tr_n(
        "centroid {numbers} has no {units}",
        "centroids {numbers} have no {units}",
        len(empty),
        numbers=_numbers(empty),
        units=scene.units,
    )


def _numbers(indices: Sequence[int]) -> str:
    """Return "4" or "4 and 5", counted from 1."""
    return listing([index + 1 for index in indices])


def _inertia(scene: _Scene) -> str:
    """Return how the inertia changed since the step before."""
    assert scene.step.inertia is not None
    now = quantity(scene.step.inertia)
    earlier = scene.before.inertia if scene.before else None
    if not earlier:
        return tr("inertia is {now}", now=now)
    change = scene.step.inertia / earlier - 1
    if change == 0:
        return tr("inertia stays at {now}", now=now)
    share = percent(abs(change))
    if change < 0:
        return tr("inertia fell by {share} to {now}", share=share, now=now)
    return tr("inertia rose by {share} to {now}", share=share, now=now)


def _given(count: int) -> str:
    return tr_n("{n} centroid is given", "{n} centroids are given", count)


def _capital(text: str) -> str:
    is_name = text.startswith("k-means++")
    return text if is_name else text[0].upper() + text[1:]


_CLAUSES = {
    StepKind.START: _start,
    StepKind.SEED: _seed,
    StepKind.EDIT: _edit,
    StepKind.ASSIGN: _assign,
    StepKind.UPDATE: _update,
    StepKind.CONVERGED: _converged,
}
