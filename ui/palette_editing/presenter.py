"""Editing the palette: connects the panel, the menu *Palette*, the picker and the eyedropper.

    menu, keys, panel, ColorPicker -> PaletteEditor -> document -> ShownPalette -> panel and canvas

Panel and canvas show each edit at once; the result follows.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QActionGroup, QKeySequence
from PySide6.QtWidgets import QInputDialog, QMenu, QWidget

from quantizer.color.color_vision_kind import ColorVision
from quantizer.language import tr
from quantizer.palette_files import colors_in_text
from quantizer.reduction.palette_operations import can_delete, can_merge
from quantizer.swatches.order import SwatchOrder

from ..document.edited_palette import shown_palette
from .contrast import contrast_words
from .editor import PaletteEditor
from .picking import ColorPicking
from .shown import ShownPalette

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QAction

    from quantizer.image.palette import Color

    from ..canvas.canvas import Canvas
    from ..document.document import Document
    from ..panels.swatch_panel import SwatchPanel

_SORTS = {
    "sort_share": SwatchOrder.SHARE,
    "sort_lightness": SwatchOrder.LIGHTNESS,
    "sort_hue": SwatchOrder.HUE,
}
_MENUS: dict[str, tuple[str | None, ...]] = {
    "add": ("add_colors", "pick_color", "paste_colors", None, "load_palette"),
    "edit": (
        "edit_color",
        "rename_color",
        "lock_colors",
        None,
        "merge_colors",
        "delete_colors",
        None,
        "color_up",
        "color_down",
    ),
    "sort": (*_SORTS, "reverse_colors"),
}
"""The commands of the menus below the swatches; None for a line."""


class PaletteParts(Protocol):
    """The parts of a window that show a palette and its pixels."""

    canvas: Canvas
    swatches: SwatchPanel


class PaletteEditing(QObject):
    """Owns what edits the palette; call `shutdown` before it is destroyed.

    Parameters
    ----------
    window
        The window, over which dialogs open.
    document
        The document; becomes the Qt owner.
    parts
        Where the palette is shown, and its pixels.
    actions
        The actions of the window by name.
    """

    message = Signal(str)
    """A sentence for the status bar."""
    started = Signal()
    """A colour is about to be changed: nothing else may be lit."""

    def __init__(
        self,
        window: QWidget,
        document: Document,
        parts: PaletteParts,
        actions: Mapping[str, QAction],
    ) -> None:
        super().__init__(document)
        canvas, swatches = parts.canvas, parts.swatches
        self._window, self._document, self._canvas = window, document, canvas
        self._swatches, self._actions = swatches, actions
        self.shown = ShownPalette(document, canvas, swatches)
        self.editor = PaletteEditor(document, swatches)
        self.picking = ColorPicking(window, document, canvas, self.editor)
        self._had_edits = False
        self.editor.message.connect(self.message)
        self.picking.message.connect(self.message)
        self.picking.opened.connect(lambda: self._see_colors(True))
        self.picking.closed.connect(lambda: self._see_colors(False))
        self._connect_actions()
        self._connect_panel()
        for signal in (
            document.opened,
            document.settings_changed,
            document.result_changed,
            document.state_changed,
            document.frame_changed,
        ):
            signal.connect(self._follow)
        self._follow()

    def change_color(self) -> None:
        """Open the picker for the first chosen colour."""
        rows = self.editor.rows
        if not rows:
            self.message.emit(self.editor.why_not or tr("Choose a colour of the palette first."))
            return
        self._swatches.list.choose(rows[:1])
        self.picking.change(rows[0], self._swatches)

    def add(self, color: Color) -> None:
        """Add a colour to the palette."""
        if self._may_edit():
            self.editor.add([color])

    def shutdown(self) -> None:
        """Close the picker and end the eyedropper."""
        self.picking.shutdown()

    # ---- connections

    def _connect_actions(self) -> None:
        editor = self.editor
        slots: dict[str, Callable[[], object]] = {
            "edit_color": self.change_color,
            "rename_color": self._ask_name,
            "lock_colors": editor.toggle_lock,
            "merge_colors": editor.merge,
            "delete_colors": editor.delete,
            "add_colors": self._ask_colors,
            "pick_color": lambda: self.picking.pick_pixel(self.add),
            "paste_colors": editor.paste,
            "color_up": lambda: editor.move_by(-1),
            "color_down": lambda: editor.move_by(1),
            "reverse_colors": editor.reverse,
            "fit_rest": editor.fit_rest,
        }
        slots |= {name: partial(editor.sort, order) for name, order in _SORTS.items()}
        for name, slot in slots.items():
            self._actions[name].triggered.connect(lambda _checked=False, slot=slot: slot())
        visions = QActionGroup(self)
        for vision in ColorVision:
            action = self._actions[f"vision_{vision.value}"]
            action.setChecked(vision is ColorVision.USUAL)
            action.triggered.connect(
                lambda _checked=False, vision=vision: self.shown.set_vision(vision)
            )
            visions.addAction(action)

    def _connect_panel(self) -> None:
        swatches, editor = self._swatches, self.editor
        menus = {
            name: [None if one is None else self._actions[one] for one in names]
            for name, names in _MENUS.items()
        }
        swatches.set_menus(menus)
        keys = {"copy": editor.copy, "paste": editor.paste, "edit": self.change_color}
        swatches.list.key_pressed.connect(lambda name: keys[name]())
        swatches.list.moved.connect(self._move)
        swatches.list.selection_changed.connect(self._follow)
        swatches.menu_requested.connect(self._open_menu)
        swatches.fit_requested.connect(editor.fit_rest)

    def _follow(self) -> None:
        """Enable what can be done, and say what edits mean."""
        editor, rows = self.editor, self.editor.rows
        is_editable = not editor.why_not
        edits = self._document.chosen.edits
        entries = editor.edits.entries if is_editable else ()
        enabled = {
            "edit_color": bool(rows),
            "rename_color": len(rows) == 1,
            "lock_colors": bool(rows),
            "merge_colors": bool(rows) and can_merge(editor.edits, rows),
            "delete_colors": bool(rows) and can_delete(editor.edits, rows),
            "color_up": bool(rows),
            "color_down": bool(rows),
            "add_colors": is_editable,
            "pick_color": is_editable,
            "reverse_colors": len(entries) > 1,
            "fit_rest": is_editable and edits is not None,
        }
        enabled |= {name: len(entries) > 1 for name in _SORTS}
        for name, can in enabled.items():
            self._actions[name].setEnabled(can)
        self._show_contrast()
        self._show_edited()

    def _show_contrast(self) -> None:
        palette, rows = shown_palette(self._document), self._swatches.list.rows
        if palette is None or len(rows) != 2 or rows[1] >= len(palette):
            self._swatches.show_contrast("")
            return
        one, other = (self._document.in_srgb(palette.swatches[row].color) for row in rows)
        self._swatches.show_contrast(contrast_words(one, other) if one[3] and other[3] else "")

    def _show_edited(self) -> None:
        """Say that the palette is edited, or that its edits are gone with other settings."""
        edits = self._document.chosen.edits
        words = ""
        if edits is not None:
            words = tr(
                "Edited by hand. Another number of colours starts a new palette; Undo brings "
                "this one back."
            )
        self._swatches.show_edited(words, can_fit=self._actions["fit_rest"].isEnabled())
        history = self._document.history
        is_gone = self._had_edits and edits is None and not history.can_redo
        self._had_edits = edits is not None
        if is_gone and self._document.image is not None:
            self.message.emit(tr("A new palette, without the edits. Undo brings them back."))

    def _see_colors(self, see: bool) -> None:
        """Show the picture in all its colours, or light pixels again."""
        if see:
            self.started.emit()
        self.shown.may_glance = not see
        self.shown.glance()

    def _may_edit(self) -> bool:
        why_not = self.editor.why_not
        if why_not:
            self.message.emit(why_not)
        return not why_not

    # ---- dialogs

    def _ask_colors(self) -> None:
        def take(text: str) -> None:
            colors = colors_in_text(text)
            if not colors:
                self.message.emit(tr("“{text}” names no colour.", text=text))
            elif self._may_edit():
                self.editor.add(colors)

        self._ask(tr("Add colours"), tr("Hex codes or other colours of CSS"), "", take)

    def _ask_name(self) -> None:
        rows = self.editor.rows
        if rows:
            entry = self.editor.edits.entries[rows[0]]

            def take(name: str) -> None:
                if self._may_edit():
                    self.editor.rename(rows[0], name)

            self._ask(tr("Rename colour"), tr("Name"), entry.name, take)

    def _ask(self, title: str, label: str, text: str, take: Callable[[str], None]) -> None:
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(title)
        dialog.setLabelText(label)
        dialog.setTextValue(text)
        dialog.textValueSelected.connect(take)
        dialog.open()

    def _move(self, rows: list[int], target: int) -> None:
        if self._may_edit():
            self.editor.move(rows, target)

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self._window)
        menu.setAccessibleName(tr("Colour"))
        menu.aboutToHide.connect(menu.deleteLater)
        copy = menu.addAction(tr("Copy hex codes"))
        copy.setShortcut(QKeySequence.StandardKey.Copy)  # shown here; the list takes the key
        copy.triggered.connect(self.editor.copy)
        for name in ("paste_colors", None, *_MENUS["edit"], None, "fit_rest"):
            if name is None:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[name])
        menu.popup(place)
