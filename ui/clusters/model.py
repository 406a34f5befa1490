"""The clusters of the document's result, and which of them is selected.

    result or frame changed -> while active: worker -> `ColorClusters`, names -> changed

All that shows clusters shares one `ClusterModel`: palette, table, charts and canvas. Nothing is
computed while no page asks for it (`set_active`); the selection works all the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quantizer.conversion.convert import flattened
from quantizer.image.histogram import Histogram
from quantizer.image_files.icc import palette_to_srgb
from quantizer.language import tr
from quantizer.reduction.color_clusters import ColorClusters, color_clusters
from quantizer.swatches.names import css_colors, with_nearest_names

from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.image import IndexedImage
    from quantizer.image.palette import Color, Palette

    from ..document.document import Document
    from ..jobs.jobs import ReductionResult
    from ..jobs.worker import Context

_REST_MS = 150
"""A frame is computed once it was shown for this long, so not while an animation plays; not
tuned."""


@dataclass(frozen=True, eq=False)
class ClusterView:
    """The clusters of one picture.

    Parameters
    ----------
    shown
        The reduced picture.
    clusters
        Its clusters.
    palette
        Its palette, in sRGB; each entry has the name of the nearest CSS colour.
    """

    shown: IndexedImage
    clusters: ColorClusters
    palette: Palette


class ClusterModel(QObject):
    """Follows a document; call `shutdown` before it is destroyed."""

    changed = Signal()
    """There are other clusters, or none."""
    busy_changed = Signal(bool)
    """Whether clusters are being computed."""
    selected_changed = Signal(object)
    """The position in the palette of the selected cluster, or None."""
    failed = Signal(str, Exception)
    """What was attempted, and the error."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self.document = document
        self.view: ClusterView | None = None
        """The clusters and their names; those of the result before while others are computed."""
        self.selected: int | None = None
        """The position in the palette of the selected cluster; None if none is."""
        self._is_active = False
        self._color: Color | None = None
        self._under_way: IndexedImage | None = None
        self._worker = Worker("quantizer-clusters", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._tell_failure)
        self._worker.started.connect(self._tell_busy)
        self._worker.finished.connect(self._tell_busy)
        self._rest = single_shot_timer(self, _REST_MS, self._follow)
        document.opened.connect(self._forget)
        document.closed.connect(self._forget)
        document.result_changed.connect(self._follow)
        document.busy_changed.connect(self._follow)
        document.frame_changed.connect(self._follow_soon)

    @property
    def clusters(self) -> ColorClusters | None:
        """The clusters; None before the first are computed."""
        return self.view.clusters if self.view is not None else None

    @property
    def is_busy(self) -> bool:
        """Whether clusters are being computed."""
        return self._worker.is_busy

    @property
    def is_current(self) -> bool:
        """Whether the clusters are those of the picture that is shown."""
        return self.view is not None and self.view.shown is self.document.shown

    def set_active(self, active: bool) -> None:
        """Start or stop computing; the page that needs the clusters calls this."""
        if active != self._is_active:
            self._is_active = active
            self._follow()

    def select(self, cluster: int | None) -> None:
        """Select a cluster by its position in the palette, or none."""
        shown = self.document.shown
        if shown is None or (cluster is not None and not 0 <= cluster < len(shown.palette)):
            cluster = None
        self._color = None if shown is None or cluster is None else _color(shown, cluster)
        if cluster != self.selected:
            self.selected = cluster
            self.selected_changed.emit(cluster)

    def toggle(self, cluster: int) -> None:
        """Select a cluster, or none if it is selected already."""
        self.select(None if cluster == self.selected else cluster)

    def shutdown(self) -> None:
        """Stop the timer and the worker."""
        self._rest.stop()
        self._worker.shutdown()

    def _forget(self) -> None:
        self.select(None)
        self._worker.cancel()
        self._under_way = None
        self._drop()

    def _drop(self) -> None:
        if self.view is not None:
            self.view = None
            self.changed.emit()

    def _follow_soon(self) -> None:
        self._keep_selection()
        if self._is_active:
            self._rest.start()

    def _keep_selection(self) -> None:
        """Keep the selected cluster only if the picture has the same colour at that place."""
        shown, selected = self.document.shown, self.selected
        if selected is not None and (shown is None or _color(shown, selected) != self._color):
            self.select(None)

    def _follow(self) -> None:
        self._keep_selection()
        due = self._due()
        if due is None:
            self._under_way = None
            self._worker.cancel()
            if not self._is_active and not self.is_current:
                self._drop()
        elif due.shown is not self._under_way:
            self._under_way = due.shown
            self._worker.start(_clusters_of(due))

    def _due(self) -> _Request | None:
        document = self.document
        is_waiting = document.is_busy  # there is soon another result, or its metrics come first
        if not self._is_active or is_waiting or self.is_current or document.outcome is None:
            return None
        return _Request(document.outcome, document.frame, document.histogram)

    def _take(self, view: object) -> None:
        assert isinstance(view, ClusterView)
        self._under_way = None
        self.view = view
        self.changed.emit()

    def _tell_failure(self, error: Exception) -> None:
        self._under_way = None
        self.failed.emit(tr("The clusters could not be computed"), error)

    def _tell_busy(self) -> None:
        self.busy_changed.emit(self.is_busy)


@dataclass(frozen=True, eq=False)
class _Request:
    """The frame of a result whose clusters are wanted, and its colours if they are counted."""

    outcome: ReductionResult
    frame: int
    histogram: Histogram | None

    @property
    def shown(self) -> IndexedImage:
        """The reduced frame."""
        return self.outcome.frames[self.frame]


def _color(image: IndexedImage, cluster: int) -> Color | None:
    """Return the colour of a palette entry; None if there is no such entry."""
    swatches = image.palette.swatches
    return swatches[cluster].color if cluster < len(swatches) else None


def _clusters_of(wanted: _Request) -> Callable[[Context], ClusterView]:
    """Return the job that computes the clusters of a frame, and names them."""

    def job(context: Context) -> ClusterView:
        progress, fitted, shown = context.progress, wanted.outcome.fitted, wanted.shown
        flat = flattened(fitted, wanted.frame, progress)
        histogram = wanted.histogram
        if histogram is None or flat is not fitted.animation.frames[wanted.frame].image:
            histogram = Histogram.of(flat, progress)
        given, settings = fitted.recipe.palette, wanted.outcome.quantized.settings
        is_given = given is not None and not given.is_found
        clusters = color_clusters(histogram, shown.palette, settings, progress, is_given=is_given)
        in_srgb = palette_to_srgb(shown.palette.as_shown(), shown.metadata.icc_profile)
        return ClusterView(shown, clusters, with_nearest_names(in_srgb, css_colors()))

    return job
