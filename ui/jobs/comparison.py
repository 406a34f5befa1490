"""Where the result differs from the original: pictures for the canvas, and the worst region.

    view, gain, frame or result changed -> what is due -> worker -> canvas, figures

Nothing is made that is not looked at, but for the worst region, which is sought once nothing
else has run for a moment. What is made for another pair of pictures, or with another gain, is
cancelled; until its successor is there the canvas keeps the picture before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRectF, QTimer, Signal

from quantizer.image.image import Image
from quantizer.metrics.difference import Region, amplified, difference_map
from quantizer.reduction.alpha import apply_alpha_mode

from ..canvas.overlay import Overlay
from ..canvas.pyramid import Pyramid
from ..canvas.view_mode import CanvasView
from .worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.image import IndexedImage
    from quantizer.settings.settings import AlphaSettings

    from ..canvas.canvas import Canvas
    from ..document.document import Document
    from ..preferences import Preferences
    from .worker import Context

_IDLE_MS = 400
_PATIENCE_MS = 150
"""How long a picture may take before the canvas says that it is being made."""


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """What is to be made.

    Parameters
    ----------
    original, result
        The pictures that are compared.
    gain
        What differences are multiplied by; None for a heat map.
    alpha
        What was to become of soft edges; the result is held against an original like that.
    """

    original: Image
    result: IndexedImage
    gain: int | None
    alpha: AlphaSettings

    def is_same(self, other: Wanted | None) -> bool:
        """Whether `other` asks for the same, of the very same pictures."""
        return (
            other is not None
            and self.original is other.original
            and self.result is other.result
            and self.gain == other.gain
        )


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """What was made, and of a heat map the worst region."""

    wanted: Wanted
    overlay: Overlay
    region: Region | None = None


class Comparison(QObject):
    """Follows a document; call `shutdown` before it goes.

    Parameters
    ----------
    document
        Whose original and result are compared, of an animation the frame that shows.
    canvas
        Where the pictures show.
    preferences
        Where view and gain are kept.
    """

    changed = Signal()
    """View or gain."""
    region_changed = Signal(object, bool)
    """The worst `Region`, None while it is not known, and whether it will be."""
    told = Signal(str)
    failed = Signal(str, Exception)

    def __init__(self, document: Document, canvas: Canvas, preferences: Preferences) -> None:
        super().__init__(document)
        self._document, self._canvas, self._preferences = document, canvas, preferences
        self.view, self.gain = preferences.canvas_view, preferences.gain
        self.region: Region | None = None
        self._told: tuple[Region | None, bool] = (None, False)
        self._difference: Compared | None = None
        self._heat: Compared | None = None
        self._under_way: Wanted | None = None
        self._goes_to_worst = False
        self._worker = Worker("quantizer-comparison", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._tell_failure)
        self._idle = self._timer(_IDLE_MS, self._follow)
        self._patience = self._timer(_PATIENCE_MS, lambda: canvas.set_computing(True))
        document.opened.connect(self._forget)
        document.result_changed.connect(self._follow_soon)
        document.frame_changed.connect(self._follow_soon)
        document.busy_changed.connect(self._follow_soon)
        canvas.set_shows(self.view)

    def _timer(self, interval: int, slot: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(interval)
        timer.timeout.connect(slot)
        return timer

    def show(self, view: CanvasView) -> None:
        """Let the canvas show another view."""
        if view is not self.view:
            self.view = self._preferences.canvas_view = view
            self._goes_to_worst = False
            self._canvas.set_shows(view)
            self._follow()
        self.changed.emit()

    def set_gain(self, gain: int) -> None:
        """Multiply differences by another gain."""
        if gain != self.gain:
            self.gain = self._preferences.gain = gain
            self._follow()
        self.changed.emit()

    def go_to_worst_region(self) -> None:
        """Show the heat map, and of it the region that is farthest off."""
        self.show(CanvasView.HEAT_MAP)
        self._goes_to_worst = self._pair() is not None
        self._arrive()

    def shutdown(self) -> None:
        """Stop and wait."""
        self._idle.stop()
        self._patience.stop()
        self._worker.shutdown()

    # ---- what is due

    def _pair(self) -> tuple[Image, IndexedImage] | None:
        document = self._document
        animation, outcome = document.animation, document.outcome
        original = animation.frames[document.frame].image if animation else document.image
        if original is None or outcome is None:
            return None
        return original, outcome.at(document.frame)

    def _missing(self, view: CanvasView) -> Wanted | None:
        """Return what is to be made for a view; None if it is there, or there is nothing."""
        pair = self._pair()
        if pair is None or view not in {CanvasView.DIFFERENCE, CanvasView.HEAT_MAP}:
            return None
        is_heat = view is CanvasView.HEAT_MAP
        outcome = self._document.outcome
        assert outcome is not None
        alpha = outcome.quantized.settings.alpha
        wanted = Wanted(*pair, None if is_heat else self.gain, alpha)
        made = self._heat if is_heat else self._difference
        return None if made is not None and wanted.is_same(made.wanted) else wanted

    def _due(self) -> Wanted | None:
        wanted = self._missing(self.view)
        is_idle = not self._idle.isActive() and not self._document.is_busy
        if wanted is None and is_idle:
            wanted = self._missing(CanvasView.HEAT_MAP)
        return wanted

    def _forget(self) -> None:
        self._difference = self._heat = None
        self._goes_to_worst = False
        self._follow_soon()

    def _follow_soon(self) -> None:
        self._idle.start()
        self._follow()

    def _follow(self) -> None:
        if self._missing(CanvasView.HEAT_MAP) is not None or self._pair() is None:
            self.region = None
        if self.view is not CanvasView.DIFFERENCE and self._missing(CanvasView.DIFFERENCE):
            self._difference = None  # large, and no longer of any use
        due = self._due()
        if due is None or not due.is_same(self._under_way):
            self._under_way = due
            if due is None:
                self._worker.cancel()
            else:
                self._worker.start(_compare(due))
        self._show()
        self._tell_region(is_seeking=self._pair() is not None)

    # ---- what is there

    def _take(self, made: object) -> None:
        assert isinstance(made, Compared)
        self._under_way = None
        if made.wanted.gain is None:
            self._heat = made
            self.region = made.region
        else:
            self._difference = made
        self._follow()
        self._arrive()

    def _show(self) -> None:
        made = {CanvasView.DIFFERENCE: self._difference, CanvasView.HEAT_MAP: self._heat}
        shown = made.get(self.view)
        overlay = shown.overlay if shown else None
        if overlay is not self._canvas.overlay:
            self._canvas.set_overlay(overlay)
        if self._missing(self.view) is None or not self._worker.is_busy:
            self._patience.stop()
            self._canvas.set_computing(False)
        elif not self._patience.isActive():
            self._patience.start()

    def _tell_region(self, *, is_seeking: bool) -> None:
        is_playing = self._document.animation is not None and self._idle.isActive()
        region = None if is_playing else self.region  # a figure per frame could not be read
        telling = (region, is_seeking and region is None)
        if telling != self._told:
            self._told = telling
            self.region_changed.emit(*telling)

    def _arrive(self) -> None:
        """Go to the worst region, if that is still to be done and it is known."""
        region = self.region
        if not self._goes_to_worst or region is None:
            return
        self._goes_to_worst = False
        if region.delta_e > 0:
            self._canvas.zoom_onto(QRectF(region.x, region.y, region.width, region.height))
        else:
            self.told.emit("The result nowhere differs from the original")

    def _tell_failure(self, error: Exception) -> None:
        self._goes_to_worst = False
        self._patience.stop()
        self._canvas.set_computing(False)
        self._tell_region(is_seeking=False)
        self.failed.emit("Original and result could not be compared", error)


def _compare(wanted: Wanted) -> Callable[[Context], Compared]:
    def heat_map(context: Context) -> Compared:
        original = apply_alpha_mode(wanted.original, wanted.alpha, context.progress)
        found = difference_map(original, wanted.result, context.progress)
        context.progress.check()
        region = found.worst_region(context.progress)
        picture = Pyramid.of_image(Image(found.heat()), context.progress)
        outlined = region if region.delta_e > 0 else None
        overlay = Overlay(picture, "CIEDE2000", found.cell, has_legend=True, region=outlined)
        return Compared(wanted, overlay, region)

    def difference(context: Context) -> Compared:
        assert wanted.gain is not None
        original = apply_alpha_mode(wanted.original, wanted.alpha, context.progress)
        pixels = amplified(original, wanted.result, wanted.gain, context.progress)
        picture = Pyramid.of_image(Image(pixels), context.progress)
        label = f"Difference \N{MULTIPLICATION SIGN} {wanted.gain}"
        return Compared(wanted, Overlay(picture, label))

    return heat_map if wanted.gain is None else difference
