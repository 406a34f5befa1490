"""What a long session leaves behind: 500 images, 200 cancelled jobs, 1,000 undo steps.

    python -m tests.benchmarks.long_session [--images N] [--jobs N] [--steps N]

One window opens image after image, then starts and cancels jobs, then changes its settings and
undoes all changes. Before and after each part, when nothing runs any more, it prints the resident
size of the process, and its threads, child processes and open files. The first tenth of the images
is opened before the start is taken: by then caches are full and libraries are loaded.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image as Pillow
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from tests.benchmarks.drag import wait_ms, wait_until
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.theme import Theme, apply_theme

_MOST_GROWTH = 50.0
"""Megabytes that the process may grow by."""


@dataclass(frozen=True)
class Holdings:
    """What the process holds: resident size in MB, and numbers of what is open."""

    megabytes: float
    threads: int
    children: int
    files: int

    @classmethod
    def now(cls) -> Holdings:
        """Return the present ones, after a rest and a collection of garbage."""
        wait_ms(1500)
        gc.collect()
        lines = Path("/proc/self/status").read_text("utf-8").splitlines()
        found = dict(line.split(":", 1) for line in lines)
        children = Path("/proc/self/task", str(os.getpid()), "children").read_text("utf-8")
        return cls(
            int(found["VmRSS"].split()[0]) / 1024,
            int(found["Threads"]),
            len(children.split()),
            len(list(Path("/proc/self/fd").iterdir())),
        )


def make_images(folder: Path, count: int) -> list[Path]:
    """Write images of several sizes and kinds, and return their paths."""
    rng = np.random.default_rng(1)
    paths = []
    for number in range(count):
        height, width = (int(side) for side in rng.integers(40, 400, 2))
        y, x = np.mgrid[0:height, 0:width]
        planes = [(x * (number % 7 + 1)) % 256, (y * 3 + number) % 256, (x + y) % 256]
        if number % 5 == 0:
            planes.append((x * 255) // width)
        kind = ("png", "webp", "gif")[number % 3] if len(planes) == 3 else "png"
        pixels = np.dstack(planes).astype(np.uint8)
        path = folder / f"{number}.{kind}"
        Pillow.fromarray(pixels).save(path)
        paths.append(path)
    return paths


def open_images(window: MainWindow, paths: list[Path]) -> None:
    """Open each image and wait for its result."""
    document = window.document
    for path in paths:
        document.open_path(path)
        wait_until(lambda path=path: document.path == path and not document.is_busy)


def cancel_jobs(window: MainWindow, count: int) -> None:
    """Start a job and cancel it after a few milliseconds, again and again."""
    for number in range(count):
        window.document.scale_colors(2 if number % 2 else 0.5)
        window.document.update_result()
        wait_ms(number % 25)
        window.document.cancel()
    window.document.update_result()
    wait_until(lambda: not window.document.is_busy)


def change_and_undo(window: MainWindow, count: int) -> None:
    """Change the settings, and undo every change."""
    for number in range(count):
        window.document.scale_colors(2 if number % 2 else 0.5)
        window.document.history.end_gesture()
    while window.document.history.can_undo:
        window.document.undo()
        wait_ms(0)
    wait_until(lambda: not window.document.is_busy)


def main() -> None:
    """Run the session, and fail if it leaves more behind than it may."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, count in (("images", 500), ("jobs", 200), ("steps", 1000)):
        parser.add_argument(f"--{name}", type=int, default=count, metavar="N")
    arguments = parser.parse_args()
    application = QApplication(["long session"])
    apply_theme(application, Theme.LIGHT)
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder, "settings.ini")), QSettings.Format.IniFormat)
        window = MainWindow(Preferences(store))
        window.show()
        paths = make_images(Path(folder), arguments.images)
        early = len(paths) // 10
        open_images(window, paths[:early])
        start = Holdings.now()
        print(f"start after {early} images: {start}", flush=True)
        open_images(window, paths[early:])
        print(f"{len(paths)} images: {Holdings.now()}", flush=True)
        cancel_jobs(window, arguments.jobs)
        print(f"{arguments.jobs} cancelled jobs: {Holdings.now()}", flush=True)
        change_and_undo(window, arguments.steps)
        end = Holdings.now()
        print(f"{arguments.steps} undo steps: {end}", flush=True)
        window.close()
    growth = end.megabytes - start.megabytes
    is_tidy = (end.threads, end.children) <= (start.threads, start.children)
    print(f"grown by {growth:.1f} MB")
    sys.exit(0 if growth <= _MOST_GROWTH and is_tidy and end.files <= start.files else 1)


if __name__ == "__main__":
    main()
