"""The steps of the tour, in their order: each reaches one feature as a user does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from quantizer.installation import resources

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
    tour.type(str(resources().joinpath("sample.jpg")))
    tour.key("Return")
    yield tour.idle()
    yield tour.pause(2)
    tour.shot("photo")


def settings(tour: Tour) -> Steps:
    """Scroll the settings; nothing may change by it."""
    panel = tour.window.workspace.settings_panel
    tour.wheel(panel, 20)
    yield tour.pause()
    tour.shot("settings-scrolled")
    tour.wheel(panel, -40)
    yield tour.pause()


def split(tour: Tour) -> Steps:
    """Drag the split."""
    canvas = tour.window.workspace.canvas
    middle = canvas.rect().center()
    tour.drag(canvas, middle, middle + QPoint(-120, 0))
    yield tour.pause()
    tour.shot("split-dragged")


STEPS: dict[str, Callable[[Tour], Steps]] = {
    step.__name__: step for step in (empty, photo, settings, split)
}
