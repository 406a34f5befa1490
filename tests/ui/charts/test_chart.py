"""A chart is read and used by mouse and keyboard, and says in words what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from ui.charts.axis import Axis, Scale
from ui.charts.chart import Chart
from ui.charts.series import Mark, Series
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture
def chart(qtbot: QtBot) -> Chart:
    chart = Chart("Curve", Axis("Colours"), Axis("Inertia", scale=Scale.LOGARITHMIC))
    qtbot.addWidget(chart)
    chart.resize(400, 240)
    k = np.arange(2.0, 12)
    chart.set_content([Series("Inertia", k, 100 / k), Series("Other", k[:3], 200 / k[:3])])
    chart.set_summary("It falls.")
    return chart


def test_the_keys_move_the_readout_which_is_part_of_the_description(
    qtbot: QtBot, chart: Chart
) -> None:
    for key, point in (
        (Qt.Key.Key_Right, (0, 0)),
        (Qt.Key.Key_Right, (0, 1)),
        (Qt.Key.Key_End, (0, 9)),
        (Qt.Key.Key_Down, (1, 2)),
        (Qt.Key.Key_Home, (1, 0)),
    ):
        qtbot.keyClick(chart, key)
        assert chart.point == point
    assert chart.accessibleDescription() == "It falls. Other, Colours 2, Inertia 100"
    qtbot.keyClick(chart, Qt.Key.Key_Escape)
    assert chart.accessibleDescription() == "It falls."


def test_a_value_is_picked_by_enter_and_by_mouse_in_both_themes(
    qtbot: QtBot, qapp: QApplication, chart: Chart
) -> None:
    chart.set_pickable(True)
    picked: list[float] = []
    chart.picked.connect(picked.append)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert picked == [11]
    chart.show()
    qtbot.waitUntil(lambda: chart.is_ready, timeout=10_000)
    chart.set_content([Series("Inertia", np.arange(2.0, 12), np.zeros(10))], [Mark(5, "now")])
    for theme in (Theme.DARK, Theme.LIGHT):
        apply_theme(qapp, theme)
        ground = chart.grab().toImage().pixelColor(200, 120).lightness()
        assert (ground < 128) == (theme is Theme.DARK)
    plot = chart._plot
    assert plot is not None
    with qtbot.waitSignal(chart.released):
        qtbot.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(220, 100))
    assert 4 < picked[-1] < 9
