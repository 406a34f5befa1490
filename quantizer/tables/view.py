"""The clusters of a table in two dimensions: two of its columns, or principal components."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import SettingsError
from quantizer.tables.projection import principal_components

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.tables.segmentation import Segmentation


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """Places of rows and centroids.

    Parameters
    ----------
    points
        float64 (m, 2): the rows that belong to clusters.
    centroids
        float64 (k, 2): the centroids; along columns, in the columns' own units.
    axes
        What is along each axis.
    """

    points: NDArray[np.float64]
    centroids: NDArray[np.float64]
    axes: tuple[str, str]


def view(segmentation: Segmentation, columns: Sequence[str] = ()) -> View:
    """Return the rows and centroids of a table in two dimensions.

    Parameters
    ----------
    segmentation
        The clusters.
    columns
        Names of the two columns; empty for the first two principal components of the scaled
        columns, or for the columns themselves if there are one or two. A single column is shown
        against the number of the cluster.

    Raises
    ------
    SettingsError
        If these are not two of the numeric columns that were used.
    """
    names = segmentation.table.names
    chosen = find_axes(names, columns)
    if chosen is None:
        return _single(segmentation) if len(names) == 1 else _components(segmentation)
    return View(
        segmentation.rows.values[:, chosen],
        segmentation.scaling.restore(segmentation.centers)[:, chosen],
        (names[chosen[0]], names[chosen[1]]),
    )


def find_axes(names: Sequence[str], columns: Sequence[str]) -> list[int] | None:
    """Return the indices of the two columns to show; None if they are not shown themselves.

    Parameters
    ----------
    names
        Names of the columns that are clustered.
    columns
        As in `view`.

    Raises
    ------
    SettingsError
        If these are not two of the names.
    """
    if not columns:
        return [0, 1] if len(names) == 2 else None
    if len(columns) != 2:
        raise SettingsError(tr("a plot has two axes, not {count}", count=len(columns)))
    unknown = [name for name in columns if name not in names]
    if unknown:
        raise SettingsError(
            tr(
                "{unknown!r} is not one of the columns that are clustered: {names}",
                unknown=unknown[0],
                names=", ".join(names),
            )
        )
    return [names.index(name) for name in columns]


def _components(segmentation: Segmentation) -> View:
    projection = principal_components(segmentation.features)
    first, second = (
        tr("principal component {number} ({share:.0%} of the variance)", number=number, share=share)
        for number, share in enumerate(projection.shares, 1)
    )
    return View(
        projection.apply(segmentation.features),
        projection.apply(segmentation.centers),
        (first, second),
    )


def _single(segmentation: Segmentation) -> View:
    values, numbers = segmentation.rows.values[:, 0], segmentation.labels + 1.0
    middle = segmentation.scaling.restore(segmentation.centers)[:, 0]
    return View(
        np.stack([values, numbers], axis=1),
        np.stack([middle, np.arange(1.0, len(middle) + 1)], axis=1),
        (segmentation.table.names[0], "cluster"),
    )
