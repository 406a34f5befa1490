"""From positions to the screen and back: a parallel projection, turned, zoomed and moved.

`Camera` is what the user changes. `Camera.projection` makes of it a `Projection` for a box of data
and a size of the picture. Both are immutable.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from .points import Bounds

Reals = NDArray[np.floating]

_MARGIN = 56.0
_MARGIN_SHARE = 0.13
"""Room around the data for names and ticks: device-independent pixels, and the largest share of
the shorter side."""
_MOST_STRETCH = 12.0
"""Two axes whose extents differ more than this get a scale each; else one scale, so that distances
look the same in all directions. Not tuned."""
_MUCH_LARGER = 1.5
"""How much larger data must be with the first axis to the right before it is; not tuned."""
_TILT = 0.35
"""Share of the girth that is seen at the end of the first axis: the sine of 20 degrees."""
_ZOOM_RANGE = (0.25, 64.0)


@dataclass(frozen=True, eq=False)
class Projection:
    """A parallel projection.

    Parameters
    ----------
    matrix
        (3, d): pixels to the right, pixels up, and pixels toward the viewer per unit of each axis.
    middle
        (d,): the position that is drawn at `origin`.
    origin
        Pixels from the left and from the top.
    """

    matrix: Reals
    middle: Reals
    origin: tuple[float, float]

    def screen(self, columns: Reals) -> tuple[Reals, Reals, Reals]:
        """Return x, y (pixels from the top left) and depth (larger is nearer), float32 (n,).

        Parameters
        ----------
        columns
            Positions, one axis in each row: (d, n).
        """
        # Products axis by axis, since BLAS would start threads for so many points.
        right, up, depth = (
            sum(
                (column * np.float32(factor) for column, factor in zip(columns, row, strict=True)),
                start=np.float32(-float(row @ self.middle)),
            )
            for row in self.matrix
        )
        left, top = self.origin
        x = np.asarray(right, np.float32) + np.float32(left)
        return x, np.float32(top) - np.asarray(up, np.float32), np.asarray(depth, np.float32)

    def points(self, positions: Reals) -> NDArray[np.float64]:
        """Return x and y of positions (n, d): float64 (n, 2)."""
        offset = (np.asarray(positions, np.float64) - self.middle) @ self.matrix[:2].T
        return np.asarray(offset * (1, -1) + self.origin, np.float64)

    def moved(self, position: Reals, dx: float, dy: float) -> NDArray[np.float64]:
        """Return `position` (d,) moved by pixels to the right and down, in the plane shown."""
        inverse = np.linalg.pinv(self.matrix[:2])
        return np.asarray(position + inverse @ np.array([dx, -dy]), np.float64)

    def position(self, x: float, y: float) -> NDArray[np.float64]:
        """Return the position (d,) under a pixel, at the depth of the middle of the data."""
        return self.moved(self.middle, x - self.origin[0], y - self.origin[1])

    def scaled(self, ratio: float) -> Projection:
        """Return the projection for `ratio` device pixels per pixel."""
        left, top = self.origin
        return Projection(self.matrix * ratio, self.middle, (left * ratio, top * ratio))


@dataclass(frozen=True)
class Camera:
    """Where the data are seen from.

    Parameters
    ----------
    axes
        The axes shown to the right and up, or None to see three axes turned.
    yaw, pitch
        Degrees: around the first axis, which points up, and above the plane of the others.
    zoom
        1 shows all data.
    pan
        Pixels by which the picture is moved to the right and down.
    """

    axes: tuple[int, int] | None = None
    yaw: float = 30.0
    pitch: float = 20.0
    zoom: float = 1.0
    pan: tuple[float, float] = (0.0, 0.0)

    def turned(self, right: float, down: float, *, is_lying: bool = False) -> Camera:
        """Return the camera with the front of the data turned by degrees to the right and down.

        Parameters
        ----------
        is_lying
            Whether the first axis points to the right, see `is_lying`.
        """
        if is_lying:
            right, down = down, -right
        upright = max(-90.0, min(90.0, self.pitch + down))
        return replace(self, yaw=(self.yaw - right) % 360, pitch=upright)

    def moved(self, dx: float, dy: float) -> Camera:
        """Return the camera with the picture moved by pixels."""
        return replace(self, pan=(self.pan[0] + dx, self.pan[1] + dy))

    def zoomed(self, factor: float, anchor: tuple[float, float] = (0.0, 0.0)) -> Camera:
        """Return the camera zoomed about `anchor`, pixels from the middle of the picture."""
        zoom = max(_ZOOM_RANGE[0], min(_ZOOM_RANGE[1], self.zoom * factor))
        growth = zoom / self.zoom
        x, y = (at - (at - offset) * growth for at, offset in zip(anchor, self.pan, strict=True))
        return replace(self, zoom=zoom, pan=(x, y))

    def projection(self, bounds: Bounds, width: float, height: float) -> Projection:
        """Return the projection that fits `bounds` into a picture of some pixels."""
        room = _room(width, height)
        if self.axes is None:
            lies = is_lying(bounds, width, height)
            along, across = room if lies else reversed(room)
            matrix = self._directions(lies) * _fit(bounds, along, across)
        else:
            matrix = self._flat(self.axes, bounds, room)
        origin = width / 2 + self.pan[0], height / 2 + self.pan[1]
        return Projection(matrix * self.zoom, bounds.middle, origin)

    def _directions(self, lies: bool) -> NDArray[np.float64]:
        """Return the unit vectors to the right, up and toward the viewer, (3, 3).

        The second and the third axis span the ground, as a* and b* do; the first points up, or
        to the right if it `lies`.
        """
        yaw, pitch = math.radians(self.yaw), math.radians(self.pitch)
        right = np.array([0, math.cos(yaw), math.sin(yaw)])
        level = np.array([0, math.sin(yaw), -math.cos(yaw)])
        upward = np.array([1.0, 0, 0])
        up = math.cos(pitch) * upward - math.sin(pitch) * level
        toward = math.cos(pitch) * level + math.sin(pitch) * upward
        return np.stack([up, -right, toward] if lies else [right, up, toward])

    @staticmethod
    def _flat(
        axes: tuple[int, int], bounds: Bounds, room: tuple[float, float]
    ) -> NDArray[np.float64]:
        extents = bounds.extents
        scales = [room[i] / extents[axis] for i, axis in enumerate(axes)]
        wide, narrow = max(extents[list(axes)]), min(extents[list(axes)])
        if wide <= _MOST_STRETCH * narrow:
            scales = [min(scales)] * 2
        matrix = np.zeros((3, len(extents)))
        matrix[0, axes[0]], matrix[1, axes[1]] = scales
        for hidden in set(range(len(extents))) - set(axes):
            matrix[2, hidden] = 1.0
        return matrix


def is_lying(bounds: Bounds, width: float, height: float) -> bool:
    """Return whether the first axis points to the right in 3-D, as the data are larger so."""
    across, along = _room(width, height)
    return _fit(bounds, across, along) > _MUCH_LARGER * _fit(bounds, along, across)


def _fit(bounds: Bounds, along: float, across: float) -> float:
    """Return the scale at which data, turned around their first axis, fit into some pixels.

    Parameters
    ----------
    along, across
        Pixels in the direction of the first axis and in the other.
    """
    length, girth = bounds.extents[0], math.hypot(*bounds.extents[1:])
    return float(min(along / (length + _TILT * girth), across / girth))


def _room(width: float, height: float) -> tuple[float, float]:
    margin = min(_MARGIN, _MARGIN_SHARE * min(width, height))
    return max(width - 2 * margin, 40.0), max(height - 2 * margin, 40.0)
