"""Compares the result with the original: difference view, heat map and worst region.

    view, gain, frame or result changed -> the next request -> worker -> canvas, metrics panel

Only the current view is computed, except for the worst region (and with it the heat map), which
is computed once nothing else has run for a moment. A request for other pictures or another gain
cancels the running one; until the new picture arrives, the canvas keeps the old one. Nothing is
computed while the image is reduced again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, Signal

from quantizer.image.image import Image
from quantizer.metrics.difference import Region, amplified, difference_map
from quantizer.reduction.alpha import apply_alpha_mode

from ..canvas.overlay import Overlay
from ..canvas.pyramid import Pyramid
from ..canvas.view_mode import ViewMode
from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from .document import ResultState

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.image import IndexedImage
    from quantizer.settings.settings import AlphaSettings

    from ..canvas.canvas import Canvas
    from ..jobs.worker import Context
    from ..preferences import Preferences
    from .document import Document

_IDLE_MS = 400
_PATIENCE_MS = 150
"""Time after which the canvas says that a picture is being computed (chosen by eye)."""


@dataclass(frozen=True, slots=True, eq=False)
class ComparisonRequest:
    """A picture to compute.

    Parameters
    ----------
    gain
        Factor of the differences; None for a heat map.
    alpha
        The settings of transparency, which are applied to the original before it is compared.
    """

    original: Image
    result: IndexedImage
    gain: int | None
    alpha: AlphaSettings

    def is_same(self, other: ComparisonRequest | None) -> bool:
        """Whether `other` requests the same picture of the same image objects."""
        return (
            other is not None
            and self.original is other.original
            and self.result is other.result
            and self.gain == other.gain
        )


@dataclass(frozen=True, slots=True, eq=False)
class ComparisonResult:
    """A computed picture, and for a heat map the worst region."""

    wanted: ComparisonRequest
    overlay: Overlay
    region: Region | None = None


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
        self._reported: tuple[Region | None, bool] = (None, False)
        self._difference: ComparisonResult | None = None
        self._heat: ComparisonResult | None = None
        self._under_way: ComparisonRequest | None = None
        self._goes_to_worst = False
        self._worker = Worker("quantizer-comparison", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._tell_failure)
        self._idle = single_shot_timer(self, _IDLE_MS, self._follow)
        self._patience = single_shot_timer(self, _PATIENCE_MS, lambda: canvas.set_computing(True))
        document.opened.connect(self._forget)
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
            self._follow()
        self.changed.emit()

    def set_gain(self, gain: int) -> None:
        """Set the factor of the difference view."""
        if gain != self.gain:
            self.gain = self._preferences.gain = gain
            self._follow()
        self.changed.emit()

    def go_to_worst_region(self) -> None:
        """Show the heat map, and zoom to the region with the largest difference."""
        self.show(ViewMode.HEAT_MAP)
        self._goes_to_worst = self._pair() is not None
        self._zoom_to_worst()

    def shutdown(self) -> None:
        """Stop the timers and the worker."""
        self._idle.stop()
        self._patience.stop()
        self._worker.shutdown()

    # ---- requests

    def _pair(self) -> tuple[Image, IndexedImage] | None:
        document = self._document
        animation, outcome = document.animation, document.outcome
        original = animation.frames[document.frame].image if animation else document.image
        if original is None or outcome is None:
            return None
        return original, outcome.frames[document.frame]

    def _missing(self, view: ViewMode) -> ComparisonRequest | None:
        """Return the request for a view's picture; None if it is up to date or not possible."""
        pair = self._pair()
        if pair is None or view not in {ViewMode.DIFFERENCE, ViewMode.HEAT_MAP}:
            return None
        is_heat = view is ViewMode.HEAT_MAP
        outcome = self._document.outcome
        assert outcome is not None
        alpha = outcome.quantized.settings.alpha
        wanted = ComparisonRequest(*pair, None if is_heat else self.gain, alpha)
        made = self._heat if is_heat else self._difference
        return None if made is not None and wanted.is_same(made.wanted) else wanted

    def _next_request(self) -> ComparisonRequest | None:
        if self._document.state is ResultState.RUNNING:
            return None  # the reduction needs the processor, and there is soon another result
        wanted = self._missing(self.view)
        is_idle = not self._idle.isActive() and not self._document.is_busy
        if wanted is None and is_idle:
            wanted = self._missing(ViewMode.HEAT_MAP)
        return wanted

    def _forget(self) -> None:
        self._difference = self._heat = None
        self._goes_to_worst = False
        self._follow_soon()

    def _follow_soon(self) -> None:
        self._idle.start()
        self._follow()

    def _follow(self) -> None:
        if self._missing(ViewMode.HEAT_MAP) is not None or self._pair() is None:
            self.region = None
        if self.view is not ViewMode.DIFFERENCE and self._missing(ViewMode.DIFFERENCE):
            self._difference = None  # frees its memory
        due = self._next_request()
        if due is None or not due.is_same(self._under_way):
            self._under_way = due
            if due is None:
                self._worker.cancel()
            else:
                self._worker.start(_compare(due))
        self._show()
        self._report_region(is_pending=self._pair() is not None)

    # ---- results

    def _take(self, made: object) -> None:
        assert isinstance(made, ComparisonResult)
        self._under_way = None
        if made.wanted.gain is None:
            self._heat = made
            self.region = made.region
        else:
            self._difference = made
        self._follow()
        self._zoom_to_worst()

    def _show(self) -> None:
        made = {ViewMode.DIFFERENCE: self._difference, ViewMode.HEAT_MAP: self._heat}
        shown = made.get(self.view)
        overlay = shown.overlay if shown else None
        if overlay is not self._canvas.overlay:
            self._canvas.set_overlay(overlay)
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
        region = self.region
        if not self._goes_to_worst or region is None:
            return
        self._goes_to_worst = False
        if region.delta_e > 0:
            self._canvas.zoom_onto(QRectF(region.x, region.y, region.width, region.height))
        else:
            self.message.emit("The result is identical to the original")

    def _tell_failure(self, error: Exception) -> None:
        self._goes_to_worst = False
        self._patience.stop()
        self._canvas.set_computing(False)
        self._report_region(is_pending=False)
        self.failed.emit("The result could not be compared with the original", error)


def _compare(wanted: ComparisonRequest) -> Callable[[Context], ComparisonResult]:
    def heat_map(context: Context) -> ComparisonResult:
        original = apply_alpha_mode(wanted.original, wanted.alpha, context.progress)
        found = difference_map(original, wanted.result, context.progress)
        context.progress.check()
        region = found.worst_region(context.progress)
        picture = Pyramid.of_image(Image(found.heat()), context.progress)
        outlined = region if region.delta_e > 0 else None
        overlay = Overlay(picture, "CIEDE2000", found.cell, has_legend=True, region=outlined)
        return ComparisonResult(wanted, overlay, region)

    def difference(context: Context) -> ComparisonResult:
        assert wanted.gain is not None
        original = apply_alpha_mode(wanted.original, wanted.alpha, context.progress)
        pixels = amplified(original, wanted.result, wanted.gain, context.progress)
        picture = Pyramid.of_image(Image(pixels), context.progress)
        label = f"Difference \N{MULTIPLICATION SIGN} {wanted.gain}"
        return ComparisonResult(wanted, Overlay(picture, label))

    return heat_map if wanted.gain is None else difference
