"""`CloudView`: points and centroids as a cloud to turn, zoom, point at and edit.

    setters -> the whole `Scene` -> what is drawn of it -> `CloudSurface`

The view knows no document. Its owner sets points, labels and centroids. The view moves no centroid
by itself: the owner answers `centroid_dragged` with `set_centroids`.

What takes longer than a frame runs in a worker: the cells that stand for very many points, and the
outlines of clusters in three dimensions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtGui import QImage, QPainter

from quantizer.language import tr

from ..jobs.worker import Worker
from .aggregate import MOST_POINTS, Aggregate
from .camera import Camera
from .coloring import Coloring, Colors, categorical_colors
from .hulls import Hull, hulls_of
from .points import Points
from .scene import Scene
from .surface import CloudSurface
from .target import Look, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from PySide6.QtCore import QSize
    from PySide6.QtWidgets import QWidget

    from quantizer.settings.enums import Metric

    from ..jobs.worker import Context

__all__ = ["CloudView", "Coloring"]

_NOTHING = (None, None, False)


@dataclass(frozen=True, eq=False)
class _Prepared:
    """What was computed for points and labels.

    Parameters
    ----------
    points, labels
        Of the whole scene, before cells were made.
    aggregate
        The cells that stand for the points, or None where there are few enough.
    hulls
        Outlines of the clusters, or None if they were not wanted.
    """

    points: Points | None
    labels: NDArray[np.int32] | None
    aggregate: Aggregate | None
    hulls: tuple[Hull, ...] | None


class CloudView(CloudSurface):
    """A cloud of points in two or three dimensions, see the module; call `shutdown` at the end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = Scene()
        self._prepared = _Prepared(None, None, None, None)
        self._under_way: tuple[object, object, bool] = _NOTHING
        self._worker: Worker | None = None
        self.setAccessibleName(tr("Cloud of points"))
        self._change()

    def set_points(
        self,
        positions: NDArray[np.floating],
        weights: NDArray[np.floating],
        colors: Colors | None,
    ) -> None:
        """Show other points; labels and probabilities of the earlier ones are dropped.

        Parameters
        ----------
        positions
            (n, d), d being 2 or 3. With n = 0 the view is empty.
        weights
            (n,), none below 0: the sizes of the points.
        colors
            uint8 (n, 3), sRGB; None for a grey.
        """
        if colors is None:
            colors = np.full((len(positions), 3), 128, np.uint8)
        points = None
        if len(positions):
            points = Points(positions, np.asarray(weights, np.float64), colors)
        self.show_points(points)

    def show_points(self, points: Points | None) -> None:
        """Show points whose extent and sizes may be computed already; see `set_points`."""
        self._change(points=points, labels=None, probabilities=None)
        if points is not None and points.dimensions == 2:
            self.set_axes_shown((0, 1))

    def clear(self) -> None:
        """Show no points and no centroids."""
        self._change(points=None, labels=None, probabilities=None, trails=())
        self.set_centroids(np.empty((0, 2)), None)

    def set_axes(self, names: Sequence[str]) -> None:
        """Name the axes, with their units."""
        self._change(axes=tuple(names))

    def set_labels(self, labels: NDArray[np.int32] | None) -> None:
        """Set the cluster of each point: int32 (n,), or None."""
        self._change(labels=labels)

    def set_centroids(self, positions: NDArray[np.floating], colors: Colors | None) -> None:
        """Show centroids, (k, d), in colours, uint8 (k, 3); None for a palette of categories.

        A position of NaN leaves out a centroid, whose cluster keeps its number.
        """
        if colors is None:
            colors = categorical_colors(len(positions))
        self._change(centroids=np.asarray(positions, np.float64), centroid_colors=colors)

    def set_trails(self, trails: Sequence[NDArray[np.floating]]) -> None:
        """Show earlier positions of the centroids: each (k, d), oldest first."""
        self._change(trails=tuple(np.asarray(step, np.float64) for step in trails))

    def set_coloring(self, coloring: Coloring) -> None:
        """Choose what the colour of a point shows."""
        self._change(coloring=coloring)

    def set_cells_shown(self, shown: bool) -> None:
        """Show the clusters' cells: a tint in two dimensions, outlines in three."""
        self._change(cells_shown=shown)

    def set_metric(self, metric: Metric) -> None:
        """Choose the distance that makes the cells of two-dimensional data."""
        self._change(metric=metric)

    def set_probabilities(self, probabilities: NDArray[np.floating] | None) -> None:
        """Draw points by the probability of being the next centroid: (n,), or None."""
        self._change(probabilities=probabilities)

    def set_selected(self, cluster: int | None) -> None:
        """Let the points of a cluster stand out, or of none."""
        self._change(selected=cluster)

    def set_weight_unit(self, unit: str) -> None:
        """Say what weights count, in the plural, for the legend."""
        self._change(weight_unit=unit)

    def set_message(self, message: str) -> None:
        """Set the text that is shown while there are no points."""
        self._change(message=message)

    def set_editable(self, editable: bool) -> None:
        """Let centroids be dragged and moved by keys, and ask for their removal."""
        self.is_editable = editable

    def set_axes_shown(self, axes: tuple[int, int] | None) -> None:
        """Show two axes, to the right and up, or all three to be turned (None).

        Data of two axes are always seen flat; None then means the first axis to the right.
        """
        if axes is None and self._whole.dimensions == 2 and self._whole.points is not None:
            axes = (0, 1)
        if axes != self.camera.axes:
            self.look_from(Camera(axes=axes))
            self._change()

    def render_to(self, size: QSize) -> QImage:
        """Return a picture of the cloud as it is seen now, of `size` pixels."""
        image = QImage(size, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        look = Look.of(self.palette())
        self.paint(painter, Target(size.width(), size.height(), 1.0, look, self.font()))
        painter.end()
        return image

    def shutdown(self) -> None:
        """Stop the worker."""
        if self._worker is not None:
            self._worker.shutdown()

    def pick_point(self, point: int) -> None:
        """Report a point: of a cell of points the heaviest one."""
        aggregate = self._prepared.aggregate
        self.point_picked.emit(point if aggregate is None else int(aggregate.heaviest[point]))

    def choose(self, centroid: int | None) -> None:
        """Let keys move a centroid, or none."""
        if centroid != self._whole.chosen:
            self._change(chosen=centroid)

    def _change(self, **parts: Any) -> None:
        """Replace parts of the scene and draw it, as soon as what it needs is prepared."""
        whole = replace(self._whole, **parts)
        is_there = whole.chosen is not None and whole.chosen < len(whole.centroids)
        self._whole = whole if is_there else replace(whole, chosen=None)
        self._prepare()
        self._show()

    def _wants_hulls(self) -> bool:
        whole = self._whole
        is_solid = self.camera.axes is None and whole.dimensions == 3
        return is_solid and whole.cells_shown and whole.labels is not None

    def _is_aggregated(self) -> bool:
        points = self._whole.points
        return points is not None and len(points.positions) > MOST_POINTS

    def _is_prepared(self) -> bool:
        ready, whole = self._prepared, self._whole
        has_hulls = ready.hulls is not None and ready.labels is whole.labels
        is_same = ready.points is whole.points
        return (is_same or not self._is_aggregated()) and (
            (is_same and has_hulls) or not self._wants_hulls()
        )

    def _prepare(self) -> None:
        """Start the worker if something is to be prepared and it is not under way."""
        if self._is_prepared():
            self._under_way = _NOTHING
            if self._worker is not None:
                self._worker.cancel()
            return
        wanted = self._whole.points, self._whole.labels, self._wants_hulls()
        if all(one is other for one, other in zip(wanted, self._under_way, strict=True)):
            return
        self._under_way = wanted
        if self._worker is None:
            self._worker = Worker("quantizer-cloud", self)
            self._worker.published.connect(self._take)
        is_same = self._prepared.points is self._whole.points
        known = self._prepared.aggregate if is_same else None
        job = _preparation(
            self._whole, known, aggregated=self._is_aggregated(), hulls=self._wants_hulls()
        )
        self._worker.start(job)

    def _take(self, prepared: object) -> None:
        assert isinstance(prepared, _Prepared)
        self._prepared = prepared
        self._show()

    def _show(self) -> None:
        whole, ready = self._whole, self._prepared
        is_same = ready.points is whole.points
        fits = is_same and ready.labels is whole.labels and self._wants_hulls()
        self.hulls = ready.hulls or () if fits else ()
        scene = whole
        if self._is_aggregated():
            if is_same and ready.aggregate is not None:
                scene = ready.aggregate.scene(whole)
            else:
                scene = replace(whole, points=None, message=tr("Preparing the points…"))
        if scene.centroids.shape[1] != scene.dimensions:  # those of the points before
            scene = replace(scene, centroids=np.empty((0, scene.dimensions)), trails=())
        self.show_scene(scene)
        self.setAccessibleDescription(whole.essence())


def _preparation(
    scene: Scene, known: Aggregate | None, *, aggregated: bool, hulls: bool
) -> Callable[[Context], _Prepared]:
    """Return the job that computes what a scene needs, apart from what is known."""

    def job(context: Context) -> _Prepared:
        assert scene.points is not None
        progress = context.progress
        aggregate = known
        if aggregated and aggregate is None:
            aggregate = Aggregate.of(scene.points, progress)
            context.publish(_Prepared(scene.points, scene.labels, aggregate, None))
        drawn = scene if aggregate is None else aggregate.scene(scene)
        outlines = None
        if hulls:
            assert drawn.points is not None
            assert drawn.labels is not None
            outlines = hulls_of(drawn.points.positions, drawn.labels, progress)
        return _Prepared(scene.points, scene.labels, aggregate, outlines)

    return job
