"""Measure how soon the window shows what a slider does.

Run from the project's folder, on a display or under Xvfb::

    xvfb-run -a python -m tests.benchmarks.latency --images photos/ --megapixels 0.4,8,18

For each size the window opens a mosaic of the photos (`tests.benchmarks.mosaic`). Then a slider is
dragged in steps. Each step comes when the one before has been painted and `--pause` milliseconds
have passed; before every tenth step the drag rests long enough for the exact reduction to start.
Measured are:

- the time from each step to the end of the paint event that shows its preview;
- the time from the end of a drag to the exact result, and that of `quantize` alone, in turn;
- the time from the exact result to its last metric;
- how late the event loop calls a timer of 5 ms during the drag.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image
from PySide6.QtCore import QEvent, QObject, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from quantizer.dither import DITHERERS
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import DitherSettings
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, count, image_files, names, sizes
from tests.benchmarks.mosaic import mosaic
from tests.benchmarks.picture import Picture
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.table import figure, table
from ui.document.document import ResultState
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ui.panels.number_slider import NumberSlider

_BEAT_MS = 5
_PATIENCE = 120.0
"""Seconds after which a step counts as failed."""
_REST_MS = 400
"""Length of the rest before every tenth step."""
_MOST_PHOTOS = 24
_STRIDE = 7
"""Ticks between two positions of the slider that are tried."""


@dataclass(frozen=True, slots=True)
class Latency:
    """The times for one image size, dither and slider, in milliseconds.

    Parameters
    ----------
    megapixels, dither, slider
        What was measured.
    previews
        From each step to its painted preview.
    delays
        The worst delay of the event loop.
    exact, library
        From each release to the exact result, and `quantize` with the same settings.
    metrics
        From each exact result to its last metric.
    """

    megapixels: float
    dither: str
    slider: str
    previews: tuple[float, ...]
    worst_delay: float
    exact: tuple[float, ...]
    library: tuple[float, ...]
    metrics: tuple[float, ...]


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


class PaintWatch(QObject):
    """Records when the canvas has painted the newest preview, or an exact result."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._is_due = False
        self.painted: float | None = None
        window.live_preview.shown.connect(self._expect)
        window.document.result_changed.connect(self._expect)
        window.workspace.canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Note the end of a paint event by a call that follows it."""
        if event.type() == QEvent.Type.Paint and self._is_due:
            self._is_due = False
            QTimer.singleShot(0, self._note)
        return super().eventFilter(watched, event)

    def _expect(self) -> None:
        self._is_due = True

    def _note(self) -> None:
        self.painted = time.perf_counter()


class Drag:
    """Drags a slider of the window up and down."""

    def __init__(self, window: MainWindow, slider: NumberSlider, pause_ms: int) -> None:
        self._window, self._control, self._pause = window, slider, pause_ms
        self._paints = PaintWatch(window)
        self._stride = _STRIDE

    def steps(self, number: int) -> list[float]:
        """Make so many steps and return the time of each until its preview, in milliseconds."""
        self._control.slider.setSliderDown(True)
        times = []
        for step in range(number):
            wait_ms(_REST_MS if step and step % 10 == 0 else self._pause)
            started = self._move()
            wait_until(lambda at=started: (self._paints.painted or 0) > at)
            assert self._paints.painted is not None
            times.append(1000 * (self._paints.painted - started))
        return times

    def release(self) -> float:
        """End the drag; return the time until the exact result is there, in milliseconds."""
        document = self._window.document
        started = self._move()
        self._control.slider.setSliderDown(False)
        wait_until(lambda: document.state is ResultState.CURRENT)
        return 1000 * (time.perf_counter() - started)

    def _move(self) -> float:
        """Move the slider until its value changes; return when that was."""
        slider, before = self._control.slider, self._control.value
        while self._control.value == before:
            if not slider.minimum() <= slider.value() + self._stride <= slider.maximum():
                self._stride = -self._stride
            started = time.perf_counter()
            slider.setValue(slider.value() + self._stride)
        return started


def wait_until(is_so: Callable[[], bool]) -> None:
    """Run the event loop until something is so."""
    end = time.monotonic() + _PATIENCE
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError("the window did not follow")
        QApplication.processEvents()
        time.sleep(0.0005)


def wait_ms(length: float) -> None:
    """Run the event loop for some time."""
    end = time.monotonic() + length / 1000
    wait_until(lambda: time.monotonic() >= end)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    photos = [Picture.read(file).rgb for file in image_files(options.images)[:_MOST_PHOTOS]]
    app = QApplication.instance() or QApplication(["latency"])
    assert isinstance(app, QApplication)
    apply_theme(app, Theme.LIGHT)
    found: list[Latency] = []
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-") as folder:
        settings = QSettings(str(Path(folder, "latency.ini")), QSettings.Format.IniFormat)
        window = MainWindow(Preferences(settings))
        window.show()
        for megapixels in options.megapixels:
            show_progress(f"{megapixels:g} megapixels")
            file = Path(folder, f"{megapixels:g}.png")
            PIL.Image.fromarray(mosaic(photos, megapixels)).save(file, compress_level=1)
            window.document.open_path(file)
            _settle(window)
            found.extend(_measure(window, megapixels, dither, options) for dither in options.dither)
        window.close()
    show_progress("")
    print(f"{environment.summary()}\n\n{_report(found)}")
    if options.json:
        data = {"environment": environment.describe(), "latencies": [*map(asdict, found)]}
        options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.latency", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    usual, known = DitherSettings().name, ", ".join(DITHERERS.names)
    parser.add_argument("--megapixels", type=sizes, default=[0.4, 8, 18], metavar="X,...")
    parser.add_argument("--dither", type=names, default=[usual], metavar="NAME,...", help=known)
    parser.add_argument("--slider", choices=["colors", "strength", "lightness"], default="colors")
    parser.add_argument("--steps", type=count, default=100, metavar="N")
    parser.add_argument("--pause", type=count, default=20, metavar="MS")
    parser.add_argument("--repeats", type=count, default=3, metavar="N")
    return parser.parse_args(arguments)


def _measure(
    window: MainWindow, megapixels: float, dither: str, options: argparse.Namespace
) -> Latency:
    document, panel = window.document, window.workspace.settings_panel
    now = document.settings
    document.change_settings(replace(now, dither=replace(now.dither, name=dither)))
    _settle(window)
    controls = {
        "colors": panel.count.slider,
        "strength": panel.dithering.strength,
        "lightness": panel.clustering.fields["lightness"],
    }
    drag = Drag(window, controls[options.slider], options.pause)  # type: ignore[arg-type]
    drag.steps(2)  # the first one prepares the view
    pulse = Pulse()
    previews = drag.steps(options.steps)
    worst = max(pulse.taken())
    exact, library, metrics = [], [], []
    for _ in range(options.repeats):
        exact.append(drag.release())
        started = time.perf_counter()
        wait_until(lambda: document.metrics.ssim is not None)
        metrics.append(1000 * (time.perf_counter() - started))
        _settle(window)
        assert document.image is not None
        started = time.perf_counter()
        quantize(document.image, document.settings, with_metrics=False)
        library.append(1000 * (time.perf_counter() - started))
        drag.steps(1)
    _settle(window)
    return Latency(
        megapixels,
        dither,
        options.slider,
        tuple(previews),
        worst,
        tuple(exact),
        tuple(library),
        tuple(metrics),
    )


def _settle(window: MainWindow) -> None:
    """Wait until all that follows a result is done."""
    document = window.document
    wait_until(lambda: document.outcome is not None and not document.is_busy)
    wait_until(lambda: not window.thumbnails.is_busy and window.size_meter.value.length is not None)
    wait_until(lambda: window.comparison.region is not None)


def _report(found: Sequence[Latency]) -> str:
    header = ["MP", "dither", "slider", "previews: 95 %, ms", "worst, ms", "above 100 ms"]
    header += ["loop late, ms", "exact, s", "quantize, s", "metrics, s"]
    rows = [
        [
            f"{one.megapixels:g}",
            one.dither,
            one.slider,
            figure(float(np.percentile(one.previews, 95)), 0),
            figure(max(one.previews), 0),
            f"{np.mean(np.array(one.previews) > 100):.0%}",
            figure(one.worst_delay, 0),
            *(figure(min(times) / 1000, 2) for times in (one.exact, one.library, one.metrics)),
        ]
        for one in found
    ]
    return table(header, rows)


if __name__ == "__main__":
    sys.exit(main())
