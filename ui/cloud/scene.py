"""All that a cloud shows, apart from where it is seen from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor, QPalette

from quantizer.settings.enums import Metric

from .coloring import Coloring, Colors, mix
from .points import Bounds, Points, diameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FADED = 0.85
"""Share of the ground in points outside the selected cluster (chosen by eye)."""
_FAINTEST = 0.8
"""Share of the ground in points that are next centroid with a probability of 0."""


@dataclass(frozen=True, eq=False)
class Scene:
    """What a cloud shows; an empty one shows a text.

    Parameters
    ----------
    points
        The points, one or more, or None.
    axes
        Names of the axes, units included.
    labels
        int32 (n,): the cluster of each point, or None.
    centroids
        float64 (k, d).
    centroid_colors
        uint8 (k, 3).
    trails
        Earlier positions of the centroids, oldest first, each (k, d).
    probabilities
        float64 (n,): of being the next centroid, or None.
    selected
        The cluster whose points stand out, or None.
    weight_unit
        What weights count, in the plural.
    """

    points: Points | None = None
    axes: tuple[str, ...] = ("x", "y", "z")
    labels: NDArray[np.int32] | None = None
    centroids: NDArray[np.float64] = field(default_factory=lambda: np.empty((0, 2)))
    centroid_colors: Colors = field(default_factory=lambda: np.empty((0, 3), np.uint8))
    trails: tuple[NDArray[np.float64], ...] = ()
    coloring: Coloring = Coloring.OWN
    cells_shown: bool = False
    metric: Metric = Metric.EUCLIDEAN
    probabilities: NDArray[np.float64] | None = None
    selected: int | None = None
    weight_unit: str = "samples"

    @property
    def bounds(self) -> Bounds:
        """The box around the points; without points, a box of side 1."""
        if self.points is None:
            return Bounds(np.zeros(2), np.ones(2))
        return self.points.bounds

    def point_colors(self, ground: tuple[int, int, int]) -> Colors:
        """Return the colour of each point on a ground: uint8 (n, 3)."""
        assert self.points is not None
        colors = self.points.colors
        if self.coloring is Coloring.CLUSTER and self.labels is not None and len(self.centroids):
            colors = self.centroid_colors.take(self.labels, axis=0, mode="clip")
        if self.probabilities is not None:
            share = self.probabilities / max(float(self.probabilities.max(initial=0)), 1e-30)
            return mix(colors, ground, (_FAINTEST * (1 - np.cbrt(share)))[:, None])
        if self.selected is None or self.labels is None:
            return colors
        faded = mix(colors, ground, _FADED)
        return np.where((self.labels == self.selected)[:, None], colors, faded)

    def point_diameters(self) -> NDArray[np.float32]:
        """Return the diameter of each point in device-independent pixels: float32 (n,)."""
        assert self.points is not None
        if self.probabilities is None:
            return self.points.diameters
        return diameters(self.probabilities)

    def essence(self) -> str:
        """Say in one or two sentences what is shown."""
        if self.points is None:
            return "No points."
        count = len(self.points.positions)
        names = ", ".join(self.axes[: self.points.dimensions])
        text = f"{count:,} points over the axes {names}; {len(self.centroids)} centroids."
        if self.selected is not None:
            text += f" Cluster {self.selected + 1} is selected."
        return text


@dataclass(frozen=True)
class Look:
    """The colours of the theme that a cloud needs."""

    ground: QColor
    text: QColor
    muted: QColor
    line: QColor
    accent: QColor

    @classmethod
    def of(cls, palette: QPalette) -> Look:
        """Return the colours that the theme put into a palette."""
        role = QPalette.ColorRole
        roles = (role.Dark, role.WindowText, role.PlaceholderText, role.Mid, role.Highlight)
        return cls(*(palette.color(QPalette.ColorGroup.Active, one) for one in roles))

    @property
    def ground_levels(self) -> tuple[int, int, int]:
        """Red, green and blue of the ground."""
        return self.ground.red(), self.ground.green(), self.ground.blue()
