from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from quantizer.built_in_palettes import built_in_palette
from quantizer.reduction.palette_edits import PaletteEdits
from quantizer.reduction.palette_operations import recolored
from tests.ui.conftest import save_picture
from ui.canvas.view_mode import ViewMode
from ui.document.count_mode import with_count
from ui.main_window import MainWindow
from ui.projects.last_state import cut_off_state
from ui.projects.project_file import read_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.preferences import Preferences

    Settle = Callable[[Document], None]


def press(window: MainWindow, label: str) -> None:
    """Press a button of the question that is asked."""
    question = window.projects.question
    assert question is not None
    next(one for one in question.buttons() if one.text() == label).click()


def save_as(window: MainWindow, path: Path, qtbot: QtBot, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    with qtbot.waitSignal(window.projects.message):
        window.actions_by_name["save_project_as"].trigger()


@pytest.fixture
def edited(window: MainWindow, photo: Path, settled: Settle) -> MainWindow:
    """A window with an image and an edited palette."""
    window.document.open_path(photo)
    settled(window.document)
    shown = window.document.shown
    assert shown is not None
    edits = PaletteEdits.of(shown.palette)
    window.document.edit_palette(recolored(edits, {0: (1, 2, 3, 255)}))
    settled(window.document)
    return window


def test_a_project_brings_everything_back(
    edited: MainWindow,
    photo: Path,
    tmp_path: Path,
    qtbot: QtBot,
    settled: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window, path = edited, tmp_path / "a.quantizer"
    window.pins.board.pin_result()
    window.comparison.show(ViewMode.DIFFERENCE)
    chosen, pins = window.document.chosen, window.pins.board.recipes()
    assert window.isWindowModified()
    save_as(window, tmp_path / "a", qtbot, monkeypatch)
    assert not window.isWindowModified()
    assert window.windowTitle() == "a.quantizer[*] — Quantizer"
    assert window.preferences.recent[0] == path

    window.opener.open_path(save_picture(tmp_path / "other.png"))
    qtbot.waitUntil(lambda: window.document.name == "other.png")
    assert window.windowTitle() == "other.png[*] — Quantizer"
    window.comparison.show(ViewMode.SPLIT)
    with qtbot.waitSignal(window.projects.opened):
        window.opener.open_path(path)
    settled(window.document)
    assert window.document.path == photo
    assert window.document.chosen == chosen
    assert window.pins.board.recipes() == pins
    assert window.comparison.view is ViewMode.DIFFERENCE
    assert not window.document.history.can_undo
    assert not window.isWindowModified()
    window.document.scale_colors(0.5)
    assert window.isWindowModified()
    window.document.undo()
    assert not window.isWindowModified()


def test_an_image_from_the_clipboard_is_in_the_project(
    window: MainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    settled: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(QColor(1, 2, 3))
    QGuiApplication.clipboard().setImage(picture)
    window.opener.paste()
    settled(window.document)
    path = tmp_path / "a.quantizer"
    save_as(window, path, qtbot, monkeypatch)
    window.opener.open_path(save_picture(tmp_path / "other.png"))
    qtbot.waitUntil(lambda: window.document.name == "other.png")
    with qtbot.waitSignal(window.projects.opened):
        window.opener.open_path(path)
    assert window.document.image is not None
    assert tuple(window.document.image.pixels[0, 0]) == (1, 2, 3, 255)
    assert window.document.name == "Clipboard"


def test_a_moved_or_changed_image_is_said_and_another_file_can_be_chosen(
    edited: MainWindow,
    photo: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window, path = edited, tmp_path / "a.quantizer"
    save_as(window, path, qtbot, monkeypatch)
    save_picture(photo, 50)
    window.projects.open_path(path)
    qtbot.waitUntil(lambda: window.projects.question is not None)
    assert window.projects.question is not None
    assert "photo.png” has changed" in window.projects.question.text()
    with qtbot.waitSignal(window.projects.opened):
        press(window, "Use it as it is")
    assert window.isWindowModified()  # until it is saved with the image as it is now
    window.projects.open.forget_changes()
    moved = photo.rename(tmp_path / "moved.png")
    window.projects.open_path(path)
    qtbot.waitUntil(lambda: window.projects.question is not None)
    assert "is not there any more" in window.projects.question.text()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_, **__: (str(moved), ""))
    with qtbot.waitSignal(window.projects.opened):
        press(window, "Find the image…")
    assert window.document.path == moved


def test_unsaved_work_is_asked_about_once(
    edited: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = edited
    window.close()
    assert window.isVisible()
    press(window, "Cancel")
    assert window.isVisible()
    window.opener.open_path(save_picture(tmp_path / "other.png"))
    press(window, "Cancel")
    assert window.document.name == "photo.png"
    path = tmp_path / "a.quantizer"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, **__: (str(path), ""))
    window.close()
    press(window, "Save")
    qtbot.waitUntil(lambda: not window.isVisible())
    assert read_project(path).chosen.edits is not None


def test_work_that_is_discarded_is_gone_and_a_casual_look_is_never_asked_about(
    edited: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window = edited
    window.opener.open_path(save_picture(tmp_path / "other.png"))
    press(window, "Discard")
    qtbot.waitUntil(lambda: window.document.name == "other.png")
    window.document.change_settings(with_count(window.document.settings, 5))
    window.document.use_palette(built_in_palette("pico-8"))
    window.close()
    assert not window.isVisible()


@pytest.mark.exhaustive
def test_two_windows_do_not_fight_over_the_last_state(
    photo: Path, preferences: Preferences, tmp_path: Path, qtbot: QtBot, settled: Settle
) -> None:
    root = tmp_path / "sessions"
    windows = [MainWindow(preferences, data_folder=root) for _ in range(2)]
    for window in windows:
        qtbot.addWidget(window)
        window.document.open_path(photo)
        settled(window.document)
        window.recovery.write_now()
        assert not window.workspace.last_state.isVisibleTo(window)
    qtbot.waitUntil(lambda: len(list(root.glob("*/state.quantizer"))) == 2)
    assert cut_off_state(root) is None  # both are at work
    for window in windows:
        window.close()
    assert not list(root.iterdir())


CUT_OFF = """
import sys
from pathlib import Path
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from ui.main_window import MainWindow
from ui.preferences import Preferences
from quantizer.presets import PresetStore
photo, root = map(Path, sys.argv[1:])
app = QApplication([])
settings = QSettings(str(root / "settings.ini"), QSettings.Format.IniFormat)
window = MainWindow(Preferences(settings), PresetStore(root / "presets"), root / "sessions")
def change():
    window.document.scale_colors(0.5)
    window.recovery.write_now()
window.document.opened.connect(change)
window.document.open_path(photo)
app.exec()
"""


def test_the_last_state_of_a_killed_program_is_offered(
    photo: Path, preferences: Preferences, tmp_path: Path, qtbot: QtBot
) -> None:
    command = [sys.executable, "-c", CUT_OFF, str(photo), str(tmp_path)]
    program = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    sessions = tmp_path / "sessions"

    def is_written() -> bool:
        return any(
            json.loads(one.read_bytes())["choice"]["settings"]["cluster"]["colors"] == 8
            for one in sessions.glob("*/state.quantizer")
        )

    try:
        qtbot.waitUntil(is_written, timeout=30_000)
    finally:
        program.send_signal(signal.SIGKILL)
        program.wait()
    window = MainWindow(preferences, data_folder=sessions)
    qtbot.addWidget(window)
    banner = window.workspace.last_state
    assert banner.isVisibleTo(window)
    assert "did not end properly" in banner.label.text()
    with qtbot.waitSignal(window.projects.opened, timeout=10_000):
        banner.button.click()
    assert not banner.isVisibleTo(window)
    assert window.document.path == photo
    assert window.document.settings.cluster.colors == 8
    assert window.isWindowModified()
    window.projects.open.forget_changes()
    window.close()
    assert not list(sessions.iterdir())
