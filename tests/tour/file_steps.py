"""Steps of the tour that read and write files: recovery, paste, presets, projects, batch."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLineEdit

from quantizer.installation import resources

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tests.tour.driver import Tour

    Steps = Generator[Callable[[], bool], None, None]

_STATE_SECONDS = 30.0
"""Time in which a program writes its last state, also on a busy machine."""


def cut_off_session(home: Path) -> None:
    """Run the program with an image, and kill it once its last state is on the disk."""
    picture = str(resources().joinpath("samples", "photo.jpg"))
    code = "import sys; from pathlib import Path; from ui import app; app.run(Path(sys.argv[1]))"
    program = subprocess.Popen([sys.executable, "-c", code, picture])
    end = time.monotonic() + _STATE_SECONDS
    while time.monotonic() < end and not list(home.rglob("state.quantizer")):
        time.sleep(0.2)
    program.kill()
    program.wait()


def recovery(tour: Tour) -> Steps:
    """The program before was killed: its last state is offered. Restore it, then close it."""
    yield lambda: hasattr(tour.window, "recovery")
    banner = tour.window.workspace.last_state
    yield banner.isVisible
    tour.shot("recovery-offered")
    tour.click(banner.button)
    yield lambda: tour.window.document.read is not None
    yield tour.idle()
    yield tour.pause(1)
    tour.shot("recovery-restored")
    tour.key("ctrl+w")
    yield tour.pause(1)
    tour.discard_work()
    yield tour.window.start_page.isVisible


def paste(tour: Tour) -> Steps:
    """Paste an image."""
    screenshot = QImage(str(resources().joinpath("samples", "pixel-art.png")))
    QGuiApplication.clipboard().setImage(screenshot)
    tour.key("ctrl+w")
    yield tour.pause(1)
    tour.discard_work()
    yield tour.pause(1)
    tour.key("ctrl+v")
    yield lambda: tour.window.document.read is not None
    yield tour.idle()
    yield tour.pause(2)
    tour.shot("pasted")


def presets(tour: Tour) -> Steps:
    """Choose a preset, change it, undo, and save one's own."""
    control = tour.window.workspace.settings_panel.preset
    tour.show_settings()
    yield control.isVisible
    tour.window.workspace.settings_panel.ensureWidgetVisible(control)
    yield tour.pause()
    tour.click(control.box)
    yield tour.pause(0.5)
    tour.shot("preset-list")
    tour.key("Down", "Down", "Return")
    yield tour.idle()
    yield tour.pause(1)
    tour.shot("preset-chosen")
    tour.click(tour.window.workspace.canvas)
    tour.key("bracketleft")
    yield tour.idle()
    yield tour.pause(1)
    tour.shot("preset-changed")
    bar = tour.window.menuBar()
    tour.click(bar, bar.actionGeometry(bar.actions()[1]).center())
    yield tour.pause()
    tour.shot("undo-has-a-name")
    tour.key("Escape", "Escape")
    yield tour.pause()
    tour.click(control.more)
    yield tour.pause()
    tour.shot("preset-menu")
    tour.key("Down", "Return")
    yield lambda: tour.dialog() is not None
    yield tour.pause(0.5)
    tour.shot("preset-save")
    tour.key("Escape")
    yield tour.pause()


def exporting(tour: Tour) -> Steps:
    """Export, and export again to the same file without a dialog."""
    target = Path.home() / "result.png"
    tour.key("ctrl+e")
    yield lambda: tour.dialog() is not None
    yield tour.pause(1)
    dialog = tour.dialog()
    fields = [] if dialog is None else dialog.findChildren(QLineEdit)
    if fields:
        fields[-1].setFocus()  # it may be out of sight in a low window
        tour.key("ctrl+a")
        tour.type(str(target))
        tour.key("Return")
    yield target.exists
    yield tour.pause(1)
    tour.shot("exported")
    tour.key("ctrl+s")
    yield tour.pause(2)
    tour.shot("exported-again")


