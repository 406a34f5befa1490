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
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from quantizer.dither import DITHERERS
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import DitherSettings
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, count, image_files, names, sizes
from tests.benchmarks.drag import Drag, Pulse, wait_until
from tests.benchmarks.mosaic import mosaic
from tests.benchmarks.picture import Picture
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.table import figure, table
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_PHOTOS = 24


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
