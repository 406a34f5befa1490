"""All that a cloud shows, apart from where it is seen from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from quantizer.language import mark, number, tr
from quantizer.settings.enums import Metric

from .coloring import Coloring, Colors, mix
from .points import Bounds, Points, diameters

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FADED = 0.88
"""Share of the ground in points outside the selected cluster (chosen by eye)."""
_FAINTEST = 0.8
"""Share of the ground in points that cannot be the next centroid (chosen by eye)."""


@dataclass(frozen=True, eq=False)
class Scene:
    """What a cloud shows; without points it shows `message`.

    Parameters
    ----------
    points
        The points, one or more, or None.
    axes
        Names of the axes, units included.
    labels
        int32 (n,): the cluster of each point, or None.
    centroids
        float64 (k, d); NaN for a cluster that has none.
    centroid_colors
        uint8 (k, 3).
    trails
        Earlier positions of the centroids, oldest first, each (k, d).
    probabilities
        float64 (n,): of being the next centroid, or None.
    selected
        The cluster whose points stand out, or None.
    chosen
        The centroid that keys move, or None.
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
    chosen: int | None = None
    weight_unit: str = "samples"
    message: str = mark("No points to show")

    @property
    def dimensions(self) -> int:
        """Number of axes of the points."""
        return 2 if self.points is None else self.points.dimensions

    @property
    def bounds(self) -> Bounds:
        """The box around the points; without points, a box of side 1."""
        return Bounds(np.zeros(2), np.ones(2)) if self.points is None else self.points.bounds

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
        """Say in a few sentences what is shown."""
        if self.points is None:
            return tr(self.message)
        count = len(self.points.positions)
        names = ", ".join(self.axes[: self.dimensions])
        centroids = int(np.isfinite(self.centroids[:, 0]).sum())
        text = tr(
            "{count:,} points over the axes {names}; {centroids} centroids.",
            count=count,
            names=names,
            centroids=centroids,
        )
        if self.selected is not None:
            text += tr(" Cluster {selected} is selected.", selected=self.selected + 1)
        if self.chosen is not None:
            place = ", ".join(
                f"{name} {number(value, '.4g')}"
                for name, value in zip(self.axes, self.centroids[self.chosen], strict=False)
            )
            text += tr(
                " Centroid {chosen} is chosen, at {place}.", chosen=self.chosen + 1, place=place
            )
        return text
