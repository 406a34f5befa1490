"""Previews while settings change: they appear, are marked, and give way to the exact result."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPointF, Qt

from quantizer.errors import SettingsError
from quantizer.settings.settings import Selector, TargetSettings
from tests.ui.conftest import save_picture
from ui.canvas.view_mode import ViewMode
from ui.document import preview_job
from ui.document.count_mode import with_target
from ui.document.document import ResultState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from quantizer.image.image import IndexedImage
    from ui.canvas.preview import Preview
    from ui.document.document import Document
    from ui.main_window import MainWindow

    Settle = Callable[[Document], None]


@pytest.fixture
def opened(window: MainWindow, photo: Path, settled: Settle) -> MainWindow:
    """The window with a photo and its result; exact results come only when the test asks."""
    window.document.open_path(photo)
    settled(window.document)
    window.document._debounce.setInterval(60_000)
    return window


def reduce_to(window: MainWindow, colors: int) -> None:
    settings = window.document.settings
    cluster = replace(settings.cluster, colors=colors)
    window.document.change_settings(replace(settings, cluster=cluster))


def shown(window: MainWindow) -> Preview | None:
    return window.workspace.canvas.preview


def test_a_drag_shows_previews_then_the_exact_result(
    qtbot: QtBot, opened: MainWindow, settled: Settle
) -> None:
    slider = opened.workspace.settings_panel.count.slider.slider
    slider.setSliderDown(True)
    for _ in range(3):
        with qtbot.waitSignal(opened.live_preview.shown):
            slider.setValue(slider.value() + 100)
        assert opened.document.state is ResultState.RUNNING
        assert shown(opened) is not None
    slider.setSliderDown(False)  # the exact reduction starts without delay
    settled(opened.document)
    assert shown(opened) is None
    assert opened.document.outcome is not None
    colors = opened.document.settings.cluster.colors
    assert colors > 16
    assert len(opened.document.outcome.quantized.palette) == colors


@pytest.mark.exhaustive
def test_a_preview_is_marked(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[str, str]] = []

    def note(*arguments: object) -> None:
        drawn.append(arguments[-1])  # type: ignore[arg-type]

    monkeypatch.setattr("ui.canvas.surface.paint_labels", note)
    with qtbot.waitSignal(opened.live_preview.shown):
        reduce_to(opened, 5)
    opened.workspace.canvas.repaint()
    assert drawn[-1] == ("Original", "Preview")
    opened.document.cancel()
    opened.workspace.canvas.repaint()
    assert drawn[-1] == ("Original", "Result (outdated)")


def test_the_preview_follows_the_newest_settings(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    preview = preview_job.preview

    def note(source: object, settings: object, *rest: object, **more: object) -> IndexedImage:
        asked.append(settings.cluster.colors)  # type: ignore[attr-defined]
        return preview(source, settings, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(preview_job, "preview", note)
    for colors in range(20, 60):
        reduce_to(opened, colors)
    qtbot.waitUntil(lambda: not opened.live_preview.is_busy and asked[-1:] == [59])
    assert asked == sorted(asked)
    assert len(asked) < 40


@pytest.mark.exhaustive
def test_no_preview_arrives_after_the_exact_result_or_cancel(
    qtbot: QtBot, opened: MainWindow, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, reached = threading.Event(), threading.Event()
    preview = preview_job.preview

    def wait(*arguments: object, **more: object) -> IndexedImage:
        reached.set()
        gate.wait(5)
        return preview(*arguments, **more)  # type: ignore[arg-type]

    with qtbot.waitSignal(opened.live_preview.shown):
        reduce_to(opened, 4)
    monkeypatch.setattr(preview_job, "preview", wait)
    late: list[bool] = []
    opened.live_preview.shown.connect(lambda: late.append(True))
    reduce_to(opened, 5)
    qtbot.waitUntil(reached.is_set)
    opened.document.update_result()
    settled(opened.document)
    assert shown(opened) is None
    reached.clear()
    reduce_to(opened, 6)
    opened.document.cancel()
    gate.set()
    qtbot.wait(50)
    assert not late
    assert shown(opened) is None


@pytest.mark.exhaustive
def test_another_image_ends_the_preview(
    qtbot: QtBot, opened: MainWindow, tmp_path: Path, settled: Settle
) -> None:
    with qtbot.waitSignal(opened.live_preview.shown):
        reduce_to(opened, 4)
    opened.document.open_path(save_picture(tmp_path / "other.png", 50, 70))
    qtbot.waitUntil(lambda: opened.document.name == "other.png")
    assert shown(opened) is None
    settled(opened.document)


@pytest.mark.exhaustive
def test_the_preview_covers_what_is_in_view_of_the_result(qtbot: QtBot, opened: MainWindow) -> None:
    canvas = opened.workspace.canvas
    with qtbot.waitSignal(opened.live_preview.shown):
        reduce_to(opened, 4)
    before = shown(opened)
    assert before is not None
    with qtbot.waitSignal(opened.live_preview.shown):
        canvas.zoom_to(64)
    after = shown(opened)
    assert after is not None
    assert after.part.part.width() * after.part.part.height() < 60 * 40
    assert canvas.view is not None
    with qtbot.waitSignal(opened.live_preview.shown):
        canvas.set_mode(ViewMode.SIDE_BY_SIDE)
    pane = canvas._panes()[1]
    edge = canvas.view.to_picture(QPointF(pane.clip.width() - 1, pane.clip.height() / 2))
    covered = shown(opened)
    assert covered is not None
    assert covered.part.part.contains(edge)


@pytest.mark.exhaustive
def test_a_failing_preview_is_left_to_the_exact_reduction(
    qtbot: QtBot, opened: MainWindow, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[bool] = []

    def fail(*_arguments: object, **_more: object) -> None:
        tried.append(True)
        raise SettingsError("no")

    monkeypatch.setattr(preview_job, "preview", fail)
    reduce_to(opened, 4)
    qtbot.waitUntil(lambda: bool(tried) and not opened.live_preview.is_busy)
    assert shown(opened) is None
    assert len(tried) == 1
    opened.document.settle()
    settled(opened.document)


@pytest.mark.exhaustive
def test_an_unknown_number_of_colours_has_no_preview(qtbot: QtBot, opened: MainWindow) -> None:
    settings = opened.document.settings
    qtbot.waitUntil(lambda: not opened.live_preview.is_busy)  # with what it prepares
    opened.document.change_settings(with_target(settings, TargetSettings(Selector.ELBOW)))
    assert not opened.live_preview.is_busy
    assert shown(opened) is None


@pytest.mark.exhaustive
def test_palette_and_figures_are_dimmed_until_theirs_arrive(
    qtbot: QtBot, opened: MainWindow, settled: Settle
) -> None:
    work, document = opened.workspace, opened.document
    values = work.metrics.values
    qtbot.waitUntil(lambda: opened.size_meter.value.length is not None)
    qtbot.waitUntil(lambda: opened.comparison.region is not None)
    assert all(label.isEnabled() for label in (*values.values(), work.metrics.file_size))
    psnr = values["psnr"].text()
    reduce_to(opened, 4)
    assert work.swatches.delegate.is_dimmed
    assert not any(label.isEnabled() for label in (*values.values(), work.metrics.file_size))
    assert values["psnr"].text() == psnr

    seen: list[set[str]] = []

    def note() -> None:
        seen.append({key for key, label in values.items() if label.isEnabled()})

    document.result_changed.connect(note)
    document.metrics_changed.connect(note)
    document.settle()
    settled(document)
    at_once = {"inertia", "iterations", "elapsed"}
    assert seen[:4] == [
        at_once,
        at_once | {"psnr"},
        at_once | {"psnr", "delta_e"},
        at_once | {"psnr", "delta_e", "ssim"},
    ]
    assert not work.swatches.delegate.is_dimmed
    assert values["psnr"].text() != psnr
    qtbot.waitUntil(work.metrics.file_size.isEnabled)
    qtbot.waitUntil(values["worst"].isEnabled)


def test_a_cancelled_change_leaves_the_figures_of_the_result_that_is_shown(
    opened: MainWindow,
) -> None:
    texts = {key: label.text() for key, label in opened.workspace.metrics.values.items()}
    reduce_to(opened, 4)
    opened.document.cancel()
    labels = opened.workspace.metrics.values
    assert all(labels[key].isEnabled() for key in texts if key != "worst")
    assert {key: label.text() for key, label in labels.items()} == texts
    assert not opened.workspace.swatches.delegate.is_dimmed


@pytest.mark.exhaustive
def test_a_click_into_the_groove_is_previewed_as_well(qtbot: QtBot, opened: MainWindow) -> None:
    slider = opened.workspace.settings_panel.count.slider.slider
    with qtbot.waitSignal(opened.live_preview.shown):
        qtbot.keyClick(slider, Qt.Key.Key_PageUp)


@pytest.mark.exhaustive
def test_no_preview_job_survives_closing(qtbot: QtBot, opened: MainWindow) -> None:
    reduce_to(opened, 4)
    assert opened.live_preview.is_busy
    opened.close()
    assert not any(thread.name == "quantizer-preview" for thread in threading.enumerate())
