"""Runs K-means step by step in a worker, one run or two side by side.

    load -> worker: samples, runs -> loaded, shown
    step, back, edits ... -> queue -> worker, one at a time -> shown: a `Moment` of each run

Only who holds the `lock` touches the runs: the worker, or a job that saves them. Whatever is loaded
anew drops what is waiting or running, so that a moment of data that are gone never arrives.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from quantizer.kmeans.steps import StepRun

from ..jobs.worker import Worker
from .comparing import compared
from .moment import moment_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.steps import Step
    from quantizer.progress import Progress
    from quantizer.settings.settings import Init, Metric

    from ..jobs.worker import Context
    from .moment import Moment
    from .step_data import StepData

    Action = Callable[[StepRun, Progress], object]

_MOST_WAITING = 2
"""Steps that wait for their turn: a key held down must not go on for long after its release."""


@dataclass(frozen=True, slots=True)
class RunSetup:
    """How a run starts.

    Parameters
    ----------
    k
        Number of clusters.
    init
        How the first centroids are chosen; None if they are placed by hand.
    seed
        Seed of the random numbers.
    metric
        Distance.
    """

    k: int
    init: Init | None
    seed: int
    metric: Metric

    def begin(self, data: StepData) -> StepRun:
        """Return a run at its start; of no more clusters than there are samples."""
        k = min(self.k, int(np.count_nonzero(data.weights)))
        return StepRun(data.features, data.weights, k, self.init, self.metric, self.seed)


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """Where the runs stand.

    Parameters
    ----------
    data
        Their samples.
    moments
        The current moment of each run.
    comparison
        How two runs differ, in one or two sentences; empty for a single run.
    """

    data: StepData
    moments: tuple[Moment, ...]
    comparison: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class _Order:
    """An action that waits for its turn.

    Parameters
    ----------
    action
        What to do with a run.
    run
        The run to do it with; None for all.
    of_leading
        Whether only the runs that are farthest take part.
    is_drag
        Whether a centroid is being dragged: only its last place counts.
    """

    action: Action
    run: int | None = None
    of_leading: bool = False
    is_drag: bool = False


class _Once:
    """Makes data when they are first asked for, and keeps them; used in the worker alone."""

    def __init__(self, make: Callable[[Progress], StepData]) -> None:
        self._make = make
        self._data: StepData | None = None

    def __call__(self, progress: Progress) -> StepData:
        if self._data is None:
            self._data = self._make(progress)
        return self._data


class StepRunner(QObject):
    """Owns the runs; call `shutdown` before it is destroyed."""

    loaded = Signal(object)
    """The `StepData` that the next moments belong to."""
    shown = Signal(object)
    """The `Shown` after a step."""
    failed = Signal(Exception)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.data: StepData | None = None
        self.runs: tuple[StepRun, ...] = ()
        self.lock = threading.Lock()
        self._make: _Once | None = None
        self._is_loading = False
        self._waiting: deque[_Order] = deque()
        self._worker = Worker("quantizer-steps", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._worker.started.connect(lambda: self.busy_changed.emit(True))
        self._worker.finished.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Whether anything is being computed, or waits for it."""
        return self._worker.is_busy or bool(self._waiting)

    def load(self, make: Callable[[Progress], StepData], setups: Sequence[RunSetup]) -> None:
        """Make data in the worker, and begin runs on them."""
        self._make = _Once(make)
        self._is_loading = True
        self.begin(setups)

    def begin(self, setups: Sequence[RunSetup]) -> None:
        """Begin other runs on the same data."""
        make = self._make
        if make is None:
            return
        self._waiting.clear()

        def job(context: Context) -> Shown:
            return self._begin(make(context.progress), setups)

        self._worker.start(job)

    def step(self) -> None:
        """Make the next step of each run."""
        self._order(_Order(StepRun.step))

    def back(self) -> None:
        """Go one step back in each run that is as far as the one that went farthest."""
        self._order(_Order(_back, of_leading=True))

    def run_to_end(self) -> None:
        """Make all steps to the end."""
        self._order(_Order(StepRun.run_to_end))

    def restart(self) -> None:
        """Go back to the first step; what is running is dropped."""
        self.cancel()
        self._order(_Order(_restart))

    def place(self, run: int, center: Floats) -> None:
        """Add a centroid (d,) to a run."""
        self._order(_Order(lambda one, _progress: one.place(center), run))

    def remove(self, run: int, index: int) -> None:
        """Remove a centroid from a run."""
        self._order(_Order(lambda one, _progress: _remove(one, index), run))

    def move(self, run: int, index: int, position: Floats, *, goes_on: bool) -> None:
        """Move a centroid to where it is drawn, float (p,).

        With `goes_on`, it takes the place of the move before: the same drag of the mouse.
        """
        view = self.data.view if self.data is not None else None

        def move(one: StepRun, _progress: Progress) -> None:
            if goes_on:
                one.back()
            if view is not None and index < len(one.current.centers):
                one.move(index, view.lift(position, one.current.centers[index]))

        order = _Order(move, run, is_drag=True)
        if self._waiting and self._waiting[-1].is_drag and goes_on:
            first = self._waiting[-1]
            self._waiting[-1] = replace(first, action=_in_place_of(first.action, move))
        else:
            self._order(order)

    def cancel(self) -> None:
        """Drop what is running and what waits."""
        self._waiting.clear()
        self._worker.cancel()

    def shutdown(self) -> None:
        """Stop, and wait for the worker."""
        self._waiting.clear()
        self._worker.shutdown()

    def _order(self, order: _Order) -> None:
        if len(self._waiting) < _MOST_WAITING or order.is_drag:
            self._waiting.append(order)
        self._go_on()

    def _go_on(self) -> None:
        if self._worker.is_busy:
            return
        if self._waiting:
            self._worker.start(self._job(self._waiting.popleft()))
        else:
            self.busy_changed.emit(False)

    def _job(self, order: _Order) -> Callable[[Context], Shown | None]:
        data = self.data

        def job(context: Context) -> Shown | None:
            with self.lock:
                for run in self._taking_part(order):
                    order.action(run, context.progress)
                return None if data is None else _shown(self.runs, data)

        return job

    def _taking_part(self, order: _Order) -> list[StepRun]:
        """Return the runs that an order is for."""
        if order.run is not None:
            return list(self.runs[order.run : order.run + 1])
        lead = max((run.position for run in self.runs), default=0)
        return [run for run in self.runs if not order.of_leading or run.position == lead]

    def _begin(self, data: StepData, setups: Sequence[RunSetup]) -> Shown:
        _ = data.points  # made here, because it takes time
        with self.lock:
            self.runs = tuple(setup.begin(data) for setup in setups)
            return _shown(self.runs, data)

    def _fail(self, error: Exception) -> None:
        self._waiting.clear()
        if self._is_loading:
            self.data = None  # what was shown before is not what was asked for
        self.failed.emit(error)

    def _take(self, shown: Shown | None) -> None:
        if shown is None:
            return
        self._is_loading = False
        if shown.data is not self.data:
            self.data = shown.data
            self.loaded.emit(shown.data)
        self.shown.emit(shown)


def _shown(runs: Sequence[StepRun], data: StepData) -> Shown:
    moments = tuple(moment_of(run, data) for run in runs)
    words = compared(runs, moments, data) if len(runs) == 2 else ""
    return Shown(data, moments, words)


def _back(run: StepRun, _progress: Progress) -> Step:
    return run.back()


def _restart(run: StepRun, _progress: Progress) -> Step:
    return run.restart()


def _remove(run: StepRun, index: int) -> None:
    if index < len(run.current.centers):
        run.remove(index)


def _in_place_of(first: Action, later: Action) -> Action:
    """Return an action that does `first` and then `later`, which takes its place in the run."""

    def both(run: StepRun, progress: Progress) -> None:
        first(run, progress)
        later(run, progress)

    return both
