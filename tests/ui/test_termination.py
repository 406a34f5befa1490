"""The window ends when the system asks for it, in real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings

from tests.ui.conftest import save_picture
from ui.document.image_settings import DEFAULTS
from ui.preferences import Preferences

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import os, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui import app
from ui.main_window import MainWindow

def with_batch(window):
    window.batch.open()
    batch = window.batch.window
    batch.sources.add([sys.argv[3]])
    batch.controller.planned.connect(batch.controller.start)
    batch.controller.ticked.connect(
        lambda: batch.controller.throughput.done and print("ready", flush=True)
    )

def ready(window):
    window.document.change_settings(window.document.settings)
    window.actions_by_name["fewer"].trigger()
    if sys.argv[1] == "dialog":
        window.actions_by_name["shortcuts"].trigger()
    elif sys.argv[1] == "menu":
        QTimer.singleShot(0, lambda: window.menuBar().actions()[0].menu().exec())
    elif sys.argv[1] == "batch":
        with_batch(window)
        return
    else:
        window.open_path(Path(sys.argv[2]))
    QTimer.singleShot(100, lambda: print("ready", flush=True))

init = MainWindow.__init__
def watched(window, *arguments, **options):
    init(window, *arguments, **options)
    window.completed.connect(lambda: QTimer.singleShot(0, lambda: ready(window)))
MainWindow.__init__ = watched
sys.exit(app.run(None))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("state", "number"),
    [
        ("dialog", signal.SIGTERM),
        ("menu", signal.SIGINT),
        ("batch", signal.SIGTERM),
        ("job", signal.SIGINT),
    ],
)
def test_a_signal_ends_the_window_and_keeps_the_settings(
    tmp_path: Path, state: str, number: signal.Signals
) -> None:
    photo = save_picture(tmp_path / "0.png", 1600, 1200)
    for copy in range(1, 40 if state == "batch" else 0):
        (tmp_path / f"{copy}.png").write_bytes(photo.read_bytes())
    home = tmp_path / "home"
    homes = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(home))
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, state, str(photo), str(tmp_path)],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **homes},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        program.send_signal(number)
        assert program.wait(timeout=20) == 128 + number
    finally:
        program.kill()
        program.communicate()
    kept = QSettings(str(home / "Quantizer" / "Quantizer.conf"), QSettings.Format.IniFormat)
    assert Preferences(kept).settings(DEFAULTS).cluster.colors == 8
