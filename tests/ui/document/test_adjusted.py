"""The window compares the result with the image in its new size and tone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QImage

from quantizer.image_files.formats import format_by_name
from quantizer.settings.settings import AdjustSettings, Fit, ImageSize
from tests.image_files.firmware_reader import read_c
from ui.dialogs.export import ExportDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow

    Settle = Callable[[Document], None]


def adjust(window: MainWindow, settled: Settle, **values: object) -> None:
    document = window.document
    changed = replace(document.settings.adjust, **values)  # type: ignore[arg-type]
    document.change_settings(replace(document.settings, adjust=changed))
    settled(document)


@pytest.fixture
def opened(window: MainWindow, photo: Path, settled: Settle) -> MainWindow:
    window.document.open_path(photo)
    settled(window.document)
    return window


@pytest.mark.exhaustive
def test_original_and_result_have_the_new_size(opened: MainWindow, settled: Settle) -> None:
    document, canvas = opened.document, opened.workspace.canvas
    adjust(opened, settled, resize=ImageSize("30x30"), fit=Fit.PAD, contrast=30.0)
    assert document.image is not None
    assert document.outcome is not None
    assert document.outcome.frames[0].indices.shape == (30, 30)
    assert (document.image.width, document.image.height) == (30, 30)
    assert canvas._original is document.original is document.outcome.original
    assert (canvas._original.width, canvas._result.width) == (30, 30)
    assert canvas._original_caption == "Original, adjusted"
    assert document.has_alpha, "the border is transparent"
    adjust(opened, settled, resize=None, contrast=0.0)
    assert document.image is document.read.image
    assert canvas._original_caption == "Original"
    assert not document.has_alpha


@pytest.mark.exhaustive
def test_an_image_is_not_adjusted_again_for_other_colours(
    opened: MainWindow, settled: Settle
) -> None:
    document = opened.document
    adjust(opened, settled, resize=ImageSize("50%"))
    image, original = document.image, document.original
    told: list[bool] = []
    document.opened.connect(lambda: told.append(True))
    cluster = replace(document.settings.cluster, colors=5)
    document.change_settings(replace(document.settings, cluster=cluster))
    settled(document)
    assert len(document.outcome.quantized.palette) == 5
    assert document.image is image
    assert document.original is original
    assert not told


def mean_level(picture: QImage) -> float:
    pixels = picture.convertToFormat(QImage.Format.Format_RGBX8888)
    rows = np.frombuffer(pixels.constBits(), np.uint8).reshape(pixels.height(), -1, 4)
    return float(rows[..., :3].mean())


@pytest.mark.parametrize("size", [None, "30"])
def test_a_drag_of_the_tone_shows_previews_in_that_tone(
    qtbot: QtBot, opened: MainWindow, settled: Settle, size: str | None
) -> None:
    document = opened.document
    adjust(opened, settled, resize=size, contrast=10.0)
    before = mean_level(document.outcome.picture.levels[0])
    document._debounce.setInterval(60_000)
    for brightness in (40.0, 80.0):
        changed = replace(document.settings.adjust, brightness=brightness)
        with qtbot.waitSignal(opened.live_preview.shown):
            document.change_settings(replace(document.settings, adjust=changed))
        shown = mean_level(opened.workspace.canvas.preview.picture)
        assert shown > before + brightness
    document.settle()
    settled(document)
    assert opened.workspace.canvas.preview is None
    exact = mean_level(document.outcome.picture.levels[0])
    assert exact == pytest.approx(shown, abs=6)


@pytest.mark.exhaustive
def test_no_preview_shows_the_size_before(opened: MainWindow) -> None:
    document = opened.document
    document._debounce.setInterval(60_000)
    changed = replace(document.settings, adjust=AdjustSettings(ImageSize("20")))
    document.change_settings(changed)
    assert opened.live_preview._next_request() is None


@pytest.mark.exhaustive
def test_a_change_of_the_tone_keeps_the_resized_image(opened: MainWindow, settled: Settle) -> None:
    document = opened.document
    adjust(opened, settled, resize=ImageSize("50%"))
    resized = document.outcome.adjusted.resized
    for brightness in (10.0, 20.0):
        adjust(opened, settled, brightness=brightness)
        assert document.outcome.adjusted.resized is resized
    untoned = document.outcome.adjusted.untoned
    adjust(opened, settled, brightness=30.0)
    assert document.outcome.adjusted.untoned is untoned


@pytest.mark.exhaustive
def test_undo_takes_an_adjustment_back(opened: MainWindow, settled: Settle) -> None:
    adjust(opened, settled, saturation=-100.0)
    grey = opened.document.image.pixels
    assert (grey[..., 0] == grey[..., 1]).all()
    opened.document.undo()
    settled(opened.document)
    assert opened.document.image is opened.document.read.image


@pytest.mark.exhaustive
def test_a_c_header_is_named_after_its_file_and_shows_the_result(
    qtbot: QtBot, opened: MainWindow, settled: Settle, tmp_path: Path
) -> None:
    opened.exporter.export_image()
    (dialog,) = opened.findChildren(ExportDialog)
    form = dialog._form
    assert not form.isRowVisible(dialog.firmware)
    dialog.format.choose(format_by_name("c"))
    assert form.isRowVisible(dialog.firmware)
    assert not form.isRowVisible(dialog.optimize)
    assert dialog.target.path.suffix == ".h"
    target = tmp_path / "my icon.h"
    dialog.target.set_path(target)
    box = dialog.firmware.format
    box.setCurrentIndex(box.findText("ARGB8888"))
    box.activated.emit(box.currentIndex())
    qtbot.waitUntil(dialog.save.isEnabled, timeout=20_000)
    with qtbot.waitSignal(dialog.saved):
        dialog.save.click()
    text = target.read_text()
    assert "my_icon_pixels" in text
    settled(opened.document)  # for that format now
    qtbot.waitUntil(lambda: not opened.findChildren(ExportDialog))
    opened.exporter.export_image()
    (again,) = opened.findChildren(ExportDialog)
    assert again.firmware.value == dialog.firmware.value, "the layout is proposed again"
    again.reject()
    shown = opened.document.outcome.frames[0].to_rgba()
    assert np.array_equal(read_c(text, dialog.firmware.value.format), shown)
