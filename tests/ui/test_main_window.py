from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import PySide6
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox

from quantizer.settings.settings import Effort, Selector
from tests.ui.conftest import save_picture
from ui.dialogs.about import AboutDialog
from ui.dialogs.message import MessageDialog, show_error
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.document.count_mode import CountBy
from ui.document.document import ResultState
from ui.main_window import MainWindow
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.preferences import Preferences

    Settle = Callable[[Document], None]


def names_file(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def test_a_dropped_file_is_opened_and_the_hint_shows_meanwhile(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    data = names_file(photo)
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    # PySide6 6.12 takes QPointF and deprecates QPoint; earlier releases take QPoint only.
    place = QPointF(9, 9) if PySide6.__version_info__ >= (6, 12) else QPoint(9, 9)
    QApplication.sendEvent(window, QDragEnterEvent(place, copy, data, buttons, keys))
    assert window.drop_overlay.isVisible()
    drop = QDropEvent(QPointF(9, 9), copy, data, buttons, keys, QEvent.Type.Drop)
    QApplication.sendEvent(window, drop)
    assert not window.drop_overlay.isVisible()
    settled(window.document)
    assert window.document.path == photo
    assert window.windowTitle() == "photo.png[*] \N{EM DASH} Quantizer"
    assert window.preferences.recent == [photo]


def test_a_dropped_table_is_shown_in_the_step_mode(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    table = tmp_path / "ages.CSV"
    table.write_text("age,income\n30,1500\n40,2500\n50,1000\n")
    assert window.opener.take(names_file(table))
    qtbot.waitUntil(lambda: window.steps.is_active, timeout=10_000)
    mode = window.steps.mode
    assert mode is not None
    qtbot.waitUntil(lambda: mode.data is not None, timeout=10_000)
    assert mode.data is not None
    assert mode.data.name == "ages.CSV"


def test_a_copied_picture_and_a_copied_file_are_pasted(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    clipboard = QGuiApplication.clipboard()
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    picture.fill(QColor(1, 2, 3))
    clipboard.setImage(picture)
    window.opener.paste()
    settled(window.document)
    assert window.document.image is not None
    assert tuple(window.document.image.pixels[0, 0]) == (1, 2, 3, 255)
    assert "the result is identical" in window.workspace.swatches.note.text()
    clipboard.setMimeData(names_file(photo))
    window.opener.paste()
    settled(window.document)
    assert window.document.path == photo


def test_an_empty_clipboard_is_said_in_the_status_bar(window: MainWindow) -> None:
    QGuiApplication.clipboard().clear()
    window.opener.paste()
    assert "no image" in window.status.currentMessage()


def test_the_result_is_copied_as_it_is(
    qtbot: QtBot, window: MainWindow, photo: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    with qtbot.waitSignal(window.exporter.clipboard.copied):
        window.actions_by_name["copy"].trigger()
    data = QGuiApplication.clipboard().mimeData().data("image/png").data()
    picture = QImage.fromData(data)
    assert window.document.outcome is not None
    pixels = window.document.outcome.quantized.indexed.to_rgba()
    assert picture.pixelColor(5, 7) == QColor(*map(int, pixels[7, 5]))


def test_the_figures_are_shown(
    qtbot: QtBot, window: MainWindow, photo: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    labels = window.workspace.metrics.values
    qtbot.waitUntil(lambda: labels["worst"].text().startswith("ΔE "))
    texts = {key: label.text() for key, label in labels.items()}
    assert texts["psnr"].endswith(" dB")
    assert all(text not in {"\N{EM DASH}", "…"} for text in texts.values())


def test_an_error_is_a_message_whose_text_can_be_copied(
    qtbot: QtBot, window: MainWindow, photo: Path, tmp_path: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"not an image")
    with qtbot.waitSignal(window.document.failed):
        window.document.open_path(broken)
    (dialog,) = window.findChildren(MessageDialog)
    dialog.copy.click()
    assert "broken.png" in QGuiApplication.clipboard().text()
    assert "Traceback" not in dialog.text
    dialog.accept()
    assert window.document.path == photo
    assert window.workspace.swatches.model.rowCount() == 16


def test_an_unforeseen_error_comes_with_details(qtbot: QtBot, window: MainWindow) -> None:
    dialog = show_error(window, "Title", KeyError("boom"))
    assert "boom" in dialog.text
    dialog.accept()


@pytest.mark.exhaustive
def test_cancelling_tells_that_the_result_is_not_current(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    window.actions_by_name["fewer"].trigger()
    assert window.document.state is ResultState.RUNNING
    window.actions_by_name["cancel"].trigger()
    assert window.workspace.outdated.isVisible()
    window.workspace.outdated.button.click()
    settled(window.document)
    assert not window.workspace.outdated.isVisible()
    assert window.workspace.swatches.model.rowCount() == 8


@pytest.mark.exhaustive
def test_one_key_each_for_100_200_and_400_percent(
    qtbot: QtBot, window: MainWindow, photo: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    window.workspace.canvas.setFocus()
    for scale in (1, 2, 4):
        qtbot.keyClick(window.workspace.canvas, str(scale))
        assert window.workspace.canvas.view is not None
        assert window.workspace.canvas.view.scale == scale
        assert window.workspace.zoom_bar.scale.text() == f"{100 * scale} %"


def test_holding_a_key_flips_to_the_original(
    qtbot: QtBot, window: MainWindow, photo: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    window.workspace.canvas.setFocus()
    before = window.workspace.canvas.grab().toImage()
    qtbot.keyPress(window.workspace.canvas, Qt.Key.Key_O)
    assert window.workspace.canvas.grab().toImage() != before
    qtbot.keyRelease(window.workspace.canvas, Qt.Key.Key_O)
    assert window.workspace.canvas.grab().toImage() == before


def test_notices_of_the_file_are_a_banner_that_can_be_dismissed(
    window: MainWindow, tmp_path: Path, settled: Settle
) -> None:
    from PIL import Image as PillowImage

    pages = [PillowImage.new("RGB", (9, 9), color) for color in ("red", "blue")]
    path = tmp_path / "pages.tiff"
    pages[0].save(path, save_all=True, append_images=pages[1:])
    window.document.open_path(path)
    settled(window.document)
    assert window.workspace.notices.isVisible()
    window.workspace.notices.dismiss.click()
    assert not window.workspace.notices.isVisible()


@pytest.mark.exhaustive
def test_many_colours_are_a_grid_with_a_line_on_the_one_pointed_at(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    for _ in range(4):
        window.actions_by_name["more"].trigger()
    settled(window.document)
    assert window.workspace.swatches.model.rowCount() > 200
    assert window.workspace.swatches.delegate.as_grid
    window.workspace.swatches.list.setCurrentIndex(window.workspace.swatches.model.index(5))
    assert (
        window.workspace.swatches.model.palette.swatches[5].hex
        in window.workspace.swatches.detail.text()
    )


def test_every_visible_control_has_an_accessible_name_or_text(window: MainWindow) -> None:
    for kind in (QAbstractButton, QAbstractSpinBox, QComboBox):
        for child in window.findChildren(kind):
            text = child.text() if isinstance(child, QAbstractButton | QAbstractSpinBox) else ""
            is_own = not child.objectName().startswith("qt_")
            assert child.accessibleName() or text or not is_own, child


def test_help_opens(qtbot: QtBot, window: MainWindow) -> None:
    for name, kind in (("about", AboutDialog), ("shortcuts", ShortcutsDialog)):
        window.actions_by_name[name].trigger()
        (dialog,) = window.findChildren(kind)
        assert dialog.isVisible()
        dialog.reject()


@pytest.mark.exhaustive
def test_a_key_leaves_the_number_of_colours_to_the_image_and_takes_it_back(
    qtbot: QtBot, window: MainWindow, photo: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    count = window.workspace.settings_panel.count
    window.workspace.canvas.setFocus()
    qtbot.keyClick(window.workspace.canvas, "A")
    assert window.actions_by_name["auto"].isChecked()
    assert count.note.text() == "Finding the number…"
    settled(window.document)
    found = window.workspace.swatches.model.rowCount()
    assert count.slider.value == found
    assert f"{found} colours" in count.note.text()
    assert f"{found} colours" in count.note.toolTip()
    window.document.undo()
    assert not window.actions_by_name["auto"].isChecked()
    assert count.slider.value == 16
    window.document.redo()
    settled(window.document)
    qtbot.keyClick(window.workspace.canvas, "A")
    assert window.document.settings.cluster.colors == found
    assert window.document.settings.target.selector is Selector.FIXED
    settled(window.document)
    assert window.workspace.swatches.model.rowCount() == found


@pytest.mark.exhaustive
def test_cancelling_the_choice_says_that_there_is_none(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    window.actions_by_name["auto"].trigger()
    window.actions_by_name["cancel"].trigger()
    note = window.workspace.settings_panel.count.note
    assert note.text() == "Not found yet"


@pytest.mark.exhaustive
def test_settings_theme_and_shape_are_remembered(
    qtbot: QtBot, window: MainWindow, preferences: Preferences
) -> None:
    window.menus.submenus["theme"].actions()[2].trigger()
    window.resize(780, 500)
    panel = window.workspace.settings_panel
    panel.clustering.fields["effort"].buttons[Effort.BEST].click()
    panel.count.by.buttons[CountBy.IMAGE].click()
    panel.count.selector.buttons[Selector.SILHOUETTE].click()
    window.close()
    again = MainWindow(preferences)
    qtbot.addWidget(again)
    assert again.document.settings.cluster.effort is Effort.BEST
    assert again.document.settings.target.selector is Selector.SILHOUETTE
    assert again.workspace.settings_panel.count.by.value is CountBy.IMAGE
    assert again.actions_by_name["auto"].isChecked()
    assert again.preferences.theme is Theme.DARK
    assert again.size().width() == 780
    again.close()


@pytest.mark.parametrize("theme", list(Theme))
def test_each_theme_can_be_applied(qapp: QApplication, theme: Theme) -> None:
    apply_theme(qapp, theme)
    is_dark = qapp.palette().window().color().lightness() < 128
    assert is_dark == (theme is Theme.DARK)


@pytest.mark.sample(25)
@pytest.mark.parametrize("first", range(0, 50, 2))
def test_closing_during_a_job_leaves_no_thread(
    qtbot: QtBot, qapp: QApplication, preferences: Preferences, tmp_path: Path, first: int
) -> None:
    photo = save_picture(tmp_path / "large.png", 400, 300)
    before = threading.active_count()
    for run in range(first, first + 2):
        window = MainWindow(preferences)
        window.show()
        window.document.open_path(photo)
        if run % 3:
            qtbot.waitUntil(lambda w=window: w.document.image is not None)  # type: ignore[misc]
        qtbot.wait(run % 7)
        window.close()
        assert threading.active_count() == before
        window.deleteLater()
        qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_undo_says_what_it_takes_back(window: MainWindow) -> None:
    undo, redo = window.actions_by_name["undo"], window.actions_by_name["redo"]
    assert not undo.isEnabled()
    window.document.scale_colors(2)
    assert undo.text() == "&Undo: 16 to 32 colours"
    assert undo.toolTip() == "Undo: 16 to 32 colours (Ctrl+Z)"
    undo.trigger()
    assert window.status.currentMessage() == "Undone: 16 to 32 colours"
    assert undo.text() == "&Undo"
    assert redo.text() == "&Redo: 16 to 32 colours"
