"""A window without a screen, with settings of its own."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QSignalBlocker

from quantizer.presets import PresetStore
from ui.document.document import Document, ResultState
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import Theme, apply_theme
from ui.wiring import parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def _former_windows_deleted(qapp: QApplication) -> None:
    """Delete the windows of the test before; a change of the theme would style them again."""
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small picture with many colours, as a file."""
    return save_picture(tmp_path / "photo.png")


def save_picture(path: Path, width: int = 60, height: int = 40) -> Path:
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 255 // width, y * 255 // height, (x * y) % 256]
    PillowImage.fromarray(np.stack(planes, axis=-1).astype(np.uint8)).save(path)
    return path


def show_workspace(window: MainWindow) -> None:
    """Show the panels in place of the start page, although no image is open."""
    with QSignalBlocker(window.stack):
        window.stack.setCurrentWidget(window.workspace)
    QCoreApplication.processEvents()


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def document(qapp: QApplication) -> Iterator[Document]:
    document = Document()
    yield document
    document.shutdown()


@pytest.fixture
def presets(tmp_path: Path) -> PresetStore:
    return PresetStore(tmp_path / "presets")


@pytest.fixture
def pictured_dithers() -> Sequence[str]:
    """The dithers of which the window makes thumbnails: none, for all take longer than a test."""
    return ()


@pytest.fixture
def window(
    qtbot: QtBot,
    qapp: QApplication,
    preferences: Preferences,
    presets: PresetStore,
    pictured_dithers: Sequence[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MainWindow]:
    monkeypatch.setattr(parts, "ordered_names", lambda: pictured_dithers)
    apply_theme(qapp, Theme.LIGHT)
    window = MainWindow(preferences, presets)
    qtbot.addWidget(window)
    window.show()
    yield window
    window.projects.open.forget_changes()  # nobody is asked
    window.close()


@pytest.fixture
def settled(qtbot: QtBot) -> Callable[[Document], None]:
    """Wait until a document has a result with metrics and nothing runs."""

    def wait(document: Document) -> None:
        def is_settled() -> bool:
            outcome = document.outcome
            is_current = document.state is ResultState.CURRENT and not document.is_busy
            return is_current and outcome is not None and outcome.quantized.metrics is not None

        qtbot.waitUntil(is_settled, timeout=60_000)  # of a busy machine, too

    return wait


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fail on any warning of Qt, but of what the screenless platform cannot do with windows."""
    here = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    for item in here:
        item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
        item.add_marker(
            pytest.mark.qt_log_ignore(
                r"does not support (propagateSizeHints|raise|grabbing the keyboard)"
            )
        )
