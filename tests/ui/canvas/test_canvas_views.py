from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QContextMenuEvent, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from quantizer.image.image import Image, IndexedImage
from quantizer.image.palette import Palette
from ui.canvas.canvas import Canvas
from ui.canvas.overlay import Overlay
from ui.canvas.pyramid import Pyramid
from ui.canvas.view import View
from ui.canvas.view_mode import ViewMode

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

WIDTH, HEIGHT = 300, 200
RNG = np.random.default_rng(7)
PIXELS = RNG.integers(0, 256, (HEIGHT, WIDTH, 4), np.uint8)
PIXELS[..., 3] = 255
RESULT = IndexedImage(
    RNG.integers(0, 7, (HEIGHT, WIDTH), np.uint8),
    Palette.from_colors(RNG.integers(0, 256, (7, 3), np.uint8)),
)


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    """A canvas twice as wide as its picture, so that a half has room for all of it."""
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(2 * WIDTH + 2, HEIGHT)
    canvas.set_pictures(Pyramid.of_image(Image(PIXELS)), Pyramid.of_indexed(RESULT))
    canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    canvas.show()
    return canvas


def shown(canvas: Canvas) -> NDArray[np.uint8]:
    picture = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGBX8888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1)
    return rows.reshape(picture.height(), -1, 4)[..., :3].copy()


def context_menu_requested(
    canvas: Canvas, place: QPoint, reason: QContextMenuEvent.Reason
) -> QPoint | None:
    asked: list[QPoint] = []
    canvas.context_menu_requested.connect(lambda pixel, _place: asked.append(pixel))
    QApplication.sendEvent(canvas, QContextMenuEvent(reason, place, canvas.mapToGlobal(place)))
    return asked[-1] if asked else None


# ---- side by side


def test_each_half_shows_the_whole_of_its_picture(canvas: Canvas) -> None:
    canvas.set_mode(ViewMode.SIDE_BY_SIDE)
    canvas.zoom_to(1.0)
    pixels, rows = shown(canvas), slice(60, HEIGHT)  # below the labels
    assert np.array_equal(pixels[rows, :WIDTH], PIXELS[rows, :, :3])
    assert np.array_equal(pixels[rows, WIDTH + 2 :], RESULT.to_rgba()[rows, :, :3])


def test_both_halves_show_the_same_part_after_zoom_and_pan(canvas: Canvas) -> None:
    canvas.set_pictures(canvas._original, canvas._original)
    canvas.set_mode(ViewMode.SIDE_BY_SIDE)
    for x in (40, WIDTH + 2 + 40):
        canvas.zoom_to(3.0)
        under = canvas.view.to_picture(QPointF(40, 90)) if canvas.view else None
        wheel = QWheelEvent(
            QPointF(x, 90),
            canvas.mapToGlobal(QPointF(x, 90)),
            QPoint(),
            QPoint(0, 360),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas, wheel)
        assert canvas.view is not None
        assert canvas.view.scale == 8
        again = canvas.view.to_picture(QPointF(40, 90))
        assert (again - under).manhattanLength() < 1  # type: ignore[operator]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x, 120))
        QTest.mouseMove(canvas, QPoint(x - 17, 101))
        QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=QPoint(x - 17, 101))
        pixels = shown(canvas)[60:]
        assert np.array_equal(pixels[:, :WIDTH], pixels[:, WIDTH + 2 :])


@pytest.mark.parametrize("half", [0, WIDTH + 2])
def test_the_pixel_under_the_pointer_is_right_in_both_halves(canvas: Canvas, half: int) -> None:
    canvas.set_mode(ViewMode.SIDE_BY_SIDE)
    canvas.zoom_to(1.0)
    mouse = QContextMenuEvent.Reason.Mouse
    assert context_menu_requested(canvas, QPoint(half + 12, 34), mouse) == QPoint(12, 34)
    keyboard = QContextMenuEvent.Reason.Keyboard
    middle = context_menu_requested(canvas, QPoint(), keyboard)
    assert middle is not None
    assert (middle - QPoint(WIDTH // 2, HEIGHT // 2)).manhattanLength() <= 1


def test_the_right_half_shows_the_original_while_flipped(canvas: Canvas) -> None:
    canvas.set_mode(ViewMode.SIDE_BY_SIDE)
    canvas.zoom_to(1.0)
    canvas.set_flipped(True)
    assert np.array_equal(shown(canvas)[60:, WIDTH + 2 :], PIXELS[60:, :, :3])


def test_there_is_no_split_to_take_hold_of(canvas: Canvas) -> None:
    canvas.set_mode(ViewMode.SIDE_BY_SIDE)
    canvas.zoom_to(4.0)
    middle, before = QPoint(WIDTH, HEIGHT // 2), canvas.view
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(canvas, middle + QPoint(30, 0))
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=middle + QPoint(30, 0))
    assert canvas.split == 0.5
    assert canvas.view != before


# ---- overlays


def test_an_overlay_of_cells_lies_where_the_picture_does(canvas: Canvas) -> None:
    cells = RNG.integers(0, 256, (67, 100, 4), np.uint8)
    cells[..., 3] = 255  # the last row of cells reaches beyond the picture
    canvas.set_mode(ViewMode.HEAT_MAP)
    canvas.set_overlay(Overlay(Pyramid.of_image(Image(cells)), "", cell=3))
    canvas.zoom_to(1.0)
    expected = cells.repeat(3, axis=0).repeat(3, axis=1)[:HEIGHT]
    assert canvas.view is not None
    left = int(canvas.view.offset.x())
    pixels = shown(canvas)
    assert np.array_equal(pixels[60:, left : left + WIDTH], expected[60:, :, :3])
    assert len(np.unique(pixels[60:, :left].reshape(-1, 3), axis=0)) == 1


def test_an_overlay_waits_for_a_view_that_shows_it(canvas: Canvas) -> None:
    before = shown(canvas)
    canvas.set_overlay(Overlay(canvas._original, "", has_legend=True))  # type: ignore[arg-type]
    assert np.array_equal(shown(canvas), before)
    canvas.set_mode(ViewMode.HEAT_MAP)
    assert not np.array_equal(shown(canvas), before)


def test_an_overlay_of_another_picture_is_not_shown(canvas: Canvas) -> None:
    before = shown(canvas)
    canvas.set_mode(ViewMode.DIFFERENCE)
    canvas.set_overlay(Overlay(Pyramid.of_image(Image(PIXELS[:50])), ""))
    assert canvas.view is not None
    left = int(canvas.view.offset.x())
    rows, columns = slice(60, 160), slice(left, left + 80)
    assert np.array_equal(shown(canvas)[rows, columns], before[rows, columns])


@pytest.mark.parametrize(
    "part", [QRectF(10, 20, 30, 40), QRectF(2000, 1200, 400, 8), QRectF(0, 0, 4000, 3000)]
)
def test_zooming_onto_a_part_shows_all_of_it(part: QRectF) -> None:
    view = View(QSizeF(4000, 3000), QSizeF(600, 400)).fit()
    near = view.onto(part)
    corners = [near.to_widget(corner) for corner in (part.topLeft(), part.bottomRight())]
    assert all(-0.5 <= one.x() <= 600.5 and -0.5 <= one.y() <= 400.5 for one in corners)
    assert near.scale >= view.scale
