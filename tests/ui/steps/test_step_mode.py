"""The step mode: what it shows of a run, and how it is steered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from quantizer.image.image import Image
from quantizer.kmeans.steps import StepKind
from quantizer.settings.settings import ClusterSettings, Init, Metric, Settings
from ui.steps.presenter import StepPresenter
from ui.steps.source import ImageSource
from ui.steps.step_mode import StepMode

from ..conftest import save_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow
    from ui.steps.moment import Moment


@pytest.fixture
def mode(qtbot: QtBot) -> Iterator[StepMode]:
    mode = StepMode()
    qtbot.addWidget(mode)
    mode.resize(1280, 700)
    mode.show()
    yield mode
    mode.shutdown()


@pytest.fixture
def idle(qtbot: QtBot) -> Callable[[StepMode], None]:
    """Wait until a mode computes nothing."""

    def wait(mode: StepMode) -> None:
        qtbot.waitUntil(lambda: not mode.runner.is_busy, timeout=10_000)

    return wait


@pytest.fixture
def source() -> ImageSource:
    y, x = np.mgrid[0:30, 0:40]
    pixels = np.stack([x * 6, y * 8, x * y % 256, np.full_like(x, 255)], axis=-1)
    pixels[:4, :4] = 0
    image = Image(pixels.astype(np.uint8))
    return ImageSource(
        image, Settings(cluster=ClusterSettings(colors=4)), "picture", 4, Metric.EUCLIDEAN
    )


def moment(mode: StepMode, run: int = 0) -> Moment:
    found = mode.runs[run].moment
    assert found is not None
    return found


def test_steps_of_an_image_recolour_its_picture(
    mode: StepMode, idle: Callable[[StepMode], None], source: ImageSource
) -> None:
    mode.source.show_image(source)
    idle(mode)
    assert moment(mode).step.kind is StepKind.START
    assert moment(mode).probabilities is not None
    while moment(mode).step.kind is not StepKind.ASSIGN:
        mode.step()
        idle(mode)
    picture = moment(mode).picture
    assert picture is not None
    shown = {picture.pixelColor(x, y).getRgb()[:3] for x in range(40) for y in range(4, 30)}
    assert shown <= {tuple(map(int, color)) for color in moment(mode).colors}
    assert picture.pixelColor(0, 0).alpha() == 0
    assert moment(mode).text in mode.runs[0].sentence.accessibleName()
    mode.run_to_end()
    idle(mode)
    inertias = moment(mode).inertias[:, 1]
    assert (np.diff(inertias) <= 1e-9 * inertias[0]).all()
    assert moment(mode).is_finished


def test_keys_step_and_leave(
    qtbot: QtBot, mode: StepMode, idle: Callable[[StepMode], None]
) -> None:
    mode.source.show_points("blobs")
    idle(mode)
    places = []
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Period,
        Qt.Key.Key_Left,
        Qt.Key.Key_End,
        Qt.Key.Key_Home,
    ):
        QTest.keyClick(mode, key)
        idle(mode)
        places.append(moment(mode).position)
    assert places[:3] == [1, 2, 1]
    assert places[3] > 4
    assert places[4] == 0
    QTest.keyClick(mode.transport.step, Qt.Key.Key_Right)  # a button was clicked last
    idle(mode)
    assert moment(mode).position == 1
    QTest.keyClick(mode, Qt.Key.Key_Space)
    assert mode.transport.is_playing
    qtbot.waitUntil(lambda: moment(mode).position > 1)
    QTest.keyClick(mode, Qt.Key.Key_Space)
    assert not mode.transport.is_playing
    with qtbot.waitSignal(mode.left):
        QTest.keyClick(mode, Qt.Key.Key_Escape)


def test_a_transparent_image_is_told(
    mode: StepMode, idle: Callable[[StepMode], None], source: ImageSource
) -> None:
    mode.source.show_image(replace(source, image=Image(np.zeros((2, 2, 4), np.uint8))))
    idle(mode)
    assert mode.runs[0].sentence.text().startswith("All pixels are transparent")


def test_two_runs_step_together_and_are_compared(
    mode: StepMode, idle: Callable[[StepMode], None], source: ImageSource
) -> None:
    mode.source.show_image(source)
    mode.tools.pair.click()
    idle(mode)
    first, second = mode.setups
    assert first.init is not second.init
    mode.run_to_end()
    idle(mode)
    lead = max(moment(mode, 0).position, moment(mode, 1).position)
    mode.back()
    idle(mode)
    assert max(moment(mode, 0).position, moment(mode, 1).position) == lead - 1
    assert "inertia" in mode.difference.text()
    assert "PSNR" in mode.difference.text()


def test_centroids_by_hand(
    mode: StepMode, idle: Callable[[StepMode], None], source: ImageSource
) -> None:
    mode.source.show_image(source)
    mode.tools.start.set_value(None, 0)
    mode.tools.start.changed.emit()
    idle(mode)
    assert mode.tools.editing.isChecked()
    for x in (10, 30):
        mode.runs[0].picture.pixel_picked.emit(x, 20)
        idle(mode)
    assert len(moment(mode).centroids) == 2
    before = moment(mode).position
    cloud = mode.runs[0].cloud
    for share in (1.0, 2.0):
        cloud.centroid_dragged.emit(0, moment(mode).centroids[0] + share)
        idle(mode)
    cloud.centroid_dropped.emit(0, moment(mode).centroids[0])
    assert moment(mode).position == before + 1  # a drag is one edit
    cloud.centroid_removed.emit(1)
    idle(mode)
    assert len(moment(mode).centroids) == 1


def test_a_stale_step_never_arrives(
    qtbot: QtBot, mode: StepMode, idle: Callable[[StepMode], None], source: ImageSource
) -> None:
    seen = []
    mode.runner.shown.connect(lambda shown: seen.append(shown.data.name))
    mode.source.show_image(source)
    mode.runner.step()
    mode.source.show_points("moons")
    mode.tools.k.setValue(3)
    idle(mode)
    assert set(seen) == {"Two moons"}
    assert moment(mode).step.k == 3


def test_a_table(mode: StepMode, idle: Callable[[StepMode], None], tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    rows = [
        f"{value + part:.3f};{10 * value:.3f};{other:.3f}"
        for value, part in ((0, 0.1), (5, 0.2), (9, 0.3))
        for other in rng.normal(size=20)
    ]
    path = tmp_path / "customers.csv"
    path.write_text("\n".join(["spent;visits;noise", *rows]))
    mode.source.show_table(path)
    mode.run_to_end()
    idle(mode)
    mode.run_to_end()
    idle(mode)
    panel = mode.runs[0].segments
    assert panel.isVisible()
    sizes = [int(panel.table.item(row, 0).text()) for row in range(panel.table.rowCount())]
    assert sum(sizes) == 60
    assert mode.tools.source.currentText() == "customers.csv"
    panel.axes[0].setCurrentText("spent")
    idle(mode)
    assert mode.data is not None
    assert mode.data.view.names[0] == "spent"
    assert mode.data.view.project(mode.data.features)[:, 0].max() == pytest.approx(9.3, rel=1e-5)
    path.write_bytes(b"\x89PNG\0\0")
    mode.source.show_table(path)
    idle(mode)
    assert "customers.csv" in mode.runs[0].sentence.text()
    assert mode.data is None


@pytest.mark.exhaustive
def test_watch_enters_with_the_image_and_its_settings(
    qtbot: QtBot,
    window: MainWindow,
    tmp_path: Path,
    settled: Callable[[Document], None],
    idle: Callable[[StepMode], None],
) -> None:
    window.document.change_settings(
        Settings(cluster=ClusterSettings(colors=5, init=Init.RANDOM, seed=7))
    )
    window.document.open_path(save_picture(tmp_path / "photo.png"))
    settled(window.document)
    window.workspace.metrics.watch.click()
    steps = window.steps
    assert isinstance(steps, StepPresenter)
    qtbot.waitUntil(lambda: steps.is_active)
    mode = steps.mode
    assert mode is not None
    idle(mode)
    (setup,) = mode.setups
    assert (setup.k, setup.init, setup.seed) == (5, Init.RANDOM, 7)
    QTest.keyClick(mode, Qt.Key.Key_BracketLeft)  # a shortcut that halves the colours outside
    assert window.document.settings.cluster.colors == 5
    QTest.keyClick(mode, Qt.Key.Key_Escape)
    assert not steps.is_active
