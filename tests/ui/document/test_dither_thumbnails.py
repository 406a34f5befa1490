from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

from quantizer.dither import DITHERERS
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.progress import SILENT
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import ClusterSettings, DitherSettings, Settings
from tests.ui.conftest import save_picture
from ui.document.dither_thumbnails import (
    DitherThumbnail,
    DitherThumbnails,
    most_colorful_part,
    thumbnails,
)
from ui.jobs.worker import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.main_window import MainWindow

    Settle = Callable[[Document], None]

NAMES = ("none", "floyd-steinberg")
SIZE = QSize(24, 16)


@pytest.fixture
def pictured_dithers() -> Sequence[str]:
    return DITHERERS.names


@pytest.fixture
def feed(document: Document) -> Iterator[DitherThumbnails]:
    feed = DitherThumbnails(document, NAMES, SIZE)
    yield feed
    feed.shutdown()


def gradient(height: int, width: int) -> np.ndarray:
    y, x = np.mgrid[0:height, 0:width]
    planes = [255 * x // width, 255 * y // height, 128 + 0 * x, 255 + 0 * x]
    return np.stack(planes, axis=-1).astype(np.uint8)


def test_the_part_shown_is_the_one_with_most_colours_and_not_the_noisiest() -> None:
    rng = np.random.default_rng(0)
    pixels = np.full((200, 300, 4), 255, np.uint8)
    pixels[:, :120, :3] = rng.integers(0, 256, (200, 120, 1))  # grey noise
    pixels[100:150, 200:280] = gradient(50, 80)
    part = most_colorful_part(pixels, QSize(48, 32), SILENT)
    assert part.size() == QSize(48, 32)
    assert part.left() >= 180
    assert 75 <= part.center().y() <= 160


def test_the_part_of_a_small_image_is_all_of_it() -> None:
    part = most_colorful_part(gradient(3, 5), QSize(48, 32), SILENT)
    assert (part.left(), part.top(), part.width(), part.height()) == (0, 0, 5, 3)


def test_each_thumbnail_is_what_its_ditherer_makes_of_the_part() -> None:
    image = Image(gradient(64, 96))
    settings = Settings(ClusterSettings(colors=4), DitherSettings("floyd-steinberg", 0.7))
    palette = quantize(image, settings).palette
    published: list[object] = []
    thumbnails(image, settings, palette, NAMES, SIZE)(Context(SILENT, published.append))
    part, *made = published
    assert part == most_colorful_part(image.pixels, SIZE, SILENT)
    for thumbnail, name in zip(made, NAMES, strict=True):
        assert isinstance(thumbnail, DitherThumbnail)
        assert thumbnail.name == name
        top, left = part.top(), part.left()  # type: ignore[attr-defined]
        crop = Image(image.pixels[top : top + 16, left : left + 24].copy())
        wanted = quantize(
            crop,
            Settings(settings.cluster, DitherSettings(name, 0.7)),
            palette=palette,
            histogram=Histogram.of(crop),
        ).indexed.to_rgba()
        shown = thumbnail.picture.convertToFormat(QImage.Format.Format_RGBA8888)
        assert np.array_equal(np.asarray(shown.constBits()).reshape(16, 24, 4), wanted)


def test_pictures_come_after_each_result_the_one_in_use_first(
    qtbot: QtBot, document: Document, feed: DitherThumbnails, photo: Path, settled: Settle
) -> None:
    arrived: list[str] = []
    cleared: list[bool] = []
    feed.arrived.connect(lambda name, _picture: arrived.append(name))
    feed.cleared.connect(lambda: cleared.append(True))
    document.open_path(photo)
    settled(document)
    qtbot.waitUntil(lambda: sorted(arrived) == sorted(NAMES))
    settings = document.settings
    document.change_settings(Settings(settings.cluster, DitherSettings("floyd-steinberg")))
    settled(document)
    qtbot.waitUntil(lambda: arrived[2:] == ["floyd-steinberg", "none"])
    assert cleared == [True]


def test_a_change_cancels_what_is_still_to_come(
    qtbot: QtBot, document: Document, feed: DitherThumbnails, photo: Path, settled: Settle
) -> None:
    document.open_path(photo)
    settled(document)
    qtbot.waitUntil(lambda: not feed.is_busy)
    arrived: list[str] = []
    feed.arrived.connect(lambda name, _picture: arrived.append(name))
    feed._indexed = None
    feed._start()
    document.scale_colors(0.5)
    assert not feed.is_busy
    qtbot.wait(30)
    assert not arrived
    settled(document)
    qtbot.waitUntil(lambda: len(arrived) == len(NAMES))


@pytest.mark.exhaustive
def test_the_window_shows_a_picture_of_every_dither_and_of_the_one_in_use(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, settled: Settle
) -> None:
    control = window.workspace.settings_panel.dithering
    window.document.open_path(save_picture(tmp_path / "small.png", 16, 12))
    settled(window.document)
    qtbot.waitUntil(
        lambda: all(control.gallery.picture(name) is not None for name in DITHERERS.names),
        timeout=30_000,
    )
    used = window.document.settings.dither.name
    assert control.card.picture == control.gallery.picture(used)
    control.gallery.list.chosen.emit("floyd-steinberg")
    assert window.document.settings.dither.name == "floyd-steinberg"
    assert "Floyd-Steinberg" in control.card.accessibleName()
    window.document.open_path(save_picture(tmp_path / "other.png"))
    with qtbot.waitSignal(window.thumbnails.cleared):
        pass
    assert control.gallery.picture("none") is None
