"""What of a scene lies under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .marks import centroid_radius

if TYPE_CHECKING:
    from .camera import Projection
    from .scene import Scene

_REACH = 4.0
"""Pixels by which the pointer may miss a point or a centroid."""


def centroid_at(scene: Scene, projection: Projection, x: float, y: float) -> int | None:
    """Return the centroid nearest to a place on the screen, if its mark is there."""
    if not len(scene.centroids):
        return None
    distances = np.hypot(*(projection.points(scene.centroids) - (x, y)).T)
    distances[np.isnan(distances)] = np.inf
    nearest = int(distances.argmin())
    reach = centroid_radius(len(scene.centroids)) + _REACH
    return nearest if distances[nearest] <= reach else None


def point_at(scene: Scene, projection: Projection, x: float, y: float) -> int | None:
    """Return the point in front of those that are drawn at a place on the screen.

    Where none is drawn at the very place, the nearest one within reach is returned.
    """
    if scene.points is None:
        return None
    across, down, depth = projection.screen(scene.points.columns)
    gap = np.hypot(across - np.float32(x), down - np.float32(y)) - scene.point_diameters() / 2
    hit = np.flatnonzero(gap <= 1)
    if len(hit):
        return int(hit[np.argmax(depth[hit])])
    nearest = int(gap.argmin())
    return nearest if gap[nearest] <= _REACH else None
