"""The list of swatches: several can be chosen, dragged to another place, or pointed at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QDropEvent, QFocusEvent, QKeyEvent

_OWN_KEYS = {
    (Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier): "copy",
    (Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier): "paste",
    (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier): "edit",
    (Qt.Key.Key_Enter, Qt.KeyboardModifier.NoModifier): "edit",
    (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier): "edit",
}
"""Keys that mean something else, or nothing, in the rest of the window."""


class SwatchList(QListView):
    """The list; rows are positions in the palette."""

    pointed = Signal(object)
    """The row under the pointer, or the one that an arrow key goes to; None for none."""
    clicked_row = Signal(int)
    """A row was clicked, or chosen with Space."""
    key_pressed = Signal(str)
    """``copy``, ``paste`` or ``edit``."""
    selection_changed = Signal()
    moved = Signal(object, int)
    """The rows that were dragged, and the one that they were dropped in front of."""

    def __init__(self) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragDropMode(QListView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.clicked.connect(self._click)
        self.entered.connect(lambda index: self.pointed.emit(index.row()))
        self.viewportEntered.connect(lambda: self.pointed.emit(None))
        self.doubleClicked.connect(lambda _: self.key_pressed.emit("edit"))

    @property
    def rows(self) -> list[int]:
        """The chosen rows, ascending."""
        return sorted(index.row() for index in self.selectionModel().selectedIndexes())

    def choose(self, rows: Iterable[int]) -> None:
        """Choose these rows, and make the first of them the current one."""
        model, chosen = self.model(), QItemSelection()
        places = [row for row in rows if 0 <= row < model.rowCount()]
        for row in places:
            chosen.select(model.index(row, 0), model.index(row, 0))
        selection = self.selectionModel()
        if places:
            current = model.index(places[0], 0)
            selection.setCurrentIndex(current, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(current)
        selection.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def selectionChanged(self, chosen: QItemSelection, before: QItemSelection) -> None:  # noqa: N802
        """Tell that other rows are chosen."""
        super().selectionChanged(chosen, before)
        self.selection_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Point at nothing any more."""
        super().focusOutEvent(event)
        self.pointed.emit(None)

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Point at nothing once the pointer has left."""
        if event.type() == QEvent.Type.Leave:
            self.pointed.emit(None)
        return super().viewportEvent(event)

    def event(self, event: QEvent) -> bool:
        """Take the keys of the palette before the window does."""
        if event.type() == QEvent.Type.ShortcutOverride and self._own_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Copy, paste, edit, or choose the current swatch."""
        own = self._own_key(event)
        if own:
            self.key_pressed.emit(own)
        elif event.key() == Qt.Key.Key_Space and self.currentIndex().isValid():
            self._click(self.currentIndex())
        else:
            before = self.currentIndex()
            super().keyPressEvent(event)
            if self.currentIndex() != before:
                self.pointed.emit(self.currentIndex().row() if len(self.rows) == 1 else None)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Move the chosen rows to where they are dropped."""
        if event.source() is not self:
            event.ignore()
            return
        index = self.indexAt(event.position().toPoint())
        target = index.row() if index.isValid() else self.model().rowCount()
        below = QAbstractItemView.DropIndicatorPosition.BelowItem
        if index.isValid() and self.dropIndicatorPosition() == below:
            target += 1
        self.stopAutoScroll()
        self.setState(QListView.State.NoState)
        self.viewport().update()
        # Not a move for Qt, which would take the rows away.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.moved.emit(self.rows, target)

    def _own_key(self, event: QEvent) -> str:
        key, modifiers = event.key(), event.modifiers()  # type: ignore[attr-defined]
        return _OWN_KEYS.get((Qt.Key(key), modifiers), "")

    def _click(self, index: QModelIndex) -> None:
        if len(self.rows) <= 1:
            self.clicked_row.emit(index.row())
