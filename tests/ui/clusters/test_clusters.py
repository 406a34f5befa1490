"""The area of clusters in the window: table, selection, lit pixels, outliers."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.ui.conftest import save_picture
from ui.canvas.highlight import dimmed
from ui.clusters.columns import COLUMNS
from ui.clusters.table_page import TablePage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow

    Settle = Callable[[Document], None]


@pytest.fixture
def opened(window: MainWindow, tmp_path: Path, settled: Settle) -> MainWindow:
    """A window with a small picture and its result, folded."""
    window.document.open_path(save_picture(tmp_path / "small.png", 24, 16))
    settled(window.document)
    return window


def unfold(window: MainWindow, qtbot: QtBot) -> TablePage:
    window.clusters.area.choose("clusters")
    window.actions_by_name["clusters"].trigger()
    page = window.clusters.area.active
    assert isinstance(page, TablePage)
    qtbot.waitUntil(lambda: window.clusters.model.is_current)
    return page


def test_folded_nothing_is_computed_and_a_hint_is_shown_once(
    qtbot: QtBot, opened: MainWindow, settled: Settle
) -> None:
    clusters = opened.clusters
    started: list[None] = []
    clusters.model._worker.started.connect(lambda: started.append(None))
    assert clusters.area.active is None
    assert not clusters.hint.isHidden()
    assert opened.preferences.knows_clusters
    unfold(opened, qtbot)
    assert clusters.hint.isHidden()
    assert len(started) == 1
    opened.actions_by_name["clusters"].trigger()
    assert not clusters.area.is_open
    opened.document.scale_colors(0.5)
    settled(opened.document)
    assert len(started) == 1
    assert clusters.model.view is None


def test_one_selection_is_shared_by_palette_table_and_canvas(
    qtbot: QtBot, opened: MainWindow
) -> None:
    page, model = unfold(opened, qtbot), opened.clusters.model
    canvas, swatches = opened.workspace.canvas, opened.workspace.swatches
    page.table.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    swatches.list.clicked.emit(swatches.model.index(2))
    assert [row.place for row in page.table.selected_rows] == [2]
    assert swatches.delegate.selected == 2
    qtbot.waitUntil(lambda: canvas.highlight is not None)
    shown = opened.document.shown
    assert shown is not None
    assert canvas.highlight is not None
    lit = canvas.highlight.result.levels[0]
    y, x = (int(one[0]) for one in np.nonzero(shown.indices == 2))
    assert lit.pixelColor(x, y).getRgb() == shown.palette.swatches[2].color
    y, x = (int(one[0]) for one in np.nonzero(shown.indices != 2))
    grey = lit.pixelColor(x, y)
    assert grey.red() == grey.green() == grey.blue()
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert model.selected is None
    assert canvas.highlight is None
    assert swatches.delegate.selected is None
    assert canvas.view is not None
    place = canvas.view.target.center().toPoint() + QPoint(60, 30)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    pixel = canvas.view.to_picture(QPointF(place))
    assert model.selected == shown.indices[int(pixel.y()), int(pixel.x())]
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert model.selected is None
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseMove(canvas, place + QPoint(40, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place + QPoint(40, 0))
    assert model.selected is None


@pytest.mark.exhaustive
def test_rows_are_copied_as_they_are_sorted(qtbot: QtBot, opened: MainWindow) -> None:
    page = unfold(opened, qtbot)
    pixels = [column.heading for column in COLUMNS].index("Pixels")
    page.table.sortByColumn(pixels, Qt.SortOrder.DescendingOrder)
    QTest.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    header, *rows = csv.reader(io.StringIO(QGuiApplication.clipboard().text()))
    assert header == [column.heading for column in COLUMNS]
    counts = [int(row[pixels]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == 24 * 16


def test_an_entry_is_given_or_left_out_and_taken_back(
    qtbot: QtBot, opened: MainWindow, settled: Settle
) -> None:
    page, document = unfold(opened, qtbot), opened.document
    before = document.chosen
    opened.clusters.model.select(1)
    left_out, count = page.rows.rows[1].hex, len(page.rows.rows)
    page.leave_out.click()
    settled(document)
    assert document.shown is not None
    codes = [swatch.hex for swatch in document.shown.palette]
    assert left_out not in codes
    assert len(codes) == count - 1
    document.undo()
    assert document.chosen == before
    settled(document)
    qtbot.waitUntil(lambda: opened.clusters.model.is_current)
    page.give.click()
    assert len(document.settings.locked) == 1
    document.undo()
    assert document.chosen == before


def test_what_is_dimmed_stands_back_from_light_and_from_dark_pixels() -> None:
    colors = np.array([[0, 0, 0, 255], [255, 255, 255, 90]], np.uint8)
    assert dimmed(colors, beside_light=True)[..., :3].max() < 100
    assert dimmed(colors, beside_light=False)[..., :3].min() > 150
    assert dimmed(colors, beside_light=True)[..., 3].tolist() == [255, 90]
