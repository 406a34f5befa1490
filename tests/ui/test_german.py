"""The German window has no cut-off text: German is about a third longer than English."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMainWindow

from quantizer.language import use_language
from tests.tour.audit import faults
from ui.translation import Language, speak

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow

SIZES = ((1280, 800), (640, 480))
DIALOGS = ("export", "export_palette", "shortcuts", "about")


@pytest.fixture
def german(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Speak German; asked for before the window, which is made in this language."""
    before = QLocale()
    monkeypatch.delenv("QUANTIZER_LANGUAGE", raising=False)
    speak(qapp, Language.GERMAN)
    yield
    use_language("en")
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(before)


def test_no_text_of_the_main_window_is_cut_off(
    german: None,
    window: MainWindow,
    photo: Path,
    qtbot: QtBot,
    settled: Callable[[Document], None],
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    open_disclosures(window)
    window.actions_by_name["pin"].trigger()
    window.actions_by_name["clusters"].setChecked(True)
    tabs = window.clusters.area.tabs
    for place in range(tabs.count()):
        tabs.setCurrentIndex(place)
        check_at_all_sizes(window, qtbot)
    window.actions_by_name["step_through"].trigger()
    qtbot.waitUntil(lambda: window.steps.mode is not None and window.steps.mode.isVisible())
    check_at_all_sizes(window, qtbot)


def test_no_text_of_a_dialog_is_cut_off(
    german: None,
    window: MainWindow,
    photo: Path,
    qtbot: QtBot,
    settled: Callable[[Document], None],
) -> None:
    window.document.open_path(photo)
    settled(window.document)
    window.resize(1280, 800)
    for name in DIALOGS:
        window.actions_by_name[name].trigger()
        qtbot.waitUntil(lambda: bool(dialogs()))
        qtbot.waitUntil(has_no_faults)
        for dialog in dialogs():
            dialog.reject()


def test_no_text_of_the_batch_window_is_cut_off(
    german: None, window: MainWindow, qtbot: QtBot
) -> None:
    window.batch.open()
    batch = window.batch.window
    assert batch is not None
    assert batch.windowTitle().startswith("Stapelverarbeitung")
    open_disclosures(batch)
    check_at_all_sizes(batch, qtbot)


def open_disclosures(window: QMainWindow) -> None:
    for button in window.findChildren(QAbstractButton, "disclosure"):
        button.setChecked(True)


def dialogs() -> list[QDialog]:
    shown = QApplication.topLevelWidgets()
    return [one for one in shown if isinstance(one, QDialog) and one.isVisible()]


def check_at_all_sizes(window: QMainWindow, qtbot: QtBot) -> None:
    for size in SIZES:
        window.resize(*size)
        qtbot.waitUntil(has_no_faults)


def has_no_faults() -> None:
    """Fail with the faults; texts and layouts may need a moment to be what they will be."""
    assert not faults()
