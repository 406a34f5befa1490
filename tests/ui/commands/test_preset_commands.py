from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox

from quantizer.image_files.formats import format_by_name
from quantizer.presets import BUILT_IN, Preset, PresetStore, read_preset, write_preset
from quantizer.settings.settings import ClusterSettings, Selector, Settings, Space, TargetSettings
from ui.dialogs.export import ExportDialog
from ui.dialogs.message import MessageDialog
from ui.dialogs.preset_save import PresetSaveDialog
from ui.document.count_mode import with_count, with_target
from ui.document.image_settings import DEFAULTS
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.panels.preset_control import PresetControl
    from ui.preferences import Preferences

    Settle = Callable[[Document], None]

GREENS = {(15, 56, 15, 255), (48, 98, 48, 255), (139, 172, 15, 255), (155, 188, 15, 255)}


def built_in(key: str) -> Preset:
    return next(preset for preset in BUILT_IN if preset.key == key)


def choose(control: PresetControl, name: str) -> None:
    place = control.box.findText(name)
    assert place >= 0
    control.box.setCurrentIndex(place)
    control.box.activated.emit(place)


def control_of(window: MainWindow) -> PresetControl:
    return window.workspace.settings_panel.preset


def test_a_preset_of_the_panel_reduces_the_image(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    document, control = window.document, control_of(window)
    document.open_path(photo)
    settled(document)
    choose(control, "Game Boy")
    settled(document)
    assert document.outcome is not None
    assert {swatch.color for swatch in document.outcome.quantized.palette} <= GREENS
    field = window.workspace.settings_panel.palette_field
    assert field.strip.isVisible()
    assert field.count.text() == "4 fixed colours"
    assert field.box.currentText() == "Game Boy"
    assert window.workspace.settings_panel.count.slider.value == 4


def test_a_preset_is_one_step_of_undo(document: Document) -> None:
    document.change_settings(with_count(document.settings, 40))
    before = document.chosen
    document.choose_preset(built_in("game-boy"))
    document.choose_preset(built_in("pixel-art-16"))
    assert document.chosen.palette is None
    document.undo()
    assert document.chosen.preset is built_in("game-boy")
    assert document.chosen.palette is built_in("game-boy").palette
    document.undo()
    assert document.chosen == before
    document.redo()
    assert document.chosen.preset is built_in("game-boy")
    document.choose_preset(built_in("game-boy"))
    document.undo()
    assert document.chosen == before  # to choose it again was no step


def test_what_a_preset_leaves_open_is_as_at_the_first_start(document: Document) -> None:
    document.change_settings(replace(DEFAULTS, cluster=ClusterSettings(99, Space.HSV, seed=8)))
    given = frozenset({"cluster.colors"})
    document.choose_preset(Preset("Nine", settings=Settings(ClusterSettings(9)), given=given))
    assert document.settings == with_count(DEFAULTS, 9)


@pytest.mark.exhaustive
def test_the_panel_says_when_settings_are_no_longer_the_presets(
    window: MainWindow, photo: Path, settled: Callable[[Document], None]
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    document, control = window.document, control_of(window)
    choose(control, "Pixel art 16")
    assert not control.state.isVisible()
    document.change_settings(with_count(document.settings, 24))
    assert control.state.isVisible()
    assert control.box.currentText() == "Pixel art 16"
    control.revert.click()
    assert not control.state.isVisible()
    assert document.settings.cluster.colors == 16
    document.undo()
    assert control.state.isVisible()
    assert document.settings.cluster.colors == 24
    document.change_settings(with_count(document.settings, 16))
    assert not control.state.isVisible()


def test_the_palette_of_a_preset_stays_until_a_colour_is_locked_that_it_lacks(
    document: Document,
) -> None:
    preset = built_in("e-ink")
    assert preset.palette is not None
    changes = (
        lambda settings: with_count(settings, 8),
        lambda settings: with_target(settings, TargetSettings(Selector.ELBOW)),
        lambda settings: replace(settings, dither=replace(settings.dither, name="none")),
        lambda settings: replace(settings, locked=(preset.palette.swatches[3].color,)),
    )
    for change in changes:
        document.choose_preset(preset)
        document.change_settings(change(document.settings))
        assert document.chosen.palette is preset.palette
        document.unlock_color()
    document.choose_preset(preset)
    document.change_settings(replace(document.settings, locked=((1, 2, 3, 255),)))
    assert document.chosen.palette is None
    assert document.is_preset_modified


def test_all_colours_of_a_presets_palette_are_what_it_chose(window: MainWindow) -> None:
    document, count = window.document, window.workspace.settings_panel.count
    document.choose_preset(built_in("e-ink"))
    count.picks[0].click()
    assert document.is_preset_modified
    count.picks[3].click()
    assert count.slider.value == 16
    assert not document.is_preset_modified


def test_locked_colours_stay_where_there_is_room(document: Document) -> None:
    document.lock_color((1, 2, 3, 255))
    document.choose_preset(built_in("pixel-art-16"))
    assert document.settings.locked == ((1, 2, 3, 255),)
    assert not document.is_preset_modified
    document.choose_preset(built_in("game-boy"))
    assert document.settings.locked == ()


def test_none_and_reset_let_go_of_preset_and_palette(window: MainWindow) -> None:
    document, control = window.document, control_of(window)
    choose(control, "Game Boy")
    settings = document.settings
    choose(control, "None")
    assert document.chosen.preset is None
    assert document.chosen.palette is None
    assert document.settings == settings
    document.undo()
    assert control.box.currentText() == "Game Boy"
    window.actions_by_name["reset"].trigger()
    assert (document.chosen.preset, document.chosen.palette) == (None, None)
    assert document.settings == DEFAULTS
    assert control.box.currentText() == "None"
    assert not window.workspace.settings_panel.palette_field.strip.isVisible()


@pytest.mark.exhaustive
def test_preset_and_palette_are_remembered(
    qtbot: QtBot, window: MainWindow, preferences: Preferences, presets: PresetStore
) -> None:
    choose(control_of(window), "E-ink")
    window.close()
    again = MainWindow(preferences, presets)
    qtbot.addWidget(again)
    assert control_of(again).box.currentText() == "E-ink"
    assert again.document.chosen.palette is not None
    assert len(again.document.chosen.palette) == 16
    assert not again.document.is_preset_modified
    again.close()


@pytest.mark.exhaustive
def test_the_format_of_a_preset_is_measured_and_proposed(
    qtbot: QtBot, window: MainWindow, photo: Path, settled: Settle
) -> None:
    document = window.document
    document.open_path(photo)
    settled(document)
    choose(control_of(window), "GIF")
    settled(document)
    gif = format_by_name("gif")
    assert document.file_format is gif
    qtbot.waitUntil(lambda: window.size_meter.value.length is not None)
    assert window.size_meter.value.file_format is gif
    window.exporter.export_image()
    dialog = window.findChild(ExportDialog)
    assert dialog.file_format is gif
    assert not dialog.optimize.isChecked()
    dialog.reject()
    document.undo()
    assert document.file_format is format_by_name("png")


@pytest.mark.exhaustive
def test_web_image_proposes_to_compress_well(
    qtbot: QtBot, window: MainWindow, photo: Path, settled: Settle
) -> None:
    document = window.document
    document.open_path(photo)
    settled(document)
    choose(control_of(window), "Web image")
    settled(document)
    window.exporter.export_image()
    dialog = window.findChild(ExportDialog)
    assert dialog.optimize.isChecked()
    qtbot.waitUntil(dialog.save.isEnabled, timeout=10_000)
    dialog.reject()


def saved(window: MainWindow, name: str) -> PresetSaveDialog:
    window.presets.save()
    dialog: PresetSaveDialog = window.findChildren(PresetSaveDialog)[-1]
    dialog.name.setText(name)
    dialog.save.click()
    return dialog


def test_settings_are_saved_chosen_and_deleted(window: MainWindow, presets: PresetStore) -> None:
    document, control = window.document, control_of(window)
    choose(control, "Game Boy")
    changed = replace(document.settings, dither=replace(document.settings.dither, strength=0.5))
    document.change_settings(changed)
    saved(window, "My handheld")
    kept = presets.find("my handheld")
    assert kept.applied_to(Settings()) == changed
    assert kept.palette is not None
    assert {swatch.color for swatch in kept.palette} == GREENS
    assert control.box.currentText() == "My handheld"
    assert not document.is_preset_modified
    assert control.actions_by_name["delete"].isEnabled()
    window.presets.delete()
    assert presets.presets() == BUILT_IN
    assert control.box.currentText() == "None"
    assert control.box.findText("My handheld") < 0
    document.undo()
    assert control.box.currentText() == "My handheld"  # as the settings were then


def test_the_dialog_refuses_names_that_cannot_be(window: MainWindow, presets: PresetStore) -> None:
    presets.save(Preset("Taken"))
    window.presets.save()
    dialog = window.findChild(PresetSaveDialog)
    assert not dialog.save.isEnabled()
    for name, is_good, text in (
        ("Game boy", False, "Save"),
        ("a/b", False, "Save"),
        ("taken", True, "Replace"),
        ("Free", True, "Save"),
    ):
        dialog.name.setText(name)
        assert dialog.save.isEnabled() is is_good
        assert dialog.save.text() == text
        assert dialog.warning.isVisible() is (name != "Free")
    dialog.reject()


def test_changes_are_kept_in_ones_own_preset_only(window: MainWindow, presets: PresetStore) -> None:
    document, control = window.document, control_of(window)
    choose(control, "GIF")
    document.change_settings(with_count(document.settings, 24))
    assert not control.actions_by_name["update"].isEnabled()
    saved(window, "Mine")
    document.change_settings(with_count(document.settings, 25))
    assert control.actions_by_name["update"].isEnabled()
    control.actions_by_name["update"].trigger()
    assert presets.find("mine").settings.cluster.colors == 25
    assert not document.is_preset_modified


def test_presets_are_exported_and_imported(
    window: MainWindow, presets: PresetStore, tmp_path: Path
) -> None:
    control = control_of(window)
    choose(control, "Pixel art 16")
    window.presets.export_file(tmp_path / "out")
    exported = read_preset(tmp_path / "out.json")
    assert exported == built_in("pixel-art-16")
    write_preset(replace(exported, name="Sprites"), tmp_path / "in.json")
    window.presets.import_file(tmp_path / "in.json")
    assert presets.find("sprites").settings.cluster.colors == 16
    assert control.box.currentText() == "Sprites"


def test_an_import_whose_name_is_taken_asks_for_another(
    window: MainWindow, presets: PresetStore, tmp_path: Path
) -> None:
    write_preset(built_in("gif"), tmp_path / "gif.json")
    window.presets.import_file(tmp_path / "gif.json")
    dialog = window.findChild(PresetSaveDialog)
    assert not dialog.save.isEnabled()
    dialog.name.setText("My GIF")
    dialog.save.click()
    assert presets.find("my gif").given == built_in("gif").given


def test_a_file_that_is_no_preset_is_told_by_name(window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text('{"format": "quantizer-preset", "version": 3}')
    before = window.document.chosen
    window.presets.import_file(tmp_path / "bad.json")
    dialog = window.findChild(MessageDialog)
    assert "bad.json" in dialog.text
    assert "version is 3" in dialog.text
    assert window.document.chosen == before
    dialog.accept()


def test_a_preset_that_does_not_fit_is_told_and_changes_nothing(
    window: MainWindow, presets: PresetStore
) -> None:
    locked = tuple((level, 0, 0, 255) for level in range(20))
    settings = Settings(ClusterSettings(colors=20), locked=locked)
    presets.save(Preset("Many", settings=settings, given=frozenset({"locked"})))
    control, before = control_of(window), window.document.chosen
    control.opened.emit()
    choose(control, "Many")
    dialog = window.findChild(MessageDialog)
    assert "20 locked colours do not fit" in dialog.text
    assert window.document.chosen == before
    assert control.box.currentText() == "None"
    dialog.accept()


def test_deleting_asks_first(window: MainWindow, presets: PresetStore, qtbot: QtBot) -> None:
    saved(window, "Mine")
    control_of(window).actions_by_name["delete"].trigger()
    box = window.findChild(QMessageBox)
    assert "Mine" in box.text()
    assert presets.has("mine")
    delete = next(one for one in box.buttons() if one.text() == "Delete")
    delete.click()
    assert not presets.has("mine")


def test_long_names_do_not_widen_the_panel(window: MainWindow, presets: PresetStore) -> None:
    panel = window.workspace.settings_panel
    before = panel.widget().minimumSizeHint().width()
    saved(window, "W" * 60)
    window.document.change_settings(with_count(window.document.settings, 77))
    assert panel.widget().minimumSizeHint().width() == before


@pytest.mark.sample(4)
@pytest.mark.parametrize("preset", BUILT_IN, ids=lambda one: one.key)
def test_the_controls_show_every_built_in_preset(window: MainWindow, preset: Preset) -> None:
    choose(control_of(window), preset.name)
    assert not window.document.is_preset_modified
    assert window.workspace.settings_panel._settings == preset.applied_to(DEFAULTS)
