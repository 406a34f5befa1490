"""Compares two pictures: difference view, heat map and worst region.

    view, gain, frame, sides or result changed -> next request -> worker -> canvas, metrics panel

The views compare the original with the result, or whatever else the canvas shows at its left and
its right (`set_pair_source`). The worst region of the metrics panel is always that of the result.

Only the current view is computed, except for the worst region (and with it the heat map), which
is computed once nothing else has run for a moment. A request for other pictures or another gain
cancels the running one; until the new picture arrives, the canvas keeps the old one. Nothing is
computed while the image is reduced again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal

from quantizer.language import tr

from ..canvas.view_mode import ViewMode
from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from .difference_pictures import ComparisonRequest, ComparisonResult, Pair, compare
from .document import ResultState

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.metrics.difference import Region

    from ..canvas.canvas import Canvas
    from ..preferences import Preferences
    from .document import Document

_IDLE_MS = 400
_PATIENCE_MS = 150
"""Time after which the canvas says that a picture is being computed (chosen by eye)."""


class Comparison(QObject):
    """Compares original and result of a document; call `shutdown` before it is destroyed.

    Parameters
    ----------
    document
        The document; of an animation, the current frame is compared.
    """

    changed = Signal()
    """The view mode or the gain has changed."""
    region_changed = Signal(object, bool)
    """The worst `Region` or None, and whether it is still being computed."""
    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str, Exception)
    """What was attempted, and the error."""

    def __init__(self, document: Document, canvas: Canvas, preferences: Preferences) -> None:
        super().__init__(document)
        self._document, self._canvas, self._preferences = document, canvas, preferences
        self.view, self.gain = preferences.canvas_view, preferences.gain
        self.region: Region | None = None
        """The worst region of the result; None if it is not known."""
        self._pair_source: Callable[[], Pair | None] | None = None
        self._reported: tuple[Region | None, bool] = (None, False)
        self._difference: ComparisonResult | None = None
        self._heat: ComparisonResult | None = None
        self._region_of: ComparisonRequest | None = None
        self._under_way: ComparisonRequest | None = None
        self._goes_to_worst = False
        self._worker = Worker("quantizer-comparison", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._tell_failure)
        self._idle = single_shot_timer(self, _IDLE_MS, self.follow)
        self._patience = single_shot_timer(self, _PATIENCE_MS, lambda: canvas.set_computing(True))
        document.opened.connect(self._forget)
        document.closed.connect(self._forget)
        document.result_changed.connect(self._follow_soon)
        document.frame_changed.connect(self._follow_soon)
        document.busy_changed.connect(self._follow_soon)
        canvas.set_mode(self.view)

    def show(self, view: ViewMode) -> None:
        """Switch the canvas to another view mode."""
        if view is not self.view:
            self.view = self._preferences.canvas_view = view
            self._goes_to_worst = False
            self._canvas.set_mode(view)
            self.follow()
        self.changed.emit()

    def set_gain(self, gain: int) -> None:
        """Set the factor of the difference view."""
        if gain != self.gain:
            self.gain = self._preferences.gain = gain
            self.follow()
        self.changed.emit()

    def set_pair_source(self, source: Callable[[], Pair | None] | None) -> None:
        """Set what tells the two pictures of the views; None for original and result.

        It is asked again whenever anything changes; call `follow` if its answer does.
        """
        self._pair_source = source
        self.follow()

    def go_to_worst_region(self) -> None:
        """Show the heat map, and zoom to the region with the largest difference."""
        self.show(ViewMode.HEAT_MAP)
        self._goes_to_worst = self._viewed() is not None
        self._zoom_to_worst()

    def shutdown(self) -> None:
        """Stop the timers and the worker."""
        self._idle.stop()
        self._patience.stop()
        self._worker.shutdown()

    # ---- requests

    def _pair(self) -> Pair | None:
        """Return original and result, of an animation in the current frame."""
        document = self._document
        animation, outcome = document.animation, document.outcome
        original = animation.frames[document.frame].image if animation else document.image
        if original is None or outcome is None:
            return None
        alpha = outcome.quantized.settings.alpha
        return Pair(original, outcome.frames[document.frame], alpha)

    def _viewed(self) -> Pair | None:
        """Return what the views compare; None if there is nothing to compare."""
        pair = self._pair() if self._pair_source is None else self._pair_source()
        return pair if pair is not None and pair.have_one_size else None

    def _missing(self, view: ViewMode) -> ComparisonRequest | None:
        """Return the request for a view's picture; None if it is up to date or not possible."""
        pair = self._viewed()
        if pair is None or view not in {ViewMode.DIFFERENCE, ViewMode.HEAT_MAP}:
            return None
        is_heat = view is ViewMode.HEAT_MAP
        wanted = ComparisonRequest(pair, None if is_heat else self.gain)
        made = self._heat if is_heat else self._difference
        return None if made is not None and wanted.is_same(made.wanted) else wanted

    def _missing_region(self) -> ComparisonRequest | None:
        """Return the request for the worst region of the result; None if that is known."""
        pair = self._pair()
        wanted = None if pair is None else ComparisonRequest(pair, None)
        return None if wanted is None or wanted.is_same(self._region_of) else wanted

    def _next_request(self) -> ComparisonRequest | None:
        if self._document.state is ResultState.RUNNING:
            return None  # the reduction needs the processor, and there is soon another result
        wanted = self._missing(self.view)
        is_idle = not self._idle.isActive() and not self._document.is_busy
        if wanted is None and is_idle:
            wanted = self._missing_region()
        return wanted

    def _forget(self) -> None:
        self._difference = self._heat = self._region_of = None
        self._goes_to_worst = False
        self._follow_soon()

    def _follow_soon(self) -> None:
        self._idle.start()
        self.follow()

    def follow(self) -> None:
        """Compute what is missing of the current view, and show what is there."""
        if self._missing_region() is not None or self._pair() is None:
            self.region = self._region_of = None
        if self.view is not ViewMode.DIFFERENCE and self._missing(ViewMode.DIFFERENCE):
            self._difference = None  # frees its memory
        if self.view is not ViewMode.HEAT_MAP and self._missing(ViewMode.HEAT_MAP):
            self._heat = None
        due = self._next_request()
        if due is None or not due.is_same(self._under_way):
            self._under_way = due
            if due is None:
                self._worker.cancel()
            else:
                self._worker.start(compare(due))
        self._show()
        self._report_region(is_pending=self._pair() is not None)

    # ---- results

    def _take(self, made: object) -> None:
        assert isinstance(made, ComparisonResult)
        self._under_way = None
        if made.wanted.gain is not None:
            self._difference = made
        else:
            region = self._missing_region()
            if region is not None and region.is_same(made.wanted):
                self._region_of, self.region = made.wanted, made.region
            viewed = self._missing(ViewMode.HEAT_MAP)
            if viewed is not None and viewed.is_same(made.wanted):
                self._heat = made
        self.follow()
        self._zoom_to_worst()

    def _show(self) -> None:
        made = {ViewMode.DIFFERENCE: self._difference, ViewMode.HEAT_MAP: self._heat}
        shown = made.get(self.view)
        pair = self._pair_source() if self._pair_source is not None else None
        differ = pair is not None and not pair.have_one_size
        overlay = shown.overlay if shown and not differ else None
        if overlay is not self._canvas.overlay:
            self._canvas.set_overlay(overlay)
        self._canvas.set_note(tr("Pictures of different sizes are not compared") if differ else "")
        if self._missing(self.view) is None or not self._worker.is_busy:
            self._patience.stop()
            self._canvas.set_computing(False)
        elif not self._patience.isActive():
            self._patience.start()

    def _report_region(self, *, is_pending: bool) -> None:
        is_playing = self._document.animation is not None and self._idle.isActive()
        region = None if is_playing else self.region  # nobody could read a number per frame
        report = (region, is_pending and region is None)
        if report != self._reported:
            self._reported = report
            self.region_changed.emit(*report)

    def _zoom_to_worst(self) -> None:
        """Zoom to the worst region if the user asked for it and it is known."""
        heat = self._heat if self._missing(ViewMode.HEAT_MAP) is None else None
        region = heat.region if heat is not None else None
        if not self._goes_to_worst or region is None:
            return
        self._goes_to_worst = False
        if region.delta_e > 0:
            self._canvas.zoom_onto(QRectF(region.x, region.y, region.width, region.height))
        else:
            self.message.emit(
                tr("The result is identical to the original")
                if self._pair_source is None
                else tr("Both pictures are identical")
            )

    def _tell_failure(self, error: Exception) -> None:
        self._goes_to_worst = False
        self._patience.stop()
        self._canvas.set_computing(False)
        self._report_region(is_pending=False)
        self.failed.emit(tr("The result could not be compared with the original"), error)
