"""``python -m tests.tour --out FOLDER``: see the package."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.tour", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder of the pictures")
    parser.add_argument("--language", default="en", choices=("en", "de"))
    parser.add_argument("--theme", default="light", choices=("light", "dark"))
    parser.add_argument("--scale", default="1", help="pixels of the screen for one of the window")
    parser.add_argument("--size", default="1280x800", help="of the window")
    parser.add_argument("--screen", default="1920x1080")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("steps", nargs="*", help="names of steps; all unless given")
    return parser.parse_args()


def main() -> None:
    """Start the screen, and the program on it."""
    arguments = _arguments()
    if arguments.inside:
        _inside(arguments)
        return
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{arguments.screen}x24", "-noreset"],
        pass_fds=(writing,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    display = f":{os.read(reading, 16).decode().strip()}"
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ,
            "DISPLAY": display,
            "HOME": home,
            "XDG_CONFIG_HOME": f"{home}/config",
            "XDG_DATA_HOME": f"{home}/data",
            "QT_QPA_PLATFORM": "xcb",
            "QT_SCALE_FACTOR": arguments.scale,
            "QUANTIZER_LANGUAGE": arguments.language,
        }
        desktop = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
        time.sleep(1)
        try:
            command = [sys.executable, "-m", "tests.tour", "--inside", *sys.argv[1:]]
            raise SystemExit(subprocess.run(command, env=environment, check=False).returncode)
        finally:
            desktop.terminate()
            server.terminate()


def _inside(arguments: argparse.Namespace) -> None:
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from tests.tour.driver import Tour
    from tests.tour.file_steps import cut_off_session
    from tests.tour.steps import STEPS
    from ui import app
    from ui.preferences import Preferences
    from ui.theme import Theme

    arguments.out.mkdir(parents=True, exist_ok=True)
    Preferences().theme = Theme(arguments.theme)
    if not arguments.steps or "recovery" in arguments.steps:
        cut_off_session(Path.home())
    program = QApplication(["quantizer"])
    tours: list[Tour] = []

    def begin() -> None:
        window = next(
            widget for widget in program.topLevelWidgets() if type(widget).__name__ == "MainWindow"
        )
        width, height = map(int, arguments.size.split("x"))
        room = window.screen().availableGeometry()
        window.resize(min(width, room.width() - 4), min(height, room.height() - 28))
        window.move(room.topLeft())
        tour = Tour(window, arguments.out)  # type: ignore[arg-type]
        tours.append(tour)
        chosen = arguments.steps or list(STEPS)
        tour.start([(name, STEPS[name](tour)) for name in chosen])

    QTimer.singleShot(1500, begin)
    code = app.run(None)
    text = "\n".join(tours[0].report if tours else ["the tour did not begin"])
    (arguments.out / "report.txt").write_text(text + "\n")
    raise SystemExit(code)


if __name__ == "__main__":
    main()
