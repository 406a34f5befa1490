from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.ui.conftest import save_picture
from ui import app

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from ui.app import run
application = QApplication([])
QTimer.singleShot(int(sys.argv[1]), application.closeAllWindows)
sys.exit(run(Path(sys.argv[2]) if len(sys.argv) > 2 else None))
"""


@pytest.mark.sample(2)
@pytest.mark.parametrize("delay", [0, 60, 150, 2000])
def test_the_program_closes_during_a_job_without_a_word(tmp_path: Path, delay: int) -> None:
    photo = save_picture(tmp_path / "large.png", 800, 600)
    homes = dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME"), str(tmp_path))
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **homes}
    arguments = [str(delay), *([str(photo)] if delay else [])]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert (done.returncode, done.stdout, said) == (0, "", [])


def test_without_a_screen_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only X11 and Wayland need to be asked for")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    assert app.run(None) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "DISPLAY" in said
    assert "quantizer reduce" in said


def test_a_missing_library_is_named_with_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("packages are named for Debian")
    monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr(app, "_loads", lambda library: library != "libxcb-cursor.so.0")
    problem = app.screen_problem()
    assert "libxcb-cursor.so.0" in problem
    assert "apt install libxcb-cursor0" in problem


def test_any_module_can_be_imported_without_a_screen() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import ui.app, sys; assert 'PySide6' not in sys.modules"],
        check=False,
    )
    assert done.returncode == 0
