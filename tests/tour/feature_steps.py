"""More steps of the tour: palette, export, animation, clusters, step mode, dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint

from quantizer.installation import resources

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from tests.tour.driver import Tour

    Steps = Generator[Callable[[], bool], None, None]


def sample(tour: Tour) -> Steps:
    """Close the image, and open a sample of the start page by its picture."""
    tour.key("ctrl+w")
    yield tour.pause(1)
    tour.discard_work()
    yield tour.pause(1)
    tiles = tour.window.start_page.samples
    if tiles.isVisible():
        tour.shot("start-page")
        tour.click(tiles, QPoint(50, 30))
        yield tour.idle()
        yield tour.pause(2)
        tour.shot("sample")


def palette(tour: Tour) -> Steps:
    """Change, choose, sort, rename and merge colours; see them with a colour blindness."""
    swatches = tour.window.workspace.swatches.list
    if not swatches.isVisible():
        tour.key("F8")
        yield swatches.isVisible
    tour.click(swatches, QPoint(20, 12))
    yield tour.pause()
    tour.shot("palette-chosen")
    tour.key("shift+Down")
    yield tour.pause()
    tour.shot("palette-contrast")
    tour.key("ctrl+m")
    yield tour.pause()
    tour.shot("palette-merged")
    tour.key("Return")
    yield tour.pause(1)
    tour.shot("palette-picker")
    tour.key("Escape")
    yield tour.pause()
    tour.click(swatches, QPoint(20, 36))
    tour.key("F2")
    yield tour.pause()
    tour.type("Sky")
    tour.key("Return", "ctrl+shift+2")
    yield tour.pause()
    tour.shot("palette-sorted-and-named")
    tour.key("ctrl+z")
    yield tour.pause()
    tour.shot("palette-undone")
    tour.key("alt+2")
    yield tour.pause(1)
    tour.shot("colour-vision")
    tour.key("alt+1", "ctrl+shift+r")
    yield tour.idle()
    yield tour.pause(1)
    tour.shot("palette-rest-fitted")


def gallery(tour: Tour) -> Steps:
    """Open the gallery of dithers, with the pointer over a tile."""
    panel = tour.window.workspace.settings_panel
    dithering = panel.dithering
    tour.show_settings()
    yield panel.isVisible
    panel.ensureWidgetVisible(dithering.card)
    yield tour.pause()
    tour.click(dithering.card)
    yield tour.pause(2)
    tour.move(dithering.gallery, QPoint(60, 60))
    yield tour.pause()
    tour.shot("gallery")
    tour.key("Escape")
    yield tour.pause()


def export(tour: Tour) -> Steps:
    """See all formats, and leave."""
    yield from _dialog(tour, "ctrl+e", "export", wait=6)
    yield from _dialog(tour, "ctrl+shift+e", "export-palette")
    tour.key("ctrl+alt+c")
    yield tour.pause()
    tour.shot("copy-as")
    tour.key("Escape", "Escape")
    yield tour.pause()


def clusters(tour: Tour) -> Steps:
    """Open the area of clusters, one page after another."""
    tour.key("ctrl+l")
    yield tour.pause(2)
    tabs = tour.window.clusters.area.tabs
    for place in range(tabs.count()):
        tour.click(tabs, tabs.tabRect(place).center())
        yield tour.pause(3)
        tour.shot(f"clusters-{place + 1}")
    tour.key("ctrl+l")
    yield tour.pause()


def step_mode(tour: Tour) -> Steps:
    """Step through K-means, and read the explanations."""
    tour.key("ctrl+shift+l")
    yield tour.pause(3)
    tour.shot("steps-start")
    tour.key("Right", "Right", "Right")
    yield tour.pause(1)
    tour.shot("steps-third")
    tour.key("End")
    yield tour.pause(3)
    tour.shot("steps-end")
    yield from _dialog(tour, "F1", "explained", wait=3)
    tour.key("Escape")
    yield tour.pause()


def animation(tour: Tour) -> Steps:
    """Open an animation and its frames; leave one out, and reverse the rest."""
    tour.key("ctrl+o")
    yield lambda: tour.dialog() is not None
    yield tour.pause()
    tour.type(str(resources().joinpath("samples", "animation.webp")))
    tour.key("Return")
    yield tour.pause(1)
    tour.shot("unsaved-work")
    tour.discard_work()
    yield lambda: tour.window.document.name == "animation.webp"
    yield tour.idle()
    tour.key("F4")
    yield tour.pause(2)
    tour.shot("frames")
    tour.key("shift+Delete", "shift+r")
    yield tour.idle()
    yield tour.pause(1)
    tour.shot("frames-reversed")


def dialogs(tour: Tour) -> Steps:
    """Find a command by its name, look at the keys, and at what the program is."""
    tour.key("ctrl+k")
    yield tour.pause(1)
    tour.type("exp")
    yield tour.pause()
    tour.shot("command-palette")
    tour.key("Escape")
    yield tour.pause()
    yield from _dialog(tour, "question", "keys")
    yield from _dialog(tour, "shift+F1", "about")


def menus(tour: Tour) -> Steps:
    """Open each menu."""
    bar = tour.window.menuBar()
    for place, action in enumerate(bar.actions(), 1):
        tour.click(bar, bar.actionGeometry(action).center())
        yield tour.pause()
        tour.shot(f"menu-{place}")
        tour.key("Escape", "Escape")
        yield tour.pause()


def _dialog(tour: Tour, key: str, name: str, wait: float = 1) -> Steps:
    """Open a dialog by its key, take its picture, and leave it."""
    tour.key(key)
    yield lambda: tour.dialog() is not None
    yield tour.pause(wait)
    tour.shot(name)
    tour.key("Escape")
    yield tour.pause(0.5)


FEATURES: dict[str, Callable[[Tour], Steps]] = {
    step.__name__: step
    for step in (
        *(gallery, palette, export, clusters, step_mode, dialogs, menus),
        *(animation, sample),
    )
}
