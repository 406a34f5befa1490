"""The page *Convergence*: inertia by iteration of each start of the search, live."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quantizer.language import mark, tr, tr_n
from quantizer.quantities import quantity

from ..charts.axis import Axis, Scale
from ..charts.chart import Chart
from ..charts.inertia import inertia_axis
from ..charts.series import Ink, Mark, Series
from ..jobs.timer import single_shot_timer
from ..panels.parts import MARGIN, hbox, muted, vbox
from ..panels.segments import Segments
from ..panels.texts import percentage, sentence
from .observed_search import ObservedSearch
from .page import ClusterPage

if TYPE_CHECKING:
    from quantizer.kmeans.trace import Course, SearchTrace

    from .model import ClusterModel

_OPEN_FIRST = mark("Open an image to see the search for its colours.")
_GIVEN = mark("The colours are given, or those that the image is drawn in: nothing to search.")
_EXACT = mark("Every colour has its own entry: nothing to search.")
_PAUSE_MS = 100
"""Time between two drawings of a search; drawing takes some 10 ms of the window's time."""
_FIXED = mark("rare colours get entries")
_WAITING = mark("Waiting for the search…")


class ConvergencePage(ClusterPage):
    """The page."""

    title = "Convergence"

    def __init__(self, model: ClusterModel) -> None:
        super().__init__()
        self._document = model.document
        self.search = ObservedSearch(self._document)
        self._is_active = False
        self._courses: list[tuple[int, Course]] = []
        self.scale = Segments(
            tr("Scale of the inertia"),
            [
                (tr("Linear"), Scale.LINEAR, tr("Equal steps of the inertia are equally high")),
                (tr("Log"), Scale.LOGARITHMIC, tr("Equal ratios of the inertia are equally high")),
            ],
        )
        self.scale.set_value(Scale.LINEAR)
        self.outcome = muted()
        self.outcome.setWordWrap(True)
        self.chart = Chart(tr("Inertia by iteration"), *self._axes())
        self.chart.set_readout(self._readout)
        row = hbox(None, self.scale, (self.outcome, 1))
        vbox(self, row, (self.chart, 1), margins=(MARGIN, 0, MARGIN, 8), spacing=4)
        self.scale.changed.connect(self._show)
        self._pause = single_shot_timer(self, _PAUSE_MS, self._show)
        self.search.changed.connect(self._show_soon)
        self.search.failed.connect(self._show_failure)

    def set_active(self, active: bool) -> None:
        """Start or stop to follow the document."""
        self._is_active = active
        self.search.set_active(active)
        self._show()

    def shutdown(self) -> None:
        """Stop the worker."""
        self.search.shutdown()

    def _axes(self) -> tuple[Axis, Axis]:
        scale = self.scale.value
        assert isinstance(scale, Scale)
        return (
            Axis(tr("Iteration"), is_whole=True),
            inertia_axis(self._document.settings.space, self.search.trace.metric, scale),
        )

    def _show(self) -> None:
        if not self._is_active:
            return
        trace, text = self.search.trace, self._empty_text()
        if text:
            self.outcome.clear()
            self.chart.set_empty(text)
            return
        # The kept start comes last, so that it is drawn over the others.
        numbered = [pair for pair in enumerate(trace.courses) if pair[1].inertias]
        self._courses = sorted(numbered, key=lambda pair: pair[0] == trace.kept)
        self.outcome.setText(outcome_sentence(trace))
        self.chart.set_axes(*self._axes())
        marks = [
            Mark(course.fixed_at + 1, tr(_FIXED))
            for _, course in self._courses
            if course.fixed_at is not None
        ]
        self.chart.set_content([_series(trace, *pair) for pair in self._courses], marks)
        self.chart.set_summary(self.outcome.text())

    def _show_soon(self) -> None:
        if not self._pause.isActive():
            self._pause.start()

    def _empty_text(self) -> str:
        """Return why there is nothing to draw; empty if there is something."""
        trace = self.search.trace
        if trace.end is not None and not trace.courses:
            return tr(_EXACT)
        if any(course.inertias for course in trace.courses):
            return ""
        outcome = self._document.outcome
        if outcome is None:
            return tr(_WAITING if self._document.is_busy else _OPEN_FIRST)
        return tr(_WAITING if self.search.has_search else _GIVEN)

    def _readout(self, series: int, point: int) -> str:
        number, course = self._courses[series]
        is_last = point == len(course.inertias) - 1
        state = tr(", dropped here") if course.is_dropped and is_last else ""
        state = tr(", kept") if number == self.search.trace.kept else state
        what = tr("Round of improvement") if point in course.rounds else tr("Iteration")
        return tr(
            "Start {number}{state}\n{what} {point}\nInertia {value}",
            number=number + 1,
            state=state,
            what=what,
            point=point + 1,
            value=quantity(course.inertias[point]),
        )

    def _show_failure(self, error: Exception) -> None:
        self.outcome.clear()
        self.chart.set_empty(
            tr("The search could not be repeated. {sentence}", sentence=sentence(error))
        )


def outcome_sentence(trace: SearchTrace) -> str:
    """Return how a search went, in a sentence."""
    parts = [tr_n("{n} start", "{n} starts", len(trace.courses))]
    if trace.end is None:
        running = sum(1 for course in trace.courses if not course.is_dropped)
        if running < len(trace.courses):
            parts.append(tr("{n} left", n=running))
        lowest = min(min(course.inertias) for course in trace.courses if course.inertias)
        parts.append(tr("inertia so far {value}", value=quantity(lowest)))
        return f"{'; '.join(parts)}."
    if trace.advantage is not None:
        parts.append(
            tr(
                "the best ended {share} lower than the worst",
                share=percentage(trace.advantage),
            )
        )
    count = max(len(course.inertias) for course in trace.courses)
    led = (
        tr(", of which {n_iter} led to the result", n_iter=trace.end.n_iter)
        if trace.end.n_iter < count
        else ""
    )
    parts.append(tr_n("{n:,} iteration", "{n:,} iterations", count) + led)
    parts.append(tr("inertia {value}", value=quantity(trace.end.inertia)))
    return f"{'; '.join(parts)}."


def _series(trace: SearchTrace, number: int, course: Course) -> Series:
    is_kept = number == trace.kept
    is_open = trace.kept is None and not course.is_dropped
    return Series(
        tr("Start {place}", place=number + 1),
        np.arange(1.0, len(course.inertias) + 1),
        np.array(course.inertias),
        Ink.ACCENT if is_kept else Ink.MUTED if is_open else Ink.FAINT,
        width=2.5 if is_kept else 1.5,
        has_dots=(is_kept and len(course.inertias) < 80) or len(course.inertias) == 1,
        has_cross=course.is_dropped,
        legend=tr("kept") if is_kept else tr("running") if is_open else tr("dropped"),
    )
