"""The outlines of clusters in three dimensions: the contours of their convex hulls.

An edge of a hull belongs to the contour if one of its two faces looks toward the viewer and the
other one away. So the hulls are computed once, and a turn only compares directions.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from quantizer.progress import SILENT, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from .camera import Projection
    from .scene import Scene
    from .target import Look


@dataclass(frozen=True, eq=False)
class Hull:
    """The convex hull of one cluster.

    Parameters
    ----------
    cluster
        Which cluster.
    ends
        float64 (m, 2, 3): the two ends of each edge.
    normals
        float64 (m, 2, 3): the outward directions of its two faces.
    """

    cluster: int
    ends: NDArray[np.float64]
    normals: NDArray[np.float64]

    def contour(self, toward: NDArray[np.floating]) -> NDArray[np.float64]:
        """Return the ends of the edges of the contour, (c, 2, 3), seen from a direction (3,)."""
        facing = self.normals @ toward > 0
        return np.asarray(self.ends[facing[:, 0] != facing[:, 1]])


def hulls_of(
    positions: NDArray[np.floating], labels: NDArray[np.int32], progress: Progress = SILENT
) -> tuple[Hull, ...]:
    """Return the hulls of all clusters whose points span a volume.

    Parameters
    ----------
    positions
        (n, 3).
    labels
        int32 (n,): the cluster of each point.
    progress
        Checked once per cluster.
    """
    return tuple(_hulls_of(np.asarray(positions, np.float64), labels, progress))


def paint_hulls(
    painter: QPainter, scene: Scene, hulls: tuple[Hull, ...], projection: Projection, look: Look
) -> None:
    """Draw the outlines in the colours of the clusters; with one selected, only that one."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for hull in hulls:
        if hull.cluster >= len(scene.centroid_colors) or (
            scene.selected is not None and scene.selected != hull.cluster
        ):
            continue
        ends = hull.contour(projection.matrix[2])
        places = projection.points(ends.reshape(-1, 3)).reshape(-1, 4)
        lines = [QLineF(*place) for place in places.tolist()]
        color = QColor(*scene.centroid_colors[hull.cluster].tolist())
        for ink, width in ((look.text, 3.0), (color, 1.75)):
            painter.setPen(QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
            painter.drawLines(lines)


def _hulls_of(
    positions: NDArray[np.float64], labels: NDArray[np.int32], progress: Progress
) -> Iterator[Hull]:
    from scipy.spatial import ConvexHull, QhullError  # noqa: PLC0415 - takes half a second to load

    order = np.argsort(labels, kind="stable")
    bounds = np.searchsorted(labels[order], np.arange(int(labels.max(initial=-1)) + 2))
    for cluster, (start, stop) in enumerate(itertools.pairwise(bounds.tolist())):
        progress.check()
        try:
            hull = ConvexHull(positions[order[start:stop]])
        except (QhullError, ValueError):  # too few points, or all of them in a plane
            continue
        face, side = np.nonzero(hull.neighbors > np.arange(len(hull.neighbors))[:, None])
        corners = hull.simplices[face]
        # Neighbour number i lies opposite corner number i; the edge has the other two.
        edges = corners[side[:, None] != np.arange(3)].reshape(-1, 2)
        faces = np.column_stack([face, hull.neighbors[face, side]])
        yield Hull(cluster, hull.points[edges], hull.equations[faces, :3])
