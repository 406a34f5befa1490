"""Files that appear in a watched folder are converted once they have stopped growing."""

from __future__ import annotations

import os
import shutil
import threading
import time
from typing import TYPE_CHECKING

import pytest
from PIL import Image as PillowImage

from quantizer.batch import changes
from quantizer.batch import watch as watching
from quantizer.batch.changes import StableFiles
from quantizer.batch.outcome import State
from quantizer.batch.plan.options import (
    BatchOptions,
    Collision,
    Conversion,
    Destination,
    FileSelection,
)
from quantizer.batch.run.control import Control
from quantizer.batch.watch import watch
from quantizer.errors import QuantizerError, ReadError, SettingsError
from quantizer.settings.settings import ClusterSettings, Settings
from tests.batch.inline import InlineBatch
from tests.batch.trees import hide
from tests.conftest import make_photo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PATIENCE = 120
"""Seconds after which a test gives up."""


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_file_is_stable_after_a_while_without_changes(tmp_path: Path) -> None:
    clock, file = Clock(), tmp_path / "a.png"
    stable = StableFiles(1.0, clock)
    file.write_bytes(b"a")
    assert stable.take([file]) == frozenset()
    clock.now += 0.9
    file.write_bytes(b"ab")  # it still grows
    assert stable.take([file]) == frozenset()
    clock.now += 0.9
    assert stable.take([file]) == frozenset()
    assert stable.is_waiting
    clock.now += 0.1
    assert stable.take([file]) == {file}
    assert not stable.is_waiting
    clock.now += 5
    assert stable.take([file]) == frozenset()  # each state of a file is tried once
    os.utime(file, (1, 1))
    assert stable.take([file]) == frozenset()
    clock.now += 1
    assert stable.take([file]) == {file}


def test_a_file_that_went_and_came_back_is_new(tmp_path: Path) -> None:
    clock, file = Clock(), tmp_path / "a.png"
    stable = StableFiles(1.0, clock)
    file.write_bytes(b"a")
    for expected in (frozenset(), frozenset({file})):
        assert stable.take([file]) == expected
        clock.now += 1
    assert stable.take([]) == frozenset()
    assert stable.take([file, tmp_path / "gone.png"]) == frozenset()
    assert stable.is_waiting


class Watched:
    """A folder that is watched on a thread of its own."""

    def __init__(self, folder: Path, output: Path) -> None:
        self.folder, self.output = folder, output
        self.control = Control()
        self.rounds: list[list[str]] = []
        self.changes = threading.Condition()
        self.states: dict[str, list[State]] = {}
        self.summary = None
        self.error: QuantizerError | None = None
        colors = Conversion(Settings(ClusterSettings(4)))
        to = Destination(output, collision=Collision.SKIP)
        self.batch = InlineBatch(BatchOptions(FileSelection((folder,)), to, colors))
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            self.summary = watch(self.batch, self.control, self._begin, self._hear)
        except QuantizerError as error:
            self.error = error

    def _begin(self, plan) -> None:
        self.rounds.append([str(entry.relative) for entry in plan.entries])

    def _hear(self, entry, outcome) -> None:
        if outcome.state.is_final:
            with self.changes:
                self.states.setdefault(entry.source.name, []).append(outcome.state)
                self.changes.notify_all()

    def wait_for(self, name: str, *states: State) -> None:
        with self.changes:
            assert self.changes.wait_for(
                lambda: self.states.get(name) == list(states), timeout=PATIENCE
            ), (self.states, self.error)

    def end(self):
        self.control.cancel()
        self.thread.join(PATIENCE)
        assert not self.thread.is_alive()
        if self.error is not None:
            raise self.error
        return self.summary


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    """A folder with one picture, whose results go into a folder within it."""
    monkeypatch.setattr(watching, "STABLE_SECONDS", 0.2)
    monkeypatch.setattr(watching, "_LOOK_SECONDS", 0.05)
    folder = tmp_path / "inbox"
    folder.mkdir()
    draw(folder / "first.png", 1)
    watched = Watched(folder, folder / "out")
    watched.thread.start()
    yield watched
    watched.control.cancel()
    watched.thread.join(PATIENCE)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def draw(path: Path, seed: int) -> None:
    PillowImage.fromarray(make_photo(seed=seed)[..., :3]).save(path)


