"""Start and idle memory of the window, beside a bare PySide6 window with an image label.

    python -m tests.benchmarks.window_start [-n REPEATS]

Each start is a process of its own; bare and full windows take turns. The time is from the start of
the process to the first painted window, as CPU seconds of the process and on the clock. The memory
is the resident size of the process some seconds later, when everything that is made after the
first paint is there. Run it with a display (Xvfb will do).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

PROJECT = Path(__file__).parents[2]
_PROBE = """
import json, sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Probe(QObject):
    is_done = False
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and not self.is_done:
            self.is_done = True
            QTimer.singleShot(0, self.tell)
        return False
    def tell(self):
        now = time.process_time(), time.monotonic()
        self.window.removeEventFilter(self)
        self.times = now[0], now[1] - float(sys.argv[1])
        QTimer.singleShot(int(sys.argv[3]), self.end)
    def end(self):
        with open("/proc/self/status") as status:
            size = next(line for line in status if line.startswith("VmRSS"))
        print(json.dumps([*self.times, int(size.split()[1]) / 1024]))
        QApplication.closeAllWindows()
application = QApplication([])
probe = Probe()
show = QMainWindow.show
def show_watched(window):  # watching all widgets would itself take time
    probe.window = window
    window.installEventFilter(probe)
    show(window)
QMainWindow.show = show_watched
"""
_BARE = """
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel, QMainWindow
window, label = QMainWindow(), QLabel()
label.setPixmap(QPixmap(sys.argv[2]))
label.setAlignment(Qt.AlignmentFlag.AlignCenter)
window.setCentralWidget(label)
window.resize(1240, 760)
window.show()
application.exec()
"""
_FULL = """
from ui.app import run
run(None)
"""
PROGRAMS = {"bare": _PROBE + _BARE, "full": _PROBE + _FULL}


def measure(program: str, home: Path, idle_ms: int) -> tuple[float, float, float]:
    """Start a program once; return CPU seconds, seconds, and idle memory in MB."""
    photo = PROJECT / "resources" / "samples" / "photo.jpg"
    homes = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(home))
    begin = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", program, str(begin), str(photo), str(idle_ms)],
        env={**os.environ, **homes, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        check=True,
    )
    cpu, wall, size = json.loads(done.stdout)
    return cpu, wall, size


def main() -> None:
    """Measure both windows in turn, and print the medians and their ratios."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("-n", "--repeats", type=int, default=7)
    parser.add_argument("--idle", type=int, default=4000, metavar="MS", help="(default: 4000)")
    arguments = parser.parse_args()
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in PROGRAMS}
    with TemporaryDirectory() as home:
        for program in PROGRAMS.values():
            measure(program, Path(home), arguments.idle)  # fills caches of bytecode and files
        for _ in range(arguments.repeats):
            for name, program in PROGRAMS.items():
                found[name].append(measure(program, Path(home), arguments.idle))
    medians = {
        name: [statistics.median(column) for column in zip(*rows, strict=True)]
        for name, rows in found.items()
    }
    print(f"{'':6} {'CPU':>8} {'clock':>8} {'idle':>9}")
    for name, (cpu, wall, size) in medians.items():
        print(f"{name:6} {cpu:6.3f} s {wall:6.3f} s {size:6.0f} MB")
    bare, full = medians["bare"], medians["full"]
    more = f"{full[2] - bare[2]:+.0f} MB"
    print(f"{'ratio':6} {full[0] / bare[0]:8.2f} {full[1] / bare[1]:8.2f} {more:>9}")


if __name__ == "__main__":
    main()
