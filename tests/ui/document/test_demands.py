from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer.errors import SizeError
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.write import encode
from quantizer.kmeans.selection import Reason
from quantizer.metrics.psnr import mean_psnr
from quantizer.settings.settings import DitherSettings, Selector, Settings, TargetSettings
from ui.dialogs.message import MessageDialog
from ui.document.count_mode import CountBy, with_target
from ui.document.document import Document, ResultState
from ui.document.file_size import FileSize
from ui.jobs import jobs
from ui.main_window import MainWindow
from ui.panels.settings_panel import SettingsPanel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from quantizer.image.image import IndexedImage
    from quantizer.progress import Progress
    from ui.preferences import Preferences

    Settle = Callable[[Document], None]


def demand(document: Document, **what: float) -> None:
    bare = replace(document.settings, dither=DitherSettings("none"))
    document.change_settings(with_target(bare, TargetSettings(**what)))  # type: ignore[arg-type]


def result(document: Document) -> IndexedImage:
    assert document.outcome is not None
    return document.outcome.quantized.indexed


def file_size(document: Document, name: str) -> int:
    return len(encode(result(document), format_by_name(name)).data)


def test_each_way_to_say_how_many_colours_tells_its_target(qtbot: QtBot) -> None:
    panel = SettingsPanel(Settings())
    qtbot.addWidget(panel)
    panel.show()
    told: list[Settings] = []
    panel.changed.connect(told.append)
    panel.count.propose_size(FileSize(format_by_name("png"), 48_210))
    panel.count.quality.propose_psnr(33.49)
    panel.count.by.buttons[CountBy.SIZE].click()
    assert told[-1].target == TargetSettings(max_bytes=48_300)  # the result at hand fits
    assert told[-1].cluster.colors == 256
    assert panel.count.size_limit.isVisible()
    panel.count.size_limit.number.setValue(20.5)
    assert told[-1].target == TargetSettings(max_bytes=20_500)
    panel.count.by.buttons[CountBy.QUALITY].click()
    assert told[-1].target == TargetSettings(min_psnr=33.4)
    assert not panel.count.size_limit.isVisible()
    panel.count.propose_size(FileSize(format_by_name("png"), 999))
    panel.count.by.buttons[CountBy.SIZE].click()
    assert told[-1].target.max_bytes == 20_500  # a person wrote it
    panel.count.by.buttons[CountBy.IMAGE].click()
    assert told[-1].target == TargetSettings(Selector.ELBOW)
    panel.count.by.buttons[CountBy.PERSON].click()
    assert told[-1].target == TargetSettings()


def test_showing_a_demand_tells_nobody(qtbot: QtBot) -> None:
    panel = SettingsPanel(Settings())
    qtbot.addWidget(panel)
    told: list[Settings] = []
    panel.changed.connect(told.append)
    panel.show_settings(Settings(target=TargetSettings(max_bytes=12_345)))
    assert panel.count.by.value is CountBy.SIZE
    assert panel.count.size_limit.number.text() == "12.3 kB"
    panel.show_settings(Settings(target=TargetSettings(min_psnr=38.25)))
    assert panel.count.by.value is CountBy.QUALITY
    assert not told


def test_the_most_colours_whose_file_fits_are_found(
    window: MainWindow, photo: Path, settled: Settle
) -> None:
    document = window.document
    document.open_path(photo)
    settled(document)
    limit = 1600
    demand(document, max_bytes=limit)
    count = window.workspace.settings_panel.count
    assert count.note.text() == "Finding the number…"
    settled(document)
    assert document.selection is not None
    assert document.selection.reason is Reason.TARGET
    found, length = len(result(document).palette), file_size(document, "png")
    assert 2 < found < 256
    assert length <= limit
    assert count.note.text() == f"Found: {found} colours, {length / 1000:.1f} kB"
    assert count.slider.value == found
    document.undo()
    assert document.settings.target == TargetSettings()
    document.redo()
    assert document.settings.target.max_bytes == limit


def test_the_fewest_colours_that_reach_a_psnr_are_found(
    document: Document, photo: Path, settled: Settle
) -> None:
    demand(document, min_psnr=24.0)
    document.open_path(photo)
    settled(document)
    assert document.image is not None
    assert mean_psnr([(document.image, result(document))]) >= 24
    assert document.found_colors == len(result(document).palette) < 256


