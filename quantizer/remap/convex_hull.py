"""The convex hull of a palette: all mixtures of its entries.

The hull is built point by point: the faces that see a new point are removed, and the edges around
the hole are joined to the point (the incremental algorithm of M. Kallay, 1984). A palette has at
most 256 entries, so that this takes some milliseconds. A palette that lies on a plane, on a line or
in a point has a hull without volume; it is described in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Reals = NDArray[np.float64]

_FLAT = 1e-3
"""Distance up to which points count as lying on a plane, where white is at 255."""

_STRIP = 1 << 16
"""Points whose distances are computed at once."""


@dataclass(frozen=True, slots=True, eq=False)
class ConvexHull:
    """The hull of some points.

    Parameters
    ----------
    triangles
        float64 (n, 3, 3): the corners of triangles that cover its surface. Corners may coincide.
    normals
        float64 (m, 3): unit vectors that point outwards.
    offsets
        float64 (m,): a point x is in the hull if ``normals @ x <= offsets``.
    """

    triangles: Reals
    normals: Reals
    offsets: Reals

    @classmethod
    def of(cls, points: NDArray[np.floating]) -> ConvexHull:
        """Return the hull of points, float (k, 3), k at least 1."""
        wide = np.unique(np.asarray(points, np.float64), axis=0)
        first = _spanning(wide)
        if len(first) == 4:
            return _solid(wide, first)
        return _without_volume(wide, first)

    def excess(self, points: NDArray[np.floating]) -> Reals:
        """Return how far points, float (n, 3), are beyond the farthest plane: float64 (n,).

        The numbers are 0 or less in the hull, and elsewhere at most the distance from it.
        """
        found = np.empty(len(points))
        for start in range(0, len(points), _STRIP):
            strip = slice(start, start + _STRIP)
            found[strip] = (points[strip] @ self.normals.T - self.offsets).max(axis=1)
        return found


def _spanning(points: Reals) -> list[int]:
    """Return up to four points that are not all in one point, on one line or on one plane."""
    chosen = [int(points.sum(axis=1).argmin())]
    rest = points - points[chosen[0]]
    while len(chosen) < 4:
        lengths = np.linalg.norm(rest, axis=1)
        farthest = int(lengths.argmax())
        if lengths[farthest] <= _FLAT:
            break
        chosen.append(farthest)
        axis = rest[farthest] / lengths[farthest]
        rest = rest - np.outer(rest @ axis, axis)
    return chosen


def _solid(points: Reals, first: list[int]) -> ConvexHull:
    middle = points[first].mean(axis=0)
    a, b, c, d = first
    corners = np.array([(a, b, c), (a, b, d), (a, c, d), (b, c, d)])
    normals, offsets = _planes(points, corners, middle)
    for new in range(len(points)):
        seen = normals @ points[new] > offsets + _FLAT
        if not seen.any():
            continue
        added = np.array([(*edge, new) for edge in _horizon(corners[seen].tolist())])
        planes = _planes(points, added, middle)
        corners = np.concatenate([corners[~seen], added])
        normals = np.concatenate([normals[~seen], planes[0]])
        offsets = np.concatenate([offsets[~seen], planes[1]])
    return ConvexHull(points[corners], normals, offsets)


def _planes(points: Reals, corners: NDArray[np.intp], middle: Reals) -> tuple[Reals, Reals]:
    """Return the normals and offsets of faces, with `middle` on the inner side of each."""
    a, b, c = points[corners[:, 0]], points[corners[:, 1]], points[corners[:, 2]]
    normals = np.cross(b - a, c - a)
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    normals = np.divide(normals, lengths, out=np.zeros_like(normals), where=lengths > 0)
    offsets = np.einsum("nd,nd->n", normals, a)
    inward = normals @ middle > offsets
    normals[inward] *= -1
    offsets[inward] *= -1
    return normals, offsets


def _horizon(faces: Iterable[tuple[int, int, int]]) -> list[tuple[int, int]]:
    """Return the edges that only one of some faces has."""
    edges: set[tuple[int, int]] = set()
    for a, b, c in faces:
        edges ^= {(min(p, q), max(p, q)) for p, q in ((a, b), (b, c), (a, c))}
    return sorted(edges)


def _without_volume(points: Reals, first: list[int]) -> ConvexHull:
    """Return the hull of points in one point, on one line or on one plane."""
    origin = points[first[0]]
    rank = len(first) - 1
    along = (points[first[1:]] - origin).T
    axes = np.linalg.qr(along, mode="complete")[0].T if rank else np.eye(3)
    placed = (points - origin) @ axes.T
    outline = _outline(placed[:, :2]) if rank == 2 else [0, 0]
    if rank < 2:
        outline = [int(placed[:, 0].argmin()), int(placed[:, 0].argmax())]
    # Two planes keep each direction without extent at 0.
    normals = [side * axes[axis] for axis in range(rank, 3) for side in (-1, 1)]
    if rank == 1:
        normals += [-axes[0], axes[0]]
    elif rank == 2:
        ahead = placed[np.roll(outline, -1), :2] - placed[outline, :2]
        across = np.stack([ahead[:, 1], -ahead[:, 0]], axis=1)
        normals += list(across / np.linalg.norm(across, axis=1, keepdims=True) @ axes[:2])
    corners = [
        (outline[0], p, q) for p, q in zip(outline[1:], [*outline[2:], outline[1]], strict=True)
    ]
    outward = np.array(normals)
    offsets = (points @ outward.T).max(axis=0)
    return ConvexHull(points[np.array(corners)], outward, offsets)


def _outline(points: Reals) -> list[int]:
    """Return the corners of a polygon around points on a plane, anticlockwise.

    A. M. Andrew, "Another efficient algorithm for convex hulls in two dimensions", Information
    Processing Letters 9(5), 1979.
    """
    order = np.lexsort((points[:, 1], points[:, 0])).tolist()

    def half(places: list[int]) -> list[int]:
        chain: list[int] = []
        for place in places:
            while len(chain) > 1:
                ahead, new = (
                    points[chain[-1]] - points[chain[-2]],
                    points[place] - points[chain[-2]],
                )
                if ahead[0] * new[1] - ahead[1] * new[0] > 0:
                    break
                chain.pop()
            chain.append(place)
        return chain[:-1]

    return half(order) + half(order[::-1])
