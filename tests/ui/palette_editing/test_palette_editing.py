"""Editing the palette in the window: at once on the screen, the same in the file, undone as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from quantizer.color.color_vision import simulate
from quantizer.color.color_vision_kind import ColorVision
from quantizer.conversion.convert import reduce
from quantizer.settings.settings import DitherSettings
from tests.ui.conftest import save_picture
from ui.canvas.recolored import Recolored
from ui.document.count_mode import with_count
from ui.document.document import ResultState
from ui.palette_editing.picker import ColorPicker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from quantizer.image.palette import Palette
    from ui.document.document import Document
    from ui.main_window import MainWindow

RED = (255, 0, 0, 255)


@pytest.fixture
def opened(window: MainWindow, photo: Path, settled: Callable[[Document], None]) -> MainWindow:
    document = window.document
    document.open_path(photo)
    settled(document)
    document.change_settings(with_count(document.settings, 6))
    settled(document)
    return window


def palette(window: MainWindow) -> Palette:
    return window.workspace.swatches.model.palette


def choose(window: MainWindow, *rows: int) -> None:
    window.workspace.swatches.list.choose(rows)


def do(window: MainWindow, name: str) -> None:
    action = window.actions_by_name[name]
    assert action.isEnabled()
    action.trigger()


def test_a_new_image_starts_with_an_empty_palette_that_says_so(
    opened: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    swatches, document = opened.workspace.swatches, opened.document
    with qtbot.waitSignal(document.opened):
        document.open_path(save_picture(tmp_path / "other.png", 50, 30))
    assert swatches.model.rowCount() == 0
    assert not swatches.copy.isEnabled()
    assert not swatches.export.isEnabled()
    assert "being found" in swatches.empty.text()
    document.cancel()
    assert document.state is ResultState.OUTDATED
    assert swatches.model.rowCount() == 0
    assert swatches.empty.isVisible()
    assert "F5" in swatches.empty.text()


@pytest.mark.exhaustive
def test_the_picker_previews_live_without_a_job_and_is_undone_as_one_step(
    opened: MainWindow, settled: Callable[[Document], None]
) -> None:
    document, canvas = opened.document, opened.workspace.canvas
    shown, steps = document.shown, document.history
    assert shown is not None
    choose(opened, 1)
    QTest.keyClick(opened.workspace.swatches.list, Qt.Key.Key_Return)
    picker = opened.palette_editing.picking.picker
    assert isinstance(picker, ColorPicker)
    for color in ((9, 9, 9, 255), (250, 9, 9, 255), RED):
        picker.set_color(color)
        y, x = (int(one[0]) for one in np.nonzero(shown.indices == 1))
        picture = canvas.recolored
        assert isinstance(picture, Recolored)
        assert picture.levels[0].pixelColor(x, y).getRgb() == color
        assert palette(opened).swatches[1].color == color
    picker.accept()
    settled(document)
    assert canvas.recolored is None
    outcome = document.outcome
    assert outcome is not None
    again = reduce(outcome.fitted)  # what an export, a pin or a project makes of the recipe
    for image in (outcome.frames[0], again.images[0]):
        assert (image.indices == shown.indices).all()
        assert image.palette.swatches[1].color == RED
    document.undo()
    assert document.chosen.edits is None
    assert steps.can_undo
    settled(document)
    assert palette(opened) == shown.palette


def test_swatches_are_merged_deleted_named_moved_and_locked_by_keys(
    opened: MainWindow, settled: Callable[[Document], None]
) -> None:
    names = [swatch.hex for swatch in palette(opened)]
    choose(opened, 4)
    QTest.keyClick(opened.workspace.swatches.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    opened.palette_editing.editor.rename(3, "Sky")
    do(opened, "lock_colors")
    assert [swatch.hex for swatch in palette(opened)][3] == names[4]
    assert palette(opened).swatches[3].locked
    choose(opened, 0, 1)
    do(opened, "merge_colors")
    QTest.keyClick(opened.workspace.swatches.list, Qt.Key.Key_Delete)
    assert len(palette(opened)) == 4
    settled(opened.document)
    shown = opened.document.shown
    assert shown is not None
    assert palette(opened) == shown.palette
    assert [swatch.name for swatch in shown.palette].count("Sky") == 1
    assert sum(swatch.share or 0 for swatch in shown.palette) == pytest.approx(1)
    assert int(shown.indices.max()) == 3


def test_edits_stay_with_another_dither_and_go_with_another_number(
    opened: MainWindow, settled: Callable[[Document], None]
) -> None:
    from dataclasses import replace

    document = opened.document
    choose(opened, 2)
    opened.palette_editing.editor.recolor(2, RED)
    settled(document)
    before = [swatch.color for swatch in palette(opened)]
    document.change_settings(replace(document.settings, dither=DitherSettings("bayer-2")))
    settled(document)
    assert [swatch.color for swatch in palette(opened)] == before
    document.change_settings(with_count(document.settings, 5))
    settled(document)
    assert document.chosen.edits is None
    assert RED not in [swatch.color for swatch in palette(opened)]
    document.undo()
    settled(document)
    assert [swatch.color for swatch in palette(opened)] == before
    opened.workspace.swatches.fit.click()
    settled(document)
    assert document.settings.locked == (RED,)
    assert document.settings.cluster.colors == 6
    assert RED in [swatch.color for swatch in palette(opened)]


def test_pointing_lights_pixels_without_a_job_and_two_swatches_tell_their_contrast(
    opened: MainWindow,
) -> None:
    swatches, canvas, document = opened.workspace.swatches, opened.workspace.canvas, opened.document
    shown = document.shown
    assert shown is not None
    swatches.list.pointed.emit(2)
    opened.palette_editing.shown.glance()
    glance = canvas.glance
    assert glance is not None
    assert glance.veil is not None
    y, x = (int(one[0]) for one in np.nonzero(shown.indices == 2))
    assert glance.result.levels[0].pixelColor(x, y).getRgb() == shown.palette.swatches[2].color
    assert glance.veil.levels[0].pixelColor(x, y).alpha() == 0
    y, x = (int(one[0]) for one in np.nonzero(shown.indices != 2))
    assert glance.veil.levels[0].pixelColor(x, y).alpha() > 150
    assert not document.is_busy
    swatches.list.pointed.emit(None)
    opened.palette_editing.shown.glance()
    assert canvas.glance is None
    opened.palette_editing.editor.recolor(0, (255, 255, 255, 255))
    opened.palette_editing.editor.recolor(1, (118, 118, 118, 255))
    choose(opened, 0, 1)
    assert swatches.contrast.text().splitlines() == [
        "Contrast 4.54 : 1",
        "Text: AA passes, AAA fails",
        "Large text: AA passes, AAA passes",
    ]


def test_colours_are_copied_pasted_and_picked_from_the_picture(
    opened: MainWindow, settled: Callable[[Document], None]
) -> None:
    swatch_list, canvas = opened.workspace.swatches.list, opened.workspace.canvas
    choose(opened, 0, 2)
    control = Qt.KeyboardModifier.ControlModifier
    QTest.keyClick(swatch_list, Qt.Key.Key_C, control)
    expected = [palette(opened).swatches[row].hex for row in (0, 2)]
    assert QGuiApplication.clipboard().text().split() == expected
    QGuiApplication.clipboard().setText("--one: rgb(255 0 0); 00FF00")
    QTest.keyClick(swatch_list, Qt.Key.Key_V, control)
    assert [palette(opened).swatches[row].hex for row in (0, 2)] == ["#ff0000", "#00ff00"]
    do(opened, "pick_color")
    assert canvas.view is not None
    place = canvas.view.target.topLeft().toPoint() + QPoint(20, 20)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    pixel = canvas.view.to_picture(QPointF(place))
    image = opened.document.image
    assert image is not None
    color = image.pixels[int(pixel.y()), int(pixel.x())].tolist()
    assert list(palette(opened).swatches[-1].color) == color
    QGuiApplication.clipboard().setText("#111, #222, #333")
    do(opened, "paste_colors")
    settled(opened.document)
    assert [swatch.hex for swatch in palette(opened)] == ["#111111", "#222222", "#333333"]


def test_colour_blindness_is_simulated_on_palette_and_picture(opened: MainWindow) -> None:
    canvas, model = opened.workspace.canvas, opened.workspace.swatches.model
    usual = model.shown.colors
    before = canvas.grab().toImage()
    do(opened, "vision_deuteranopia")
    assert (model.shown.colors == simulate(usual, ColorVision.DEUTERANOPIA)).all()
    assert canvas.grab().toImage() != before
    do(opened, "vision_usual")
    assert canvas.grab().toImage() == before
