from __future__ import annotations

import gc
import sys
import threading
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image

from quantizer.errors import Cancelled, ReadError
from quantizer.progress import Progress
from tests.ui.conftest import save_picture
from ui.batch.responsiveness import responsive_gui
from ui.thumbnails import picture as module
from ui.thumbnails.cache import ThumbnailCache
from ui.thumbnails.read import read_thumbnail

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def store(qapp: object) -> Iterator[ThumbnailCache]:
    made = ThumbnailCache(16, kept=4)
    yield made
    made.shutdown()


@pytest.mark.parametrize("ending", ["png", "jpg", "gif", "webp", "bmp", "tif"])
def test_a_thumbnail_fits_and_keeps_its_shape(tmp_path: Path, ending: str) -> None:
    path = save_picture(tmp_path / f"a.{ending}", 600, 200)
    assert read_thumbnail(path, 36).shape == (12, 36, 4)


def test_a_small_image_stays_as_it_is(tmp_path: Path) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (5, 7, 4), np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    assert np.array_equal(read_thumbnail(tmp_path / "a.png", 36), pixels)


def test_a_thumbnail_is_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise
    Image.new("RGB", (80, 20), "red").save(tmp_path / "a.jpg", exif=exif)
    assert read_thumbnail(tmp_path / "a.jpg", 40).shape == (40, 10, 4)


def test_16_bit_grey_is_scaled_and_not_clipped(tmp_path: Path) -> None:
    Image.fromarray(np.full((90, 90), 0x8000, np.uint16)).save(tmp_path / "a.png")
    for side in (36, 90):
        assert read_thumbnail(tmp_path / "a.png", side)[0, 0].tolist() == [128, 128, 128, 255]


def test_what_is_no_image_or_not_wanted_any_more_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"text")
    with pytest.raises(ReadError):
        read_thumbnail(tmp_path / "a.png", 36)
    path = save_picture(tmp_path / "b.png")
    with pytest.raises(Cancelled):
        read_thumbnail(path, 36, Progress(cancelled=lambda: True))


def test_pictures_that_are_wanted_arrive(
    tmp_path: Path, qtbot: QtBot, store: ThumbnailCache
) -> None:
    good = save_picture(tmp_path / "a.png")
    bad = tmp_path / "b.png"
    bad.write_bytes(b"text")
    assert store.picture(good) is None
    store.want([good, bad])
    qtbot.waitUntil(lambda: len(store) == 2)
    picture = store.picture(good)
    assert picture is not None
    assert (picture.width(), picture.height()) == (16, 11)
    nothing = store.picture(bad)
    assert nothing is not None
    assert nothing.isNull()


def test_only_what_is_wanted_last_is_read(
    tmp_path: Path, qtbot: QtBot, store: ThumbnailCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def note(path: Path, side: int, progress: Progress) -> np.ndarray:
        read.append(path)
        return read_thumbnail(path, side, progress)

    monkeypatch.setattr(module, "read_thumbnail", note)
    paths = [save_picture(tmp_path / f"{number}.png") for number in range(40)]
    for start in range(0, 40, 2):  # scrolled through, faster than anything is read
        store.want(paths[start : start + 2])
    qtbot.waitUntil(lambda: len(store) == 2)
    assert read == paths[38:]


def test_pictures_looked_at_longest_ago_are_forgotten(
    tmp_path: Path, qtbot: QtBot, store: ThumbnailCache
) -> None:
    paths = [save_picture(tmp_path / f"{number}.png") for number in range(6)]
    store.want(paths[:4])
    qtbot.waitUntil(lambda: len(store) == 4)
    store.picture(paths[0])
    store.want(paths[4:])
    qtbot.waitUntil(lambda: store.picture(paths[5]) is not None)
    assert len(store) == 4
    assert [store.picture(path) is not None for path in paths] == [
        True, False, False, True, True, True
    ]  # fmt: skip


def test_nothing_is_read_on_the_gui_thread(
    tmp_path: Path, qtbot: QtBot, store: ThumbnailCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []

    def note(path: Path, side: int, progress: Progress) -> np.ndarray:
        threads.append(threading.current_thread())
        return read_thumbnail(path, side, progress)

    monkeypatch.setattr(module, "read_thumbnail", note)
    store.want([save_picture(tmp_path / "a.png")])
    qtbot.waitUntil(lambda: len(store) == 1)
    assert threading.main_thread() not in threads


def test_responsive_gui_keeps_the_collector_from_old_objects_and_puts_all_back() -> None:
    before = gc.get_threshold(), sys.getswitchinterval()
    with responsive_gui():
        with responsive_gui():
            pass
        assert gc.get_threshold()[:2] == before[0][:2]
        assert gc.get_threshold()[2] > 1_000_000
        assert sys.getswitchinterval() < before[1]
        assert gc.get_freeze_count() > 0
    assert (gc.get_threshold(), sys.getswitchinterval()) == before
    gc.unfreeze()
