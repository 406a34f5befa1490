"""A tour by keyboard alone: Tab reaches each control, in the order of the layout, and no trap."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QSlider,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow

_CONTROLS = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QSlider)
_MOST = 200


def begin(window: QWidget, qtbot: QtBot) -> None:
    """Give a window the keyboard, and the focus to the first of its controls."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    focused = window.focusWidget()
    if focused is None:
        QTest.keyClick(window, Qt.Key.Key_Tab)
    else:
        focused.setFocus()


def tour(window: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Press a key until the focus is where it began; return the controls on the way."""
    first = QApplication.focusWidget()
    assert first is not None
    passed = [first]
    for _ in range(_MOST):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
        now = QApplication.focusWidget()
        assert now is not None
        assert now is not focused or now is first, f"the focus is caught in {now}"
        if now is first:
            return passed
        assert now not in passed, f"{now.accessibleName()} comes round before the start"
        passed.append(now)
    pytest.fail("the focus never comes back")


def missed(window: QWidget, passed: list[QWidget]) -> list[QWidget]:
    """The controls that can be used but were not passed, even by arrows from one that was."""
    return [
        one
        for kind in _CONTROLS
        for one in window.findChildren(kind)
        if one.isVisible()
        and one.isEnabled()
        and one.window() is window
        and one not in passed
        and not _is_part(one, passed)
    ]


def _is_part(control: QWidget, passed: list[QWidget]) -> bool:
    """Whether a control is a part of one that was passed, or of the same group of buttons."""
    if isinstance(control, QAbstractButton) and control.group() is not None:
        return any(button in passed for button in control.group().buttons())
    if control.objectName().startswith("qt_") or control.focusPolicy() is Qt.FocusPolicy.NoFocus:
        parent = control.parentWidget()
        return control.objectName().startswith("qt_") or parent in passed
    return any(one.isAncestorOf(control) or one.focusProxy() is control for one in passed)


def is_in_order(controls: list[QWidget], window: QWidget) -> list[str]:
    """The steps of a tour, within one panel, that go up or back to the left."""
    steps = []
    for before, after in pairwise(controls):
        if before.parentWidget() is after.parentWidget():
            here, there = (one.mapTo(window, QPoint(0, 0)) for one in (before, after))
            is_left = there.x() < here.x() + before.width()  # and not in the next column
            if is_left and there.y() <= here.y() and there != here:
                steps.append(f"{before.accessibleName()} -> {after.accessibleName()}")
    return steps


def test_the_main_window_is_toured_by_tab(
    window: MainWindow, photo: Path, settled: Callable[[Document], None], qtbot: QtBot
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    window.pins.board.pin_result()
    qtbot.waitUntil(lambda: not window.pins.board.pending)
    window.activateWindow()
    window.workspace.canvas.setFocus()
    forth = tour(window)
    assert [one.accessibleName() or one for one in missed(window, forth)] == []
    assert is_in_order(forth, window) == []
    back = tour(window, Qt.Key.Key_Backtab)
    assert {id(one) for one in back} == {id(one) for one in forth}
    assert QApplication.focusWidget() is window.workspace.canvas


def test_the_batch_window_is_toured_by_tab(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_name["batch"].trigger()
    batch = window.batch.window
    assert batch is not None
    begin(batch, qtbot)
    forth = tour(batch)
    assert [one.accessibleName() or one for one in missed(batch, forth)] == []


@pytest.mark.sample(3)
@pytest.mark.parametrize("name", ["export", "export_palette", "shortcuts"])
def test_each_dialog_is_toured_by_tab(
    name: str,
    window: MainWindow,
    photo: Path,
    settled: Callable[[Document], None],
    qtbot: QtBot,
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    window.actions_by_name[name].trigger()
    dialogs = [one for one in window.findChildren(QDialog) if one.isVisible()]
    for dialog in dialogs:
        begin(dialog, qtbot)
        assert [one.accessibleName() or one for one in missed(dialog, tour(dialog))] == []
        dialog.close()
    assert dialogs
