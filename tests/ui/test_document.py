from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor, QImage

from quantizer import pipeline
from quantizer.errors import ReadError, SettingsError
from quantizer.settings import ClusterSettings, Settings
from ui.document import Document, State

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    Settle = Callable[[Document], None]


def with_colors(settings: Settings, colors: int) -> Settings:
    return replace(settings, cluster=replace(settings.cluster, colors=colors))


def test_an_opened_image_is_reduced_then_measured(
    qtbot: QtBot, document: Document, photo: Path, settled: Settle
) -> None:
    seen: list[bool] = []

    def note() -> None:
        if document.outcome is not None:
            seen.append(document.outcome.quantized.metrics is not None)

    document.result_changed.connect(note)
    document.open_path(photo)
    settled(document)
    assert seen == [False, True]
    assert document.name == "photo.png"
    assert document.outcome is not None
    assert len(document.outcome.quantized.palette) == 16


def test_the_old_result_stays_until_the_new_one_arrives(
    document: Document, photo: Path, settled: Settle
) -> None:
    document.open_path(photo)
    settled(document)
    before = document.outcome
    document.change_settings(with_colors(document.settings, 5))
    assert document.outcome is before
    assert document.state is State.RUNNING
    settled(document)
    assert document.outcome is not None
    assert len(document.outcome.quantized.palette) == 5


def test_many_changes_end_in_the_result_of_the_last(
    qtbot: QtBot, document: Document, photo: Path, settled: Settle
) -> None:
    document.open_path(photo)
    settled(document)
    counts: list[int] = []
    document.result_changed.connect(
        lambda: counts.append(len(document.outcome.quantized.palette) if document.outcome else 0)
    )
    for colors in range(2, 30):
        document.change_settings(with_colors(document.settings, colors))
        qtbot.wait(1)
    settled(document)
    assert set(counts) == {29}


def test_cancelling_keeps_the_last_result_as_not_current(
    document: Document, photo: Path, settled: Settle
) -> None:
    document.open_path(photo)
    settled(document)
    before = document.outcome
    document.change_settings(with_colors(document.settings, 5))
    document.cancel()
    assert document.outcome is before
    assert document.state is State.OUTDATED
    assert not document.is_busy
    document.update_result()
    settled(document)
    assert document.outcome is not before


def test_an_image_that_fails_to_open_leaves_the_document_as_it_was(
    qtbot: QtBot, document: Document, photo: Path, tmp_path: Path, settled: Settle
) -> None:
    document.open_path(photo)
    settled(document)
    image, outcome = document.image, document.outcome
    with qtbot.waitSignal(document.failed) as blocker:
        document.open_path(tmp_path / "missing.png")
    assert isinstance(blocker.args[1], ReadError)
    assert (document.image, document.outcome, document.name) == (image, outcome, "photo.png")
    assert document.state is State.CURRENT


def test_settings_undo_and_redo_and_a_drag_is_one_step(document: Document) -> None:
    first = document.settings
    for colors in (20, 30, 40):
        document.change_settings(with_colors(document.settings, colors))
    seeded = replace(document.settings, cluster=replace(document.settings.cluster, seed=3))
    document.change_settings(seeded)
    document.undo()
    assert document.settings.cluster.colors == 40
    assert document.settings.cluster.seed == 0
    document.undo()
    assert document.settings == first
    assert not document.can_undo
    document.redo()
    document.redo()
    assert document.settings == seeded
    assert not document.can_redo


def test_a_failed_reduction_is_told_and_the_result_is_not_current(
    qtbot: QtBot, document: Document, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise SettingsError("no")

    monkeypatch.setattr(pipeline, "quantize", fail)
    with qtbot.waitSignal(document.failed) as blocker:
        document.open_path(photo)
    assert isinstance(blocker.args[1], SettingsError)
    assert document.state is State.OUTDATED


def test_a_picture_from_the_clipboard_keeps_its_pixels(
    qtbot: QtBot, document: Document, settled: Settle
) -> None:
    picture = QImage(3, 2, QImage.Format.Format_RGB888)
    picture.fill(QColor(10, 20, 30))
    picture.setPixelColor(2, 1, QColor(200, 100, 50))
    document.open_picture(picture, "Clipboard")
    settled(document)
    assert document.image is not None
    assert document.image.pixels.shape == (2, 3, 4)
    assert tuple(document.image.pixels[1, 2]) == (200, 100, 50, 255)
    assert document.outcome is not None
    assert document.outcome.quantized.exact
    assert np.array_equal(document.outcome.quantized.indexed.to_rgba(), document.image.pixels)


def test_settings_given_at_the_start_hold(qapp: object) -> None:
    settings = Settings(ClusterSettings(colors=3))
    document = Document(settings)
    assert document.settings == settings
    document.shutdown()
