"""The program as a person meets it: a process on an X screen of its own, driven by key and mouse.

There is no window manager, so the test gives the keyboard's focus to each window itself. What is
on the screen is read from the framebuffer that Xvfb keeps in a file.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from tests.ui.conftest import save_picture
from ui.app import screen_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

MAIN = Path(__file__).parents[2] / "main.py"
PATIENCE = 20
WIDTH, HEIGHT = 1280, 800

pytestmark = pytest.mark.skipif(
    not (shutil.which("Xvfb") and shutil.which("xdotool")),
    reason="needs Xvfb and xdotool (Debian, Ubuntu: apt install xvfb xdotool)",
)


class Screen:
    """An X screen: its windows, its keyboard and mouse, its pixels."""

    def __init__(self, display: str, folder: Path) -> None:
        self.display, self._folder = display, folder

    def do(self, *words: object) -> str:
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return done.stdout.strip()

    def find(self, title: str) -> str:
        return self.do("search", "--onlyvisible", "--name", title).partition("\n")[0]

    def focus(self, title: str, program: subprocess.Popen[str]) -> None:
        def has_focus() -> bool:
            if program.poll() is not None:
                raise AssertionError(f"the program has ended: {program.communicate()}")
            window = self.find(title)
            self.do("windowfocus", window)
            return bool(window) and self.do("getwindowfocus") == window

        wait_until(has_focus, f"a window called {title!r}")

    def pixels(self) -> NDArray[np.uint8]:
        """Return the screen as uint8 (height, width, 3), read from an XWD file."""
        data = (self._folder / "Xvfb_screen0").read_bytes()
        header = np.frombuffer(data, ">u4", 25)
        start, stride, count = int(header[0] + 12 * header[19]), int(header[12]), int(header[5])
        rows = np.frombuffer(data, np.uint8, stride * count, start).reshape(count, -1, 4)
        return rows[:, :WIDTH, 2::-1]

    def split(self) -> int:
        """Return where the split's white line stands, or -1 without one; the picture is dark.

        The pointer, which is drawn on the screen as well, stays below these rows.
        """
        first, last = 480, 790  # well inside the picture
        darkest = self.pixels()[230:280, first:last].min(axis=(0, 2))
        is_white = darkest > 150
        # A canvas without a picture is bright all over.
        return first + int(darkest.argmax()) if 0 < is_white.sum() < 20 else -1

    def is_steady(self) -> bool:
        """Return whether the split is there and stays where it is."""
        before = self.split()
        time.sleep(0.5)
        return before > 0 and self.split() == before


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    reading, writing = os.pipe()
    server = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24"),
            *("-nolisten", "tcp", "-fbdir", str(tmp_path)),
            "-noreset",  # else it drops new clients whenever xdotool was the last one to leave
        ],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as pipe:
        number = pipe.readline().strip()
    try:
        if not number:
            pytest.skip("Xvfb does not start here")
        yield Screen(f":{number}", tmp_path)
    finally:
        server.terminate()
        server.wait()


def test_open_reduce_drag_export_quit(
    screen: Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = save_picture(tmp_path / "holiday.png", 400, 300)
    with PillowImage.open(photo) as picture:
        picture.point(lambda level: level // 2).save(photo)
    before = photo.read_bytes()
    environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment |= {"DISPLAY": screen.display, "QT_QPA_PLATFORM": "xcb"}
    environment |= dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"), str(tmp_path))
    with monkeypatch.context() as patch:
        patch.setenv("DISPLAY", screen.display)
        patch.delenv("QT_QPA_PLATFORM", raising=False)
        if problem := screen_problem():
            pytest.skip(problem)
    program = subprocess.Popen(
        [sys.executable, "-W", "error", str(MAIN), str(photo)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        screen.focus("holiday.png", program)
        screen.do("key", "bracketright")  # 16 colours become 32
        wait_until(screen.is_steady, "a result beside the original")
        left = screen.split()
        screen.do("mousemove", left, 300, "mousedown", 1, "mousemove", left + 40, 300)
        screen.do("mousemove", left + 100, 300, "mouseup", 1)
        wait_until(lambda: abs(screen.split() - left - 100) <= 2, "the split to follow the mouse")

        exported = tmp_path / "holiday-32.png"
        screen.focus("holiday.png", program)
        screen.do("key", "ctrl+e")
        screen.focus("Export image", program)

        def is_exported() -> bool:
            screen.do("key", "Return")  # of no effect until the size is known
            return exported.exists()

        wait_until(is_exported, "the exported file")
        wait_until(lambda: not screen.find("Export image"), "the dialog to close")
        with PillowImage.open(exported) as written:
            written.load()
            assert (written.mode, written.size) == ("P", (400, 300))
            assert len(written.getcolors(256) or ()) == 32

        screen.focus("holiday.png", program)
        screen.do("key", "ctrl+q")
        said, complained = program.communicate(timeout=PATIENCE)
        assert (program.returncode, said, complained) == (0, "", "")
        assert photo.read_bytes() == before
    finally:
        program.kill()
        program.wait()
