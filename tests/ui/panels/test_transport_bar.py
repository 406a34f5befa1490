from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt

from ui.panels.texts import clock
from ui.panels.transport_bar import Symbol, TransportBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def bar(qtbot: QtBot) -> TransportBar:
    bar = TransportBar()
    qtbot.addWidget(bar)
    bar.resize(600, 40)
    bar.load([100, 200, 60_000])
    return bar


def test_it_shows_for_animations_only(bar: TransportBar) -> None:
    assert bar.isVisible()
    bar.load([100])
    assert not bar.isVisible()
    bar.load([])
    assert not bar.isVisible()


def test_number_and_time_follow_the_frame(bar: TransportBar) -> None:
    told: list[int] = []
    bar.sought.connect(told.append)
    bar.show_frame(2)
    assert bar.number.text() == "3 / 3"
    assert bar.time.text() == "0:00.30 / 1:00.30"
    assert bar.slider.value() == 2
    assert not told


def test_the_slider_scrubs(qtbot: QtBot, bar: TransportBar) -> None:
    told: list[int] = []
    bar.sought.connect(told.append)
    bar.slider.setValue(2)
    qtbot.keyClick(bar.slider, Qt.Key.Key_Left)
    assert told == [2, 1]
    assert bar.number.text() == "2 / 3"


def test_the_handle_comes_to_where_it_is_clicked(qtbot: QtBot, bar: TransportBar) -> None:
    told: list[object] = []
    bar.held.connect(told.append)
    bar.sought.connect(told.append)
    end = QPoint(bar.slider.width() - 4, bar.slider.height() // 2)
    qtbot.mousePress(bar.slider, Qt.MouseButton.LeftButton, pos=end)
    assert bar.slider.value() == 2
    qtbot.mouseMove(bar.slider, bar.slider.rect().center())
    qtbot.mouseRelease(bar.slider, Qt.MouseButton.LeftButton, pos=bar.slider.rect().center())
    assert bar.slider.value() == 1
    assert told == [2, True, 1, False]


def test_buttons_tell_and_say_what_they_do(bar: TransportBar) -> None:
    told: list[object] = []
    bar.toggled.connect(lambda: told.append("toggled"))
    bar.stepped.connect(told.append)
    for button in (bar.play, bar.back, bar.forward):
        button.click()
    assert told == ["toggled", -1, 1]
    assert bar.play.accessibleName().startswith("Play")
    bar.show_playing(True)
    assert bar.play.symbol is Symbol.PAUSE
    assert bar.play.accessibleName().startswith("Pause")


def test_little_room_leaves_the_slider_and_the_number(bar: TransportBar) -> None:
    bar.resize(260, 40)
    assert not bar.time.isVisible()
    assert not bar.back.isVisible()
    assert bar.slider.isVisible()
    assert bar.number.isVisible()


def test_a_place_in_time_is_written_with_minutes() -> None:
    assert clock(65_430) == "1:05.43"
