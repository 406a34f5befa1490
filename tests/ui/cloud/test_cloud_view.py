"""The cloud: what is under the pointer, what keys do, what is said in words."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest

from ui.cloud import cloud_view
from ui.cloud.cloud_view import CloudView, Coloring

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from PySide6.QtCore import SignalInstance
    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def cloud(qtbot: QtBot) -> Iterator[CloudView]:
    view = CloudView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    yield view
    view.shutdown()


def fill(cloud: CloudView, dimensions: int, count: int = 40) -> NDArray[np.float64]:
    """Show points, and three centroids away from them; return the centroids."""
    rng = np.random.default_rng(1)
    positions = rng.uniform(0, 1, (count, dimensions))
    cloud.set_points(positions, np.ones(count), np.full((count, 3), 200, np.uint8))
    cloud.set_labels((np.arange(count) % 3).astype(np.int32))
    centroids = np.array([[0.2] * dimensions, [0.8] * dimensions, [np.nan] * dimensions])
    cloud.set_centroids(centroids, None)
    return centroids


def place(cloud: CloudView, position: NDArray[np.floating]) -> QPoint:
    projection = cloud.camera.projection(cloud.scene.bounds, cloud.width(), cloud.height())
    return QPoint(*np.rint(projection.points(position[None])[0]).astype(int).tolist())


def heard(signal: SignalInstance) -> list[tuple[object, ...]]:
    calls: list[tuple[object, ...]] = []
    signal.connect(lambda *values: calls.append(values))
    return calls


@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_click_picks_the_centroid_or_the_point_under_it(
    cloud: CloudView, dimensions: int
) -> None:
    centroids = fill(cloud, dimensions)
    picked, points = heard(cloud.centroid_picked), heard(cloud.point_picked)
    QTest.mouseClick(cloud, LEFT, pos=place(cloud, centroids[1]))
    assert picked == [(1,)]
    assert cloud.scene.points is not None
    projection = cloud.camera.projection(cloud.scene.bounds, 400, 300)
    marks = projection.points(np.concatenate([cloud.scene.points.positions, centroids[:2]]))
    gaps = np.linalg.norm(marks[:, None] - marks, axis=2)
    gaps[np.diag_indices(len(gaps))] = np.inf
    lonely = int(gaps.min(axis=1)[:-2].argmax())
    QTest.mouseClick(cloud, LEFT, pos=QPoint(*np.rint(marks[lonely]).astype(int).tolist()))
    assert points == [(lonely,)]


def test_a_click_into_empty_space_of_two_dimensions_tells_the_position(cloud: CloudView) -> None:
    fill(cloud, 2)
    spots = heard(cloud.spot_picked)
    spot = np.array([-0.05, -0.05])
    QTest.mouseClick(cloud, LEFT, pos=place(cloud, spot))
    ((found,),) = spots
    assert found == pytest.approx(spot, abs=0.01)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_centroids_are_dragged_only_while_editing(cloud: CloudView, dimensions: int) -> None:
    centroids = fill(cloud, dimensions)
    start = place(cloud, centroids[0])
    dragged, dropped = heard(cloud.centroid_dragged), heard(cloud.centroid_dropped)
    for editable in (False, True):
        cloud.reset_view()
        cloud.set_editable(editable)
        QTest.mousePress(cloud, LEFT, pos=start)
        QTest.mouseMove(cloud, start + QPoint(20, 0))
        QTest.mouseMove(cloud, start + QPoint(30, 10))
        QTest.mouseRelease(cloud, LEFT, pos=start + QPoint(30, 10))
        assert len(dropped) == int(editable)
    assert [index for index, _ in dragged] == [0, 0]
    end = dropped[0][1]
    assert isinstance(end, np.ndarray)
    moved = place(cloud, end) - start
    assert abs(moved.x() - 30) <= 1
    assert abs(moved.y() - 10) <= 1


def test_keys_choose_move_and_remove_centroids(cloud: CloudView) -> None:
    fill(cloud, 2)
    cloud.set_editable(True)
    picked, removed = heard(cloud.centroid_picked), heard(cloud.centroid_removed)
    dropped = heard(cloud.centroid_dropped)
    for _ in range(3):
        QTest.keyClick(cloud, Qt.Key.Key_N)
    assert picked == [(0,), (1,), (0,)]  # the third is not there
    QTest.keyClick(cloud, Qt.Key.Key_Right)
    QTest.keyClick(cloud, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    small, large = (end[0] - 0.2 for _, end in dropped)  # type: ignore[index]
    assert 0 < 2 * small < large
    QTest.keyClick(cloud, Qt.Key.Key_Delete)
    assert removed == [(0,)]
    assert "Centroid 1 is chosen" in cloud.accessibleDescription()
    cloud.set_centroids(np.empty((0, 2)), None)
    assert "0 centroids" in cloud.accessibleDescription()


def test_keys_turn_zoom_and_reset_the_view(cloud: CloudView) -> None:
    fill(cloud, 3)
    first = cloud.camera
    QTest.keyClick(cloud, Qt.Key.Key_Left)
    QTest.keyClick(cloud, Qt.Key.Key_Plus)
    assert cloud.camera.yaw != first.yaw
    assert cloud.camera.zoom > 1
    QTest.keyClick(cloud, Qt.Key.Key_Home)
    assert cloud.camera == first


def test_everything_is_drawn_and_said_in_words(cloud: CloudView, qtbot: QtBot) -> None:
    empty = cloud.render_to(QSize(200, 150))
    assert cloud.accessibleDescription() == "No points to show"
    for dimensions, axes in ((3, None), (3, (1, 0)), (2, None)):
        centroids = fill(cloud, dimensions, 2500)
        cloud.set_axes_shown(axes)
        cloud.set_axes(["L*", "a*", "b*"])
        cloud.set_trails([centroids + 0.1])
        cloud.set_cells_shown(True)
        cloud.set_coloring(Coloring.CLUSTER)
        cloud.set_selected(1)
        if dimensions == 3 and axes is None:
            qtbot.waitUntil(lambda: len(cloud.hulls) == 3)
        selected = cloud.render_to(QSize(200, 150))
        cloud.set_selected(None)
        cloud.set_probabilities(np.linspace(0, 1, 2500) / 1250)
        pictures = [empty, selected, cloud.render_to(QSize(200, 150))]
        assert all(one != other for one, other in itertools.pairwise(pictures))
    assert "2,500 points over the axes L*, a*; 2 centroids" in cloud.accessibleDescription()
    cloud.clear()
    assert cloud.render_to(QSize(200, 150)) == empty


def test_very_many_points_are_drawn_as_cells_and_picked_as_points(
    cloud: CloudView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cloud_view, "MOST_POINTS", 10)
    positions = np.repeat(np.eye(3), 20, axis=0)
    weights = np.ones(60)
    weights[[7, 33, 52]] = 4
    cloud.set_points(positions, weights, None)
    assert cloud.scene.points is None
    qtbot.waitUntil(lambda: cloud.scene.points is not None)
    points = heard(cloud.point_picked)
    QTest.mouseClick(cloud, LEFT, pos=place(cloud, positions[20]))
    assert points == [(33,)]
    assert "60 points" in cloud.accessibleDescription()
