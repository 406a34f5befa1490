from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quantizer.batch.plan.options import Sharing
from quantizer.presets import BUILT_IN, Preset, PresetStore
from quantizer.settings.settings import DitherSettings, Effort, Settings
from ui.batch.options_panel import USUAL
from ui.document.count_mode import with_count

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from quantizer.batch.plan.options import BatchOptions
    from ui.batch.options_panel import OptionsPanel
    from ui.batch.window import BatchWindow
    from ui.main_window import MainWindow

PATHS = (Path("/in"),)


def choose(panel: OptionsPanel, name: str) -> None:
    place = panel.preset.box.findText(name)
    assert place >= 0
    panel.preset.box.setCurrentIndex(place)
    panel.preset.box.activated.emit(place)


def asked(panel: OptionsPanel) -> BatchOptions:
    panel.output.folder.set_path(Path("/out"))
    request = panel.request(PATHS)
    assert request is not None
    return request.options


def test_a_preset_sets_colours_palette_and_files(batch_window: BatchWindow) -> None:
    panel = batch_window.options
    for preset in BUILT_IN:
        choose(panel, preset.name)
        options = asked(panel)
        assert options.conversion.settings == preset.applied_to(USUAL)
        assert options.conversion.palette == preset.palette
        assert options.destination.format == preset.file_format
        assert options.sharing is Sharing.NONE
        assert panel.sharing.given.strip.isVisible() is (preset.palette is not None)
        assert not panel.preset.state.isVisible()
    choose(panel, "Web image")
    assert asked(panel).conversion.optimize


def test_what_a_preset_leaves_open_is_as_in_any_batch(
    batch_window: BatchWindow, presets: PresetStore
) -> None:
    given = frozenset({"dither.name"})
    presets.save(Preset("Plain", settings=Settings(dither=DitherSettings("none")), given=given))
    batch_window.options.preset.box.opening.emit()  # it was saved elsewhere
    choose(batch_window.options, "Plain")
    settings = asked(batch_window.options).conversion.settings
    assert settings.dither.name == "none"
    assert (settings.cluster.effort, settings.cluster.colors) == (Effort.FAST, 256)


def test_changes_are_told_and_taken_back(batch_window: BatchWindow) -> None:
    panel = batch_window.options
    choose(panel, "Game Boy")
    panel.choose_settings(with_count(panel.settings, 2))
    assert panel.preset.state.isVisible()
    assert asked(panel).conversion.palette is not None
    panel.preset.revert.click()
    assert not panel.preset.state.isVisible()


def test_a_shared_palette_takes_the_place_of_the_presets(batch_window: BatchWindow) -> None:
    panel = batch_window.options
    choose(panel, "E-ink")
    panel.sharing.choice.buttons[Sharing.ALL].click()
    options = asked(panel)
    assert (options.conversion.palette, options.sharing) == (None, Sharing.ALL)
    assert panel.preset.state.isVisible()
    choose(panel, "E-ink")
    options = asked(panel)
    assert options.conversion.palette is not None
    assert options.sharing is Sharing.NONE


@pytest.mark.exhaustive
def test_the_main_windows_settings_come_with_preset_and_palette(
    qtbot: QtBot, window: MainWindow
) -> None:
    preset = next(one for one in BUILT_IN if one.palette is not None)
    window.document.choose_preset(preset)
    window.batch.open()
    assert window.batch.window is not None
    panel = window.batch.window.options
    panel.current.click()
    assert asked(panel).conversion.palette == preset.palette
    assert panel.preset.box.currentText() == preset.name


def test_what_is_saved_in_a_batch_is_there_in_the_main_window(
    window: MainWindow, presets: PresetStore
) -> None:
    presets.save(Preset("From the batch"))
    control = window.workspace.settings_panel.preset
    assert control.box.findText("From the batch") < 0
    control.box.showPopup()
    assert control.box.findText("From the batch") > 0
    control.box.hidePopup()
