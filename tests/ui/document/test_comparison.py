from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QImage

from quantizer.image.image import Animation, Frame, Image, IndexedImage, Source
from quantizer.metrics.difference import difference_map
from quantizer.settings.settings import AlphaMode, AlphaSettings
from ui.canvas.pyramid import Pyramid
from ui.canvas.view_mode import DEFAULT_GAIN, ViewMode
from ui.commands.actions import view_command
from ui.document import difference_pictures
from ui.jobs.reading import Opened
from ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from quantizer.progress import Progress
    from ui.canvas.canvas import Canvas
    from ui.document.document import Document
    from ui.preferences import Preferences

    Settle = Callable[[Document], None]

RNG = np.random.default_rng(7)


@pytest.fixture
def opened(window: MainWindow, photo: Path, settled: Settle) -> MainWindow:
    """A window with a picture and its result."""
    window.document.open_path(photo)
    settled(window.document)
    return window


def shown(canvas: Canvas) -> NDArray[np.uint8]:
    picture = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGBX8888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1)
    return rows.reshape(picture.height(), -1, 4)[..., :3].copy()


def is_made(window: MainWindow) -> bool:
    """Whether the canvas shows what its view asks for, and nothing is under way."""
    made, work = window.comparison, window.workspace
    return made._missing(made.view) is None and not work.canvas._is_computing


def test_each_view_paints_something_else(qtbot: QtBot, opened: MainWindow) -> None:
    pictures = []
    for view in ViewMode:
        opened.actions_by_name[view_command(view)].trigger()
        assert opened.workspace.zoom_bar.views.views.value is view
        assert opened.workspace.zoom_bar.views.gain.isHidden() == (view != ViewMode.DIFFERENCE)
        qtbot.waitUntil(lambda: is_made(opened))
        pictures.append(shown(opened.workspace.canvas).tobytes())
    assert len(set(pictures)) == len(ViewMode)
    opened.workspace.canvas.set_flipped(True)
    assert shown(opened.workspace.canvas).tobytes() not in pictures


def test_the_bar_changes_view_and_gain(
    qtbot: QtBot, opened: MainWindow, preferences: Preferences
) -> None:
    bar, canvas = opened.workspace.zoom_bar.views, opened.workspace.canvas
    bar.views.buttons[ViewMode.DIFFERENCE].click()
    assert opened.actions_by_name[view_command(ViewMode.DIFFERENCE)].isChecked()
    qtbot.waitUntil(lambda: is_made(opened))
    before = shown(canvas)
    assert canvas.overlay is not None
    assert canvas.overlay.label.endswith(str(DEFAULT_GAIN))
    bar.gain.setCurrentIndex(bar.gain.findData(16))
    bar.gain.activated.emit(bar.gain.currentIndex())
    qtbot.waitUntil(lambda: is_made(opened))
    assert canvas.overlay.label.endswith("16")
    spread = [np.ptp(one[60:].astype(int)) for one in (before, shown(canvas))]
    assert not np.array_equal(before, shown(canvas))
    assert spread[1] >= spread[0]
    assert (preferences.canvas_view, preferences.gain) == (ViewMode.DIFFERENCE, 16)


def test_a_window_begins_with_the_view_before(
    qtbot: QtBot, qapp: QApplication, preferences: Preferences
) -> None:
    preferences.canvas_view, preferences.gain = ViewMode.DIFFERENCE, 8
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    assert window.workspace.canvas.mode is ViewMode.DIFFERENCE
    assert window.actions_by_name[view_command(ViewMode.DIFFERENCE)].isChecked()
    assert window.workspace.zoom_bar.views.gain.currentData() == 8
    window.close()


