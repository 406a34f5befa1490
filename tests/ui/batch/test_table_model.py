from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.options import BatchOptions, Destination, FileSelection
from quantizer.batch.plan.plan import Entry, Plan
from tests.ui.batch.conftest import done, entries, failed
from ui.batch.columns import Column
from ui.batch.jobs import Planned
from ui.batch.table_model import BatchModel

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from pytestqt.modeltest import ModelTester


class Pictures(QObject):
    arrived = Signal(object)

    def picture(self, path: Path) -> QImage | None:
        return QImage(1, 1, QImage.Format.Format_RGB32) if path.stem == "00002" else None


@pytest.fixture
def model(qapp: object) -> BatchModel:
    made = BatchModel(Pictures())  # type: ignore[arg-type]
    made.set_plan(planned(entries(6)))
    return made


def planned(made: tuple[Entry, ...]) -> Planned:
    options = BatchOptions(FileSelection((Path("/in"),)), Destination(Path("/out")))
    return Planned(Plan(made, options))


def column(model: BatchModel, which: Column) -> list[object]:
    return [model.index(row, which).data() for row in range(model.rowCount())]


def test_a_row_tells_file_state_colours_saving_and_output(model: BatchModel) -> None:
    first, second = model.entries[:2]
    model.take([(first, done(first)), (second, failed(second))])
    texts = [[model.index(row, one).data() for one in Column] for row in range(3)]
    assert texts[0] == ["00001.png", "Converted", "16", "60 % · 600 bytes", "00001.png"]
    assert texts[1] == ["00002.png", "Failed", "", "", "Is damaged or cut short"]
    assert texts[2] == ["00003.png", "Waiting", "", "", "00003.png"]


def test_a_larger_result_says_so(model: BatchModel) -> None:
    first = model.entries[0]
    model.take([(first, done(first, bytes_after=1500))])
    assert column(model, Column.SAVED)[0] == "+50 % · +500 bytes"


def test_tooltips_tell_paths_quality_and_sizes(model: BatchModel) -> None:
    first = model.entries[0]
    model.take([(first, done(first))])
    tips = [model.index(0, one).data(Qt.ItemDataRole.ToolTipRole) for one in Column]
    assert tips == [
        str(first.source),
        None,
        "PSNR 40.0 dB",
        "1.0 kB → 400 bytes",
        str(first.target),
    ]


def test_what_the_plan_leaves_out_is_skipped_from_the_start(model: BatchModel) -> None:
    one = entries(1)[0]
    skipped = Entry(2, one.source, Path("b.png"), one.target, "png", skip="already converted")
    model.set_plan(planned((one, skipped)))
    assert column(model, Column.STATE) == ["Waiting", "Skipped"]
    assert column(model, Column.RESULT)[1] == "Already converted"
    assert model.in_state(State.WAITING) == (one,)


def test_a_bundle_of_changes_is_told_once(model: BatchModel) -> None:
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda top, bottom, _roles: told.append((top.row(), bottom.row())))
    model.take([(one, done(one)) for one in model.entries[1:5]])
    assert told == [(1, 4)]


def test_counts_follow_every_change(model: BatchModel) -> None:
    first, second, *_ = model.entries
    model.take([(first, failed(first)), (second, done(second))])
    model.wait([first])
    assert +model.counts == {State.WAITING: 5, State.DONE: 1}


def test_nothing_is_being_converted_once_a_run_is_over(model: BatchModel) -> None:
    first = model.entries[0]
    model.take([(first, Outcome(first.source, first.target, State.RUNNING))])
    model.settle()
    assert column(model, Column.STATE) == ["Waiting"] * 6


def test_only_troubled_rows_can_be_shown_while_more_arrive(
    model: BatchModel, qtmodeltester: ModelTester
) -> None:
    second, fifth = model.entries[1], model.entries[4]
    model.take([(fifth, failed(fifth))])
    model.show_only_trouble(True)
    assert column(model, Column.FILE) == ["00005.png"]
    model.take([(second, failed(second))])
    assert column(model, Column.FILE) == ["00002.png", "00005.png"]
    assert model.entry(0) is second
    model.take([(fifth, done(fifth))])
    assert column(model, Column.FILE) == ["00002.png"]
    qtmodeltester.check(model)
    model.show_only_trouble(False)
    assert model.rowCount() == 6
    qtmodeltester.check(model)


def test_a_picture_that_arrives_changes_its_row_only(model: BatchModel) -> None:
    changed: list[QModelIndex] = []
    model.dataChanged.connect(lambda top, _bottom, _roles: changed.append(top))
    pictures = model._thumbnails
    pictures.arrived.emit(model.entries[1].source)
    pictures.arrived.emit(Path("/elsewhere.png"))
    assert [(one.row(), one.column()) for one in changed] == [(1, Column.FILE)]
    assert isinstance(model.row(1).picture, QImage)
    assert model.row(0).picture is None


def test_a_folder_that_cannot_be_read_has_failed_from_the_beginning(qapp: object) -> None:
    first, second = entries(2)
    made = planned((first, replace(second, error="the folder cannot be read (permission denied)")))
    model = BatchModel(Pictures())  # type: ignore[arg-type]
    model.set_plan(made)
    assert column(model, Column.STATE) == ["Waiting", "Failed"]
    assert column(model, Column.RESULT)[1] == "The folder cannot be read (permission denied)"
    assert model.in_state(State.FAILED) == (made.plan.entries[1],)
    model.show_only_trouble(True)
    assert model.rowCount() == 1
