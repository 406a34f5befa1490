"""Windows and dialogs fit a small screen, and what does not fit scrolls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QVBoxLayout,
)

from tests.ui.conftest import show_workspace
from ui.controls.filter import install_control_filter
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from ui.preferences import Preferences


def test_a_dialog_larger_than_the_screen_scrolls_and_keeps_its_buttons(qtbot: QtBot) -> None:
    install_control_filter()
    dialog = QDialog()
    qtbot.addWidget(dialog)
    column = QVBoxLayout(dialog)
    fields = [QLineEdit() for _ in range(60)]
    for field in fields:
        column.addWidget(field)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    column.addWidget(buttons)
    dialog.setMinimumWidth(3000)
    dialog.show()
    qtbot.waitUntil(buttons.isVisible)
    place = dialog.screen().availableGeometry()
    assert place.contains(dialog.geometry())
    assert dialog.rect().contains(buttons.geometry())
    (area,) = dialog.findChildren(QScrollArea)
    fields[0].setFocus()
    for _ in fields[1:]:
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    last = fields[-1]
    seen = area.viewport().rect()
    assert seen.contains(last.mapTo(area.viewport(), last.rect().center()))


def test_a_label_with_a_tag_in_it_is_shown_as_it_is(qtbot: QtBot) -> None:
    install_control_filter()
    label, other = QLabel("<b>x</b>.png"), QLabel("x.png")
    for one in (label, other):
        qtbot.addWidget(one)
        one.show()
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert label.sizeHint().width() > other.sizeHint().width()


def test_the_smallest_window_reaches_everything(window: MainWindow) -> None:
    show_workspace(window)
    actions = window.actions_by_name
    settings, result = window.workspace.settings_panel, window.workspace.result_panel
    window.stack.setCurrentWidget(window.workspace)
    window.resize(1024, 700)
    assert not settings.isHidden()
    assert not result.isHidden()
    window.resize(640, 480)
    assert (window.width(), window.height()) == (640, 480)
    actions["clusters"].setChecked(True)
    actions["result_panel"].setChecked(True)
    assert settings.isHidden()
    actions["settings_panel"].setChecked(True)
    assert result.isHidden()
    QTest.qWait(1)
    for bar in window.findChildren(QScrollBar):
        is_whole = bar.orientation() is Qt.Orientation.Horizontal and bar.isVisible()
        assert not is_whole or window.clusters.area.isAncestorOf(bar)
    export = window.workspace.zoom_bar.export
    assert window.rect().contains(export.mapTo(window, export.rect().bottomRight()))
    window.resize(1024, 700)
    assert not result.isHidden()


def test_a_window_that_was_larger_than_the_screen_comes_back_smaller(
    qtbot: QtBot, window: MainWindow, preferences: Preferences
) -> None:
    window.resize(5000, 4000)
    window.close()
    again = MainWindow(preferences)
    qtbot.addWidget(again)
    again.show()
    assert again.screen().availableGeometry().contains(again.geometry())
    again.close()