def larger(tour: Tour) -> Steps:
    """Reduce a file that is small already: the result is larger, and this is said."""
    source = Path.home() / "small.png"
    picture = QImage(256, 256, QImage.Format.Format_RGB888)
    for row in range(256):
        for column in range(256):
            picture.setPixel(column, row, 0xFF000000 | (row << 16) | (column << 8))
    picture.save(str(source.with_suffix(".jpg")), "JPEG", 30)
    tour.key("ctrl+BackSpace")
    tour.key("ctrl+o")
    yield lambda: tour.dialog() is not None
    yield tour.pause()
    tour.type(str(source.with_suffix(".jpg")))
    tour.key("Return")
    yield tour.pause(1)
    tour.discard_work()
    yield tour.idle()
    yield tour.pause(3)
    tour.shot("larger-than-the-original")
    tour.key("ctrl+e")
    yield lambda: tour.dialog() is not None
    yield tour.pause(3)
    tour.shot("larger-export")
    tour.key("Escape")
    yield tour.pause()


def project(tour: Tour) -> Steps:
    """Save a project, close it, and open it again."""
    path = Path.home() / "work.quantizer"
    tour.key("ctrl+p")
    yield tour.idle()
    tour.key("ctrl+alt+s")
    yield lambda: tour.dialog() is not None
    yield tour.pause()
    tour.shot("project-save")
    tour.key("ctrl+a")
    tour.type(str(path))
    tour.key("Return")
    yield path.exists
    yield tour.pause(1)
    tour.shot("project-saved")
    tour.key("ctrl+w")
    yield tour.pause(1)
    tour.discard_work()
    yield tour.window.start_page.isVisible
    yield tour.pause(1)
    tour.shot("recent-files")
    tour.key("ctrl+o")
    yield lambda: tour.dialog() is not None
    yield tour.pause()
    tour.type(str(path))
    tour.key("Return")
    yield lambda: tour.window.document.read is not None
    yield tour.idle()
    yield tour.pause(1)
    tour.shot("project-opened")


def command(tour: Tour) -> Steps:
    """Find a command by its name, and run it."""
    tour.key("ctrl+k")
    yield tour.pause(1)
    tour.type("heat")
    yield tour.pause()
    tour.shot("command-found")
    tour.key("Return")
    yield tour.pause(1)
    tour.shot("command-run")
    tour.key("ctrl+1")
    yield tour.pause()


def batch(tour: Tour) -> Steps:
    """Convert copies of the samples; sort, compare and remove rows, and take the run back."""
    folder = Path.home() / "pictures"
    shutil.copytree(str(resources().joinpath("samples")), folder)
    tour.key("ctrl+b")
    yield lambda: tour.window.batch.window is not None
    window = tour.window.batch.window
    assert window is not None
    yield tour.pause(1)
    tour.shot("batch-empty")
    tour.window.batch.open([folder])  # a drop from another program cannot be made with xdotool
    yield tour.pause(3)
    tour.shot("batch-ready")
    header = window.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(0) + 30, header.height() // 2)
    tour.click(header.viewport(), place)
    yield tour.pause()
    tour.shot("batch-sorted")
    tour.key("ctrl+Return")
    yield tour.pause(0.6)
    tour.shot("batch-runs")
    yield lambda: not window.controller.is_running
    yield tour.pause(2)
    tour.shot("batch-done")
    window.table.setFocus(Qt.FocusReason.OtherFocusReason)
    tour.key("Home", "Return")
    yield tour.pause(2)
    tour.shot("batch-comparison")
    window.comparison.close()
    yield tour.pause(0.5)
    tour.click(window.footer.undo)
    yield tour.pause(1)
    tour.shot("batch-undo-question")
    tour.key("Tab", "space")
    yield tour.pause(2)
    tour.shot("batch-taken-back")
    window.close()
    yield tour.pause()


FILES: dict[str, Callable[[Tour], Steps]] = {
    step.__name__: step for step in (paste, presets, exporting, project, command, larger, batch)
}
"""The steps that read and write files, in their order."""
