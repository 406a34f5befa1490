from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from quantizer.image_files.formats import format_by_name
from quantizer.settings.settings import DitherSettings
from tests.ui.conftest import save_picture
from ui.document.count_mode import with_count
from ui.jobs import jobs
from ui.jobs.worker import Context
from ui.pins.board import PinBoard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from quantizer.conversion.recipe import Recipe
    from ui.document.document import Document


@pytest.fixture
def board(
    document: Document, photo: Path, settled: Callable[[Document], None]
) -> Iterator[PinBoard]:
    """A board without pins, of an open image with a result."""
    board = PinBoard(document)
    document.open_path(photo)
    settled(document)
    yield board
    board.shutdown()


def with_colors(recipe: Recipe, colors: int) -> Recipe:
    return replace(recipe, settings=with_count(recipe.settings, colors))


def wait_for(qtbot: QtBot, board: PinBoard) -> None:
    qtbot.waitUntil(lambda: not board.pending, timeout=10_000)


def test_a_pin_costs_and_measures_what_an_export_does(
    qtbot: QtBot, document: Document, board: PinBoard
) -> None:
    gif = replace(with_colors(document.recipe, 7), file_format=format_by_name("gif"))
    board.pin_result()
    board.pin([gif, gif])
    wait_for(qtbot, board)
    first, second = board.pins
    assert [one.recipe for one in board.pins] == [document.recipe, gif]
    assert document.outcome is not None
    assert first.frame(0) is document.outcome.frames[0]  # its pixels are not held twice
    assert document.outcome.quantized.metrics is not None
    assert first.metrics.complete() == document.outcome.quantized.metrics
    assert document.read is not None
    exported = jobs.export(document.read, gif, ())(Context(jobs.SILENT, lambda _part: None))
    assert second.size == len(exported.data)
    assert len(second.frame(0).palette) == 7
    kept = [second.frame(0).indices.nbytes, second.quantized.kmeans.labels.nbytes]
    assert kept == [60 * 40, 0]


def test_names_say_what_distinguishes_the_pins(
    qtbot: QtBot, document: Document, board: PinBoard
) -> None:
    plain = replace(document.settings, dither=DitherSettings("none"))
    recipe = replace(document.recipe, settings=with_count(plain, 4))
    board.pin([recipe])
    wait_for(qtbot, board)
    assert board.names == ("4 colours, no dither, PNG",)
    webp = replace(with_colors(document.recipe, 8), file_format=format_by_name("webp"))
    board.pin([with_colors(recipe, 8), webp])
    wait_for(qtbot, board)
    assert board.names == (
        "4 colours, no dither, PNG",
        "8 colours, no dither, PNG",
        "8 colours, Adaptive, WebP",
    )
    board.remove(board.pins[2].key)
    assert board.names == ("4 colours", "8 colours")
    board.bring_back()
    board.rename(board.pins[1].key, " flat ")
    board.move(board.pins[1].key, 0)
    assert board.names[0] == "flat"
    assert [one.name for one in board.recipes()] == ["flat", "", ""]


def test_pins_go_with_their_image_and_come_back_with_a_project(
    qtbot: QtBot,
    document: Document,
    board: PinBoard,
    tmp_path: Path,
    photo: Path,
    settled: Callable[[Document], None],
) -> None:
    board.pin([with_colors(document.recipe, count) for count in (3, 5)])
    waiting = board.recipes()
    assert [one.recipe.settings.cluster.colors for one in waiting] == [3, 5]
    wait_for(qtbot, board)
    before = [one.frame(0).indices for one in board.pins]
    document.open_path(save_picture(tmp_path / "other.png", 30, 30))
    settled(document)
    assert board.pins == ()
    document.open_path(photo)
    settled(document)
    board.restore(waiting)
    wait_for(qtbot, board)
    assert board.recipes() == waiting
    assert all(
        np.array_equal(one.frame(0).indices, indices)
        for one, indices in zip(board.pins, before, strict=True)
    )


def test_cancelling_keeps_what_is_made(qtbot: QtBot, document: Document, board: PinBoard) -> None:
    board.pin([with_colors(document.recipe, count) for count in (2, 3, 4)])
    qtbot.waitUntil(lambda: len(board.pending) < 3)
    board.cancel()
    made = len(board.pins)
    assert board.pending == ()
    assert all(one.size is not None for one in board.pins)
    qtbot.wait(50)
    assert len(board.pins) == made
