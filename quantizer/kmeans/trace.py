"""The course of a search: what each set of first centroids reached in each iteration.

A search tells the observer of its `Progress` what it does: `SearchStarted`, then an `Iteration`
for each assignment, `Converged` for a recorded descent that stopped by itself, `StartEnded` for
each start, perhaps `CentroidsFixed`, and `SearchEnded`. `SearchTrace` collects these events.
Without an observer nothing is recorded, and nothing is computed for it.

A *start* is a set of first centroids with all that is made of it. Inertias on coarse cells include
the inertia within the cells, so that those of all stages can be compared. A round of exchange, or
a breath of `breathing`, makes several short descents, of which it keeps the best; it counts as one
iteration here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quantizer.settings.enums import Metric

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.progress import Progress


@dataclass(frozen=True, slots=True)
class SearchStarted:
    """A search for `k` clusters begins, from a number of starts; 0 if there is nothing to find."""

    k: int
    starts: int
    metric: Metric


@dataclass(frozen=True, slots=True)
class Iteration:
    """An iteration of a start.

    Parameters
    ----------
    start
        Number of the start, from 0.
    inertia
        Inertia of its assignment, or the lowest one of a round.
    is_round
        Whether it is a round of exchange or a breath.
    """

    start: int
    inertia: float
    is_round: bool = False


@dataclass(frozen=True, slots=True)
class Converged:
    """A descent has converged; one more assignment may follow.

    Parameters
    ----------
    shift
        Summed squared movement of the centroids in the last iteration; None if the assignments did
        not change any more.
    tolerance
        Movement at which the descent was to stop.
    """

    shift: float | None
    tolerance: float


@dataclass(frozen=True, slots=True)
class StartEnded:
    """A start was dropped, or it is the one that is kept."""

    start: int
    is_kept: bool


@dataclass(frozen=True, slots=True)
class CentroidsFixed:
    """Further centroids of a start were fixed, for which its inertia may rise."""

    start: int


@dataclass(frozen=True, slots=True)
class SearchEnded:
    """A search has ended with an inertia, after so many iterations that lowered it."""

    inertia: float
    n_iter: int


class Reporter:
    """Tells the observer of a search what happens.

    Parameters
    ----------
    progress
        Its observer is told; if there is none, all methods do nothing.
    """

    def __init__(self, progress: Progress) -> None:
        self._observer = progress.observer

    def begin(self, k: int, starts: int, metric: Metric) -> None:
        """Tell that a search begins."""
        if self._observer is not None:
            self._observer(SearchStarted(k, starts, metric))

    def iterations(
        self, start: int, within: float = 0.0, *, is_round: bool = False
    ) -> Callable[[float], None] | None:
        """Return a function that tells the inertia of each iteration of a start, or None.

        Parameters
        ----------
        start
            Number of the start.
        within
            Inertia within the cells, which is added.
        is_round
            Whether the iterations are rounds.
        """
        observer = self._observer
        if observer is None:
            return None
        return lambda inertia: observer(Iteration(start, inertia + within, is_round))

    def iteration(self, start: int, inertia: float) -> None:
        """Tell the inertia of one more iteration of a start."""
        if self._observer is not None:
            self._observer(Iteration(start, inertia))

    def converge(self, shift: float | None, tolerance: float) -> None:
        """Tell that a descent has converged; see `Converged`."""
        if self._observer is not None:
            self._observer(Converged(shift, tolerance))

    def end_start(self, start: int, *, is_kept: bool = False) -> None:
        """Tell that a start was dropped or kept."""
        if self._observer is not None:
            self._observer(StartEnded(start, is_kept))

    def fix(self, start: int) -> None:
        """Tell that further centroids of a start were fixed."""
        if self._observer is not None:
            self._observer(CentroidsFixed(start))

    def end(self, inertia: float, n_iter: int) -> None:
        """Tell that the search has ended."""
        if self._observer is not None:
            self._observer(SearchEnded(inertia, n_iter))


@dataclass(slots=True)
class Course:
    """The iterations of a start.

    Attributes
    ----------
    inertias
        Inertia of each iteration.
    rounds
        Indices of those that are rounds of exchange or breaths.
    is_dropped
        Whether the start was given up.
    fixed_at
        Index of the first iteration after further centroids were fixed; None if none were.
    """

    inertias: list[float] = field(default_factory=list)
    rounds: set[int] = field(default_factory=set)
    is_dropped: bool = False
    fixed_at: int | None = None


class SearchTrace:
    """The course of the newest search, from its events.

    Attributes
    ----------
    k, metric
        Number of clusters, and the distance.
    courses
        One for each start.
    kept
        Number of the start that is kept; None while that is open.
    end
        How the search ended; None while it runs.
    """

    def __init__(self) -> None:
        self.k, self.metric = 0, Metric.EUCLIDEAN
        self.courses: list[Course] = []
        self.kept: int | None = None
        self.end: SearchEnded | None = None

    def add(self, event: object) -> None:
        """Take an event; a new search replaces the one before."""
        if isinstance(event, SearchStarted):
            self.k, self.metric, self.kept, self.end = event.k, event.metric, None, None
            self.courses = [Course() for _ in range(event.starts)]
        elif isinstance(event, Iteration):
            course = self.courses[event.start]
            if event.is_round:
                course.rounds.add(len(course.inertias))
            course.inertias.append(event.inertia)
        elif isinstance(event, StartEnded):
            if event.is_kept:
                self.kept = event.start
            else:
                self.courses[event.start].is_dropped = True
        elif isinstance(event, CentroidsFixed):
            self.courses[event.start].fixed_at = len(self.courses[event.start].inertias)
        elif isinstance(event, SearchEnded):
            self.end = event

    @property
    def advantage(self) -> float | None:
        """The share by which the kept start ended below the worst; None with a single start."""
        ends = [course.inertias[-1] for course in self.courses if course.inertias]
        if self.kept is None or len(ends) < 2 or max(ends) <= 0:
            return None
        return 1 - self.courses[self.kept].inertias[-1] / max(ends)
