"""What the step mode clusters: samples, and how they are seen on the screen.

Samples come from an image (`image_data`), from a built-in set of points, or from a table
(`table_data`). A `View` maps samples of any number of dimensions to the two or three that are
drawn, and back, so that a centroid can be dragged in the drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from quantizer.kmeans.steps import Unit
from quantizer.language import tr

from ..cloud.coloring import categorical_colors
from ..cloud.points import Points

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.color.features import FeatureSpace
    from quantizer.kmeans.arrays import Floats
    from quantizer.kmeans.steps.data_sets import DataSet
    from quantizer.kmeans.steps.wording import Describe

_POINT = (128, 132, 142)
"""Grey of points that belong to no cluster yet: seen on a light and on a dark ground."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A linear map from features to the axes that are drawn.

    Parameters
    ----------
    matrix
        float64 (d, p), p being 2 or 3.
    offset
        float64 (p,), added after the product.
    names
        Names of the p axes.
    """

    matrix: NDArray[np.float64]
    offset: NDArray[np.float64]
    names: tuple[str, ...]

    @classmethod
    def of_first(cls, dimensions: int, names: tuple[str, ...]) -> View:
        """Return the view of the first axes, one for each name."""
        return cls(np.eye(dimensions, len(names)), np.zeros(len(names)), names)

    @property
    def is_whole(self) -> bool:
        """Whether the drawing has as many axes as the features, so that no distance is hidden."""
        rows, columns = self.matrix.shape
        return bool(rows == columns)

    def project(self, features: Floats) -> NDArray[np.float32]:
        """Return where features (n, d) are drawn: float32 (n, p)."""
        return (np.asarray(features) @ self.matrix + self.offset).astype(np.float32)

    def lift(self, position: Floats, near: Floats) -> NDArray[np.float64]:
        """Return the features (d,) drawn at `position` (p,) that are closest to `near` (d,)."""
        away = np.asarray(position, np.float64) - (near @ self.matrix + self.offset)
        return np.asarray(near + away @ np.linalg.pinv(self.matrix), np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class ShownPicture:
    """The image, reduced to a size that is recoloured quickly.

    Parameters
    ----------
    samples
        int32 (height, width): the sample of each pixel; -1 for a transparent one.
    alpha
        uint8 (height, width): opacity of each pixel; None if all are opaque.
    """

    samples: NDArray[np.int32]
    alpha: NDArray[np.uint8] | None


@dataclass(frozen=True, slots=True, eq=False)
class TableColumns:
    """The columns of a table: a value is a feature times `spread`, plus `origin`.

    Parameters
    ----------
    names
        Names of the d columns.
    origin, spread
        float64 (d,).
    """

    names: tuple[str, ...]
    origin: NDArray[np.float64]
    spread: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class StepData:
    """Samples, and how they are shown.

    Parameters
    ----------
    name
        What they are, for people.
    unit
        What the weights count.
    features
        float32 or float64 (n, d).
    weights
        float64 (n,).
    colors
        uint8 (n, 3): how a sample is drawn before it has a cluster.
    view
        The axes that are drawn.
    lesson
        A sentence on what is to be seen; may be empty.
    k
        A sensible number of clusters.
    space
        Of an image: what the features are; else None.
    picture
        Of an image: its picture; else None.
    columns
        Of a table: its columns; else None.
    data_set
        The built-in set of points; else None.
    """

    name: str
    unit: Unit
    features: Floats
    weights: NDArray[np.float64]
    colors: NDArray[np.uint8]
    view: View
    lesson: str = ""
    k: int = 3
    space: FeatureSpace | None = None
    picture: ShownPicture | None = None
    columns: TableColumns | None = None
    data_set: DataSet | None = None

    @cached_property
    def points(self) -> Points:
        """The samples as points of the cloud; asked for in the worker first."""
        points = Points(self.view.project(self.features), self.weights, self.colors)
        _ = points.bounds, points.diameters  # computed now, and kept
        return points

    def centroid_colors(self, centers: Floats) -> NDArray[np.uint8]:
        """Return the colours of clusters: those of their centroids (m, d) in an image."""
        if self.space is None or not len(centers):
            return categorical_colors(len(centers))
        return self.space.decode(centers)[:, :3]

    @property
    def describe(self) -> Describe | None:
        """The function that says what a centroid is: in an image its colour in hex digits."""
        space = self.space
        if space is None:
            return None

        def hex_digits(center: Floats) -> str:
            red, green, blue, _ = space.decode(np.atleast_2d(center))[0]
            return f"#{red:02x}{green:02x}{blue:02x}"

        return hex_digits


def points_data(data_set: DataSet) -> StepData:
    """Return a built-in set of points."""
    points = data_set.points
    return StepData(
        name=tr(data_set.title),
        unit=Unit.POINTS,
        features=points,
        weights=np.ones(len(points)),
        colors=grey(len(points)),
        view=View.of_first(2, ("x", "y")),
        lesson=tr(data_set.description),
        k=data_set.k,
        data_set=data_set,
    )


def grey(count: int) -> NDArray[np.uint8]:
    """Return the colour of samples without a colour of their own: uint8 (count, 3)."""
    return np.tile(np.array(_POINT, np.uint8), (count, 1))