def test_what_is_there_comes_first_then_what_appears(watched: Watched, tmp_path: Path) -> None:
    watched.wait_for("first.png", State.DONE)
    draw(watched.folder / "second.png", 2)
    watched.wait_for("second.png", State.DONE)
    draw(watched.folder / "first.png", 3)  # changed
    watched.wait_for("first.png", State.DONE, State.DONE)
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    draw(moved / "third.png", 4)
    moved.rename(watched.folder / "moved")
    watched.wait_for("third.png", State.DONE)
    summary = watched.end()
    assert watched.rounds == [["first.png"], ["second.png"], ["first.png"], ["moved/third.png"]]
    assert len(summary.outcomes) == 3
    assert not summary.cancelled
    assert summary.exit_code == 0
    assert (watched.output / "moved" / "third.png").is_file()


def test_a_broken_file_is_tried_again_when_it_changes(watched: Watched) -> None:
    broken = watched.folder / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nno more")
    watched.wait_for("broken.png", State.FAILED)
    draw(watched.folder / "other.png", 5)
    watched.wait_for("other.png", State.DONE)
    watched.wait_for("broken.png", State.FAILED)
    draw(broken, 6)
    watched.wait_for("broken.png", State.FAILED, State.DONE)
    assert watched.end().exit_code == 0


@pytest.mark.exhaustive
def test_a_folder_that_is_empty_again_is_watched_on(watched: Watched) -> None:
    watched.wait_for("first.png", State.DONE)
    plan = watched.batch.plan

    def plan_too_late(*arguments, **named):
        (watched.folder / "first.png").unlink(missing_ok=True)
        (watched.folder / "second.png").unlink(missing_ok=True)
        watched.batch.plan = plan
        return plan(*arguments, **named)

    watched.batch.plan = plan_too_late
    draw(watched.folder / "second.png", 2)
    wait_until(lambda: watched.batch.plan == plan)
    draw(watched.folder / "third.png", 3)
    watched.wait_for("third.png", State.DONE)
    assert watched.end().exit_code == 0


def test_it_polls_if_the_system_sends_no_messages(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.wait_for("first.png", State.DONE)
    watched.end()

    class Refuses(changes.Observer):  # type: ignore[misc, name-defined]
        def start(self) -> None:
            raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr(changes, "Observer", Refuses)
    other = Watched(watched.folder, watched.output)
    other.thread.start()
    draw(watched.folder / "second.png", 2)
    other.wait_for("second.png", State.DONE)
    assert other.end().exit_code == 0


def test_files_that_are_replaced_cannot_be_watched(tmp_path: Path) -> None:
    batch = InlineBatch(BatchOptions(FileSelection((tmp_path,)), Destination(None)))
    with pytest.raises(SettingsError, match="cannot be watched"):
        watch(batch, Control(), lambda plan: None, lambda entry, outcome: None)


def test_a_missing_folder_is_an_error(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "missing", tmp_path / "out")
    watched.thread.start()
    watched.thread.join(PATIENCE)
    with pytest.raises(ReadError, match="no such file or folder"):
        watched.end()


def test_a_folder_that_vanishes_ends_the_watch(watched: Watched, tmp_path: Path) -> None:
    watched.wait_for("first.png", State.DONE)
    shutil.rmtree(watched.folder)
    watched.thread.join(PATIENCE)
    assert not watched.thread.is_alive()
    summary = watched.end()
    first, failed = summary.outcomes
    assert first.state is State.DONE
    assert (failed.state, failed.source) == (State.FAILED, watched.folder)
    assert failed.reason == "there is no such file or folder; the watch has ended"
    assert watched.states["inbox"] == [State.FAILED]
    assert summary.exit_code == 1


@pytest.mark.exhaustive
def test_a_folder_that_cannot_be_read_has_failed_until_it_can_be(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched.wait_for("first.png", State.DONE)
    with monkeypatch.context() as patch:
        hide(patch, watched.folder / "secret")
        (watched.folder / "secret").mkdir()
        watched.wait_for("secret", State.FAILED)
        draw(watched.folder / "second.png", 2)
        watched.wait_for("second.png", State.DONE)
        watched.wait_for("secret", State.FAILED)  # it is told once
    draw(watched.folder / "secret" / "third.png", 3)
    watched.wait_for("third.png", State.DONE)
    assert watched.end().exit_code == 0


def test_a_watch_of_what_cannot_be_read_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inbox").mkdir()
    hide(monkeypatch, tmp_path / "inbox")
    watched = Watched(tmp_path / "inbox", tmp_path / "out")
    watched.thread.start()
    watched.wait_for("inbox", State.FAILED)
    assert watched.end().exit_code == 1