def test_an_image_of_few_colours_is_not_said_to_have_many(
    document: Document, tmp_path: Path, settled: Settle
) -> None:
    pixels = np.zeros((20, 20, 3), np.uint8)
    pixels[5:, :, 0], pixels[:, 9:, 1] = 200, 90
    PillowImage.fromarray(pixels).save(tmp_path / "few.png")
    demand(document, max_bytes=100_000)
    document.open_path(tmp_path / "few.png")
    settled(document)
    assert document.found_colors == 4


@pytest.mark.exhaustive
def test_the_size_is_that_of_the_format_exported_last(
    window: MainWindow, preferences: Preferences, photo: Path, settled: Settle
) -> None:
    document = window.document
    document.open_path(photo)
    settled(document)
    demand(document, max_bytes=2000)
    settled(document)
    assert document.outcome is not None
    gif = format_by_name("gif")
    preferences.set_file_format(gif, moves=False)
    window.exporter.exported.emit()
    assert document.state is ResultState.RUNNING
    settled(document)
    assert document.selection is not None
    chosen = next(one for one in document.selection.candidates if one.k == document.selection.k)
    assert chosen.bytes == file_size(document, "gif") <= 2000
    assert window.workspace.settings_panel.count.size_limit.after.text() == "as GIF"


@pytest.mark.exhaustive
def test_a_demand_that_cannot_be_met_is_told_beside_it_and_the_result_stays(
    qtbot: QtBot, window: MainWindow, photo: Path, settled: Settle
) -> None:
    document, count = window.document, window.workspace.settings_panel.count
    document.open_path(photo)
    settled(document)
    before = document.outcome
    demand(document, max_bytes=20)
    qtbot.waitUntil(lambda: document.state is ResultState.OUTDATED)
    assert isinstance(document.refusal, SizeError)
    assert document.outcome is before
    assert count.refusal.isVisible()
    assert "at most 20 are allowed." in count.refusal.text()
    assert "meets the limit" in window.workspace.outdated.label.text()
    assert not window.workspace.outdated.button.isVisible()
    assert not window.findChildren(MessageDialog)
    demand(document, max_bytes=100_000)
    assert not count.refusal.isVisible()
    settled(document)
    assert not window.workspace.outdated.isVisible()


@pytest.mark.exhaustive
def test_an_animation_meets_a_limit_of_bytes(
    qtbot: QtBot, window: MainWindow, photo: Path, tmp_path: Path, settled: Settle
) -> None:
    document = window.document
    with PillowImage.open(photo) as first:
        others = [first.rotate(180)]
        first.save(tmp_path / "a.webp", save_all=True, append_images=others, lossless=True)
    document.open_path(tmp_path / "a.webp")
    settled(document)
    qtbot.waitUntil(lambda: window.size_meter.value.length is not None)
    free = window.size_meter.value.length
    assert free is not None
    demand(document, max_bytes=free * 3 // 4)
    settled(document)
    assert document.animation is not None
    assert document.refusal is None
    assert document.selection is not None
    qtbot.waitUntil(lambda: window.size_meter.value.length is not None)
    assert window.size_meter.value.length is not None
    assert window.size_meter.value.length <= free * 3 // 4


@pytest.mark.exhaustive
def test_a_demand_is_remembered(qtbot: QtBot, window: MainWindow, preferences: Preferences) -> None:
    count = window.workspace.settings_panel.count
    count.by.buttons[CountBy.QUALITY].click()
    count.quality.number.setValue(41.5)
    window.close()
    again = MainWindow(preferences)
    qtbot.addWidget(again)
    assert again.document.settings.target == TargetSettings(min_psnr=41.5)
    assert again.workspace.settings_panel.count.quality.number.value() == 41.5
    again.close()


@pytest.mark.exhaustive
def test_a_search_is_cancelled_while_a_file_is_measured(
    qtbot: QtBot,
    document: Document,
    photo: Path,
    settled: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    document.open_path(photo)
    settled(document)
    before, under_way = document.outcome, threading.Event()

    def encode(_animation: object, _recipe: object, progress: Progress) -> None:
        under_way.set()
        while True:  # as a codec does that asks all the time
            progress.check()

    monkeypatch.setattr(jobs, "encode_result", encode)
    demand(document, max_bytes=1500)
    qtbot.waitUntil(under_way.is_set)
    document.cancel()
    assert (document.is_busy, document.state) == (False, ResultState.OUTDATED)
    assert document.outcome is before
    demand(document, min_psnr=20.0)
    settled(document)  # the thread was free again
