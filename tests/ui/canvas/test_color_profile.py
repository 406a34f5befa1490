from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage
from PySide6.QtGui import QColor, QColorSpace, QImage

from quantizer.image.palette import Palette
from quantizer.image_files.formats import format_by_name
from quantizer.image_files.icc import (
    palette_to_srgb,
    pixels_to_srgb,
    profile_name,
)
from tests.ui.conftest import save_picture
from ui.main_window import MainWindow
from ui.panels.swatch_model import SHOWN_ROLE, SWATCH_ROLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.document.document import Document
    from ui.preferences import Preferences

    Settle = Callable[[Document], None]


def profile(space: QColorSpace.NamedColorSpace) -> bytes:
    return bytes(QColorSpace(space).iccProfile().data())


P3 = profile(QColorSpace.NamedColorSpace.DisplayP3)


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    """A picture whose colours are in Display P3."""
    path = save_picture(tmp_path / "wide.png")
    with PillowImage.open(path) as picture:
        picture.load()
    picture.save(path, icc_profile=P3)
    return path


def pixels_of(picture: QImage) -> np.ndarray:
    straight = picture.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(straight.constBits(), np.uint8).reshape(straight.height(), -1)
    return rows[:, : 4 * straight.width()].reshape(straight.height(), straight.width(), 4).copy()


def test_a_profile_is_kept_when_asked_for_and_the_canvas_shows_the_same(
    window: MainWindow, wide: Path, settled: Settle
) -> None:
    document, control = window.document, window.workspace.settings_panel.profile
    document.open_path(wide)
    settled(document)
    assert control.isVisible()
    assert control.box.text() == "Keep Display P3"
    assert not control.box.isChecked()
    assert document.image is not None
    assert document.original is not None
    converted = document.image.pixels
    assert np.array_equal(pixels_of(document.original.levels[0]), converted)
    control.box.click()
    settled(document)
    assert document.keeps_profile
    assert control.box.isChecked()
    with PillowImage.open(wide) as stored:
        assert np.array_equal(document.image.pixels[..., :3], np.asarray(stored))
    assert not np.array_equal(document.image.pixels, converted)
    assert np.array_equal(pixels_of(document.original.levels[0]), converted)
    control.box.click()
    settled(document)
    assert np.array_equal(document.image.pixels, converted)
    assert window.preferences.keep_profile is False


def test_a_picture_from_memory_is_read_again_as_well(
    document: Document, wide: Path, settled: Settle
) -> None:
    document.open_bytes(wide.read_bytes(), "Clipboard")
    settled(document)
    document.set_keep_profile(True)
    settled(document)
    assert document.keeps_profile
    assert document.name == "Clipboard"


def test_result_and_swatches_show_in_srgb_and_codes_are_the_files(
    window: MainWindow, wide: Path, settled: Settle
) -> None:
    document, swatches = window.document, window.workspace.swatches
    document.set_keep_profile(True)
    document.open_path(wide)
    settled(document)
    assert document.outcome is not None
    indexed = document.outcome.quantized.indexed
    wanted = pixels_to_srgb(indexed.to_rgba(), P3)
    assert not np.array_equal(wanted, indexed.to_rgba())
    assert np.array_equal(pixels_of(document.outcome.picture.levels[0]), wanted)
    index = swatches.model.index(0)
    assert index.data(SWATCH_ROLE) == indexed.palette.swatches[0]
    assert index.data(SHOWN_ROLE) == palette_to_srgb(indexed.palette, P3).swatches[0]
    assert swatches.note.text() == "The colour codes are in Display P3."
    color = document.color_at(0, 0)
    assert color is not None
    assert document.in_srgb(color) == tuple(pixels_of(document.original.levels[0])[0, 0])  # type: ignore[union-attr]


def test_a_file_in_srgb_has_nothing_to_keep(
    window: MainWindow, tmp_path: Path, wide: Path, settled: Settle
) -> None:
    plain = save_picture(tmp_path / "plain.png")
    with PillowImage.open(plain) as picture:
        picture.load()
    picture.save(plain, icc_profile=profile(QColorSpace.NamedColorSpace.SRgb))
    window.document.open_path(wide)
    settled(window.document)
    window.document.open_path(plain)
    settled(window.document)
    assert not window.workspace.settings_panel.profile.isVisible()
    assert not window.document.keeps_profile


def test_a_format_that_holds_no_profile_gets_srgb_and_the_window_says_so(
    window: MainWindow, wide: Path, settled: Settle
) -> None:
    document = window.document
    document.set_keep_profile(True)
    document.open_path(wide)
    settled(document)
    assert document.outcome is not None
    assert document.outcome.quantized.indexed.metadata.icc_profile == P3
    kept = document.image
    window.preferences.set_file_format(format_by_name("gif"), moves=False)
    window.exporter.exported.emit()
    settled(document)
    assert document.image is not None
    assert kept is not None
    assert np.array_equal(document.image.pixels, pixels_to_srgb(kept.pixels, P3))
    assert "cannot hold a colour profile" in window.workspace.notices.label.text()
    assert document.keeps_profile
    assert window.workspace.settings_panel.profile.box.isChecked()
    window.preferences.set_file_format(format_by_name("png"), moves=False)
    window.exporter.exported.emit()
    settled(document)
    assert document.image is kept


@pytest.mark.exhaustive
def test_locked_colours_go_with_the_space_that_they_are_in(
    window: MainWindow, wide: Path, settled: Settle
) -> None:
    document = window.document
    document.open_path(wide)
    settled(document)
    color = document.color_at(3, 3)
    assert color is not None
    document.lock_color(color)
    document.set_keep_profile(True)
    settled(document)
    assert document.settings.locked == ()
    document.undo()
    assert document.settings.locked == (color,)


@pytest.mark.exhaustive
def test_a_file_that_is_gone_leaves_all_as_it_was(
    qtbot: QtBot, window: MainWindow, wide: Path, settled: Settle
) -> None:
    document, control = window.document, window.workspace.settings_panel.profile
    document.open_path(wide)
    settled(document)
    before = document.image
    wide.unlink()
    with qtbot.waitSignal(document.failed):
        control.box.click()
    qtbot.waitUntil(lambda: not control.box.isChecked())
    assert document.image is before


@pytest.mark.exhaustive
def test_whether_profiles_are_kept_is_remembered(
    qtbot: QtBot, preferences: Preferences, wide: Path, settled: Settle
) -> None:
    preferences.keep_profile = True
    window = MainWindow(preferences)
    qtbot.addWidget(window)
    window.document.open_path(wide)
    settled(window.document)
    assert window.document.keeps_profile
    window.close()


def test_what_is_in_srgb_stays_the_very_same() -> None:
    palette = Palette.from_colors(np.array([[1, 2, 3], [200, 100, 50]], np.uint8))
    pixels = palette.colors[np.newaxis]
    for icc_profile in (None, profile(QColorSpace.NamedColorSpace.SRgb)):
        assert palette_to_srgb(palette, icc_profile) is palette
        assert pixels_to_srgb(pixels, icc_profile) is pixels
    red = pixels_to_srgb(np.array([[[255, 0, 0, 7]]], np.uint8), P3)[0, 0]
    assert tuple(red) == (*QColor(255, 0, 0).getRgb()[:3], 7)
    assert profile_name(P3) == "Display P3"
    assert profile_name(b"no profile") == ""
