"""The rows of a table as samples of the step mode.

    file -> `Table` -> rows without missing values -> scaled columns -> two axes to look at

An axis is a column in its own unit, or one of the first two principal components.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quantizer.errors import DataError
from quantizer.kmeans.steps import Unit
from quantizer.language import mark, tr
from quantizer.tables.options import Missing, Scale
from quantizer.tables.projection import principal_components
from quantizer.tables.read import read_table
from quantizer.tables.scale import Scaling
from quantizer.tables.table import complete_rows

from .step_data import StepData, TableColumns, View, grey

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from quantizer.progress import Progress
    from quantizer.tables.table import Table

COMPONENTS = (mark("1st principal component"), mark("2nd principal component"))


@dataclass(frozen=True, slots=True)
class TableChoice:
    """How a table is looked at.

    Parameters
    ----------
    scale
        How columns of different units are made comparable.
    axes
        For each axis the name of a column, or one of `COMPONENTS`.
    """

    scale: Scale = Scale.STANDARD
    axes: tuple[str, str] = COMPONENTS


class TableSource:
    """A table that is read once, in the worker, and then looked at in several ways."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._table: Table | None = None

    def data(self, choice: TableChoice, progress: Progress) -> StepData:
        """Return the rows of the table.

        Raises
        ------
        ReadError
            If the file is missing, or no table of numbers.
        DataError
            If each row lacks a value.
        """
        if self._table is None:
            self._table = read_table(self.path, progress=progress)
        rows = complete_rows(self._table, Missing.DROP)
        if not len(rows.values):
            raise DataError(tr("each row of {name} lacks a value", name=self.path.name))
        progress.check()
        scaling = Scaling.of(rows.values, choice.scale)
        features = scaling.apply(rows.values)
        names = self._table.names
        left_out = len(self._table.values) - len(rows.values)
        notice = (
            tr("{left_out:,} rows with missing values are left out.", left_out=left_out)
            if left_out
            else ""
        )
        return StepData(
            name=self.path.name,
            unit=Unit.ROWS,
            features=features,
            weights=np.ones(len(features)),
            colors=grey(len(features)),
            view=_view(features, scaling, names, choice.axes),
            lesson=" ".join([*self._table.notices, notice]).strip(),
            columns=TableColumns(names, scaling.origin, scaling.spread),
        )


def _view(
    features: NDArray[np.float64], scaling: Scaling, names: tuple[str, ...], axes: tuple[str, str]
) -> View:
    """Return the view of two axes; of a table with one column, that column and nothing else."""
    width = len(names)
    matrix, offset = np.zeros((width, 2)), np.zeros(2)
    if width == 1:
        matrix[0, 0], offset[0] = scaling.spread[0], scaling.origin[0]
        return View(matrix, offset, (names[0], ""))
    components = principal_components(features)
    for place, name in enumerate(axes):
        if name in names:
            column = names.index(name)
            matrix[column, place] = scaling.spread[column]
            offset[place] = scaling.origin[column]
        else:
            direction = components.axes[COMPONENTS.index(name)]
            matrix[:, place] = direction
            offset[place] = -float(components.origin @ direction)
    return View(matrix, offset, axes)
