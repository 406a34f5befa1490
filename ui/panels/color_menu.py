"""The context menu of a pixel of the canvas: lock or add its colour, copy its code.

The colour to lock or to add is that of the original.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from quantizer.image.palette import format_hex
from quantizer.language import tr

from ..document.locked_colors import can_lock
from .parts import color_icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.palette import Color

    from ..document.document import Document


class ColorMenu(QObject):
    """Makes and opens the menu."""

    copy_requested = Signal(str)
    """The code of the colour to copy."""
    cluster_requested = Signal(QPoint)
    """A pixel of the picture whose cluster is to be shown."""
    add_requested = Signal(object)
    """The colour to add to the palette."""

    def __init__(self, parent: QWidget, document: Document) -> None:
        super().__init__(parent)
        self._parent, self._document = parent, document

    def open_on_pixel(self, pixel: QPoint, place: QPoint) -> QMenu | None:
        """Open the menu of a pixel of the picture, at a position on the screen."""
        original = self._document.color_at(pixel.x(), pixel.y())
        if original is None:
            return None
        menu = self._menu()
        if self._document.chosen.edits is None:  # a lock would begin a new palette
            self._add_lock(menu, original)
        if self._document.outcome is not None and original[3]:
            text = tr("Add this colour ({code}) to the palette", code=format_hex(original))
            self._add(menu, text, partial(self.add_requested.emit, original), original)
        menu.addSeparator()
        self._add_copy(menu, tr("Copy original"), original)
        shown = self._document.shown
        if shown is not None:
            index = int(shown.indices[pixel.y(), pixel.x()])
            color = shown.palette.swatches[index].color
            self._add_copy(menu, tr("Copy result"), color)
            menu.addSeparator()
            see = partial(self.cluster_requested.emit, pixel)
            self._add(menu, tr("See all pixels of {color}", color=format_hex(color)), see, color)
        menu.popup(place)
        return menu

    def _menu(self) -> QMenu:
        menu = QMenu(self._parent)
        menu.setAccessibleName(tr("Colour"))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _add_lock(self, menu: QMenu, color: Color) -> None:
        document = self._document
        locked = document.settings.locked
        if color in locked:
            text = tr("Unlock {color}", color=format_hex(color))
            self._add(menu, text, partial(document.unlock_color, color), color)
        elif color[3] == 0:
            self._add(menu, tr("A transparent pixel has no colour to lock"), None)
        elif can_lock(document.settings):
            text = tr("Lock this colour ({color})", color=format_hex(color))
            self._add(menu, text, partial(document.lock_color, color), color)
        else:
            self._add(menu, tr("All {count} colours are already locked", count=len(locked)), None)
        if set(locked) - {color}:
            self._add(menu, tr("Unlock all colours"), document.unlock_color)

    def _add_copy(self, menu: QMenu, what: str, color: Color) -> None:
        code = format_hex(color)
        self._add(menu, f"{what} {code}", partial(self.copy_requested.emit, code), color)

    def _add(
        self, menu: QMenu, text: str, slot: Callable[[], object] | None, color: Color | None = None
    ) -> None:
        action = QAction(text, menu)
        if color is not None:
            action.setIcon(color_icon(self._document.in_srgb(color), self._parent))
        action.setEnabled(slot is not None)
        if slot is not None:
            action.triggered.connect(lambda _checked=False: slot())
        menu.addAction(action)
