"""Measure what the area of clusters costs the window.

Run from the project's folder, on a display or under Xvfb::

    xvfb-run -a python -m tests.benchmarks.clusters --images photos/ --megapixels 12

The window opens a mosaic of the photos (`tests.benchmarks.mosaic`). With the area folded away, and
then with each of its pages, the number of colours is changed again and again, and each time the
window computes until it rests. Measured are:

- how late the event loop calls a timer of 5 ms, at worst and in 99 % of the calls;
- the longest processor time of the window's thread between two of these calls: on a busy machine
  the loop may be late although the window does nothing;
- the processor time of the whole program for a change.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import PIL.Image
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, count, image_files
from tests.benchmarks.drag import Pulse, wait_ms, wait_until
from tests.benchmarks.mosaic import mosaic
from tests.benchmarks.picture import Picture
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.table import figure, table
from ui.clusters.pages import PAGES
from ui.document.count_mode import with_count
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_PHOTOS = 24
_FOLDED = "folded away"
_COUNTS = (16, 24)
"""Numbers of colours that alternate."""
_REST_MS = 1500
"""Time after the last metric, in which the pages may still compute."""


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost with a page.

    Parameters
    ----------
    page
        Its name.
    delays, efforts
        Delays of the event loop, and the processor time between its calls, in milliseconds.
    seconds
        Processor time of each change.
    """

    page: str
    delays: tuple[float, ...]
    efforts: tuple[float, ...]
    seconds: tuple[float, ...]


class _Effort(Pulse):
    """Also records the processor time of this thread between two calls."""

    def __init__(self) -> None:
        super().__init__()
        self.efforts: list[float] = []
        self._spent = time.thread_time()

    def note(self) -> None:
        """Record how late this call is, and what came before it."""
        super().note()
        spent = time.thread_time()
        self.efforts.append(1000 * (spent - self._spent))
        self._spent = spent


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    photos = [Picture.read(file).rgb for file in image_files(options.images)[:_MOST_PHOTOS]]
    app = QApplication.instance() or QApplication(["clusters"])
    assert isinstance(app, QApplication)
    apply_theme(app, Theme.LIGHT)
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-") as folder:
        settings = QSettings(str(Path(folder, "clusters.ini")), QSettings.Format.IniFormat)
        window = MainWindow(Preferences(settings))
        window.resize(1280, 800)
        window.show()
        file = Path(folder, "mosaic.png")
        PIL.Image.fromarray(mosaic(photos, options.megapixels)).save(file, compress_level=1)
        window.document.open_path(file)
        _rest(window)
        found = [_measure(window, page, options.repeats) for page in (_FOLDED, *_names())]
        window.close()
    show_progress("")
    print(f"{environment.summary()}\n\n{_report(found)}")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.clusters", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    parser.add_argument("--megapixels", type=float, default=12, metavar="X")
    parser.add_argument("--repeats", type=count, default=4, metavar="N")
    return parser.parse_args(arguments)


def _names() -> list[str]:
    return [entry.name for entry in PAGES]


def _measure(window: MainWindow, page: str, repeats: int) -> Cost:
    """Show a page, and change the number of colours again and again."""
    show_progress(page)
    document = window.document
    pulse = _Effort()
    if page != _FOLDED:
        window.clusters.area.choose(page)
    window.actions_by_name["clusters"].setChecked(page != _FOLDED)
    _rest(window)
    seconds = []
    for _ in range(repeats):
        started = time.process_time()
        colors = next(one for one in _COUNTS if one != document.settings.cluster.colors)
        document.change_settings(with_count(document.settings, colors))
        document.settle()
        _rest(window)
        seconds.append(time.process_time() - started)
    return Cost(page, tuple(pulse.taken()), tuple(pulse.efforts), tuple(seconds))


def _rest(window: MainWindow) -> None:
    """Wait until the result is measured and the pages have had time to follow."""
    document = window.document
    wait_until(lambda: document.outcome is not None and not document.is_busy)
    wait_until(lambda: not window.thumbnails.is_busy and window.comparison.region is not None)
    wait_ms(_REST_MS)


def _report(found: Sequence[Cost]) -> str:
    header = ["page", "loop late: worst, ms", "99 %, ms", "window busy: worst, ms"]
    header += ["processor time of a change, s"]
    rows = [
        [
            one.page,
            figure(max(one.delays), 0),
            figure(float(np.percentile(one.delays, 99)), 1),
            figure(max(one.efforts), 0),
            figure(float(np.median(one.seconds)), 2),
        ]
        for one in found
    ]
    return table(header, rows)


if __name__ == "__main__":
    sys.exit(main())
