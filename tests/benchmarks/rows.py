"""Measure how late the event loop runs while the batch window shows ten thousand rows.

Run from the project's folder, on a display or with ``QT_QPA_PLATFORM=offscreen``::

    python -m tests.benchmarks.rows --images photos --rows 10000 --screenshot rows.png

Crops of the images are linked under as many names as there are rows. The window plans the batch.
Then a script scrolls it from end to end and to random places, lets thousands of simulated outcomes
arrive while it scrolls on, shows the failed and skipped rows only, converts for some seconds,
pauses, resumes and cancels. Meanwhile a timer of 5 ms records when it is called. Printed are the
worst delay beyond these 5 ms, the 99th percentile, the number of delays above 50 ms, and the worst
delay without the time in which the thread was ready and waited for a processor core.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

from PIL import Image
from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from quantizer.presets import PresetStore
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, image_files
from tests.benchmarks.latency import Latency, Pulse, late_in
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.simulated_batch import SimulatedBatch
from tests.benchmarks.table import figure, table
from ui.batch import jobs
from ui.batch.controller import Phase
from ui.batch.window import BatchWindow
from ui.preferences import Preferences
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


_CROPS = 200
_SIDE = 96
_FRAME_MS = 16

_Step = tuple[str, "Callable[[], object]", "Callable[[], bool]"]
"""Name of a step, function that starts it, and function that returns whether it is over."""


@dataclass(frozen=True, slots=True)
class Step:
    """The delays during one step.

    Parameters
    ----------
    late
        The delays of the timer.
    own
        The longest delay in milliseconds without the time in which the window's thread was ready
        and waited for a processor core; None if the system does not offer that time.
    """

    late: Latency
    own: float | None


class OwnPulse(Pulse):
    """A `Pulse` that subtracts the time waited for a core (Linux: schedstat)."""

    def __init__(self) -> None:
        self._file = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._knows = self._file.exists()
        self._waited = self._now()
        self._own: list[float] = []
        super().__init__()

    def note(self) -> None:
        """Record the delay, and the part of it that was not waiting for a core."""
        super().note()
        waited = self._now()
        self._own.append(max(0.0, self._delays[-1] - (waited - self._waited)))
        self._waited = waited

    def taken_own(self) -> list[float]:
        """Return those parts of the delays since the last call; empty if they are unknown."""
        own, self._own = self._own, []
        return own if self._knows else []

    def _now(self) -> float:
        return int(self._file.read_text().split()[1]) / 1e6 if self._knows else 0.0


class Scroll(QObject):
    """Scrolls the table at each frame: through all rows, back, and to random places."""

    def __init__(self, window: BatchWindow) -> None:
        super().__init__()
        self._bar = window.table.verticalScrollBar()
        self._random = random.Random(0)
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._move)
        self._frame = self._frames = 0

    def start(self, frames: int) -> None:
        """Scroll for `frames` frames."""
        self._frame, self._frames = 0, frames
        self._timer.start()

    @property
    def is_over(self) -> bool:
        """Whether all frames were shown."""
        return self._frame >= self._frames

    def _move(self) -> None:
        self._frame += 1
        top, third = self._bar.maximum(), max(1, self._frames // 3)
        if self._frame < third:
            self._bar.setValue(top * self._frame // third)
        elif self._frame < 2 * third:
            self._bar.setValue(self._bar.value() - 40)  # as a wheel does
        elif self._frame % 8 == 0:
            self._bar.setValue(self._random.randrange(max(1, top)))
        if self.is_over:
            self._timer.stop()


class Run(QObject):
    """Runs all steps in the window, from its event loop."""

    def __init__(self, steps: Iterator[_Step]) -> None:
        super().__init__()
        self.found: list[Step] = []
        self._steps, self._pulse = steps, OwnPulse()
        self._name = ""
        self._is_over: Callable[[], bool] = lambda: True
        self._look = QTimer(self)
        self._look.setInterval(50)
        self._look.timeout.connect(self._next)
        self._look.start()

    def _next(self) -> None:
        if not self._is_over():
            return
        delays, own = self._pulse.taken(), self._pulse.taken_own()
        if self._name and not self._name.startswith("screenshot"):
            late = late_in("", self._name, delays)
            self.found.append(Step(late, max(own, default=None)))
        upcoming = next(self._steps, None)
        if upcoming is None:
            self._look.stop()
            QApplication.quit()
            return
        self._name, action, self._is_over = upcoming
        show_progress(self._name)
        action()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code: 1 if the loop was ever late by over 50 ms."""
    options = _parse(arguments)
    app = QApplication.instance() or QApplication(["rows"])
    assert isinstance(app, QApplication)
    apply_theme(app, Theme.DARK if options.dark else Theme.LIGHT)
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-") as name:
        folder = Path(name)
        _make_files(image_files(options.images), folder / "in", options.rows)
        settings = QSettings(str(folder / "rows.ini"), QSettings.Format.IniFormat)
        window = BatchWindow(Preferences(settings), PresetStore(folder / "presets"))
        window.resize(1280, 800)
        window.show()
        run = Run(_steps(window, folder / "in", options))
        app.exec()
        window.shutdown()
    show_progress("")
    print(f"{environment.summary()}\n\n{_report(run.found)}")
    if options.json:
        data = {"environment": environment.describe(), "latencies": [*map(asdict, run.found)]}
        options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return int(any(one.late.late for one in run.found))


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.rows", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    parser.add_argument("--rows", type=int, default=10_000, metavar="N")
    parser.add_argument("--seconds", type=float, default=15, metavar="S", help="length of the run")
    parser.add_argument("--screenshot", type=Path, metavar="FILE")
    parser.add_argument("--dark", action="store_true")
    return parser.parse_args(arguments)


