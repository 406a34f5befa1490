from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtCore import Qt

from ui.commands import repeated_export
from ui.dialogs.export import ExportDialog
from ui.dialogs.palette_export import PaletteExportDialog
from ui.document.larger_file import NO_DITHER

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.main_window import MainWindow


def open_image(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    window.document.open_path(path)
    qtbot.waitUntil(lambda: window.document.path == path and not window.document.is_busy)


def export_to(qtbot: QtBot, window: MainWindow, path: Path) -> None:
    window.actions_by_name["export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    dialog.target.set_path(path)
    qtbot.waitUntil(dialog.save.isEnabled)
    with qtbot.waitSignal(dialog.saved):
        dialog.save.click()
    dialog.deleteLater()
    qtbot.wait(1)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    found = tmp_path / "images", tmp_path / "palettes"
    for folder in found:
        folder.mkdir()
    return found


@pytest.mark.exhaustive
def test_each_kind_of_export_proposes_the_folder_it_used_last(
    qtbot: QtBot, window: MainWindow, photo: Path, folders: tuple[Path, Path]
) -> None:
    images, palettes = folders
    open_image(qtbot, window, photo)
    export_to(qtbot, window, images / "a.png")
    window.actions_by_name["export_palette"].trigger()
    dialog = window.findChild(PaletteExportDialog)
    assert isinstance(dialog, PaletteExportDialog)
    assert dialog.target.path.parent == photo.parent
    dialog.target.set_path(palettes / "a.gpl")
    dialog.save.click()
    window.actions_by_name["export"].trigger()
    again = window.findChild(ExportDialog)
    assert isinstance(again, ExportDialog)
    assert again.target.path.parent == images


def test_ctrl_s_exports_to_the_same_place_without_a_dialog(
    qtbot: QtBot,
    window: MainWindow,
    photo: Path,
    folders: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = folders[0] / "a.png"
    open_image(qtbot, window, photo)
    export_to(qtbot, window, target)
    before = target.read_bytes()
    window.document.scale_colors(0.25)
    qtbot.waitUntil(lambda: not window.document.is_busy)
    again = window.actions_by_name["export_again"]
    assert again.shortcut().toString() == "Ctrl+S"
    with qtbot.waitSignal(window.exporter.repeated.saved):
        again.trigger()
    assert window.findChild(ExportDialog) is None
    with PillowImage.open(target) as picture:
        assert len(np.unique(np.array(picture))) == 4
    assert target.read_bytes() != before

    asked: list[Path] = []
    monkeypatch.setattr(
        repeated_export, "may_replace", lambda _window, path, _why: asked.append(path)
    )
    target.write_bytes(b"changed by another program")
    again.trigger()
    assert asked == [target]
    assert target.read_bytes() == b"changed by another program"


def test_a_file_larger_than_its_original_is_told_with_what_would_help(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (100, 100, 3), np.uint8)
    path = tmp_path / "small.jpg"
    PillowImage.fromarray(noise).save(path, quality=1)
    open_image(qtbot, window, path)
    panel = window.workspace.metrics
    qtbot.waitUntil(panel.larger.isVisible)
    assert "larger than its original" in panel.larger.text()
    assert "fewer colours" in panel.larger.text()
    assert panel.undithered.isVisible()
    panel.undithered.click()
    assert window.document.settings.dither.name == NO_DITHER
    dialog_words = "larger than its original"
    window.actions_by_name["export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    qtbot.waitUntil(lambda: dialog_words in dialog.notice.text())


def test_return_on_browse_browses(
    qtbot: QtBot, window: MainWindow, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_image(qtbot, window, photo)
    window.actions_by_name["export"].trigger()
    dialog = window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    browsed: list[bool] = []
    monkeypatch.setattr(
        "ui.dialogs.target.QFileDialog.getSaveFileName",
        lambda *_args, **_options: (browsed.append(True), "")[1:] * 2,
    )
    qtbot.waitUntil(dialog.save.isEnabled)
    dialog.target.browse.setFocus()
    qtbot.keyClick(dialog.target.browse, Qt.Key.Key_Return)
    assert browsed
    assert dialog.isVisible()
