from __future__ import annotations

from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from quantizer.image_files.formats import format_by_name
from ui.commands import copy_as, drag_out

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow

    Settle = Callable[[Document], None]


@pytest.fixture
def opened(window: MainWindow, photo: Path, settled: Settle) -> MainWindow:
    window.document.open_path(photo)
    settled(window.document)
    return window


def copied(qtbot: QtBot, window: MainWindow, name: str) -> QMimeData:
    with qtbot.waitSignal(window.exporter.copy_as.message):
        window.actions_by_name[name].trigger()
    return QGuiApplication.clipboard().mimeData()


def shown_pixels(window: MainWindow) -> np.ndarray:
    assert window.document.shown is not None
    return window.document.shown.to_rgba()


def test_the_result_is_copied_as_text_for_web_pages(qtbot: QtBot, opened: MainWindow) -> None:
    url = copied(qtbot, opened, "copy_data_url").text()
    kind, _, data = url.partition(";base64,")
    assert kind == "data:image/png"
    with PillowImage.open(BytesIO(b64decode(data))) as picture:
        assert np.array_equal(np.asarray(picture.convert("RGBA")), shown_pixels(opened))
    qtbot.waitUntil(lambda: opened.size_meter.value.length == len(b64decode(data)))
    assert copied(qtbot, opened, "copy_css").text() == f'background-image: url("{url}");'
    lines = copied(qtbot, opened, "copy_css_palette").text().splitlines()
    assert lines[0] == ":root {"
    assert opened.document.shown is not None
    first = opened.document.shown.palette.swatches[0].hex
    assert lines[1] == f"  --color-1: {first};"
    opened.document.set_file_format(format_by_name("bmp"))
    qtbot.waitUntil(lambda: not opened.document.is_busy)
    assert copied(qtbot, opened, "copy_data_url").text().startswith("data:image/png;")


@pytest.mark.parametrize("answer", [False, True])
def test_large_text_is_copied_only_if_it_is_wanted(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(copy_as, "_ASKED_ABOUT", 100)
    monkeypatch.setattr(copy_as, "_BETTER_LINKED", 100)
    monkeypatch.setattr(
        copy_as.CopyAs, "_may_copy", lambda _self, length: [asked.append(length), answer][1]
    )
    QGuiApplication.clipboard().clear()
    opened.actions_by_name["copy_data_url"].trigger()
    qtbot.waitUntil(lambda: bool(asked))
    text = QGuiApplication.clipboard().text()
    assert len(text) == (asked[0] if answer else 0)
    assert ("link the file" in opened.status.currentMessage()) == answer


def test_the_file_of_the_result_is_copied_and_deleted_at_the_end(
    qtbot: QtBot, opened: MainWindow
) -> None:
    data = copied(qtbot, opened, "copy_file")
    (url,) = data.urls()
    path = Path(url.toLocalFile())
    assert path.name == "photo-16.png"
    assert path.read_bytes() == bytes(data.data("image/png").data())
    with PillowImage.open(path) as picture:
        assert np.array_equal(np.asarray(picture.convert("RGBA")), shown_pixels(opened))
    opened.close()
    assert not path.parent.parent.exists()


def test_a_drag_out_of_the_window_waits_for_the_file(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[Path] = []
    exporter, handle = opened.exporter, opened.workspace.zoom_bar.drag
    monkeypatch.setattr(drag_out.DragOut, "_drag", lambda _self, ready: dragged.append(ready.path))
    assert exporter.file.ready is None
    far = QPoint(80, 5)
    QTest.mousePress(handle, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    QTest.mouseMove(handle, far)
    handle.drag_started.emit()  # the screenless platform does not tell that a button is down
    monkeypatch.setattr(drag_out.QGuiApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(dragged))
    assert dragged[0].suffix == ".png"
    QTest.mouseRelease(handle, Qt.MouseButton.LeftButton, pos=far)
    handle.drag_started.emit()
    assert dragged[1] == dragged[0]
