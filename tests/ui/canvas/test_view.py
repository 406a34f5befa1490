from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QSizeF

from ui.canvas.view import MAX_SCALE, MIN_SCALE, View

WIDE = View(QSizeF(2000, 1000), QSizeF(500, 400))
POINTS = st.tuples(st.floats(0, 500), st.floats(0, 400)).map(lambda xy: QPointF(*xy))


def test_fit_shows_the_whole_picture_centred() -> None:
    view = WIDE.fit()
    assert view.scale == pytest.approx(0.25)
    assert view.target.getRect() == pytest.approx((0, 75, 500, 250))
    assert view.fitted


def test_fit_leaves_a_margin() -> None:
    assert WIDE.fit(50).target.left() == pytest.approx(50)


def test_fit_enlarges_a_small_picture_by_whole_steps_only() -> None:
    assert View(QSizeF(30, 30), QSizeF(500, 400)).fit().scale == 13


@given(POINTS, st.floats(2, 20))
def test_zoom_keeps_what_is_under_the_pointer(point: QPointF, scale: float) -> None:
    before = WIDE.zoom(2.0)
    after = before.zoom(scale, point)
    there = after.to_widget(before.to_picture(point))
    if scale >= 2:  # farther out, an edge may have to be moved to avoid a gap
        assert abs(there.x() - point.x()) <= 1
        assert abs(there.y() - point.y()) <= 1


@given(POINTS)
def test_coordinates_go_both_ways(point: QPointF) -> None:
    back = WIDE.zoom(3.0).to_widget(WIDE.zoom(3.0).to_picture(point))
    assert (back.x(), back.y()) == pytest.approx((point.x(), point.y()), abs=1e-6)


@given(st.lists(st.sampled_from([-1, 1]), max_size=60))
def test_steps_stay_in_range(directions: list[int]) -> None:
    view = WIDE
    for direction in directions:
        view = view.step(direction)
        assert MIN_SCALE <= view.scale <= MAX_SCALE


def test_steps_hit_100_percent_from_both_sides() -> None:
    assert WIDE.zoom(0.9).step(1).scale == 1
    assert WIDE.zoom(1.2).step(-1).scale == 1


@given(st.floats(-9999, 9999), st.floats(-9999, 9999))
def test_a_large_picture_never_leaves_a_gap(x: float, y: float) -> None:
    target = WIDE.zoom(1.0).pan(QPointF(x, y)).target
    assert target.left() <= 0
    assert target.top() <= 0
    assert target.right() >= 500
    assert target.bottom() >= 400


def test_visible_covers_the_viewport_and_stays_inside_the_picture() -> None:
    assert WIDE.zoom(1.0).pan(QPointF(9999, 9999)).visible() == (0, 0, 501, 401)
    assert WIDE.fit().visible() == (0, 0, 2000, 1000)


def test_at_100_percent_one_picture_pixel_is_one_device_pixel() -> None:
    view = View(QSizeF(100, 100), QSizeF(333, 333), ratio=2.0).zoom(1.0)
    assert view.factor == 0.5
    assert (view.offset.x() * 2) == int(view.offset.x() * 2)


def test_a_fitted_view_follows_the_widget_and_another_keeps_its_centre() -> None:
    assert WIDE.fit().resized(QSizeF(1000, 800), 1.0).scale == pytest.approx(0.5)
    kept = WIDE.fit().zoom(2.0).resized(QSizeF(600, 500), 1.0)
    assert kept.scale == 2
    centre = kept.to_picture(QPointF(300, 250))
    assert (centre.x(), centre.y()) == pytest.approx((1000, 500), abs=1)


def test_a_picture_of_another_size_is_drawn_as_large_in_its_own_shape() -> None:
    view = View(QSizeF(400, 200), QSizeF(600, 400), ratio=2.0).zoom(3.0)
    half = view.of_size(QSizeF(200, 100))
    assert half.target == view.target
    narrow = view.of_size(QSizeF(100, 200))
    assert narrow.target.height() == view.target.height()
    assert narrow.target.center() == view.target.center()
    assert narrow.target.width() == view.target.height() / 2
