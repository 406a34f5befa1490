"""Beside the scatter of a table: how it is looked at, and the size and mean of each segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from quantizer.language import number, tr
from quantizer.tables.options import Scale
from quantizer.tables.profile import format_value

from ..panels.parts import GAP, MARGIN, choice, hbox, heading, labelled, show_choice, styled, vbox
from .table_data import COMPONENTS, TableChoice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QComboBox

    from .moment import Moment
    from .step_data import StepData

_WIDTH = 400


class SegmentsPanel(QWidget):
    """The panel."""

    changed = Signal()
    """Another scaling or other axes were chosen."""
    selected = Signal(object)
    """The segment that was chosen, or None."""

    def __init__(self) -> None:
        super().__init__()
        styled(self, "panel")
        self.scale = choice(tr("Scaling"), [(one.label, one, one.tooltip) for one in Scale])
        show_choice(self.scale, Scale.STANDARD)
        self.axes = tuple(_axis(name) for name in (tr("Horizontal axis"), tr("Vertical axis")))
        self.table = QTableWidget()
        self.table.setAccessibleName(tr("Segments"))
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setCornerButtonEnabled(False)
        self.table.verticalHeader().setDefaultSectionSize(28)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setHighlightSections(False)
        row = hbox(None, labelled(tr("Scaling"), self.scale))
        for name, box in zip((tr("Horizontal"), tr("Vertical")), self.axes, strict=True):
            row.addLayout(labelled(name, box), 1)
        vbox(
            self,
            row,
            heading(tr("Segments: size, and mean of each column")),
            (self.table, 1),
            margins=(MARGIN, GAP + 4, MARGIN, GAP),
        )
        self.setMinimumWidth(_WIDTH)
        for box in (self.scale, *self.axes):
            box.currentIndexChanged.connect(self.changed)
        self.table.itemSelectionChanged.connect(self._select)

    @property
    def choice(self) -> TableChoice:
        """How the table is looked at."""
        horizontal, vertical = (str(box.currentData()) for box in self.axes)
        return TableChoice(Scale(self.scale.currentData()), (horizontal, vertical))

    def reset(self) -> None:
        """Forget the columns of the table before."""
        self._fill_axes(())

    def show_data(self, data: StepData) -> None:
        """Offer the columns of a table as axes."""
        if data.columns is not None and self.axes[0].count() <= len(COMPONENTS):
            self._fill_axes(data.columns.names)
        self.table.setRowCount(0)

    def show_moment(self, moment: Moment, data: StepData) -> None:
        """Show the segments of a step."""
        columns, labels = data.columns, moment.labels
        if columns is None:
            return
        count = 0 if labels is None else len(moment.colors)
        with QSignalBlocker(self.table):
            self.table.setColumnCount(2 + len(columns.names))
            self.table.setHorizontalHeaderLabels([tr("Rows"), tr("Share"), *columns.names])
            self.table.setRowCount(count)
            if labels is None:
                return
            sizes, means = _profile(data, labels, count)
            spreads = _deviations(data)
            for row in range(count):
                cells = [number(sizes[row], ","), number(sizes[row] / max(1, sizes.sum()), ".1%")]
                cells += [
                    format_value(float(mean), float(spread)) if sizes[row] else "—"
                    for mean, spread in zip(means[row], spreads, strict=True)
                ]
                self._fill_row(row, cells, QColor(*map(int, moment.colors[row])))

    def _fill_row(self, row: int, cells: list[str], color: QColor) -> None:
        tile = QPixmap(12, 12)
        tile.fill(color)
        self.table.setVerticalHeaderItem(row, QTableWidgetItem(QIcon(tile), str(row + 1)))
        for column, text in enumerate(cells):
            item = QTableWidgetItem(text)
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, item)

    def _fill_axes(self, names: tuple[str, ...]) -> None:
        for place, box in enumerate(self.axes):
            with QSignalBlocker(box):
                chosen = str(box.currentData()) if names else COMPONENTS[place]
                box.clear()
                for name in (*COMPONENTS, *names):
                    box.addItem(name, name)
                box.setCurrentIndex(max(0, box.findData(chosen)))

    def _select(self) -> None:
        rows = self.table.selectionModel().selectedRows()
        self.selected.emit(rows[0].row() if rows else None)


def _axis(name: str) -> QComboBox:
    box = choice(name, [])
    box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    box.setMinimumWidth(96)
    return box


def _profile(data: StepData, labels: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of rows of each segment, and its means in the columns' own units."""
    assert data.columns is not None
    sizes = np.bincount(labels, minlength=count)
    sums = [np.bincount(labels, column, count) for column in data.features.T]
    means = np.stack(sums, axis=1) / np.maximum(sizes, 1)[:, None]
    return sizes, means * data.columns.spread + data.columns.origin


def _deviations(data: StepData) -> np.ndarray:
    assert data.columns is not None
    return np.asarray(data.features.std(axis=0) * data.columns.spread)
