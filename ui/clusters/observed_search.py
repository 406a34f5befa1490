"""The course of the search that found the document's colours, for the page *Convergence*.

    while active: events of the document's searches -> `SearchTrace` -> changed
    active, and the result was found unobserved: the search is repeated in a worker, observed

A search gives the same result each time, so a repeated one has the course of the first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quantizer.conversion import convert
from quantizer.errors import Cancelled
from quantizer.kmeans.trace import SearchEnded, SearchStarted, SearchTrace
from quantizer.settings.settings import TargetSettings

from ..document.document import ResultState
from ..jobs.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.histogram import Histogram
    from quantizer.kmeans import KMeansResult

    from ..document.document import Document
    from ..jobs.jobs import ReductionResult
    from ..jobs.worker import Context


class ObservedSearch(QObject):
    """Follows a document; call `shutdown` before it is destroyed."""

    changed = Signal()
    """The trace has grown, or there is another one."""
    failed = Signal(Exception)

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._is_active = False
        self._is_heard = False
        self._traced: KMeansResult | None = None
        self.trace = SearchTrace()
        """The course of the newest search, as far as it is known."""
        self._worker = Worker("quantizer-search", self)
        self._worker.observes = True
        self._worker.observed.connect(self._hear)
        self._worker.failed.connect(self.failed)
        document.searched.connect(self._hear_document)
        document.settings_changed.connect(self._unhear)
        document.state_changed.connect(self._follow_state)
        document.result_changed.connect(self._follow)
        document.opened.connect(self._forget)
        document.closed.connect(self._forget)

    @property
    def has_search(self) -> bool:
        """Whether the colours were searched for: not if they are given, or drawn as they are."""
        outcome = self._document.outcome
        return outcome is not None and outcome.quantized.kmeans.n_iter > 0

    @property
    def is_repeating(self) -> bool:
        """Whether a search is being repeated to observe it."""
        return self._worker.is_busy

    def set_active(self, active: bool) -> None:
        """Start or stop to follow the document."""
        self._is_active = active
        self._document.observe_searches(active)
        if active:
            self._follow()
        else:
            self._unhear()
            self._stop_repeating()

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._worker.shutdown()

    def _stop_repeating(self) -> None:
        if self._worker.is_busy:
            self._worker.cancel()
            self._traced = None

    def _forget(self) -> None:
        self._stop_repeating()
        if self._document.outcome is None:
            self.trace, self._traced = SearchTrace(), None
            self.changed.emit()

    def _unhear(self) -> None:
        """Take no more events before another search starts: some of this one will be missing."""
        self._is_heard = False

    def _hear_document(self, events: tuple[object, ...]) -> None:
        self._traced = None  # the trace is that of a result to come
        self._hear(events)

    def _hear(self, events: tuple[object, ...]) -> None:
        if not self._is_active:
            return
        for event in events:
            self._is_heard = self._is_heard or isinstance(event, SearchStarted)
            if self._is_heard:
                self.trace.add(event)
        self.changed.emit()

    def _follow_state(self) -> None:
        if self._document.state is ResultState.RUNNING:
            self._unhear()
            self._stop_repeating()

    def _follow(self) -> None:
        """Keep the trace with its result; repeat the search of a result that has none."""
        outcome = self._document.outcome
        if not self._is_active or outcome is None:
            return
        found = outcome.quantized.kmeans
        if found is self._traced:
            return
        is_complete = self._is_heard and self.trace.end is not None
        if is_complete or not self.has_search:
            self._traced = found
        elif self._document.state is not ResultState.RUNNING:
            self._traced, self._is_heard = found, False
            self._worker.start(_search_of(outcome, self._document.histogram))
        self.changed.emit()


def _search_of(outcome: ReductionResult, histogram: Histogram | None) -> Callable[[Context], None]:
    """Return the job that repeats the search of a result; it returns nothing but its events."""
    fitted = outcome.fitted
    settings = fitted.recipe.settings
    selection = outcome.quantized.selection
    if selection is not None:
        cluster = replace(settings.cluster, colors=selection.k)
        settings = replace(settings, cluster=cluster, target=TargetSettings())
    again = replace(fitted, recipe=replace(fitted.recipe, settings=settings))

    def job(context: Context) -> None:
        is_over = False

        def observe(event: object) -> None:
            nonlocal is_over
            if context.progress.observer is not None:
                context.progress.observer(event)
            if isinstance(event, SearchEnded):
                is_over = True
                raise Cancelled  # the pixels need not be mapped again

        try:
            convert.reduce(again, replace(context.progress, observer=observe), histogram=histogram)
        except Cancelled:
            if not is_over:
                raise

    return job
