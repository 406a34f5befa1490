"""Lights the pixels of the selected cluster on the canvas and dims all others.

    selected cluster, result or frame changed -> worker -> `Highlight` -> canvas

In the result only the table of colours changes. In the original the pixels are dimmed that have
another entry in the result.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from quantizer.color.cielab import lab_forward
from quantizer.image.histogram import strips_of
from quantizer.image.image import Image
from quantizer.language import tr

from ..canvas.highlight import Highlight, dimmed
from ..canvas.pyramid import Pyramid
from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.image import IndexedImage

    from ..canvas.canvas import Canvas
    from ..jobs.worker import Context
    from .model import ClusterModel

_REST_MS = 150
"""The pixels of a frame are lit once it was shown for this long, so not while an animation plays;
not tuned."""


class ClusterHighlight(QObject):
    """Follows the selection of a model; call `shutdown` before it is destroyed."""

    failed = Signal(str, Exception)
    """What was attempted, and the error."""

    def __init__(self, model: ClusterModel, canvas: Canvas) -> None:
        super().__init__(model)
        self._model, self._document, self._canvas = model, model.document, canvas
        self._wanted: _Request | None = None
        self._worker = Worker("quantizer-highlight", self)
        self._worker.published.connect(canvas.set_highlight)
        self._worker.failed.connect(self._tell_failure)
        self._rest = single_shot_timer(self, _REST_MS, self._follow)
        model.selected_changed.connect(self._follow)
        self._document.result_changed.connect(self._follow)
        self._document.frame_changed.connect(self._follow_soon)

    @property
    def is_busy(self) -> bool:
        """Whether a picture is being made or will be soon."""
        return self._worker.is_busy or self._rest.isActive()

    def shutdown(self) -> None:
        """Stop the timer and the worker."""
        self._rest.stop()
        self._worker.shutdown()

    def _follow_soon(self) -> None:
        if self._wanted is not None:
            self._forget()
        if self._model.selected is not None:
            self._rest.start()

    def _forget(self) -> None:
        self._wanted = None
        self._worker.cancel()
        self._canvas.set_highlight(None)

    def _follow(self) -> None:
        document, cluster = self._document, self._model.selected
        animation, shown = document.animation, document.shown
        original = animation.frames[document.frame].image if animation else document.image
        if cluster is None or shown is None or original is None:
            self._forget()
            return
        wanted = _Request(original, shown, cluster)
        if not wanted.is_same(self._wanted):
            self._wanted = wanted
            self._worker.start(_lit(wanted))

    def _tell_failure(self, error: Exception) -> None:
        self._forget()
        self.failed.emit(tr("The pixels of the colour could not be shown"), error)


@dataclass(frozen=True, eq=False)
class _Request:
    """The pictures, and the entry whose pixels are to be lit."""

    original: Image
    result: IndexedImage
    cluster: int

    def is_same(self, other: _Request | None) -> bool:
        """Whether `other` asks for the same pixels of the same image objects."""
        return (
            other is not None
            and self.original is other.original
            and self.result is other.result
            and self.cluster == other.cluster
        )


def _lit(wanted: _Request) -> Callable[[Context], Highlight]:
    """Return the job that makes the pictures."""

    def job(context: Context) -> Highlight:
        progress, indexed, cluster = context.progress, wanted.result, wanted.cluster
        palette = indexed.palette.as_shown()
        colors = palette.colors
        is_light = bool(lab_forward(colors[cluster : cluster + 1, :3])[0, 0] >= 50)
        table = dimmed(colors, beside_light=is_light)
        table[cluster] = colors[cluster]
        dimmed_result = replace(indexed, palette=palette.with_colors(table))
        result = Pyramid.of_indexed(dimmed_result, progress)
        pixels = np.empty_like(wanted.original.pixels)
        for rows in strips_of(wanted.original):
            progress.check()
            lit = (indexed.indices[rows] == cluster)[..., None]
            own = wanted.original.pixels[rows]
            pixels[rows] = np.where(lit, own, dimmed(own, beside_light=is_light))
        original = Pyramid.of_image(Image(pixels, wanted.original.metadata), progress)
        entry = indexed.palette.swatches[cluster]
        code = entry.hex
        name = tr("Only {code}", code=code) if entry.color[3] else tr("Only transparent")
        return Highlight(original, result, name)

    return job