def _make_files(images: Sequence[Path], folder: Path, rows: int) -> None:
    """Link crops of images under `rows` names, a hundred per folder."""
    originals = folder.parent / "crops"
    originals.mkdir()
    draw = random.Random(0)
    for number in range(_CROPS):
        with Image.open(images[number % len(images)]) as image:
            left = draw.randrange(max(1, image.width - _SIDE))
            top = draw.randrange(max(1, image.height - _SIDE))
            crop = image.convert("RGB").crop((left, top, left + _SIDE, top + _SIDE))
            crop.save(originals / f"{number}.png")
    for row in range(rows):
        place = folder / f"folder {row // 100:03}"
        place.mkdir(parents=True, exist_ok=True)
        os.link(originals / f"{row % _CROPS}.png", place / f"picture {row:05}.png")


def _steps(window: BatchWindow, folder: Path, options: argparse.Namespace) -> Iterator[_Step]:
    """Yield the steps."""
    scroll, control = Scroll(window), window.controller

    def is_planned() -> bool:
        return control.phase is Phase.READY and control.plan is not None

    yield "rest", *_for(1, lambda: None)
    yield "plan", lambda: window.sources.add([str(folder)]), is_planned
    yield "scroll", lambda: scroll.start(600), lambda: scroll.is_over
    with mock.patch.object(jobs, "Batch", SimulatedBatch):
        yield (
            "scroll, outcomes arrive",
            lambda: (control.start(), scroll.start(600)),
            lambda: scroll.is_over and is_planned(),
        )
    middle = window.model.index(options.rows // 2, 0)
    yield "look", *_for(1, lambda: window.table.scrollTo(middle))
    yield "screenshot", *_for(0.2, lambda: _shoot(window, options.screenshot))
    yield "only failed and skipped", *_for(1, lambda: window.sources.trouble.setChecked(True))
    yield "all again", *_for(1, lambda: window.sources.trouble.setChecked(False))
    yield "plan again", window.options.changed.emit, lambda: control.phase is Phase.PLANNING
    yield "planning again", lambda: None, is_planned
    yield (
        "convert and scroll",
        *_for(options.seconds, lambda: (control.start(), scroll.start(400))),
    )
    yield "pause", *_for(1, control.pause)
    yield "go on", *_for(1, control.resume)
    yield "screenshot", *_for(0.2, lambda: _shoot(window, options.screenshot, "-running"))
    yield "cancel", control.cancel, is_planned
    yield "rest after it", *_for(1, lambda: None)


def _for(
    seconds: float, action: Callable[[], object]
) -> tuple[Callable[[], object], Callable[[], bool]]:
    """Return the two functions of a step that takes `seconds` seconds."""
    began: list[float] = []

    def begin() -> None:
        began.append(time.perf_counter())
        action()

    return begin, lambda: time.perf_counter() - began[0] > seconds


def _shoot(window: BatchWindow, path: Path | None, suffix: str = "") -> None:
    if path is not None:
        window.grab().save(str(path.with_stem(path.stem + suffix)))


def _report(found: Sequence[Step]) -> str:
    header = [
        "step",
        "beats",
        "worst, ms",
        "99 %, ms",
        "above 50 ms",
        "worst without waiting for a core, ms",
    ]
    rows = [
        [
            one.late.step,
            str(one.late.beats),
            figure(one.late.worst, 1),
            figure(one.late.percentile, 1),
            str(one.late.late),
            "" if one.own is None else figure(one.own, 1),
        ]
        for one in found
    ]
    return table(header, rows)


if __name__ == "__main__":
    sys.exit(main())
