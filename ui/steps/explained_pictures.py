"""The pictures of the page "K-means explained": runs on the built-in sets of points.

set, start, seed, stop -> StepRun -> Moment -> `paint_cloud`
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage, QPainter

from quantizer.kmeans.silhouette import Silhouette
from quantizer.kmeans.steps import StepKind, StepRun
from quantizer.kmeans.steps.data_sets import DATA_SETS
from quantizer.language import mark
from quantizer.settings.settings import Init, Metric

from ..charts.axis import Axis
from ..cloud.camera import Camera
from ..cloud.painting import paint_cloud
from ..cloud.point_layer import PointLayer
from .frame_painter import scene_of
from .line_chart import paint_line_chart
from .moment import moment_of
from .step_data import points_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from ..cloud.target import Target
    from ..jobs.worker import Context

_K = Axis("k", is_whole=True)
_LARGEST_K = 8


@dataclass(frozen=True, slots=True)
class Shot:
    """A moment of a run.

    Parameters
    ----------
    description
        What is to be seen, in words.
    data_set
        Name of the set of points.
    kind
        The run stops after the first step of this kind.
    iteration
        It does not stop before this iteration.
    init, seed, metric
        How it starts, and its distance.
    centroids
        Number of centroids chosen, for a run that stops while they are.
    """

    description: str
    data_set: str = "blobs"
    kind: StepKind = StepKind.CONVERGED
    iteration: int = 0
    init: Init = Init.RANDOM
    seed: int = 0
    metric: Metric = Metric.EUCLIDEAN
    centroids: int = 0

    def run(self) -> StepRun:
        """Return the run at the moment."""
        data_set = DATA_SETS[self.data_set]
        run = StepRun(data_set.points, None, data_set.k, self.init, self.metric, self.seed)
        while not run.is_finished:
            step = run.current
            is_there = step.kind is self.kind and step.iteration >= self.iteration
            if is_there and len(step.centers) >= self.centroids:
                break
            run.step()
        return run

    def paint(self, painter: QPainter, target: Target) -> None:
        """Paint the points and centroids."""
        data = points_data(DATA_SETS[self.data_set])
        scene = scene_of(data, moment_of(self.run(), data), self.metric)
        paint_cloud(painter, PointLayer(), scene, (), Camera(axes=(0, 1)), target)


@dataclass(frozen=True, slots=True)
class Curve:
    """A line chart.

    Parameters
    ----------
    description
        What is to be seen, in words.
    axes
        The axes.
    points
        Computes the points, float64 (n, 2).
    marked
        Index of the point to mark, or None.
    """

    description: str
    axes: tuple[Axis, Axis]
    points: Callable[[], NDArray[np.float64]]
    marked: int | None = None

    def paint(self, painter: QPainter, target: Target) -> None:
        """Paint the chart."""
        painter.fillRect(target.area, target.look.ground)
        painter.setFont(target.font)
        area, look = target.area.adjusted(8, 8, -8, -4), target.look
        paint_line_chart(painter, area, self.points(), self.axes, look, marked=self.marked)


def _inertia_by_step() -> NDArray[np.float64]:
    run = Shot("").run()
    inertias = [step.inertia for step in run.steps if step.inertia is not None]
    return np.stack([np.arange(1, len(inertias) + 1), np.array(inertias)], axis=1)


def _best_run(k: int) -> StepRun:
    """Return the best of a few runs on the three blobs."""
    runs = [StepRun(DATA_SETS["blobs"].points, None, k, seed=seed) for seed in range(4)]
    for run in runs:
        run.run_to_end()
    return min(runs, key=lambda run: run.current.inertia or 0.0)


def _inertia_by_k() -> NDArray[np.float64]:
    rows = [(k, _best_run(k).current.inertia or 0.0) for k in range(1, _LARGEST_K + 1)]
    return np.array(rows, np.float64)


def _silhouette_by_k() -> NDArray[np.float64]:
    rows, silhouette = [], Silhouette(_best_run(1).samples)
    for k in range(2, _LARGEST_K + 1):
        labels = _best_run(k).current.labels
        assert labels is not None
        rows.append((k, silhouette.mean(labels)))
    return np.array(rows, np.float64)


_BAD_START = Shot(mark("Two centroids share one group, and one serves two groups."), seed=5)
PICTURES: dict[str, Shot | Curve] = {
    "points": Shot(mark("Three groups of points, before K-means."), kind=StepKind.START),
    "start": Shot(mark("Three centroids, drawn at random."), kind=StepKind.SEED, centroids=3),
    "assign": Shot(mark("Each point has the colour of its centroid."), kind=StepKind.ASSIGN),
    "update": Shot(mark("Each centroid has moved to its points' mean."), kind=StepKind.UPDATE),
    "inertia": Curve(
        mark("Inertia falls from step to step, and then stays."),
        (Axis(mark("Step"), is_whole=True), Axis(mark("Inertia"))),
        _inertia_by_step,
    ),
    "bad start": _BAD_START,
    "k-means++": Shot(
        mark("Points far from the two first centroids are large: likely to be the third."),
        kind=StepKind.SEED,
        init=Init.KMEANS_PLUS_PLUS,
        centroids=2,
    ),
    "elbow": Curve(
        mark("The curve of inertia bends at k = 3."), (_K, Axis(mark("Inertia"))), _inertia_by_k, 2
    ),
    "silhouette": Curve(
        mark("The mean silhouette is highest at k = 3."),
        (_K, Axis(mark("Silhouette"))),
        _silhouette_by_k,
        1,
    ),
    "moons": Shot(mark("A straight border cuts through both moons."), data_set="moons"),
    "outlier": Shot(
        mark("The far point has a centroid of its own."),
        data_set="outlier",
        init=Init.KMEANS_PLUS_PLUS,
    ),
    "manhattan": Shot(
        mark("With the Manhattan distance each group has a centroid."),
        data_set="outlier",
        metric=Metric.MANHATTAN,
    ),
}
"""All pictures, by name."""


def paint_all(target: Target) -> Callable[[Context], None]:
    """Return the job that paints all pictures; it publishes each, a QImage, with its name."""

    def job(context: Context) -> None:
        for name, picture in PICTURES.items():
            context.progress.check()
            height, width = target.shape
            image = QImage(width, height, QImage.Format.Format_RGB32)
            image.setDevicePixelRatio(target.ratio)
            painter = QPainter(image)
            picture.paint(painter, target)
            painter.end()
            context.publish((name, image))

    return job