def test_the_worst_region_is_gone_to_and_told(
    qtbot: QtBot, window: MainWindow, settled: Settle
) -> None:
    pixels = np.full((400, 600, 4), 255, np.uint8)
    pixels[:, :300, :3] = 60
    pixels[300:340, 500:540, :3] = (230, 30, 200)
    image = Image(pixels, source=Source(format="PNG"))
    window.document.scale_colors(1 / 8)  # two colours
    window.document._take_image(Opened(Animation.still(image), Pyramid.of_image(image)))
    settled(window.document)
    canvas = window.workspace.canvas
    before = canvas.view
    window.actions_by_name["worst_region"].trigger()
    qtbot.waitUntil(lambda: canvas.view != before)
    assert canvas.mode is ViewMode.HEAT_MAP
    assert canvas.view is not None
    left, top, right, bottom = canvas.view.visible()
    assert left <= 500
    assert right >= 540
    assert top <= 300
    assert bottom >= 340
    assert right - left < 600
    assert window.document.outcome is not None
    expected = difference_map(image, window.document.outcome.quantized.indexed).worst_region()
    assert canvas.overlay is not None
    assert canvas.overlay.region == expected
    text = window.workspace.metrics.values["worst"].text()
    assert text == f"ΔE {expected.delta_e:.1f}"


def test_a_result_without_error_has_nowhere_to_go(
    qtbot: QtBot, window: MainWindow, settled: Settle
) -> None:
    image = Image(np.full((40, 60, 4), 255, np.uint8), source=Source(format="PNG"))
    assert not window.actions_by_name["worst_region"].isEnabled()
    window.document._take_image(Opened(Animation.still(image), Pyramid.of_image(image)))
    settled(window.document)
    before = window.workspace.canvas.view
    window.actions_by_name["worst_region"].trigger()
    qtbot.waitUntil(lambda: "identical" in window.status.currentMessage())
    assert window.workspace.canvas.view == before
    assert window.workspace.canvas.overlay is not None
    assert window.workspace.canvas.overlay.region is None


@pytest.mark.exhaustive
def test_soft_edges_that_were_not_wanted_are_no_error(
    qtbot: QtBot, window: MainWindow, settled: Settle
) -> None:
    pixels = np.full((40, 60, 4), 255, np.uint8)
    pixels[10:30, 10:50] = (200, 10, 10, 90)
    image = Image(pixels, source=Source(format="PNG"))
    window.document._take_image(
        Opened(Animation.still(image), Pyramid.of_image(image), has_alpha=True)
    )
    window.document.change_settings(
        replace(window.document.settings, alpha=AlphaSettings(AlphaMode.OPAQUE, (0, 0, 255)))
    )
    settled(window.document)
    outcome = window.document.outcome
    assert outcome is not None
    assert outcome.quantized.metrics is not None
    assert outcome.quantized.metrics.mse == 0
    qtbot.waitUntil(lambda: window.comparison.region is not None)
    assert window.comparison.region is not None
    assert window.comparison.region.delta_e == 0


class Gate:
    """Stands in for `amplified`: waits to be let through, and notes with which gain."""

    def __init__(self) -> None:
        self.gains: list[float] = []
        self.open = threading.Event()
        self.has_ended = threading.Event()

    def __call__(
        self, original: Image, result: IndexedImage, gain: float, progress: Progress
    ) -> NDArray[np.uint8]:
        self.gains.append(gain)
        while not self.open.wait(0.005):
            progress.check()
        self.has_ended.set()
        return np.full((original.height, original.width, 4), 255, np.uint8)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    gate = Gate()
    monkeypatch.setattr(difference_pictures, "amplified", gate)
    return gate


def test_a_stale_picture_never_arrives(qtbot: QtBot, opened: MainWindow, gate: Gate) -> None:
    canvas, labels = opened.workspace.canvas, []
    opened.comparison.show(ViewMode.DIFFERENCE)
    qtbot.waitUntil(lambda: gate.gains == [4])
    qtbot.waitUntil(lambda: canvas._is_computing)
    assert canvas.overlay is None
    gate.open.set()
    assert gate.has_ended.wait(5)  # it is on its way: what follows comes before it is delivered
    opened.comparison._worker.published.connect(lambda made: labels.append(made.overlay.label))
    opened.comparison.set_gain(8)
    qtbot.waitUntil(lambda: is_made(opened))
    assert len(labels) == 1
    assert labels[0].endswith("8")
    assert canvas.overlay is not None
    assert canvas.overlay.label == labels[0]


