"""A batch that converts nothing, so that the window can be tried alone."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.options import Sharing
from quantizer.batch.plan.plan import Entry, Plan
from quantizer.batch.report import Summary
from quantizer.batch.run.control import Control
from quantizer.image.palette import Palette, Swatch
from quantizer.progress import SILENT
from ui.batch import jobs, window
from ui.batch.window import BatchWindow
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from quantizer.batch.plan.options import BatchOptions
    from quantizer.errors import QuantizerError
    from quantizer.presets import PresetStore
    from quantizer.progress import Progress
    from ui.preferences import Preferences

PALETTE = Palette((Swatch((255, 0, 0, 255)), Swatch((0, 0, 255, 255))))


def entries(count: int, folder: Path = Path("/in")) -> tuple[Entry, ...]:
    """Entries whose files need not exist."""
    return tuple(
        Entry(number, folder / name, Path(name), Path("/out") / name, "png")
        for number in range(1, count + 1)
        for name in [f"{number:05}.png"]
    )


def done(entry: Entry, **known: object) -> Outcome:
    values: dict[str, object] = {"k": 16, "psnr": 40.0, "bytes_before": 1000, "bytes_after": 400}
    return Outcome(entry.source, entry.target, State.DONE, **values | known)  # type: ignore[arg-type]


def failed(entry: Entry) -> Outcome:
    reason = f"{entry.source}: is damaged or cut short"
    return Outcome(entry.source, entry.target, State.FAILED, reason, bytes_before=1000)


class FakeBatch:
    """Stands in for `Batch`: it waits before each file until it is let through."""

    made: list[FakeBatch]
    count: int
    fails: frozenset[int]
    skips: Mapping[int, str]
    plan_error: QuantizerError | None
    gate: threading.Semaphore

    def __init__(
        self, options: BatchOptions, *, niceness: int = 0, histories: object = None
    ) -> None:
        self.options = options
        self.is_open = True
        self.ran: tuple[Entry, ...] = ()
        self.made.append(self)

    def __enter__(self) -> FakeBatch:
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_open = False

    def plan(self, progress: Progress = SILENT, *, tidy: bool = True) -> Plan:
        progress.check()
        if self.plan_error is not None:
            raise self.plan_error
        group = None if self.options.sharing is Sharing.NONE else "all"
        made = [
            Entry(
                one.number,
                one.source,
                one.relative,
                one.target,
                "png",
                group,
                skip=self.skips.get(one.number, ""),
            )
            for one in entries(self.count, self.options.selection.paths[0])
        ]
        return Plan(tuple(made), self.options)

    def palettes(self, plan: Plan, progress: Progress = SILENT) -> dict[str, Palette]:
        progress.check()
        return {} if self.options.sharing is Sharing.NONE else {"all": PALETTE}

    def run(
        self,
        plan: Plan,
        palettes: Mapping[str, Palette] | None = None,
        listener: Callable[[Entry, Outcome], None] = lambda _entry, _outcome: None,
        control: Control | None = None,
    ) -> Summary:
        control = control or Control()
        self.ran = plan.entries
        outcomes = []
        for entry in plan.entries:
            listener(entry, Outcome(entry.source, entry.target, State.RUNNING))
            while not self.gate.acquire(timeout=0.01) and not control.is_cancelled:
                pass
            outcome = failed(entry) if entry.number in self.fails else done(entry)
            if control.is_cancelled:
                outcome = Outcome(entry.source, entry.target, State.CANCELLED)
            outcomes.append(outcome)
            listener(entry, outcome)
        return Summary(tuple(outcomes), 1.0, None, cancelled=control.is_cancelled)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> type[FakeBatch]:
    """The batches that are made from now on."""

    class Fake(FakeBatch):
        made = []  # noqa: RUF012 - each test has its own
        count = 5
        fails = frozenset()
        skips = {}  # noqa: RUF012
        plan_error = None
        gate = threading.Semaphore(0)

    monkeypatch.setattr(jobs, "Batch", Fake)
    return Fake


@pytest.fixture
def batch_window(
    qtbot: QtBot, qapp: QApplication, preferences: Preferences, presets: PresetStore
) -> Iterator[BatchWindow]:
    apply_theme(qapp, Theme.LIGHT)
    made = BatchWindow(preferences, presets)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.shutdown()


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Answers to the question whether a batch may be cancelled, the next one first."""
    answers: list[bool] = []
    monkeypatch.setattr(window, "confirm_cancel", lambda _parent, _left: answers.pop(0))
    return answers
