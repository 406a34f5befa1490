from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from quantizer.image.image import Image
from quantizer.metrics.difference import amplified
from ui.canvas.sides import Side, SidePicture
from ui.canvas.view_mode import ViewMode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

    from ui.canvas.canvas import Canvas
    from ui.document.document import Document
    from ui.main_window import MainWindow
    from ui.pins.pin import Pin


@pytest.fixture
def pinned(
    qtbot: QtBot, window: MainWindow, photo: Path, settled: Callable[[Document], None]
) -> MainWindow:
    """A window with a picture, pinned in 8, 16 and 32 colours by a command."""
    window.document.open_path(photo)
    settled(window.document)
    window.actions_by_name["pin_counts"].trigger()
    cards = window.pins.strip.model
    is_made = lambda: not window.pins.board.pending and len(cards.cards) == 5  # noqa: E731
    qtbot.waitUntil(is_made, timeout=10_000)
    return window


def pins(window: MainWindow) -> tuple[Pin, ...]:
    return window.pins.board.pins


def shown(canvas: Canvas) -> NDArray[np.uint8]:
    picture = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGBX8888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1)
    return rows.reshape(picture.height(), -1, 4)[..., :3].copy()


def picture_on(canvas: Canvas) -> NDArray[np.uint8]:
    """Return the part of the canvas that shows the picture of 60 by 40 pixels."""
    assert canvas.view is not None
    left, top = int(canvas.view.offset.x()), int(canvas.view.offset.y())
    return shown(canvas)[top : top + 40, left : left + 60]


def click(window: MainWindow, row: int, held: Qt.KeyboardModifier) -> None:
    view = window.pins.strip.list
    place = view.visualRect(view.model().index(row, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, held, place)


def test_any_two_stand_beside_each_other(qtbot: QtBot, pinned: MainWindow) -> None:
    canvas, strip = pinned.workspace.canvas, pinned.pins.strip
    assert strip.isVisible()
    assert [card.name for card in strip.model.cards[2:]] == [
        "8 colours",
        "16 colours",
        "32 colours",
    ]
    click(pinned, 2, Qt.KeyboardModifier.NoModifier)
    strip.list.setCurrentIndex(strip.model.index(4))
    QTest.keyClick(strip.list, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: isinstance(canvas.sides.left, SidePicture))
    canvas.zoom_to(1.0)
    assert [canvas.caption_of(side) for side in (Side.LEFT, Side.RIGHT)] == [
        "32 colours",
        "8 colours",
    ]
    part = picture_on(canvas)
    first, last = pins(pinned)[2].frame(0).to_rgba(), pins(pinned)[0].frame(0).to_rgba()
    assert np.array_equal(part[:, :10], first[:, :10, :3])  # beside the handle of the split
    assert np.array_equal(part[:, 50:], last[:, 50:, :3])
    pinned.comparison.show(ViewMode.DIFFERENCE)
    qtbot.waitUntil(lambda: canvas.overlay is not None)
    expected = amplified(pins(pinned)[2].frame(0), pins(pinned)[0].frame(0), pinned.comparison.gain)
    assert np.array_equal(picture_on(canvas), expected[..., :3])
    assert canvas.overlay_caption().endswith("32 colours and 8 colours")


@pytest.mark.exhaustive
def test_a_picture_changes_places_with_that_of_the_other_side(pinned: MainWindow) -> None:
    sides, keys = pinned.pins.sides, [pin.key for pin in pins(pinned)]
    sides.show(Side.RESULT, at_left=True)
    assert (sides.left, sides.right) == (Side.RESULT, Side.ORIGINAL)
    pinned.actions_by_name["next_right"].trigger()
    assert sides.right == keys[0]
    pinned.actions_by_name["swap_sides"].trigger()
    assert (sides.left, sides.right) == (keys[0], Side.RESULT)
    strip = pinned.pins.strip
    strip.list.setCurrentIndex(strip.model.index(2))
    QTest.keyClick(strip.list, Qt.Key.Key_Delete)
    assert [pin.key for pin in pins(pinned)] == keys[1:]
    assert (sides.left, sides.right) == (Side.ORIGINAL, Side.RESULT)


@pytest.mark.exhaustive
def test_a_picture_is_held_only_while_it_is_shown(qtbot: QtBot, pinned: MainWindow) -> None:
    sides = pinned.pins.sides
    for pin in pins(pinned):
        sides.show(pin.key)
        qtbot.waitUntil(lambda pin=pin: list(sides._pictures) == [pin.frame(0)])
    sides.reset()
    assert sides._pictures == {}


@pytest.mark.exhaustive
def test_the_settings_of_a_pin_are_used_and_undone(
    pinned: MainWindow, settled: Callable[[Document], None]
) -> None:
    document, pin = pinned.document, pins(pinned)[2]
    before = document.recipe
    pinned.pins.use(pin)
    assert document.recipe == pin.recipe
    settled(document)
    assert document.outcome is not None
    assert np.array_equal(document.outcome.frames[0].indices, pin.frame(0).indices)
    document.undo()
    assert document.recipe == before


def test_the_magnifier_tells_the_colours_of_both_sides(pinned: MainWindow) -> None:
    canvas = pinned.workspace.canvas
    pinned.actions_by_name["magnifier"].trigger()
    assert canvas.view is not None
    canvas._move_magnifier(canvas.view.to_widget(QPointF(20.5, 10.5)))
    plain = shown(canvas)
    QTest.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    image, result = pinned.document.image, pinned.document.shown
    assert isinstance(image, Image)
    assert result is not None
    spot = canvas._seen()[0].spot
    x, y = int(spot.x()), int(spot.y())
    original, reduced = canvas._seen()
    code = "#" + bytes(image.pixels[y, x, :3]).hex()
    entry = int(result.indices[y, x])
    assert (original.color, original.entry) == (code, "")
    assert reduced.color == result.palette.swatches[entry].hex
    assert reduced.entry == f"Entry {entry + 1} of {len(result.palette)}"
    assert code in canvas.accessibleDescription()
    assert not np.array_equal(shown(canvas), plain)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert not pinned.actions_by_name["magnifier"].isChecked()
