from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage

from quantizer.dither import DITHERERS
from quantizer.settings.settings import DitherSettings, DitherSpace, Settings
from ui.panels.dither_control import DitherControl
from ui.panels.dither_gallery import NAME_ROLE, ordered_names
from ui.panels.texts import DITHER_TIPS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def control(qtbot: QtBot) -> DitherControl:
    control = DitherControl()
    qtbot.addWidget(control)
    control.show_settings(Settings(dither=DitherSettings("none")))
    control.resize(240, 300)
    control.show()
    return control


def test_every_ditherer_is_offered_with_words_on_it() -> None:
    names = ordered_names()
    assert sorted(names) == sorted(DITHERERS.names)
    assert names[0] == "none"
    assert set(names) <= set(DITHER_TIPS)


def test_the_card_opens_the_gallery_by_key_and_return_chooses(
    qtbot: QtBot, control: DitherControl
) -> None:
    told: list[DitherSettings] = []
    control.changed.connect(told.append)
    gallery = control.gallery
    qtbot.keyClick(control.card, Qt.Key.Key_Return)
    assert gallery.isVisible()
    assert gallery.list.currentItem().data(NAME_ROLE) == "none"
    qtbot.keyClick(gallery.list, Qt.Key.Key_Right)
    qtbot.keyClick(gallery.list, Qt.Key.Key_Return)
    assert not gallery.isVisible()
    assert [dither.name for dither in told] == [ordered_names()[1]]


def test_escape_leaves_the_dither_as_it_was(qtbot: QtBot, control: DitherControl) -> None:
    told: list[DitherSettings] = []
    control.changed.connect(told.append)
    control.card.click()
    qtbot.keyClick(control.gallery.list, Qt.Key.Key_Right)
    qtbot.keyClick(control.gallery.list, Qt.Key.Key_Escape)
    assert not control.gallery.isVisible()
    assert not told
    control.card.click()
    assert control.gallery.list.currentItem().data(NAME_ROLE) == "none"


def test_a_click_chooses(qtbot: QtBot, control: DitherControl) -> None:
    told: list[DitherSettings] = []
    control.changed.connect(told.append)
    control.card.click()
    listed = control.gallery.list
    place = listed.visualItemRect(listed.item(1)).center()
    qtbot.mouseClick(listed.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [dither.name for dither in told] == [ordered_names()[1]]


def test_a_tile_under_the_pointer_keeps_its_picture(qtbot: QtBot, control: DitherControl) -> None:
    picture = QImage(112, 72, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    name = ordered_names()[4]
    control.set_picture(name, picture)
    control.card.click()
    listed = control.gallery.list
    place = listed.visualItemRect(listed.item(4)).center()
    qtbot.mouseMove(listed.viewport(), place)
    middle = place - QPoint(0, 16)
    assert listed.viewport().grab().toImage().pixelColor(middle) == QColor("red")


def test_the_gallery_has_no_empty_column(control: DitherControl) -> None:
    control.card.click()
    listed = control.gallery.list
    tiles = [listed.visualItemRect(listed.item(row)) for row in range(listed.count())]
    right = max(tile.right() for tile in tiles)
    needs_bar = listed.verticalScrollBar().isVisible()
    assert listed.viewport().width() - 1 - right <= 2
    assert needs_bar == (listed.verticalScrollBar().maximum() > 0)
    assert [tile.top() for tile in tiles].count(tiles[0].top()) >= 4


def test_the_card_shows_the_picture_of_the_dither_in_use(control: DitherControl) -> None:
    picture = QImage(112, 72, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    control.set_picture("floyd-steinberg", picture)
    assert control.card.picture is None
    control.show_settings(Settings(dither=DitherSettings("floyd-steinberg")))
    assert control.card.grab().toImage().pixelColor(40, 40) == QColor("red")
    control.clear_pictures()
    assert control.card.picture is None


def test_the_space_of_errors_is_told(control: DitherControl) -> None:
    told: list[DitherSettings] = []
    control.changed.connect(told.append)
    assert not control.space.isEnabled()
    control.show_settings(Settings(dither=DitherSettings("floyd-steinberg")))
    control.space.buttons[DitherSpace.LINEAR].click()
    assert told[-1].space is DitherSpace.LINEAR


def test_serpentine_order_is_for_error_diffusion(qtbot: QtBot, control: DitherControl) -> None:
    told: list[DitherSettings] = []
    control.changed.connect(told.append)
    assert not control.serpentine.isEnabled()  # the dither is none
    control.show_settings(Settings(dither=DitherSettings("adaptive")))
    assert control.serpentine.isEnabled()
    qtbot.mouseClick(control.serpentine, Qt.MouseButton.LeftButton, pos=QPoint(5, 8))
    assert [dither.is_serpentine for dither in told] == [True]


def test_a_kernel_of_a_preset_is_shown_until_a_dither_is_chosen(control: DitherControl) -> None:
    told: list[DitherSettings] = []
    control.changed.connect(told.append)
    kernel = ((0.0, 0.0, 0.5), (0.0, 0.5, 0.0))
    control.show_settings(Settings(dither=DitherSettings(kernel=kernel)))
    assert control.card.label == "Custom kernel"
    control.gallery.chosen.emit("atkinson")
    assert (told[-1].name, told[-1].kernel) == ("atkinson", None)
