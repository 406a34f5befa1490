"""What is computed to draw a cloud: depth order, cells, outlines, projections."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.settings.enums import Metric, Space
from ui.cloud.aggregate import Aggregate
from ui.cloud.axis_names import axis_names
from ui.cloud.camera import Camera, is_lying
from ui.cloud.cells import majority_cells, voronoi_cells
from ui.cloud.coloring import categorical_colors
from ui.cloud.hulls import hulls_of
from ui.cloud.points import Bounds, Points
from ui.cloud.splat import front_points

BOX = Bounds(np.array([0.0, -20, -10]), np.array([100.0, 30, 40]))


def some_points(count: int, dimensions: int = 3, seed: int = 0) -> Points:
    rng = np.random.default_rng(seed)
    positions = rng.normal(0, 20, (count, dimensions)).astype(np.float32)
    colors = rng.integers(0, 256, (count, 3), dtype=np.uint8)
    return Points(positions, rng.integers(1, 50, count).astype(np.float64), colors)


@pytest.mark.parametrize("smallest", [1, 2, 3, 4])
def test_each_pixel_shows_the_nearest_of_the_points_that_cover_it(smallest: int) -> None:
    rng = np.random.default_rng(smallest)
    count, shape = 60, (24, 32)
    x, y = (rng.uniform(-6, end + 6, count).astype(np.float32) for end in shape[::-1])
    depth = rng.permutation(count).astype(np.float32)
    diameters = np.full(count, smallest, np.uint8)
    front = front_points(x, y, depth, diameters, shape)
    left, top = np.rint(x - smallest / 2), np.rint(y - smallest / 2)
    for row, column in np.ndindex(shape):
        covers = (column >= left) & (column < left + smallest)
        covers &= (row >= top) & (row < top + smallest)
        nearest = max(np.flatnonzero(covers), key=lambda one: depth[one], default=-1)
        assert front[row, column] == nearest


def test_a_larger_point_behind_does_not_hide_a_smaller_one() -> None:
    x = y = np.full(2, 10, np.float32)
    front = front_points(x, y, np.array([5, 1], np.float32), np.array([2, 9], np.uint8), (20, 20))
    assert (front == 0).sum() == 4
    assert front[10, 13] == 1
    assert front[0, 0] == -1


@pytest.mark.parametrize("metric", Metric)
def test_cells_in_two_dimensions_are_those_of_the_nearest_centroid(metric: Metric) -> None:
    centroids = np.array([[0.0, 0], [3, 1], [-2, 2], [np.nan, np.nan]])
    bounds = Bounds(np.array([-4.0, -4]), np.array([4.0, 4]))
    camera = Camera(axes=(1, 0)).zoomed(1.5, (20, 10)).moved(7, -3)
    projection = camera.projection(bounds, 40, 30)
    cells = voronoi_cells(projection, (1, 0), centroids, metric, (30, 40))
    for row, column in np.ndindex(30, 40):
        spot = projection.position(column + 0.5, row + 0.5)
        apart = np.abs(spot - centroids[:3])
        far = apart.sum(axis=1) if metric is Metric.MANHATTAN else np.hypot(*apart.T)
        assert far[cells[row, column]] <= far.min() * (1 + 1e-4)


def test_a_square_takes_the_cluster_of_most_weight() -> None:
    place = np.full(3, 2, np.float32)
    labels, weights = np.array([4, 1, 1], np.int32), np.array([5.0, 3, 3])
    cells = majority_cells(place, place, labels, weights, (13, 13))
    assert cells[2, 2] == 1
    assert cells[12, 12] == -1


@pytest.mark.parametrize("axes", [None, (2, 0)])
def test_a_position_moves_on_the_screen_as_the_pointer_does(axes: tuple[int, int] | None) -> None:
    projection = Camera(axes=axes, yaw=70, pitch=-35).projection(BOX, 900, 300)
    start = np.array([30.0, 4, 9])
    end = projection.moved(start, 12, -7)
    assert projection.points(end[None] - 0)[0] == pytest.approx(
        projection.points(start[None])[0] + (12, -7)
    )
    depth = projection.matrix[2] @ (end - start)
    assert depth == pytest.approx(0, abs=1e-9)
    x, y, _ = projection.screen(start[:, None].astype(np.float32))
    assert (x[0], y[0]) == pytest.approx(tuple(projection.points(start[None])[0]), abs=0.01)


def test_long_data_lie_in_a_wide_view_and_a_drag_turns_them_as_it_looks() -> None:
    long = Bounds(np.array([0.0, -5, -5]), np.array([100.0, 5, 5]))
    assert is_lying(long, 1200, 200)
    assert not is_lying(long, 600, 900)
    front = np.array([50.0, 0, 0])
    for width, height in ((1200, 200), (600, 900)):
        camera = Camera(yaw=0, pitch=0)
        toward = camera.projection(long, width, height).matrix[2]
        near = front + 4 * toward / np.linalg.norm(toward)
        lies = is_lying(long, width, height)
        for right, down in ((5, 0), (0, 5)):
            turned = camera.turned(right, down, is_lying=lies).projection(long, width, height)
            moved = turned.points(near[None])[0] - (width / 2, height / 2)
            assert moved @ (right, down) > 0


def test_the_outline_of_a_cube_is_six_of_its_edges() -> None:
    corners = np.array(list(np.ndindex(2, 2, 2)), float)
    flat = np.c_[np.eye(3)[:, :2], np.zeros(3)]
    positions = np.concatenate([flat, corners])
    labels = np.array([0] * 3 + [1] * 8, np.int32)
    (hull,) = hulls_of(positions, labels)
    assert hull.cluster == 1
    lengths = {
        toward: np.linalg.norm(np.diff(hull.contour(np.array(toward)), axis=1), axis=2).sum()
        for toward in ((1.0, 0.2, 0.3), (-1.0, -0.2, -0.3))
    }
    assert list(lengths.values()) == pytest.approx([6, 6])


def test_cells_of_points_keep_weights_and_say_which_point_is_heaviest() -> None:
    points = some_points(4000)
    points = Points(points.positions // 8 * 8, points.weights, points.colors)
    cells = Aggregate.of(points)
    assert len(cells.heaviest) < 2000
    assert cells.points.weights.sum() == points.weights.sum()
    sums = np.bincount(cells.places, points.weights)
    assert np.array_equal(sums, cells.points.weights)
    assert np.array_equal(cells.places[cells.heaviest], np.arange(len(cells.heaviest)))
    most = np.zeros(len(cells.heaviest))
    np.maximum.at(most, cells.places, points.weights)
    assert np.array_equal(points.weights[cells.heaviest], most)


def test_diameters_grow_with_weight_and_colors_differ() -> None:
    points = Points(np.zeros((2000, 2)), np.arange(1.0, 2001), np.zeros((2000, 3), np.uint8))
    assert (np.diff(points.diameters) >= 0).all()
    assert points.diameters[-1] > 2 * points.diameters[0]
    assert len(np.unique(categorical_colors(24), axis=0)) == 24


def test_axes_of_all_spaces_have_names() -> None:
    for space in Space:
        assert len(set(axis_names(space))) == 3
    assert axis_names(Space.LAB, 1.6)[0] == "L* \N{MULTIPLICATION SIGN} 1.6"
