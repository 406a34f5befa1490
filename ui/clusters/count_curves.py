"""The curves over the number of colours of the document's image, for the page *Choose k*.

    result changed -> while active, unless it is known: worker -> `CountCurve` -> changed

A curve depends on the image and on few of the settings, but not on the number of colours, so it
outlives most changes. Until it is there, the candidates of an automatic number serve.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quantizer.kmeans.selection import Reason
from quantizer.reduction.count_curve import CountCurve, count_curve, curve_settings

from ..jobs.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Animation
    from quantizer.kmeans.selection import Selection
    from quantizer.settings.settings import Settings

    from ..document.document import Document
    from ..jobs.worker import Context

_MOST_KEPT = 4
"""Most curves of an image that are kept, for settings that were tried before; not tuned."""


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    """What a curve depends on."""

    animation: Animation
    settings: Settings

    def fits(self, other: _Key | None) -> bool:
        return (
            other is not None
            and self.animation is other.animation
            and self.settings == other.settings
        )


@dataclass(frozen=True, slots=True)
class _Psnr:
    """The PSNR of a number of colours, in dB."""

    k: int
    value: float


class CountCurves(QObject):
    """Follows a document; call `shutdown` before it is destroyed."""

    changed = Signal()
    """There is another selection, or another PSNR is known."""
    progressed = Signal(float)
    """The share of the work done."""
    busy_changed = Signal(bool)
    failed = Signal(Exception)

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._is_active = False
        self._under_way: _Key | None = None
        self._kept: list[tuple[_Key, CountCurve]] = []
        self._psnr: dict[int, float] = {}
        self._asked: int | None = None
        self.curve: CountCurve | None = None
        """The curve for the image and its settings; None until it is computed."""
        self._worker = Worker("quantizer-curve", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._fail)
        self._worker.progressed.connect(self._tell_progress)
        self._worker.started.connect(self._tell_busy)
        self._worker.finished.connect(self._finish)
        document.result_changed.connect(self._follow)
        document.busy_changed.connect(self._follow)
        document.opened.connect(self._forget)
        document.closed.connect(self._forget)

    @property
    def selection(self) -> Selection | None:
        """The candidates: those of the curve, or meanwhile those of an automatic number."""
        if self.curve is not None:
            return self.curve.selection
        outcome = self._document.outcome
        found = None if outcome is None else outcome.quantized.selection
        return None if found is None or found.reason is Reason.TARGET else found

    @property
    def is_busy(self) -> bool:
        """Whether a curve is being computed."""
        return self._under_way is not None

    def psnr(self, k: int) -> float | None:
        """Return the PSNR of k colours in dB; None if it is not known, and then it is computed."""
        if k in self._psnr or self.curve is None:
            return self._psnr.get(k)
        self._asked = k
        if not self._worker.is_busy:
            self._start_psnr()
        return None

    def set_active(self, active: bool) -> None:
        """Start or stop to follow the document."""
        self._is_active = active
        if active:
            self._follow()
        else:
            self._stop()

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._worker.shutdown()

    def _stop(self) -> None:
        self._under_way = self._asked = None
        self._worker.cancel()

    def _forget(self) -> None:
        if self._document.outcome is None:  # another image
            self._stop()
            self._kept = []
            self._show(None)

    def _follow(self) -> None:
        outcome = self._document.outcome
        if not self._is_active:
            return
        if outcome is None:
            self._stop()
            self._show(None)
            return
        fitted = outcome.fitted
        key = _Key(fitted.animation, curve_settings(fitted.recipe.settings))
        self._kept = [pair for pair in self._kept if pair[0].animation is key.animation]
        known = next((curve for one, curve in self._kept if one.fits(key)), None)
        if known is not None:
            self._show(known)
        elif not key.fits(self._under_way):
            self._asked = None
            self._show(None)
            if self._document.is_busy:
                self._stop()  # the reduction and its metrics come first
                return
            self._under_way = key
            self._worker.start(_curve_of(key, self._document.histogram))

    def _show(self, curve: CountCurve | None) -> None:
        if curve is not self.curve or curve is None:
            self.curve = curve
            self._psnr = dict(curve.estimates or {}) if curve is not None else {}
            self.changed.emit()

    def _take(self, found: object) -> None:
        if isinstance(found, _Psnr):
            self._psnr[found.k] = found.value
            self.changed.emit()
            return
        assert isinstance(found, CountCurve)
        assert self._under_way is not None
        self._kept = [(self._under_way, found), *self._kept][:_MOST_KEPT]
        self._under_way = None
        self._show(found)

    def _start_psnr(self) -> None:
        curve, k = self.curve, self._asked
        self._asked = None
        if curve is not None and k is not None and k not in self._psnr:
            self._worker.start(lambda context: _Psnr(k, curve.psnr(k, context.progress)))

    def _finish(self) -> None:
        self._tell_busy()
        self._start_psnr()

    def _fail(self, error: Exception) -> None:
        self._under_way = None
        self.failed.emit(error)

    def _tell_progress(self, _stage: object, fraction: float) -> None:
        self.progressed.emit(fraction)

    def _tell_busy(self) -> None:
        self.busy_changed.emit(self.is_busy)


def _curve_of(key: _Key, histogram: Histogram | None) -> Callable[[Context], CountCurve]:
    """Return the job that computes a curve."""

    def job(context: Context) -> CountCurve:
        images = [frame.image for frame in key.animation.frames]
        return count_curve(images, key.settings, context.progress, histogram=histogram)

    return job
