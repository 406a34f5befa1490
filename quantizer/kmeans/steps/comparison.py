"""Two runs side by side: which has the lower inertia, and which clusters make the difference.

labels of both -> weight that each pair of clusters has in common
    -> clusters of one run that are two or more in the other
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import DataError
from quantizer.kmeans.steps.wording import Unit, listing, percent
from quantizer.language import mark, tr
from quantizer.quantities import quantity

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.kmeans.steps.run import StepRun
    from quantizer.kmeans.steps.step import Step
    from quantizer.kmeans.steps.wording import Describe

_PART = 0.75
"""Share of a cluster's weight that must be in a cluster of the other run to be a part of it; not
tuned."""
_TOLD = 4
"""Most clusters that are named in a sentence."""
_SAME = 1e-9
"""Relative difference up to which two inertias are the same: the rounding of a sum."""


@dataclass(frozen=True, slots=True)
class Split:
    """A cluster of one run that is several clusters in the other.

    Parameters
    ----------
    whole
        Its index.
    parts
        Indices of the clusters of the other run.
    """

    whole: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """How a second run differs from a first one, at the current step of each.

    Parameters
    ----------
    inertias
        That of the first run and that of the second.
    moved
        Share of the weight, 0 to 1, that is outside the cluster of the second run that holds most
        of its cluster of the first run.
    split_in_second
        Clusters of the first run that are several in the second.
    split_in_first
        Clusters of the second run that are several in the first.
    comparable
        Whether the inertias are of the same metric.
    """

    inertias: tuple[float, float]
    moved: float
    split_in_second: tuple[Split, ...]
    split_in_first: tuple[Split, ...]
    comparable: bool

    @property
    def difference(self) -> float:
        """The second inertia less the first one."""
        return self.inertias[1] - self.inertias[0]

    @property
    def percent(self) -> float:
        """The difference as a percentage of the first inertia; infinite if only that is 0."""
        if self.inertias[0] == 0:
            return float(np.inf) if self.inertias[1] else 0.0
        return 100 * self.difference / self.inertias[0]


def compare(first: StepRun, second: StepRun) -> Comparison | None:
    """Compare two runs on the same samples at the current step of each.

    Parameters
    ----------
    first, second
        The runs.

    Returns
    -------
    Comparison or None
        None while one of them has no inertia: before its first assignment, or after an edit.

    Raises
    ------
    DataError
        If the runs have different numbers of samples.
    """
    weights = first.samples.weights
    if len(weights) != len(second.samples.weights):
        raise DataError("the two runs are not on the same samples")
    steps = first.current, second.current
    labels = steps[0].labels, steps[1].labels
    inertias = steps[0].inertia, steps[1].inertia
    if labels[0] is None or labels[1] is None or inertias[0] is None or inertias[1] is None:
        return None
    rows, columns = (len(step.centers) for step in steps)
    shared = np.bincount(labels[0] * columns + labels[1], weights, rows * columns)
    table = shared.reshape(rows, columns).astype(np.float64)
    return Comparison(
        (inertias[0], inertias[1]),
        float(1 - table.max(axis=1).sum() / table.sum()),
        _splits(table),
        _splits(table.T),
        comparable=first.metric is second.metric,
    )


def _splits(shared: NDArray[np.float64]) -> tuple[Split, ...]:
    """Return the rows that consist of several columns.

    Parameters
    ----------
    shared
        float64 (rows, columns): weight that the clusters of two runs have in common.
    """
    inside = shared >= _PART * np.maximum(shared.sum(axis=0), np.finfo(float).tiny)
    covered = (shared * inside).sum(axis=1)
    is_split = (inside.sum(axis=1) > 1) & (covered >= _PART * shared.sum(axis=1))
    return tuple(
        Split(int(row), tuple(int(part) for part in np.flatnonzero(inside[row])))
        for row in np.flatnonzero(is_split)
    )


def comparison_sentence(
    first: StepRun,
    second: StepRun,
    unit: str = Unit.POINTS,
    describe: Describe | None = None,
    names: tuple[str, str] = (mark("run A"), mark("run B")),
) -> str:
    """Return one or two sentences: which run has the lower inertia, by how much, and why.

    Parameters
    ----------
    first, second
        The runs, on the same samples.
    unit
        A `Unit` or its value: what the samples are called.
    describe
        What a centroid is called in brackets, such as its hex digits; None for nothing.
    names
        Names of the runs within a sentence, to be translated.
    """
    comparison = compare(first, second)
    if comparison is None:
        return tr("The runs can be compared once both have assigned their samples.")
    a, b = names
    names = tr(a), tr(b)
    named = _named_splits(comparison, first.current, second.current, describe, names)
    reason = f"{_capital('; '.join(named))}." if named else _moved(comparison, Unit(unit))
    told = _inertias(comparison, names)
    if not (first.is_finished and second.is_finished):
        told = tr("so far, {told}", told=told)
    return f"{_capital(told)}. {reason}"


def _inertias(comparison: Comparison, names: tuple[str, str]) -> str:
    a, b = comparison.inertias
    if not comparison.comparable:
        return tr("the inertias cannot be compared, because the runs have different metrics")
    if abs(comparison.difference) <= _SAME * max(a, b):
        return tr("both runs have the inertia {inertia}", inertia=quantity(a))
    higher, lower = (1, 0) if b > a else (0, 1)
    least = min(a, b)
    difference = quantity(abs(b - a))
    if least:
        share = percent(abs(b - a) / least)
        difference = tr("{share} or {difference}", share=share, difference=difference)
    return tr(
        "the inertia of {higher} is {difference} above that of {lower}",
        higher=names[higher],
        lower=names[lower],
        difference=difference,
    )


def _named_splits(
    comparison: Comparison,
    first: Step,
    second: Step,
    describe: Describe | None,
    names: tuple[str, str],
) -> list[str]:
    """Return "run B has two centroids (2 and 5) where run A has one, centroid 3 (#a03020)"."""
    told = []
    for splits, step, one, many in (
        (comparison.split_in_second, first, names[0], names[1]),
        (comparison.split_in_first, second, names[1], names[0]),
    ):
        for split in splits:
            numbers = listing([part + 1 for part in split.parts])
            told.append(
                tr(
                    "{many} has {count} centroids ({numbers}) where {one} has one, centroid "
                    "{whole}{name}",
                    many=many,
                    count=_count(len(split.parts)),
                    numbers=numbers,
                    one=one,
                    whole=split.whole + 1,
                    name=f" ({describe(step.centers[split.whole])})" if describe else "",
                )
            )
    more = len(told) - _TOLD
    return [*told[:_TOLD], tr("and {n} more of this kind", n=more)] if more > 0 else told


def _moved(comparison: Comparison, unit: Unit) -> str:
    if comparison.moved == 0:
        return tr("Their clusters are the same.")
    return tr(
        "No cluster of one is several of the other, but {share} of the {units} are in other "
        "clusters.",
        share=percent(comparison.moved),
        units=tr(unit.value),
    )


def _count(number: int) -> str:
    words = {2: tr("two"), 3: tr("three"), 4: tr("four"), 5: tr("five")}
    return words.get(number, str(number))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
