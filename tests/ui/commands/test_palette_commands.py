"""A palette by name or from a file, in the main window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QFileDialog

from quantizer.built_in_palettes import built_in_palette
from quantizer.image.palette import Palette, Swatch
from quantizer.palette_files import write_palette
from quantizer.settings.settings import Selector, TargetSettings
from ui.dialogs.message import MessageDialog
from ui.document.count_mode import with_count, with_target
from ui.document.locked_colors import with_locked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow
    from ui.panels.palette_field import PaletteField
    from ui.preferences import Preferences

    Settle = Callable[[Document], None]

TWO = Palette((Swatch((250, 10, 20, 255)), Swatch((0, 0, 90, 255))))


def choose(field: PaletteField, name: str) -> None:
    place = field.box.findText(name)
    assert place >= 0
    field.box.setCurrentIndex(place)
    field.box.activated.emit(place)


def field_of(window: MainWindow) -> PaletteField:
    return window.workspace.settings_panel.palette_field


def codes(palette: Palette | None) -> set[str]:
    return {swatch.hex for swatch in palette or ()}


def test_a_palette_by_name_reduces_the_image(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    document, field = window.document, field_of(window)
    assert field.box.currentText() == "Found for the image"
    document.open_path(photo)
    settled(document)
    choose(field, "PICO-8")
    settled(document)
    assert document.outcome is not None
    assert codes(document.outcome.quantized.palette) <= codes(built_in_palette("pico-8"))
    assert field.count.text() == "16 fixed colours"
    choose(field, "Found for the image")
    assert document.chosen.palette is None
    assert not field.strip.isVisible()


def test_a_palette_is_one_step_of_undo_and_ends_a_search_and_locks(document: Document) -> None:
    document.change_settings(with_locked(with_count(document.settings, 40), (1, 2, 3, 255)))
    document.change_settings(with_target(document.settings, TargetSettings(Selector.ELBOW)))
    before = document.chosen
    document.use_palette(built_in_palette("db16"))
    assert document.settings.target == TargetSettings()
    assert document.settings.cluster.colors == 256  # all of its colours
    assert not document.settings.locked
    document.undo()
    assert document.chosen == before
    document.redo()
    assert document.chosen.palette == built_in_palette("db16")


@pytest.mark.exhaustive
def test_the_number_of_colours_says_how_many_of_a_palette_are_used(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    document, count = window.document, window.workspace.settings_panel.count
    document.open_path(photo)
    choose(field_of(window), "PICO-8")
    assert (count.slider.value, count.slider.number.maximum()) == (16, 16)
    assert {pick.text() for pick in count.picks if pick.isEnabled()} == {"2", "4", "8", "16"}
    whole = document.chosen
    count.picks[1].click()
    settled(document)
    assert document.outcome is not None
    used = codes(document.outcome.quantized.palette)
    assert len(used) == 4
    assert used < codes(built_in_palette("pico-8"))
    assert field_of(window).box.currentText() == "PICO-8"
    document.scale_colors(8)
    assert document.chosen == whole
    document.scale_colors(0.5)
    choose(field_of(window), "Found for the image")
    assert count.slider.value == document.settings.cluster.colors == 8
    assert count.slider.number.maximum() == 256


def test_the_number_shown_stays_without_the_palette(document: Document) -> None:
    document.use_palette(built_in_palette("db16"))
    document.lock_color((1, 2, 3, 255))
    assert document.chosen.palette is None
    assert document.settings.cluster.colors == 16
    document.use_palette(TWO)
    document.change_settings(with_target(document.settings, TargetSettings(Selector.ELBOW)))
    document.use_palette(None)
    assert document.settings.cluster.colors == 256  # most that may be found


def test_one_colour_leaves_no_choice_of_a_number(window: MainWindow) -> None:
    window.document.use_palette(Palette(TWO.swatches[:1]))
    slider = window.workspace.settings_panel.count.slider
    assert (slider.value, slider.number.maximum()) == (1, 1)
    assert slider.slider.value() == slider.slider.maximum()


def test_the_automatic_strength_is_that_of_given_colours(window: MainWindow) -> None:
    strength = window.workspace.settings_panel.dithering.strength
    assert strength.value == 85
    choose(field_of(window), "PICO-8")
    assert strength.value == 100
    assert window.document.settings.dither.strength is None
    choose(field_of(window), "Found for the image")
    assert strength.value == 85


def test_a_palette_from_a_file_is_called_like_the_file(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "sunset.hex"
    write_palette(TWO, path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.actions_by_name["load_palette"].trigger()
    assert codes(window.document.chosen.palette) == codes(TWO)
    field = field_of(window)
    assert (field.box.currentText(), field.count.text()) == ("sunset", "2 fixed colours")
    assert window.preferences.folder == tmp_path
    choose(field, "DB16")
    assert field.box.findText("sunset") < 0
    window.document.undo()
    assert field.box.currentText() == "sunset"


def test_a_file_without_a_usable_palette_is_a_message(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "bad.gpl").write_text("GIMP Palette\nred\n")
    many = Palette(
        tuple(Swatch((level, 0, green, 255)) for level in range(256) for green in (0, 9))
    )
    write_palette(many, tmp_path / "many.gpl")
    for name, words in (("bad.gpl", "line 2"), ("many.gpl", "at most 256")):
        window.palettes.load(tmp_path / name)
        qtbot.waitUntil(lambda: bool(window.findChildren(MessageDialog)))
        dialog = window.findChildren(MessageDialog)[-1]
        assert words in dialog.text
        dialog.accept()
        dialog.setParent(None)
    assert window.document.chosen.palette is None


def test_the_palette_is_there_in_the_next_session(
    window: MainWindow, preferences: Preferences, tmp_path: Path
) -> None:
    path = tmp_path / "sunset.hex"
    write_palette(TWO, path)
    window.palettes.load(path)
    window.close()
    assert preferences.palette is not None
    assert (codes(preferences.palette), preferences.palette.name) == (codes(TWO), "sunset")
