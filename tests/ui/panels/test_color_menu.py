from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent

from tests.ui.conftest import save_picture
from ui.document.count_mode import with_count

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QMenu

    from ui.document.document import Document
    from ui.main_window import MainWindow

    Settle = Callable[[Document], None]

RED = (250, 10, 20, 255)


def action(menu: QMenu | None, start: str) -> QAction:
    assert menu is not None
    (found,) = [one for one in menu.actions() if one.text().startswith(start)]
    return found


def test_the_original_colour_of_a_pixel_is_locked_and_unlocked(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    document = window.document
    document.open_path(photo)
    settled(document)
    color = document.color_at(31, 17)
    assert document.image is not None
    assert color == tuple(map(int, document.image.pixels[17, 31]))
    menu = window.color_menu.open_on_pixel(QPoint(31, 17), QPoint(0, 0))
    action(menu, "Lock this colour").trigger()
    assert document.settings.locked == (color,)
    settled(document)
    palette = window.workspace.swatches.model.palette
    assert [swatch.color for swatch in palette if swatch.locked] == [color]
    menu = window.color_menu.open_on_pixel(QPoint(31, 17), QPoint(0, 0))
    action(menu, "Unlock").trigger()
    assert document.settings.locked == ()


def test_each_lock_is_one_step_of_undo(document: Document) -> None:
    first = document.settings
    document.lock_color(RED)
    document.lock_color((1, 2, 3, 255))
    document.lock_color(RED)
    assert document.settings.locked == (RED, (1, 2, 3, 255))
    document.undo()
    assert document.settings.locked == (RED,)
    document.undo()
    assert document.settings == first


@pytest.mark.exhaustive
def test_no_more_colours_are_locked_than_there_are_entries(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    document = window.document
    document.change_settings(with_count(document.settings, 2))
    document.open_path(photo)
    settled(document)
    document.lock_color(RED)
    document.lock_color((0, 0, 1, 255))
    document.lock_color((0, 0, 2, 255))
    assert len(document.settings.locked) == 2
    menu = window.color_menu.open_on_pixel(QPoint(1, 1), QPoint(0, 0))
    assert not action(menu, "All 2 colours").isEnabled()
    document.scale_colors(0.5)  # there cannot be fewer entries than locked colours
    assert document.settings.cluster.colors == 2
    action(menu, "Unlock all").trigger()
    document.scale_colors(0.5)
    assert document.settings.cluster.colors == 1


@pytest.mark.exhaustive
def test_a_transparent_pixel_offers_nothing_to_lock(
    window: MainWindow, tmp_path: Path, settled: Settle
) -> None:
    pixels = np.full((8, 8, 4), 255, np.uint8)
    pixels[0, 0] = 0
    path = tmp_path / "clear.png"
    PillowImage.fromarray(pixels).save(path)
    window.document.open_path(path)
    settled(window.document)
    menu = window.color_menu.open_on_pixel(QPoint(0, 0), QPoint(0, 0))
    assert not action(menu, "A transparent pixel").isEnabled()


def test_the_canvas_asks_for_the_pixel_under_the_pointer(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    canvas = window.workspace.canvas
    asked: list[QPoint] = []
    canvas.context_menu_requested.disconnect()
    canvas.context_menu_requested.connect(lambda pixel, _place: asked.append(pixel))
    canvas.zoom_to(4.0)
    assert canvas.view is not None
    for pixel in (QPoint(20, 13), QPoint(55, 30)):
        spot = (canvas.view.to_widget(pixel.toPointF()) + QPoint(1, 1).toPointF()).toPoint()
        reason = QContextMenuEvent.Reason.Mouse
        canvas.contextMenuEvent(QContextMenuEvent(reason, spot, canvas.mapToGlobal(spot)))
    assert asked == [QPoint(20, 13), QPoint(55, 30)]
    outside = canvas.view.to_widget(QPoint(-2, 5).toPointF()).toPoint()
    canvas.contextMenuEvent(QContextMenuEvent(reason, outside, outside))
    assert len(asked) == 2


def test_locked_colours_are_the_image_s_own(
    document: Document, photo: Path, tmp_path: Path, settled: Settle
) -> None:
    document.open_path(photo)
    settled(document)
    document.lock_color(RED)
    settled(document)
    document.open_path(photo)
    settled(document)
    assert document.settings.locked == (RED,)
    document.open_path(save_picture(tmp_path / "other.png"))
    settled(document)
    assert document.settings.locked == ()
    document.undo()
    assert document.settings.locked == (RED,)


@pytest.mark.exhaustive
def test_no_locked_colour_is_remembered_for_the_next_start(window: MainWindow) -> None:
    window.document.lock_color(RED)
    settings = window.document.settings
    window.close()
    remembered = window.preferences.settings(settings)
    assert remembered == replace(settings, locked=())
