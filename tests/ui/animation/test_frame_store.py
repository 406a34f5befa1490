from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QColor

from quantizer.image.image import Image, IndexedImage
from quantizer.image.palette import Palette
from ui.animation import frame_store as module
from ui.animation.frame_store import FrameStore

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

COUNT = 30


def original(number: int) -> Image:
    pixels = np.full((6, 8, 4), 255, np.uint8)
    pixels[..., 0] = number
    return Image(pixels)


def reduced(number: int, green: int) -> IndexedImage:
    colors = np.array([[number, green, 0, 255]], np.uint8)
    return IndexedImage(np.zeros((6, 8), np.uint8), Palette.from_colors(colors))


@pytest.fixture
def store(qapp: object) -> Iterator[FrameStore]:
    store = FrameStore()
    store.load([original(number) for number in range(COUNT)])
    yield store
    store.shutdown()


def test_pictures_are_made_when_wanted_and_ahead(qtbot: QtBot, store: FrameStore) -> None:
    assert store.pictures(3) is None
    store.want(3)
    qtbot.waitUntil(lambda: store.pictures(3) is not None)
    pictures = store.pictures(3)
    assert pictures is not None
    assert pictures[0].levels[0].pixelColor(0, 0) == QColor(3, 255, 255)
    assert pictures[1] is None
    qtbot.waitUntil(lambda: store.pictures(10) is not None)
    assert store.pictures(2) is None


def test_a_new_result_replaces_the_one_before(qtbot: QtBot, store: FrameStore) -> None:
    store.want(0)
    qtbot.waitUntil(lambda: store.pictures(0) is not None)
    for green in (100, 200):
        store.set_results([reduced(number, green) for number in range(COUNT)])
        assert store.pictures(0) is None
        store.want(0)
        qtbot.waitUntil(lambda: store.pictures(0) is not None)
        pictures = store.pictures(0)
        assert pictures is not None
        assert pictures[1] is not None
        assert pictures[1].levels[0].pixelColor(0, 0) == QColor(0, green, 0)


def test_a_jump_is_served_at_once(qtbot: QtBot, store: FrameStore) -> None:
    for frame in (0, 20, 5, 28):
        store.want(frame)
    qtbot.waitUntil(lambda: store.pictures(28) is not None)
    qtbot.waitUntil(lambda: store.pictures(1) is not None)  # round the end


def test_no_more_is_kept_than_memory_allows(
    qtbot: QtBot, qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_BYTES", 6 * 8 * 4 * 8)
    store = FrameStore()
    store.load([original(number) for number in range(COUNT)])
    for frame in range(COUNT):
        store.want(frame)
        qtbot.waitUntil(lambda n=frame: store.pictures(n) is not None)  # type: ignore[misc]
    assert len(store._made) <= 12
    assert store._bytes == sum(module._bytes(one) for one in store._made.values())
    store.shutdown()


def test_another_animation_leaves_nothing_of_the_one_before(
    qtbot: QtBot, store: FrameStore
) -> None:
    store.want(0)
    qtbot.waitUntil(lambda: store.pictures(0) is not None)
    store.load([])
    assert store.pictures(0) is None
    store.want(0)
