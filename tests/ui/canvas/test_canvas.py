from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from quantizer.color.srgb_transfer import LINEAR, srgb_from_linear
from quantizer.image.image import Image, IndexedImage
from quantizer.image.palette import Palette
from ui.canvas.canvas import Canvas
from ui.canvas.halving import halve, light_of
from ui.canvas.pyramid import Pyramid

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

WIDTH, HEIGHT = 300, 200
RNG = np.random.default_rng(5)
PIXELS = RNG.integers(0, 256, (HEIGHT, WIDTH, 4), np.uint8)
PIXELS[..., 3] = 255
COLORS = RNG.integers(0, 256, (7, 3), np.uint8)
INDICES = RNG.integers(0, 7, (HEIGHT, WIDTH), np.uint8)
ORIGINAL = Image(PIXELS)
RESULT = IndexedImage(INDICES, Palette.from_colors(COLORS))


@pytest.fixture
def canvas(qtbot: QtBot) -> Canvas:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(WIDTH, HEIGHT)
    canvas.set_pictures(Pyramid.of_image(ORIGINAL), Pyramid.of_indexed(RESULT))
    canvas.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its frame would cover the outermost pixels
    canvas.show()
    return canvas


def shown(canvas: Canvas) -> NDArray[np.uint8]:
    picture = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGBX8888)
    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), -1)
    return rows.reshape(picture.height(), -1, 4)[..., :3].copy()


def test_each_side_of_the_split_shows_its_picture_pixel_by_pixel(canvas: Canvas) -> None:
    canvas.zoom_to(1.0)
    canvas.set_split(0.4)
    pixels, rows = shown(canvas), slice(60, 80)  # below the labels, above the handle
    split = 120
    assert np.array_equal(pixels[rows, : split - 3], PIXELS[rows, : split - 3, :3])
    assert np.array_equal(pixels[rows, split + 3 :], RESULT.to_rgba()[rows, split + 3 :, :3])


def test_flipping_shows_nothing_but_the_original(canvas: Canvas) -> None:
    canvas.zoom_to(1.0)
    canvas.set_flipped(True)
    assert np.array_equal(shown(canvas)[60:], PIXELS[60:, :, :3])
    canvas.set_flipped(False)
    assert not np.array_equal(shown(canvas)[60:], PIXELS[60:, :, :3])


@pytest.mark.parametrize("scale", [2, 4])
def test_above_100_percent_pixels_are_squares(canvas: Canvas, scale: int) -> None:
    canvas.set_split(0.0)
    canvas.zoom_to(float(scale))
    view = canvas.view
    assert view is not None
    left, top = round(-view.offset.x()), round(-view.offset.y())
    large = RESULT.to_rgba()[..., :3].repeat(scale, 0).repeat(scale, 1)
    expected = large[top : top + HEIGHT, left : left + WIDTH]
    pixels = shown(canvas)
    assert np.array_equal(pixels[130:, 30:], expected[130:, 30:])


def test_a_checkerboard_shows_through(canvas: Canvas) -> None:
    clear = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    picture = Pyramid.of_image(Image(clear))
    canvas.set_pictures(picture, None)
    canvas.zoom_to(1.0)
    pixels = shown(canvas)[60:]
    assert len(np.unique(pixels.reshape(-1, 3), axis=0)) == 2


def test_the_wheel_zooms_to_the_pointer(canvas: Canvas) -> None:
    canvas.zoom_to(2.0)
    view = canvas.view
    assert view is not None
    point = QPointF(100, 50)
    before = view.to_picture(point)
    turn = QWheelEvent(
        point,
        canvas.mapToGlobal(point),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, turn)
    assert canvas.view is not None
    assert canvas.view.scale == 3
    after = canvas.view.to_widget(before)
    assert (after.x(), after.y()) == pytest.approx((100, 50), abs=1)


