"""The steps of the tour, in their order: each reaches one feature as a user does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from quantizer.installation import resources
from tests.tour.feature_steps import FEATURES
from tests.tour.file_steps import FILES, recovery
from ui.panels.disclosure import Disclosure

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tests.tour.driver import Tour

    Steps = Generator[Callable[[], bool], None, None]


def empty(tour: Tour) -> Steps:
    """The window as it starts."""
    yield tour.pause(1)
    tour.shot("empty")


def photo(tour: Tour) -> Steps:
    """Open the photo by the file dialog."""
    tour.key("ctrl+o")
    yield lambda: tour.dialog() is not None
    yield tour.pause()
    tour.shot("open-dialog")
    tour.type(str(resources().joinpath("samples", "photo.jpg")))
    tour.key("Return")
    yield tour.idle()
    yield tour.pause(2)
    tour.shot("photo")


def settings(tour: Tour) -> Steps:
    """Open all sections of the settings, and scroll; nothing may change by it."""
    panel = tour.window.workspace.settings_panel
    tour.show_settings()
    yield panel.isVisible
    before = tour.window.document.settings
    sections = [one for one in panel.findChildren(Disclosure) if one.isVisible()]
    for section in sections:
        section.button.setFocus()
        tour.key("space")
        yield tour.pause()
    for page in range(1, 6):
        tour.wheel(panel, -60 if page == 1 else 4)
        yield tour.pause()
        tour.shot(f"settings-{page}")
    if tour.window.document.settings != before:
        tour.tell("the wheel changed the settings")
    for section in sections:
        section.button.setFocus()
        tour.key("space")
        yield tour.pause()
    tour.wheel(panel, -60)
    yield tour.pause()


def split(tour: Tour) -> Steps:
    """Drag the split."""
    canvas = tour.window.workspace.canvas
    middle = canvas.rect().center()
    tour.drag(canvas, middle, middle + QPoint(-120, 0))
    yield tour.pause()
    tour.shot("split-dragged")


def pins(tour: Tour) -> Steps:
    """Pin the result and other numbers of colours, and compare two pins in all views."""
    board = tour.window.pins.board
    tour.key("ctrl+p", "ctrl+shift+p")
    yield tour.pause(0.1)
    tour.shot("pins-pending")
    yield lambda: len(board.pins) == 3 and not board.pending
    yield tour.pause()
    tour.shot("pins")
    tour.key("shift+F9", "Home", "Right", "Right", "Return", "End", "shift+Return")
    yield tour.pause(1)
    tour.shot("pins-split")
    for view in (2, 3, 4):
        tour.key(f"ctrl+{view}")
        yield tour.pause(1)
        tour.shot(f"pins-view-{view}")
    tour.key("ctrl+1", "Menu")
    yield tour.pause()
    tour.shot("pins-menu")
    tour.key("Escape", "F2")
    yield tour.pause()
    tour.shot("pins-rename")
    tour.key("Escape", "Delete")
    yield tour.pause()
    tour.shot("pins-removed")


def magnifier(tour: Tour) -> Steps:
    """See the pixels of both sides under the pointer, then by keyboard."""
    canvas = tour.window.workspace.canvas
    tour.click(canvas, QPoint(120, 120))
    tour.key("m")
    tour.move(canvas, QPoint(140, 150))
    yield tour.pause()
    tour.shot("magnifier")
    tour.key("shift+m", "shift+Right", "shift+Down")
    yield tour.pause()
    tour.shot("magnifier-4-times")
    tour.key("m", "shift+x")
    yield tour.pause()


STEPS: dict[str, Callable[[Tour], Steps]] = (
    {step.__name__: step for step in (recovery, empty, photo, settings, split, pins, magnifier)}
    | FEATURES
    | FILES
)
