from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import PySide6
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox

from quantizer.batch.outcome import State
from quantizer.batch.plan.options import (
    BatchOptions,
    Collision,
    Destination,
    FileSelection,
    Sharing,
)
from quantizer.batch.plan.plan import Entry
from quantizer.errors import SettingsError
from quantizer.settings.settings import ClusterSettings, DitherSettings, Effort, Settings
from tests.ui.conftest import save_picture
from ui.batch.columns import Column
from ui.batch.confirm_replace import may_replace
from ui.batch.controller import Phase
from ui.batch.options_panel import OptionsPanel
from ui.document.selection import Chosen

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.batch.conftest import FakeBatch
    from ui.batch.window import BatchWindow
    from ui.main_window import MainWindow

    Fake = type[FakeBatch]


def drop(window: BatchWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    keys = Qt.KeyboardModifier.NoModifier
    # PySide6 6.12 takes QPointF and deprecates QPoint; earlier releases take QPoint only.
    place = QPointF(9, 9) if PySide6.__version_info__ >= (6, 12) else QPoint(9, 9)
    QApplication.sendEvent(window, QDragEnterEvent(place, copy, data, button, keys))
    QApplication.sendEvent(window, QDropEvent(QPointF(9, 9), copy, data, button, keys))


@pytest.fixture
def planned(batch_window: BatchWindow, fake: Fake, qtbot: QtBot, tmp_path: Path) -> BatchWindow:
    with qtbot.waitSignal(batch_window.controller.planned):
        drop(batch_window, tmp_path)
    return batch_window


def start(window: BatchWindow, qtbot: QtBot, fake: Fake) -> None:
    qtbot.mouseClick(window.footer.start, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.controller.phase is Phase.RUNNING and bool(fake.made[-1].ran))


def end(window: BatchWindow, qtbot: QtBot, fake: Fake) -> None:
    with qtbot.waitSignal(window.controller.ended):
        fake.gate.release(9)


def test_an_empty_window_invites(batch_window: BatchWindow) -> None:
    assert batch_window.page.title.text() == "Drop folders and images here"
    assert batch_window.page.isVisible()
    assert not batch_window.footer.start.isEnabled()
    assert batch_window.footer.words.text() == "No files yet"


def test_a_dropped_folder_becomes_rows_and_a_place_for_outputs(
    planned: BatchWindow, tmp_path: Path, fake: Fake
) -> None:
    assert planned.table.isVisible()
    assert planned.model.rowCount() == 5
    options = fake.made[-1].options
    assert options.selection.paths == (tmp_path,)
    assert options.destination.folder == tmp_path.with_name(f"{tmp_path.name}-quantized")
    assert options.destination.collision is Collision.RENAME
    assert options.conversion.settings.cluster.effort is Effort.FAST
    assert planned.footer.words.text() == "5 files to convert"
    assert planned.footer.start.isEnabled()


@pytest.mark.exhaustive
def test_the_same_folder_counts_once(planned: BatchWindow, tmp_path: Path) -> None:
    drop(planned, tmp_path, tmp_path / "a.png")
    assert planned.sources.places == (str(tmp_path), str(tmp_path / "a.png"))


@pytest.mark.exhaustive
def test_a_change_of_the_options_is_planned(planned: BatchWindow, fake: Fake, qtbot: QtBot) -> None:
    with qtbot.waitSignal(planned.controller.planned):
        qtbot.mouseClick(planned.options.count.picks[3], Qt.MouseButton.LeftButton)
    assert fake.made[-1].options.conversion.settings.cluster.colors == 16


def test_what_was_changed_a_moment_before_the_start_holds(
    planned: BatchWindow, fake: Fake, qtbot: QtBot
) -> None:
    planned.options.include.setText("*.png, b*")
    planned.options.include.editingFinished.emit()
    start(planned, qtbot, fake)
    assert fake.made[-1].options.selection.include == ("*.png", "b*")
    end(planned, qtbot, fake)


@pytest.mark.exhaustive
def test_a_plan_that_cannot_be_is_explained_in_the_window(
    batch_window: BatchWindow, fake: Fake, qtbot: QtBot, tmp_path: Path
) -> None:
    fake.plan_error = SettingsError("two files would be written to /out/a.png")
    with qtbot.waitSignal(batch_window.controller.failed):
        drop(batch_window, tmp_path)
    assert batch_window.page.title.text() == "The batch cannot be planned"
    assert batch_window.page.text.text() == "Two files would be written to /out/a.png."
    assert not batch_window.footer.start.isEnabled()


def test_a_run_from_start_to_summary(planned: BatchWindow, fake: Fake, qtbot: QtBot) -> None:
    fake.fails = frozenset({2})
    start(planned, qtbot, fake)
    footer = planned.footer
    assert footer.pause.isVisible()
    assert footer.cancel.isVisible()
    assert not planned.options.count.isEnabled()
    end(planned, qtbot, fake)
    assert footer.words.text().endswith(": 4 converted, 1 failed · 4.0 kB → 1.6 kB, 60 % saved")
    assert footer.retry.isVisible()
    assert footer.report.isVisible()
    assert planned.options.count.isEnabled()
    assert planned.sources.trouble.text() == "Only failed and skipped (1)"


def test_retry_is_a_click(planned: BatchWindow, fake: Fake, qtbot: QtBot) -> None:
    fake.fails = frozenset({2})
    start(planned, qtbot, fake)
    end(planned, qtbot, fake)
    fake.fails = frozenset()
    qtbot.mouseClick(planned.footer.retry, Qt.MouseButton.LeftButton)
    end(planned, qtbot, fake)
    assert planned.model.counts[State.DONE] == 5
    assert not planned.footer.retry.isVisible()


def test_pause_and_cancel_are_clicks(planned: BatchWindow, fake: Fake, qtbot: QtBot) -> None:
    start(planned, qtbot, fake)
    qtbot.mouseClick(planned.footer.pause, Qt.MouseButton.LeftButton)
    assert planned.footer.words.text().startswith("Paused · 0 of 5 files")
    assert planned.footer.pause.text() == "Resume"
    qtbot.mouseClick(planned.footer.pause, Qt.MouseButton.LeftButton)
    assert planned.controller.phase is Phase.RUNNING
    with qtbot.waitSignal(planned.controller.ended):
        qtbot.mouseClick(planned.footer.cancel, Qt.MouseButton.LeftButton)
    assert planned.footer.words.text().endswith(": 5 cancelled")
    assert planned.footer.start.text() == "Continue"


@pytest.mark.exhaustive
def test_shared_palettes_show_as_swatches(planned: BatchWindow, fake: Fake, qtbot: QtBot) -> None:
    sharing = planned.options.sharing
    assert not sharing.seek.isVisible()
    with qtbot.waitSignal(planned.controller.planned):
        qtbot.mouseClick(sharing.choice.buttons[Sharing.ALL], Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(planned.controller.palettes_changed):
        qtbot.mouseClick(sharing.seek, Qt.MouseButton.LeftButton)
    assert sharing.view.isVisible()
    assert sharing.view.model().index(0, 0).data() == "All images · 2 colours"
    assert planned.model.counts[State.WAITING] == 5


@pytest.mark.exhaustive
def test_files_are_not_added_while_a_batch_runs(
    planned: BatchWindow, fake: Fake, qtbot: QtBot, tmp_path: Path
) -> None:
    start(planned, qtbot, fake)
    drop(planned, tmp_path / "more")
    assert planned.sources.places == (str(tmp_path),)
    end(planned, qtbot, fake)


def test_closing_asks_and_may_be_taken_back(
    planned: BatchWindow, fake: Fake, qtbot: QtBot, questions: list[bool]
) -> None:
    start(planned, qtbot, fake)
    questions.append(False)
    planned.close()
    assert planned.isVisible()
    assert planned.controller.phase is Phase.RUNNING
    questions.append(True)
    planned.close()
    qtbot.waitUntil(lambda: not planned.isVisible())
    assert planned.model.counts[State.CANCELLED] == 5
    assert not fake.made[-1].is_open
    planned.show()  # it comes back with what it had
    assert planned.model.rowCount() == 5


def test_closing_without_a_run_asks_nothing(planned: BatchWindow, questions: list[bool]) -> None:
    planned.close()
    assert not planned.isVisible()


@pytest.mark.exhaustive
def test_only_pictures_in_sight_are_made(
    batch_window: BatchWindow, fake: Fake, qtbot: QtBot, tmp_path: Path
) -> None:
    fake.count = 3000
    wanted: list[list[Path]] = []
    store = batch_window.thumbnails
    store.want = lambda paths: wanted.append(list(paths))  # type: ignore[method-assign]
    with qtbot.waitSignal(batch_window.controller.planned):
        drop(batch_window, tmp_path)
    qtbot.waitUntil(lambda: bool(wanted))
    assert wanted[-1][0] == tmp_path / "00001.png"
    assert len(wanted[-1]) < 40
    batch_window.table.verticalScrollBar().setValue(
        batch_window.table.verticalScrollBar().maximum()
    )
    assert tmp_path / "03000.png" in wanted[-1]
    assert len(wanted[-1]) < 40


def test_a_result_is_shown_beside_its_original(
    planned: BatchWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    comparison = planned.comparison
    source, target = save_picture(tmp_path / "a.png"), save_picture(tmp_path / "b.png")
    entry = planned.model.entries[0]
    object.__setattr__(entry, "source", source)
    object.__setattr__(entry, "target", target)
    planned.table.compare_requested.emit(entry)
    qtbot.waitUntil(lambda: comparison.canvas.view is not None)
    assert comparison.isVisible()
    assert comparison.name.text() == "Original: a.png · Result: b.png"
    opened = []
    planned.open_requested.connect(opened.append)
    qtbot.mouseClick(comparison.open, Qt.MouseButton.LeftButton)
    assert opened == [source]


def test_return_shows_the_result_or_opens_the_original(
    planned: BatchWindow, fake: Fake, qtbot: QtBot
) -> None:
    planned.model.entries[1].source.touch()
    compared, opened = [], []
    planned.table.compare_requested.disconnect()
    planned.table.compare_requested.connect(compared.append)
    planned.open_requested.connect(opened.append)
    planned.table.setCurrentIndex(planned.model.index(1, Column.FILE))
    qtbot.keyClick(planned.table, Qt.Key.Key_Return)
    assert opened == [planned.model.entries[1].source]
    start(planned, qtbot, fake)
    end(planned, qtbot, fake)
    qtbot.keyClick(planned.table, Qt.Key.Key_Return)
    assert compared == [planned.model.entries[1]]


def test_the_menu_of_a_row_offers_what_can_be_done(
    planned: BatchWindow, fake: Fake, qtbot: QtBot
) -> None:
    fake.fails = frozenset({1})
    start(planned, qtbot, fake)
    end(planned, qtbot, fake)
    table = planned.table
    offered = {
        row: [
            action.text().replace("&", "")
            for action in table.menu(planned.model.index(row, 0), ()).actions()
            if action.isEnabled() and action.text()
        ]
        for row in (0, 1)
    }
    for_all = ["Remove from the batch", "Sort by"]
    assert offered[0] == ["Open original", "Convert again", *for_all]
    assert offered[1] == [
        "Compare with original", "Open original", "Show output folder", *for_all
    ]  # fmt: skip


def test_the_panel_asks_for_what_it_shows(qtbot: QtBot, tmp_path: Path) -> None:
    panel = OptionsPanel()
    qtbot.addWidget(panel)
    assert panel.request(()) is None
    assert panel.request((str(tmp_path),)) is None  # where to?
    panel.output.propose(tmp_path / "photos")
    panel.choose(Chosen(Settings(ClusterSettings(colors=8), DitherSettings("none"))))
    panel.output.skip_larger.setChecked(True)
    panel.output.copy.setChecked(True)
    panel.output.saving.setValue(5)
    panel.exclude.setText("*-old.*")
    panel.recursive.setChecked(False)
    made = panel.request((str(tmp_path),))
    assert made is not None
    options = made.options
    assert options.destination.folder == tmp_path / "photos-quantized"
    assert options.conversion.settings.cluster.colors == 8
    assert options.conversion.skip_if_larger
    assert options.conversion.copy_original
    assert options.conversion.min_saving == 5
    assert options.selection.exclude == ("*-old.*",)
    assert not options.selection.recursive


def test_replacing_originals_is_said_aloud(qtbot: QtBot, tmp_path: Path) -> None:
    panel = OptionsPanel()
    qtbot.addWidget(panel)
    panel.show()
    qtbot.mouseClick(panel.output.place.buttons[True], Qt.MouseButton.LeftButton)
    assert "trash" in panel.output.note.text()
    assert panel.output.note.isVisible()
    made = panel.request((str(tmp_path),))
    assert made is not None
    assert made.options.destination.replaces
    assert made.options.conversion.skip_if_larger


def test_replacing_originals_by_another_format_is_asked(
    batch_window: BatchWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = []

    def answer(box: QMessageBox) -> None:
        said.append(box.informativeText())
        role = QMessageBox.ButtonRole.DestructiveRole if agrees else box.ButtonRole.RejectRole
        next(one for one in box.buttons() if box.buttonRole(one) is role).click()

    monkeypatch.setattr(QMessageBox, "exec", answer)
    files = [Entry(1, Path("/in/a.jpg"), Path("a.jpg"), Path("/in/a.png"), "png")]
    in_place = BatchOptions(FileSelection(()), Destination(None))
    for agrees in (True, False):
        assert may_replace(batch_window, in_place, files) is agrees
    assert "JPEG becomes PNG: 1" in said[0]
    elsewhere = BatchOptions(FileSelection(()), Destination(Path("/out")))
    assert may_replace(batch_window, elsewhere, files)
    kept = [Entry(1, Path("/in/a.png"), Path("a.png"), Path("/in/a.png"), "png")]
    assert may_replace(batch_window, in_place, kept)
    assert len(said) == 2


def test_rows_are_drawn_as_they_stand(planned: BatchWindow, fake: Fake, qtbot: QtBot) -> None:
    table = planned.table

    def inks(row: int) -> set[str]:
        """Return the colours of a row's state."""
        left, width = table.columnViewportPosition(Column.STATE), table.columnWidth(Column.STATE)
        top, height = table.rowViewportPosition(row), table.rowHeight(row)
        picture = table.viewport().grab(QRect(left, top, width, height - 1)).toImage()
        return {
            picture.pixelColor(x, y).name()
            for x in range(picture.width())
            for y in range(picture.height())
        }

    waiting = inks(1)
    assert len(waiting) > 2
    table.selectRow(1)
    assert inks(1) != waiting
    table.clearSelection()
    fake.fails = frozenset({2})
    start(planned, qtbot, fake)
    end(planned, qtbot, fake)
    assert "#c0282d" in inks(1)
    assert "#c0282d" not in inks(0)


def test_every_control_has_a_name(batch_window: BatchWindow) -> None:
    for field in batch_window.findChildren(QLineEdit):
        named = field.accessibleName() or field.parent().property("accessibleName")
        assert named, field


def test_the_main_window_opens_it_and_closes_with_it(
    window: MainWindow, fake: Fake, qtbot: QtBot, tmp_path: Path, questions: list[bool]
) -> None:
    window.actions_by_name["batch"].trigger()
    batch = window.batch.window
    assert batch is not None
    assert batch.isVisible()
    with qtbot.waitSignal(batch.controller.planned):
        drop(batch, tmp_path)
    start(batch, qtbot, fake)
    questions.append(False)
    window.close()
    assert window.isVisible()
    questions.append(True)
    window.close()
    assert not window.isVisible()
    assert not batch.isVisible()
    assert not fake.made[-1].is_open


@pytest.mark.exhaustive
def test_the_settings_of_the_main_window_can_be_taken_over(
    window: MainWindow, fake: Fake, qtbot: QtBot
) -> None:
    window.document.change_settings(Settings(ClusterSettings(colors=7)))
    window.actions_by_name["batch"].trigger()
    batch = window.batch.window
    assert batch is not None
    qtbot.mouseClick(batch.options.current, Qt.MouseButton.LeftButton)
    assert batch.options.settings.cluster.colors == 7


def headings_click(window: BatchWindow, qtbot: QtBot, column: Column) -> None:
    header = window.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)


def names(window: BatchWindow) -> list[str]:
    model = window.model
    return [model.entry(row).source.name[:5] for row in range(model.rowCount())]


def test_a_given_palette_that_is_not_chosen_stops_the_start_and_says_so(
    planned: BatchWindow, fake: Fake, qtbot: QtBot
) -> None:
    qtbot.mouseClick(planned.options.sharing.choice.buttons["given"], Qt.MouseButton.LeftButton)
    planned._start()  # at once, before a new plan could be made
    assert not planned.footer.start.isEnabled()
    assert planned.footer.words.text().startswith("Choose the palette for all images")
    assert planned.controller.phase is Phase.EMPTY
    assert not any(batch.ran for batch in fake.made)


def test_a_click_on_a_heading_sorts_and_rows_stay_where_they_are_during_a_run(
    planned: BatchWindow, fake: Fake, qtbot: QtBot
) -> None:
    planned.table.selectRow(0)
    headings_click(planned, qtbot, Column.FILE)
    assert names(planned) == ["00005", "00004", "00003", "00002", "00001"]
    assert [entry.number for entry in planned.table.chosen()] == [1]
    headings_click(planned, qtbot, Column.STATE)
    assert planned.table.horizontalHeader().sortIndicatorSection() == Column.STATE
    start(planned, qtbot, fake)
    fake.gate.release(2)
    qtbot.waitUntil(lambda: planned.model.counts[State.DONE] == 2)
    assert names(planned) == ["00001", "00002", "00003", "00004", "00005"]
    with qtbot.waitSignal(planned.controller.ended):
        planned.controller.cancel()
    headings_click(planned, qtbot, Column.STATE)
    assert names(planned) == ["00003", "00004", "00005", "00001", "00002"]
    assert [entry.number for entry in planned.table.chosen()] == [1]


def test_delete_removes_the_selected_rows_and_undo_brings_them_back(
    planned: BatchWindow, fake: Fake, qtbot: QtBot
) -> None:
    planned.table.selectRow(1)
    qtbot.keyClick(planned.table, Qt.Key.Key_Delete)
    assert names(planned) == ["00001", "00003", "00004", "00005"]
    assert planned.footer.words.text() == "4 files to convert"
    start(planned, qtbot, fake)
    end(planned, qtbot, fake)
    assert [entry.number for entry in fake.made[-1].ran] == [1, 3, 4, 5]
    planned.undo.undo()
    assert names(planned) == ["00001", "00002", "00003", "00004", "00005"]
    assert planned.model.counts[State.WAITING] == 1
    planned.table.selectRow(0)
    qtbot.keyClick(planned.table, Qt.Key.Key_Delete)
    request = planned.options.request(planned.sources.places, planned.sources.left_out)
    assert request is not None
    assert [name[-9:] for name in request.options.selection.left_out] == ["00001.png"]


def test_undo_takes_the_last_run_back_and_says_what_it_could_not(
    batch_window: BatchWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = tmp_path / "in", tmp_path / "in-quantized"
    (folder / "sub").mkdir(parents=True)
    for name in ("a.png", "sub/b.png"):
        save_picture(folder / name, 8, 8)
    window, asked, told = batch_window, [], []
    monkeypatch.setattr(
        "ui.batch.undo_presenter._confirms", lambda _window, scope: asked.append(scope) or True
    )
    monkeypatch.setattr(
        "ui.batch.undo_presenter._tell_rest", lambda _window, result: told.append(result.not_undone)
    )
    with qtbot.waitSignal(window.controller.planned):
        drop(window, folder)
    assert window.footer.undo.isHidden()
    assert window.model.index(1, Column.RESULT).data() == str(Path("sub", "b.png"))
    with qtbot.waitSignal(window.controller.ended, timeout=20_000):
        qtbot.mouseClick(window.footer.start, Qt.MouseButton.LeftButton)
    save_picture(out / "a.png", 9, 9)
    with qtbot.waitSignal(window.controller.planned):
        qtbot.mouseClick(window.footer.undo, Qt.MouseButton.LeftButton)
    assert [(scope.removed, scope.restored) for scope in asked] == [(2, 0)]
    assert [[(one.path.name, one.reason) for one in left] for left in told] == [
        [("a.png", "it was changed since")]
    ]
    assert not (out / "sub").exists()


@pytest.mark.parametrize("size", [(960, 540), (640, 480)])
def test_everything_fits_into_a_small_window(planned: BatchWindow, size: tuple[int, int]) -> None:
    planned.resize(*size)
    QApplication.processEvents()
    assert (planned.width(), planned.height()) == size
    sources = planned.sources
    for control in (planned.footer.start, sources.folder, sources.images, sources.clear):
        place = control.mapTo(planned, QPoint(0, 0))
        assert planned.rect().contains(QRect(place, control.size()))
        assert control.width() >= control.sizeHint().width()
    assert planned.table.columnWidth(Column.FILE) >= 160
