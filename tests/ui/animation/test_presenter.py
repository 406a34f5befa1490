from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from quantizer.image.image import Animation, Frame, Image, Source
from ui.canvas.pyramid import Pyramid
from ui.jobs.reading import Opened

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow

    Settle = Callable[[Document], None]

COUNT = 5


def frame(number: int) -> Image:
    pixels = np.full((20, 30, 4), 255, np.uint8)
    pixels[:, : 3 + number, 0] = 40 * number
    return Image(pixels, source=Source(format="GIF"))


FRAMES = [frame(number) for number in range(COUNT)]


@pytest.fixture
def playing(window: MainWindow, settled: Settle) -> MainWindow:
    """A window with an animation of five frames."""
    animation = Animation(tuple(Frame(image, 20) for image in FRAMES))
    opened = Opened(animation, Pyramid.of_image(FRAMES[0]))
    window.document._take_image(opened)
    settled(window.document)
    return window


def shown(window: MainWindow) -> tuple[int | None, ...]:
    """Return the numbers of the original's and the result's frame on the canvas."""
    pictures = (window.workspace.canvas._original, window.workspace.canvas._result)
    return tuple(one and one.levels[0].pixelColor(0, 0).red() // 40 for one in pictures)


@pytest.mark.exhaustive
def test_the_bar_shows_for_an_animation_and_goes_with_it(
    playing: MainWindow, settled: Settle
) -> None:
    assert playing.workspace.transport.isVisible()
    assert playing.workspace.settings_panel.frame_palettes.isVisible()
    assert playing.actions_by_name["play"].isEnabled()
    assert "5 frames" in playing.status.info.text()
    still = frame(1)
    playing.document._take_image(Opened(Animation.still(still), Pyramid.of_image(still)))
    settled(playing.document)
    assert not playing.workspace.transport.isVisible()
    assert not playing.actions_by_name["play"].isEnabled()
    assert shown(playing) != (0, 0)


def test_scrubbing_shows_original_and_result_of_the_same_frame(
    qtbot: QtBot, playing: MainWindow
) -> None:
    qtbot.waitUntil(lambda: shown(playing) == (0, 0))
    for number in (3, 1, 4):
        playing.workspace.transport.slider.setValue(number)
        qtbot.waitUntil(lambda n=number: shown(playing) == (n, n))  # type: ignore[misc]
        assert playing.document.frame == number


def test_space_plays_and_pauses(qtbot: QtBot, playing: MainWindow) -> None:
    player, canvas = playing.animation.player, playing.workspace.canvas
    canvas.setFocus()
    with qtbot.waitSignal(player.frame_changed):
        qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert player.is_playing
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert not player.is_playing


@pytest.mark.exhaustive
def test_space_held_for_a_drag_does_not_play(qtbot: QtBot, playing: MainWindow) -> None:
    canvas = playing.workspace.canvas
    canvas.setFocus()
    qtbot.keyPress(canvas, Qt.Key.Key_Space)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton)
    qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert not playing.animation.player.is_playing


@pytest.mark.exhaustive
def test_a_held_slider_stands_still_and_playing_goes_on_after_it(playing: MainWindow) -> None:
    player, bar = playing.animation.player, playing.workspace.transport
    player.play()
    bar.slider.sliderPressed.emit()
    assert not player.is_playing
    bar.slider.sliderReleased.emit()
    assert player.is_playing
    player.pause()
    bar.slider.sliderPressed.emit()
    bar.slider.sliderReleased.emit()
    assert not player.is_playing


def test_keys_step_by_one_frame(qtbot: QtBot, playing: MainWindow) -> None:
    playing.actions_by_name["frame_after"].trigger()
    qtbot.waitUntil(lambda: shown(playing) == (1, 1))
    for _ in range(2):
        playing.actions_by_name["frame_before"].trigger()
    qtbot.waitUntil(lambda: shown(playing) == (4, 4))
    assert playing.workspace.transport.number.text() == "5 / 5"


def test_colours_are_asked_of_the_frame_that_shows(qtbot: QtBot, playing: MainWindow) -> None:
    playing.animation.player.seek(3)
    assert playing.document.color_at(0, 0) == (120, 255, 255, 255)
    assert playing.document.shown is not None
    assert tuple(playing.document.shown.to_rgba()[0, 0]) == (120, 255, 255, 255)
    playing.animation.player.seek(1)
    assert playing.document.color_at(0, 0) == (40, 255, 255, 255)


@pytest.mark.exhaustive
def test_a_new_result_shows_without_a_step(
    qtbot: QtBot, playing: MainWindow, settled: Settle
) -> None:
    playing.animation.player.seek(2)
    qtbot.waitUntil(lambda: shown(playing) == (2, 2))
    before = playing.workspace.canvas._result
    playing.document.scale_colors(2)
    settled(playing.document)
    qtbot.waitUntil(lambda: playing.workspace.canvas._result is not before)
    assert shown(playing) == (2, 2)
