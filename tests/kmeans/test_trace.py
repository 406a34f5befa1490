"""The trace of a search agrees with its result, and changes nothing of it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from quantizer.kmeans import kmeans
from quantizer.kmeans.trace import SearchTrace
from quantizer.progress import Progress
from quantizer.settings.settings import Effort


def falling(inertias: list[float]) -> list[float]:
    lowest = np.minimum.accumulate(inertias)
    return [inertias[0], *(b for a, b in itertools.pairwise(lowest) if b < a)]


@pytest.mark.parametrize("effort", [None, *Effort])
def test_the_course_of_the_kept_start_is_the_history_of_the_result(effort: Effort | None) -> None:
    points = (255 * np.random.default_rng(3).beta(2, 4, (6_000, 3))).astype(np.float32)
    restarts = 3 if effort is None else None
    trace = SearchTrace()
    found = kmeans(
        points, 9, effort=effort, restarts=restarts, progress=Progress(observer=trace.add)
    )
    plain = kmeans(points, 9, effort=effort, restarts=restarts)
    np.testing.assert_array_equal(found.centers, plain.centers)
    assert trace.kept is not None
    kept = trace.courses[trace.kept]
    steps = [one for index, one in enumerate(kept.inertias) if index not in kept.rounds]
    np.testing.assert_allclose(falling(steps)[: len(found.history)], found.history, rtol=1e-9)
    assert kept.inertias[-1] == found.inertia
    assert trace.end is not None
    assert (trace.end.inertia, trace.end.n_iter) == (found.inertia, found.n_iter)
    dropped = [course for course in trace.courses if course.is_dropped]
    assert len(dropped) == len(trace.courses) - 1
    assert all(course.inertias for course in dropped)
    if effort is None:
        assert all(course.inertias[-1] >= found.inertia for course in dropped)


def test_where_each_colour_has_its_cluster_there_is_nothing_to_search() -> None:
    trace = SearchTrace()
    kmeans(np.eye(3), 5, progress=Progress(observer=trace.add))
    assert (trace.k, trace.courses, trace.end is not None) == (5, [], True)
