from __future__ import annotations

import tracemalloc
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor, QImage

from quantizer.built_in_palettes import built_in_palette
from quantizer.conversion import convert
from quantizer.errors import ReadError, SettingsError
from quantizer.image.histogram import Histogram
from quantizer.progress import Stage
from quantizer.reduction.palette_edits import PaletteEdits
from quantizer.reduction.palette_operations import recolored
from quantizer.settings.settings import ClusterSettings, Effort, Selector, Settings, TargetSettings
from tests.ui.conftest import save_picture
from ui.document.count_mode import with_count, with_target
from ui.document.document import Document, ResultState
from ui.document.selection import Chosen

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
    assert document.state is ResultState.RUNNING
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
    assert document.state is ResultState.OUTDATED
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
    assert document.state is ResultState.CURRENT


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
    assert not document.history.can_undo
    document.redo()
    document.redo()
    assert document.settings == seeded
    assert not document.history.can_redo


def test_the_image_says_how_many_colours_it_takes_when_asked(
    document: Document, photo: Path, settled: Settle
) -> None:
    document.open_path(photo)
    settled(document)
    assert document.selection is None
    document.change_settings(with_target(document.settings, TargetSettings(Selector.ELBOW)))
    assert document.selection is None  # the result at hand was not chosen so
    settled(document)
    assert document.selection is not None
    assert document.outcome is not None
    assert document.selection is document.outcome.quantized.selection
    assert len(document.outcome.quantized.palette) == document.selection.k
    document.change_settings(with_target(document.settings, TargetSettings(Selector.SILHOUETTE)))
    assert document.selection is None


def test_halving_goes_on_from_the_number_that_was_found(
    document: Document, photo: Path, settled: Settle
) -> None:
    document.change_settings(with_target(document.settings, TargetSettings(Selector.ELBOW)))
    document.open_path(photo)
    settled(document)
    assert document.selection is not None
    found = document.selection.k
    document.scale_colors(0.5)
    assert document.settings == with_count(document.settings, found // 2)


def test_a_drag_that_ends_the_automatic_number_is_one_step(document: Document) -> None:
    automatic = with_target(document.settings, TargetSettings(Selector.SILHOUETTE))
    document.change_settings(automatic)
    document.history.end_gesture()  # a moment passes
    for colors in (20, 30, 40):
        document.change_settings(with_count(document.settings, colors))
    document.undo()
    assert document.settings == automatic
    document.redo()
    assert document.settings.cluster.colors == 40
    assert document.settings.target.selector is Selector.FIXED


def test_a_changed_number_counts_no_colours_again(
    document: Document, photo: Path, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[tuple[object, ...]] = []
    count = Histogram.of

    def note(*arguments: object) -> Histogram:
        counted.append(arguments)
        return count(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Histogram, "of", note)
    document.open_path(photo)
    settled(document)
    for settings in (
        with_colors(document.settings, 5),
        with_target(document.settings, TargetSettings(Selector.ELBOW)),
    ):
        document.change_settings(settings)
        settled(document)
    assert sum(image is document.image for (image, *_) in counted) == 1


def test_a_long_search_is_cancelled_and_the_next_one_ends(
    qtbot: QtBot, document: Document, tmp_path: Path, settled: Settle
) -> None:
    cluster = ClusterSettings(colors=256, effort=Effort.BEST)
    document.change_settings(Settings(cluster))
    with qtbot.waitSignal(document.progressed, check_params_cb=lambda at, _: at is Stage.CLUSTER):
        document.open_path(save_picture(tmp_path / "large.png", 400, 300))
    document.cancel()
    assert (document.is_busy, document.state, document.outcome) == (
        False,
        ResultState.OUTDATED,
        None,
    )
    document.change_settings(with_colors(document.settings, 5))
    settled(document)
    assert document.outcome is not None
    assert len(document.outcome.quantized.palette) == 5


def test_a_failed_reduction_is_told_and_the_result_is_not_current(
    qtbot: QtBot, document: Document, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_options: object) -> None:
        raise SettingsError("no")

    monkeypatch.setattr(convert, "quantize", fail)
    with qtbot.waitSignal(document.failed) as blocker:
        document.open_path(photo)
    assert isinstance(blocker.args[1], SettingsError)
    assert document.state is ResultState.OUTDATED


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
    document = Document(Chosen(settings))
    assert document.settings == settings
    document.shutdown()


def test_a_drag_back_to_where_it_began_is_no_step(document: Document) -> None:
    for colors in (17, 18, 17, 16):
        document.change_settings(with_count(document.settings, colors))
    assert not document.history.can_undo


def test_a_thousand_steps_are_kept_in_little_memory(document: Document) -> None:
    history = document.history
    edits = PaletteEdits.of(built_in_palette("vga-256"))
    tracemalloc.start()
    for step in range(1200):
        history.choose(history.value.with_edits(recolored(edits, {step % 256: (1, 2, 3, 255)})))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 8_000_000
    for _ in range(1000):
        assert history.undo_name
        history.undo()
    assert not history.can_undo
