"""The wheel over a control without the focus scrolls the panel and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QScrollBar,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow

    Settle = Callable[[Document], None]


def turn_wheel(control: QWidget, notches: int) -> None:
    """Turn the wheel over the middle of a control, as a person does: in its window."""
    place = control.mapTo(control.window(), control.rect().center())
    QTest.wheelEvent(control.window().windowHandle(), place, QPoint(0, 120 * notches))
    QApplication.processEvents()


def controls(panel: QWidget) -> list[QWidget]:
    kinds = (QAbstractSpinBox, QComboBox, QAbstractSlider)
    found = [one for kind in kinds for one in panel.findChildren(kind)]
    return [one for one in found if one.isVisible() and not isinstance(one, QScrollBar)]


def test_the_wheel_scrolls_the_panel_and_changes_no_control(
    qtbot: QtBot, window: MainWindow, photo: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    panel = window.workspace.settings_panel
    panel.adjust.group.open()
    QTest.qWait(1)
    before = window.document.settings
    bar = panel.verticalScrollBar()
    assert bar.maximum() > 0
    shown = controls(panel)
    assert len(shown) > 12
    for control in shown:
        for notches in (1, -1):
            panel.ensureWidgetVisible(control)
            turn_wheel(control, notches)
            assert window.document.settings == before, control.accessibleName()
            assert not control.hasFocus()
    bar.setValue(0)
    turn_wheel(shown[0], -1)
    assert bar.value() > 0


def test_a_control_with_the_focus_takes_the_wheel(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    slider = window.workspace.settings_panel.count.slider
    slider.number.setFocus()
    turn_wheel(slider.number, 1)
    assert slider.number.value() == 17
    slider.slider.setFocus()
    turn_wheel(slider.slider, 1)
    assert slider.number.value() > 17
