"""The window without an image: what it invites to, and that every image can be closed again."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize, Qt

from quantizer.progress import SILENT
from quantizer.settings.settings import Settings
from ui.document.selection import Chosen
from ui.main_window import MainWindow
from ui.projects.project import EmbeddedImage, ImageFile, Project
from ui.projects.project_file import write_project
from ui.start.page import SAMPLES, sample_folder
from ui.start.recent_picture import recent_picture
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.preferences import Preferences

    Settle = Callable[[Document], None]


def test_a_sample_opens_closes_and_is_no_recent_file(
    qtbot: QtBot, window: MainWindow, settled: Settle
) -> None:
    assert window.stack.currentWidget() is window.start_page
    close = window.actions_by_name["close"]
    assert not close.isEnabled()
    tile = window.start_page.samples.buttons[sample_folder() / "pixel-art.png"]
    qtbot.mouseClick(tile, Qt.MouseButton.LeftButton)
    settled(window.document)
    assert window.stack.currentWidget() is window.workspace
    close.trigger()
    assert window.stack.currentWidget() is window.start_page
    assert window.document.image is None
    assert window.windowTitle() == "Quantizer"
    assert not window.toolbar.buttons["export"].isEnabled()
    assert not window.preferences.recent


def test_recent_files_have_pictures_and_missing_ones_are_grey(
    qtbot: QtBot, window: MainWindow, photo: Path, settled: Settle, tmp_path: Path
) -> None:
    window.preferences.add_recent(tmp_path / "gone.png")
    window.open_path(photo)
    settled(window.document)
    window.actions_by_name["close"].trigger()
    tiles = window.start_page.recent.buttons
    assert [path.name for path in tiles] == ["photo.png", "gone.png"]
    qtbot.waitUntil(lambda: not tiles[tmp_path / "gone.png"].isEnabled())
    assert tiles[photo].isEnabled()
    assert window.start.thumbnails.picture(photo) is not None
    qtbot.mouseClick(tiles[photo], Qt.MouseButton.LeftButton)
    settled(window.document)
    assert window.document.path == photo


@pytest.mark.parametrize("is_embedded", [False, True])
def test_a_recent_project_has_the_picture_of_its_image(
    qapp: QApplication, tmp_path: Path, photo: Path, is_embedded: bool
) -> None:
    image = EmbeddedImage("Clipboard", photo.read_bytes()) if is_embedded else ImageFile(photo, "")
    path = tmp_path / "work.quantizer"
    write_project(Project(image, Chosen(Settings())), path)
    assert recent_picture(path, 32, SILENT) == recent_picture(photo, 32, SILENT)


def test_a_recent_project_without_its_image_can_be_opened(
    qapp: QApplication, tmp_path: Path
) -> None:
    path = tmp_path / "work.quantizer"
    write_project(Project(ImageFile(tmp_path / "gone.png", ""), Chosen(Settings())), path)
    assert not recent_picture(path, 32, SILENT).isNull()
    path.write_text("{}")
    assert recent_picture(path, 32, SILENT).isNull()


def test_the_first_click_does_not_wait_for_the_parts(
    qtbot: QtBot, preferences: Preferences
) -> None:
    window = MainWindow(preferences, is_complete=False)
    qtbot.addWidget(window)
    window.show()
    assert window.toolbar.buttons["open"].isEnabled()
    assert not window.is_complete
    window.start_page.batch.click()
    assert window.is_complete
    assert window.batch.window is not None
    window.close()


@pytest.mark.exhaustive
def test_the_toolbar_fits_the_smallest_window_and_follows_the_theme(
    qapp: QApplication, window: MainWindow
) -> None:
    window.resize(QSize(640, 480))
    for button in window.toolbar.buttons.values():
        assert button.isVisible()
        assert button.accessibleName()
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert "(Ctrl+" in button.toolTip()
    light = window.toolbar.buttons["open"].icon().pixmap(20).toImage()
    apply_theme(qapp, Theme.DARK)
    dark = window.toolbar.buttons["open"].icon().pixmap(20).toImage()
    assert dark.pixelColor(3, 10).lightness() > light.pixelColor(3, 10).lightness()
    window.actions_by_name["toolbar"].trigger()
    assert not window.toolbar.isVisible()
    assert not window.preferences.toolbar_open


def test_what_is_loaded_before_the_first_paint_is_little() -> None:
    # NumPy alone takes as long as all that is needed; see tests/benchmarks/window_start.py.
    program = (
        "import sys, ui.app, ui.main_window, ui.preferences, ui.wiring.late_parts;"
        "print({'numpy', 'PIL', 'scipy'} & sys.modules.keys())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_all_samples_are_there_and_small() -> None:
    files = list(sample_folder().iterdir())
    assert {name for name, _ in SAMPLES} < {file.name for file in files}
    assert sum(file.stat().st_size for file in files) < 600_000
