from __future__ import annotations

from pathlib import Path
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


def frame(number: int, name: str = "a.gif") -> Image:
    pixels = np.full((20, 30, 4), 255, np.uint8)
    pixels[:, : 3 + number, 0] = 40 * number
    return Image(pixels, source=Source(Path(name), format="GIF"))


@pytest.fixture
def editing(window: MainWindow, settled: Settle) -> MainWindow:
    """A window with an animation of five frames and its strip open."""
    images = [frame(number) for number in range(5)]
    animation = Animation(tuple(Frame(image, 100) for image in images))
    window.document._take_image(Opened(animation, Pyramid.of_image(images[0])))
    settled(window.document)
    window.actions_by_name["frames"].trigger()
    return window


def durations(window: MainWindow) -> list[int]:
    assert window.document.outcome is not None
    return [one.duration for one in window.document.outcome.reduced.animation.frames]


def test_delete_leaves_frames_out_and_undo_brings_them_back(
    editing: MainWindow, settled: Settle, qtbot: QtBot
) -> None:
    strip = editing.animation.editor.strip
    assert strip.isVisible()
    strip.frames.setCurrentRow(1)
    qtbot.keyClick(strip.frames, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(strip.frames, Qt.Key.Key_Delete)
    settled(editing.document)
    assert editing.document.settings.animation.frames == "1,4-5"
    assert len(durations(editing)) == len(editing.animation.player.durations) == 3
    assert strip.summary.text().startswith("3 of 5 frames")
    assert "left out" in strip.frames.item(1).text()
    editing.undo.undo()
    settled(editing.document)
    assert len(durations(editing)) == 5


@pytest.mark.exhaustive
def test_delays_plays_and_direction_reach_player_and_result_without_new_pixels(
    editing: MainWindow, settled: Settle
) -> None:
    strip, document = editing.animation.editor.strip, editing.document
    assert document.outcome is not None
    before = document.outcome.frames
    strip.frames.clearSelection()
    strip.delay.setValue(50)
    strip.frames.setCurrentRow(2)
    strip.delay.setValue(400)
    strip.plays.setValue(3)
    settled(document)
    assert durations(editing) == list(editing.animation.player.durations) == [50, 50, 400, 50, 50]
    assert document.outcome.reduced.animation.loop == 3
    assert all(one is two for one, two in zip(before, document.outcome.frames, strict=True))
    editing.actions_by_name["reverse_frames"].trigger()
    editing.actions_by_name["thin_frames"].trigger()
    settled(document)
    assert editing.animation.editor.kept == (4, 2, 0)
    assert durations(editing) == [50, 400, 50]


@pytest.mark.exhaustive
def test_another_image_has_its_own_frames_and_a_still_one_has_no_strip(
    editing: MainWindow, settled: Settle
) -> None:
    editing.animation.editor.leave_out([0])
    settled(editing.document)
    still = Animation.still(frame(1, "b.gif"))
    editing.document._take_image(Opened(still, Pyramid.of_image(still.frames[0].image)))
    settled(editing.document)
    assert not editing.animation.editor.strip.isVisible()
    assert not editing.actions_by_name["leave_out_frames"].isEnabled()
    assert editing.document.settings.animation.frames == ""
