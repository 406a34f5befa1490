"""Measure the memory that pins of a large image take.

Run from the project's folder on Linux, on a display or under Xvfb::

    xvfb-run -a python -m tests.benchmarks.pins --images photos/ --megapixels 18

The window opens a mosaic of the photos (`tests.benchmarks.mosaic`) and pins it in different numbers
of colours, one after the other. After each pin the resident memory of the process is read, and
compared with the bytes of the indices of a pin. Then two pins are shown beside each other, and no
longer.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import PIL.Image
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, count, image_files
from tests.benchmarks.drag import wait_ms, wait_until
from tests.benchmarks.mosaic import mosaic
from tests.benchmarks.picture import Picture
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.table import figure, table
from ui.document.count_mode import with_count
from ui.jobs.worker import SWITCH_INTERVAL
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_PHOTOS = 24
_REST_MS = 1000
_FIRST = 4
"""Colours of the first pin; each further pin has one more."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    photos = [Picture.read(file).rgb for file in image_files(options.images)[:_MOST_PHOTOS]]
    app = QApplication.instance() or QApplication(["pins"])
    assert isinstance(app, QApplication)
    apply_theme(app, Theme.LIGHT)
    sys.setswitchinterval(SWITCH_INTERVAL)
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-") as folder:
        settings = QSettings(str(Path(folder, "pins.ini")), QSettings.Format.IniFormat)
        window = MainWindow(Preferences(settings))
        window.resize(1280, 800)
        window.show()
        file = Path(folder, "mosaic.png")
        PIL.Image.fromarray(mosaic(photos, options.megapixels)).save(file, compress_level=1)
        photos.clear()
        window.document.open_path(file)
        rows = _measure(window, options.pins)
        window.close()
    show_progress("")
    print(f"{environment.summary()}\n\n{table(['state', 'MB', 'change, MB'], rows)}")
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.pins", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    parser.add_argument("--megapixels", type=float, default=18.0, metavar="X")
    parser.add_argument("--pins", type=count, default=8, metavar="N")
    return parser.parse_args(arguments)


def _measure(window: MainWindow, pins: int) -> list[list[str]]:
    """Return a row for each state: what it is, the resident memory, and its change."""
    document, board, sides = window.document, window.pins.board, window.pins.sides
    _settle(window)
    recipe = document.recipe
    board.pin([replace(recipe, settings=with_count(recipe.settings, _FIRST - 1))])
    _settle(window)  # what the first one loads is no cost of a pin
    before = _resident()
    rows = [["one pin", figure(before, 4), ""]]

    def note(state: str) -> None:
        nonlocal before
        now = _resident()
        rows.append([state, figure(now, 4), f"{now - before:+.1f}"])
        before = now

    start = before
    for number in range(pins):
        show_progress(f"pin {number + 1} of {pins}")
        board.pin([replace(recipe, settings=with_count(recipe.settings, _FIRST + number))])
        _settle(window)
        note(f"{number + 2} pins")
    indices = board.pins[0].frame(0).indices.nbytes / 1e6
    rows.append(["each pin", figure((before - start) / pins, 3), ""])
    rows.append(["indices of a pin", figure(indices, 3), ""])
    sides.show(board.pins[0].key)
    sides.show(board.pins[1].key, at_left=True)
    _settle(window)
    note("two shown")
    sides.reset()
    _settle(window)
    note("none shown")
    board.remove_all()
    _settle(window)
    note("no pins")
    return rows


def _settle(window: MainWindow) -> None:
    """Wait until nothing is computed any more."""
    document = window.document
    wait_until(lambda: document.outcome is not None and not document.is_busy)
    wait_until(lambda: not window.pins.board.pending and not window.thumbnails.is_busy)
    wait_until(lambda: window.size_meter.value.length is not None)
    wait_until(lambda: window.comparison.region is not None)
    wait_ms(_REST_MS)


def _resident() -> float:
    """Return the resident memory in MB (10^6 bytes), after what is free was given back."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    words = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(words[1]) * 4096 / 1e6


if __name__ == "__main__":
    sys.exit(main())