@pytest.mark.exhaustive
def test_leaving_the_view_cancels_its_picture(qtbot: QtBot, opened: MainWindow, gate: Gate) -> None:
    opened.comparison.show(ViewMode.DIFFERENCE)
    qtbot.waitUntil(lambda: gate.gains == [4])
    opened.comparison.show(ViewMode.SPLIT)
    qtbot.waitUntil(lambda: opened.comparison.region is not None)  # the thread is free again
    assert not gate.has_ended.is_set()
    assert not opened.workspace.canvas._is_computing


@pytest.mark.exhaustive
def test_a_new_result_has_a_picture_of_its_own(
    qtbot: QtBot, opened: MainWindow, settled: Settle
) -> None:
    canvas = opened.workspace.canvas
    opened.comparison.show(ViewMode.HEAT_MAP)
    qtbot.waitUntil(lambda: is_made(opened))
    before = canvas.overlay
    opened.document.scale_colors(0.25)
    assert canvas.overlay is before  # kept until there is another one
    settled(opened.document)
    qtbot.waitUntil(lambda: is_made(opened))
    assert canvas.overlay is not before


@pytest.mark.exhaustive
def test_another_image_takes_the_picture_away(
    qtbot: QtBot, opened: MainWindow, photo: Path, settled: Settle
) -> None:
    opened.comparison.show(ViewMode.HEAT_MAP)
    qtbot.waitUntil(lambda: is_made(opened))
    with qtbot.waitSignal(opened.document.opened):
        opened.document.open_path(photo)
    assert opened.workspace.canvas.overlay is None
    assert opened.comparison.region is None
    settled(opened.document)
    qtbot.waitUntil(lambda: opened.workspace.canvas.overlay is not None)


def test_nothing_is_made_that_is_not_looked_at(
    qtbot: QtBot, opened: MainWindow, gate: Gate
) -> None:
    qtbot.waitUntil(lambda: opened.comparison.region is not None)
    opened.comparison.set_gain(2)
    assert not opened.comparison._worker.is_busy
    assert gate.gains == []


@pytest.mark.exhaustive
def test_a_failure_is_told_once(
    qtbot: QtBot, opened: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise MemoryError

    told: list[str] = []
    opened.comparison.failed.disconnect()
    opened.comparison.failed.connect(lambda what, _error: told.append(what))
    monkeypatch.setattr(difference_pictures, "amplified", fail)
    opened.comparison.show(ViewMode.DIFFERENCE)
    qtbot.waitUntil(lambda: told != [])
    qtbot.waitUntil(lambda: not opened.comparison._idle.isActive())
    assert len(told) == 1
    assert not opened.workspace.canvas._is_computing


@pytest.mark.exhaustive
def test_an_animation_compares_the_frame_that_shows(
    qtbot: QtBot, window: MainWindow, settled: Settle
) -> None:
    frames = []
    for number in range(3):
        pixels = RNG.integers(0, 256, (20, 30, 4), np.uint8)
        pixels[..., 3] = 255
        frames.append(Frame(Image(pixels, source=Source(format="GIF")), 100 + number))
    animation = Animation(tuple(frames))
    first = frames[0].image
    opened = Opened(animation, Pyramid.of_image(first))
    window.document._take_image(opened)
    settled(window.document)
    window.comparison.show(ViewMode.DIFFERENCE)
    for number in (2, 1):
        window.animation.player.seek(number)
        qtbot.waitUntil(lambda: is_made(window))
        made = window.comparison._difference
        assert made is not None
        assert made.wanted.pair.original is frames[number].image
        assert window.document.outcome is not None
        assert made.wanted.pair.result is window.document.outcome.frames[number]
