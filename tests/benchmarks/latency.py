"""Measure how late the window's event loop runs while large images are reduced.

Run from the project's folder, on a display or with ``QT_QPA_PLATFORM=offscreen``::

    python -m tests.benchmarks.latency --images photo.png --k 256 --dither adaptive,none

The window opens each image, reduces it to each number of colours with each dither, and waits until
the result is measured. Every other time, the settings change while the job before is running.
Meanwhile a timer of 5 ms records when it is called. Printed are the worst delay beyond these 5 ms,
the 99th percentile, and the number of delays above 50 ms.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from quantizer.dither import DITHERERS
from quantizer.settings.settings import DitherSettings
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, color_counts, image_files, names
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.table import figure, table
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BEAT_MS = 5
_LATE_MS = 50.0
_PATIENCE_MS = 60_000
_HASTE_MS = 600
"""Milliseconds after which the settings change again while a job runs."""


@dataclass(frozen=True, slots=True)
class Latency:
    """The delays during one step.

    Parameters
    ----------
    image, step
        The file's name, and what the window did.
    beats
        Number of calls of the timer.
    worst, percentile
        The longest delay and the 99th percentile, in milliseconds.
    late
        Number of delays above 50 ms.
    """

    image: str
    step: str
    beats: int
    worst: float
    percentile: float
    late: int


def late_in(image: str, step: str, delays: Sequence[float]) -> Latency:
    """Return the summary of the delays during one step, in milliseconds."""
    late = sum(delay > _LATE_MS for delay in delays)
    percentile = float(np.percentile(delays, 99))
    return Latency(image, step, len(delays), max(delays), percentile, late)


class Pulse(QObject):
    """A timer that records how late it is called."""

    def __init__(self) -> None:
        super().__init__()
        self._delays: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self.note)
        self._timer.start()

    def taken(self) -> list[float]:
        """Return the delays since the last call, in milliseconds."""
        delays, self._delays = self._delays, []
        return delays

    def note(self) -> None:
        """Record how late this call is."""
        now = time.perf_counter()
        self._delays.append(max(0.0, 1000 * (now - self._last) - _BEAT_MS))
        self._last = now


class Run(QObject):
    """Runs all steps in one window, from its event loop."""

    def __init__(self, window: MainWindow, steps: Iterator[tuple[str, str, object]]) -> None:
        super().__init__()
        self.found: list[Latency] = []
        self._window, self._steps, self._pulse = window, steps, Pulse()
        self._now = ("", "")
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.timeout.connect(self._settle)
        window.document.busy_changed.connect(lambda _busy: self._quiet.start(_HASTE_MS))
        QTimer.singleShot(_HASTE_MS, self._next)

    def _settle(self) -> None:
        if not self._window.document.is_busy:
            self._next()

    def _next(self) -> None:
        delays = self._pulse.taken()
        image, step = self._now
        if step:
            self.found.append(late_in(image, step, delays))
        upcoming = next(self._steps, None)
        if upcoming is None:
            QApplication.quit()
            return
        image, step, action = upcoming
        show_progress(f"{image}, {step}")
        self._now = (image, step)
        action()  # type: ignore[operator]
        self._quiet.start(_PATIENCE_MS)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    app = QApplication.instance() or QApplication(["latency"])
    assert isinstance(app, QApplication)
    apply_theme(app, Theme.LIGHT)
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-") as folder:
        settings = QSettings(str(Path(folder, "latency.ini")), QSettings.Format.IniFormat)
        window = MainWindow(Preferences(settings))
        window.resize(1280, 800)
        window.show()
        run = Run(window, _steps(window, options))
        app.exec()
        window.close()
    show_progress("")
    print(f"{environment.summary()}\n\n{_report(run.found)}")
    if options.json:
        data = {"environment": environment.describe(), "latencies": [*map(asdict, run.found)]}
        options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.latency", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    usual, known = DitherSettings().name, ", ".join(DITHERERS.names)
    parser.add_argument("--k", type=color_counts, default=[256], metavar="N,...")
    parser.add_argument("--dither", type=names, default=[usual], metavar="NAME,...", help=known)
    return parser.parse_args(arguments)


def _steps(window: MainWindow, options: argparse.Namespace) -> Iterator[tuple[str, str, object]]:
    """Yield the image, the name and the starting function of each step."""
    document = window.document

    def reduce_to(k: int, dither: str) -> None:
        now = document.settings
        cluster = replace(now.cluster, colors=k)
        document.change_settings(
            replace(now, cluster=cluster, dither=replace(now.dither, name=dither))
        )

    def change_midway(k: int, dither: str) -> None:
        reduce_to(max(2, k - 1), dither)
        QTimer.singleShot(_HASTE_MS, lambda: reduce_to(k, dither))

    for file in image_files(options.images):
        yield file.name, "open and reduce", lambda file=file: document.open_path(file)
        for dither, k in product(options.dither, options.k):
            name = f"{dither}, {k} colours"
            again = max(2, k - 1)
            yield file.name, name, lambda k=again, dither=dither: reduce_to(k, dither)
            yield (
                file.name,
                f"{name}, changed midway",
                lambda k=k, dither=dither: change_midway(k, dither),
            )


def _report(found: Sequence[Latency]) -> str:
    header = ["image", "step", "beats", "worst, ms", "99 %, ms", "above 50 ms"]
    rows = [
        [
            one.image,
            one.step,
            str(one.beats),
            figure(one.worst, 1),
            figure(one.percentile, 1),
            str(one.late),
        ]
        for one in found
    ]
    return table(header, rows)


if __name__ == "__main__":
    sys.exit(main())
