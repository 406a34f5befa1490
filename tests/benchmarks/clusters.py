"""Measure what the area of clusters costs while an image is clustered.

Run from the project's folder, on a display or under Xvfb::

    xvfb-run -a python -m tests.benchmarks.clusters --images photos/ --megapixels 12

The window opens a mosaic of the photos (`tests.benchmarks.mosaic`). Its number of colours changes
again and again, with the area folded away and with each of its pages in turn. Measured are, from
each change until nothing is computed any more:

- how late the event loop calls a timer of 5 ms;
- the CPU time of the whole process.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
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
from ui.jobs.worker import SWITCH_INTERVAL
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_PHOTOS = 24
_FOLDED = "folded away"
_COLORS = (24, 64, 16, 32)
_OTHER = 8
"""Colours between two measurements."""
_REST_MS = 500
_OPENING_MS = 3000
"""Time in which a page that is opened for the first time loads its library and draws itself."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one change of the number of colours cost; times in milliseconds.

    Parameters
    ----------
    page
        The page that was open.
    delays
        Of the event loop.
    cpu
        Of all threads, in seconds.
    """

    page: str
    delays: tuple[float, ...]
    cpu: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    photos = [Picture.read(file).rgb for file in image_files(options.images)[:_MOST_PHOTOS]]
    app = QApplication.instance() or QApplication(["clusters"])
    assert isinstance(app, QApplication)
    apply_theme(app, Theme.LIGHT)
    sys.setswitchinterval(SWITCH_INTERVAL)
    found: list[Cost] = []
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-") as folder:
        settings = QSettings(str(Path(folder, "clusters.ini")), QSettings.Format.IniFormat)
        window = MainWindow(Preferences(settings))
        window.resize(1280, 800)
        window.show()
        file = Path(folder, "mosaic.png")
        PIL.Image.fromarray(mosaic(photos, options.megapixels)).save(file, compress_level=1)
        window.document.open_path(file)
        _change(window, _OTHER)
        pulse = Pulse()
        for run in range(options.repeats):
            for page in (None, *(entry.name for entry in PAGES)):
                show_progress(f"{run + 1} of {options.repeats}: {page or _FOLDED}")
                _open(window, page)
                found.append(_measure(window, pulse, page or _FOLDED, _COLORS[run % len(_COLORS)]))
        window.close()
    show_progress("")
    print(f"{environment.summary()}\n\n{_report(found)}")
    if options.json:
        data = {"environment": environment.describe(), "costs": [*map(asdict, found)]}
        options.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.clusters", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    parser.add_argument("--megapixels", type=float, default=12.0, metavar="X")
    parser.add_argument("--repeats", type=count, default=4, metavar="N")
    return parser.parse_args(arguments)


def _open(window: MainWindow, page: str | None) -> None:
    """Open the area at a page, or fold it away."""
    if page is not None:
        window.clusters.area.choose(page)
    window.actions_by_name["clusters"].setChecked(page is not None)
    wait_ms(_OPENING_MS)
    _settle(window)


def _measure(window: MainWindow, pulse: Pulse, page: str, colors: int) -> Cost:
    wait_ms(_REST_MS)
    pulse.taken()
    started = time.process_time()
    _change(window, colors)
    wait_ms(_REST_MS)
    cost = Cost(page, tuple(pulse.taken()), time.process_time() - started)
    _change(window, _OTHER)
    return cost


def _change(window: MainWindow, colors: int) -> None:
    document = window.document
    document.change_settings(with_count(document.settings, colors))
    document.settle()
    _settle(window)


def _settle(window: MainWindow) -> None:
    """Wait until all that follows a result is done."""
    document, model = window.document, window.clusters.model
    wait_until(lambda: document.outcome is not None and not document.is_busy)
    wait_until(lambda: not window.thumbnails.is_busy and window.size_meter.value.length is not None)
    wait_until(lambda: window.comparison.region is not None)
    wait_until(lambda: not model.is_busy)


def _report(found: Sequence[Cost]) -> str:
    rows = []
    for page in dict.fromkeys(one.page for one in found):
        costs = [one for one in found if one.page == page]
        late = np.concatenate([one.delays for one in costs])
        rows.append(
            [
                page,
                figure(float(np.percentile(late, 99)), 0),
                figure(float(late.max()), 0),
                f"{int((late > 50).sum())}",
                figure(min(one.cpu for one in costs), 2),
            ]
        )
    header = ["page", "loop late: 99 %, ms", "worst, ms", "above 50 ms", "CPU, s"]
    return table(header, rows)


if __name__ == "__main__":
    sys.exit(main())