def test_dragging_moves_the_split_on_its_handle_and_the_picture_elsewhere(
    qtbot: QtBot, canvas: Canvas
) -> None:
    canvas.zoom_to(4.0)
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(canvas, left, pos=QPoint(150, 60))
    qtbot.mouseMove(canvas, QPoint(90, 60))
    qtbot.mouseRelease(canvas, left, pos=QPoint(90, 60))
    assert canvas.split == pytest.approx(0.3)
    assert canvas.view is not None
    before = canvas.view.offset
    qtbot.mousePress(canvas, left, pos=QPoint(200, 60))
    qtbot.mouseMove(canvas, QPoint(190, 50))
    qtbot.mouseRelease(canvas, left, pos=QPoint(190, 50))
    assert canvas.split == pytest.approx(0.3)
    assert canvas.view.offset == before + QPointF(-10, -10)


def test_another_result_keeps_the_view(canvas: Canvas) -> None:
    canvas.zoom_to(4.0)
    before = canvas.view
    canvas.set_pictures(Pyramid.of_image(ORIGINAL), Pyramid.of_indexed(RESULT))
    assert canvas.view == before


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (1023, 5), (1601, 1203)])
def test_a_pyramid_halves_and_averages(size: tuple[int, int]) -> None:
    width, height = size
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[..., :3] = RNG.integers(0, 256, (height, width, 1))
    pyramid = Pyramid.of_image(Image(pixels))
    for above, below in zip(pyramid.levels, pyramid.levels[1:], strict=False):
        assert below.width() == (above.width() + 1) // 2
        assert below.height() == (above.height() + 1) // 2
    assert max(pyramid.levels[-1].width(), pyramid.levels[-1].height()) <= 64
    if len(pyramid.levels) > 1 and min(size) > 1:
        light = LINEAR[pixels[:2, :2, 0]].mean()
        expected = round(255 * float(srgb_from_linear(light)))
        assert pyramid.levels[1].pixelColor(0, 0).red() == pytest.approx(expected, abs=1)


def test_black_and_white_dots_are_as_light_when_they_are_too_small_to_see() -> None:
    y, x = np.mgrid[0:300, 0:301]
    dots = ((x + y) % 2).astype(np.uint8)
    black_white = Palette.from_colors(np.array([[0, 0, 0, 255], [255, 255, 255, 255]], np.uint8))
    indexed = IndexedImage(dots, black_white)
    for pyramid in (Pyramid.of_indexed(indexed), Pyramid.of_image(Image(indexed.to_rgba()))):
        for level in pyramid.levels[1:]:
            assert level.pixelColor(9, 5).getRgb() == (188, 188, 188, 255)


def halved(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    found = np.empty(((height + 1) // 2, (width + 1) // 2, 4), np.uint8)
    halve(light_of(pixels), found)
    return found


def test_halving_keeps_even_colours_and_leaves_out_what_is_transparent() -> None:
    even = np.arange(256, dtype=np.uint8).repeat(2 * 2 * 4).reshape(-1, 2, 4)
    even[..., 3] = 255
    np.testing.assert_array_equal(halved(even), even[::2, :1])
    edge = np.array([[[255, 9, 40, 255], [0, 255, 0, 0]]], np.uint8)
    assert halved(edge).tolist() == [[[255, 9, 40, 128]]]
    soft = np.array([[[200, 9, 40, 90]]], np.uint8)
    assert halved(soft).tolist() == [[[200, 9, 40, 90]]]


def test_the_level_has_at_least_as_many_pixels_as_the_screen_shows() -> None:
    pyramid = Pyramid.of_image(Image(np.zeros((2000, 2000, 4), np.uint8)))
    assert [pyramid.level_for(scale) for scale in (4, 1, 0.6, 0.5, 0.26, 0.25, 0.01)] == [
        *(0, 0, 0, 1, 1, 2, 5)
    ]


def test_an_odd_width_does_not_shear_the_picture() -> None:
    indices = np.arange(15, dtype=np.uint8).reshape(5, 3) % 4
    colors = np.array(
        [[0, 0, 0, 0], [255, 0, 0, 255], [0, 255, 0, 255], [0, 0, 255, 128]], np.uint8
    )
    picture = Pyramid.of_indexed(IndexedImage(indices, Palette.from_colors(colors))).levels[0]
    for y in range(5):
        for x in range(3):
            assert picture.pixelColor(x, y) == QColor(*map(int, colors[indices[y, x]]))
