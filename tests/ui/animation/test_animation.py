"""An animation through the window: opened, played, reduced, exported."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.image_files.read_animation import read_animation
from quantizer.image_files.write_animation import ANIMATED
from quantizer.settings.settings import AnimationSettings, FramePalettes
from ui.dialogs.export import ExportDialog

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow

    Settle = Callable[[Document], None]

COUNT = 6


@pytest.fixture
def moving(tmp_path: Path) -> Path:
    y, x = np.mgrid[0:24, 0:36]
    frames = []
    for number in range(COUNT):
        planes = [x * 7, y * 10, 40 * number + 0 * x]
        frames.append(PillowImage.fromarray(np.stack(planes, axis=-1).astype(np.uint8)))
    path = tmp_path / "moving.webp"
    durations = [60 + 10 * number for number in range(COUNT)]
    options = {"duration": durations, "loop": 2, "lossless": True}
    frames[0].save(path, save_all=True, append_images=frames[1:], **options)
    return path


def test_an_animation_is_opened_whole_and_reduced(
    window: MainWindow, moving: Path, settled: Settle
) -> None:
    document = window.document
    document.open_path(moving)
    settled(document)
    assert document.animation is not None
    assert len(document.animation.frames) == COUNT
    assert document.outcome is not None
    assert len(document.outcome.frames) == COUNT
    assert window.workspace.transport.number.text() == f"1 / {COUNT}"
    assert window.animation.player.durations == (60, 70, 80, 90, 100, 110)
    assert not window.workspace.notices.isVisible()


@pytest.mark.exhaustive
def test_the_palette_shown_is_that_of_the_frame(
    qtbot: QtBot, window: MainWindow, moving: Path, settled: Settle
) -> None:
    document, model = window.document, window.workspace.swatches.model
    each = AnimationSettings(FramePalettes.EACH)
    document.change_settings(replace(document.settings, animation=each))
    document.open_path(moving)
    settled(document)
    assert document.outcome is not None
    for number in (3, 0):
        window.animation.player.seek(number)
        assert model.palette == document.outcome.frames[number].palette
    assert document.outcome.frames[0].palette != document.outcome.frames[3].palette


@pytest.mark.sample(2)
@pytest.mark.parametrize("row", range(len(ANIMATED)))
def test_an_export_keeps_pictures_and_timing(
    qtbot: QtBot, window: MainWindow, moving: Path, settled: Settle, row: int
) -> None:
    document = window.document
    document.open_path(moving)
    settled(document)
    window.exporter.export_image()
    (dialog,) = window.findChildren(ExportDialog)
    assert dialog.windowTitle() == "Export animation"
    assert dialog.file_format.name == "webp"  # as the original
    dialog.format.choose(dialog.format.keys[row])
    qtbot.waitUntil(dialog.save.isEnabled)
    with qtbot.waitSignal(dialog.saved) as blocker:
        dialog.save.click()
    again = read_animation(blocker.args[0].path)
    assert again.loop == 2
    assert [frame.duration for frame in again.frames] == [60, 70, 80, 90, 100, 110]
    assert document.outcome is not None
    for frame, reduced in zip(again.frames, document.outcome.frames, strict=True):
        assert np.array_equal(frame.image.pixels, reduced.to_rgba())
    qtbot.waitUntil(lambda: window.size_meter.value.length == blocker.args[0].size)


@pytest.mark.exhaustive
def test_metrics_and_size_are_those_of_the_whole(
    qtbot: QtBot, window: MainWindow, moving: Path, settled: Settle
) -> None:
    window.document.open_path(moving)
    settled(window.document)
    assert window.workspace.metrics.values["psnr"].text().endswith(" dB")
    qtbot.waitUntil(lambda: window.size_meter.value.length is not None)
    assert window.size_meter.value.file_format is not None
    assert window.size_meter.value.file_format.name == "webp"


@pytest.mark.exhaustive
def test_an_image_after_an_animation_stands_still(
    window: MainWindow, moving: Path, photo: Path, settled: Settle
) -> None:
    window.document.open_path(moving)
    settled(window.document)
    window.animation.player.play()
    window.document.open_path(photo)
    settled(window.document)
    assert window.document.animation is None
    assert not window.animation.player.is_playing
    assert not window.workspace.transport.isVisible()
    canvas = window.workspace.canvas
    assert canvas._original is window.document.original
    assert canvas._result is not None
