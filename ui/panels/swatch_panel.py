"""The panel with the result's palette: rows with hex code and share, or a grid of many colours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QListView, QWidget

from quantizer.image.palette import Palette, Swatch
from quantizer.language import tr

from .parts import GAP, MARGIN, button, hbox, heading, muted, reserve_scroll_bar, styled, vbox
from .swatch_delegate import TILE, SwatchDelegate
from .swatch_model import SWATCH_ROLE, SwatchModel, describe
from .texts import colors_of

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

ROWS_UP_TO = 32
"""Largest number of colours shown as rows."""
_REACH = 4
"""How far the list may reach to the left of the heading, in pixels."""


class SwatchList(QListView):
    """The list of swatches: Return, Space and a click choose one."""

    chosen = Signal(QModelIndex)

    def __init__(self) -> None:
        super().__init__()
        self.clicked.connect(self.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Choose the current swatch by key."""
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() in keys and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class SwatchPanel(QWidget):
    """The palette with its heading, and a line on the swatch under the pointer."""

    color_chosen = Signal(str)
    """The hex code of the swatch that was clicked."""
    entry_chosen = Signal(int)
    """The position in the palette of the swatch that was clicked."""
    menu_requested = Signal(object, QPoint)
    """A `Swatch`, and the position on the screen at which to open its menu."""
    copy_requested = Signal()
    export_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        styled(self, "panel")
        self.model = SwatchModel()
        self.delegate = SwatchDelegate()
        self.title = heading(tr("Palette"))
        self.note = muted()
        self.note.setWordWrap(True)
        self.note.hide()
        self.detail = muted()
        self.detail.setWordWrap(True)
        self.detail.setMinimumHeight(2 * self.detail.fontMetrics().lineSpacing() + 2)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.list = SwatchList()
        self.list.setModel(self.model)
        self.list.setItemDelegate(self.delegate)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(
            tr("Palette: Return copies the hex code and shows its pixels, the menu key locks")
        )
        self.list.setMinimumHeight(96)
        reserve_scroll_bar(self.list)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._ask_menu)
        self.list.chosen.connect(self._choose)
        self.list.entered.connect(self._describe)
        self.list.selectionModel().currentChanged.connect(self._describe)
        self.copy = button(tr("Copy"), tr("Copy the palette as text"), style="flat")
        self.copy.clicked.connect(self.copy_requested)
        self.export = button(tr("Export…"), tr("Save the palette to a file"), style="flat")
        self.export.clicked.connect(self.export_requested)
        for flat in (self.copy, self.export):
            flat.setEnabled(False)
        self._lay_out()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size at which code, bar and share fit side by side."""
        return QSize(272, 440)

    def _lay_out(self) -> None:
        top = hbox(None, (self.title, 1), self.copy, self.export, spacing=0)
        self._list_row = hbox(None, self.list)
        vbox(
            self,
            top,
            self.note,
            (self._list_row, 1),
            self.detail,
            margins=(MARGIN - _REACH, GAP + 2, GAP, GAP),
            spacing=4,
        )
        for part in (top, self.note, self.detail):
            part.setContentsMargins(_REACH, 0, 0, 0)
        self._align()

    def _align(self) -> None:
        """Put the colours exactly below the heading; the frame around one reaches beyond."""
        self._list_row.setContentsMargins(_REACH - self.delegate.inset, 0, 0, 0)

    def set_palette(self, palette: Palette, note: str = "", in_srgb: Palette | None = None) -> None:
        """Show a palette.

        Parameters
        ----------
        note
            A sentence about them; may be empty.
        in_srgb
            The same colours in sRGB, if `palette` is in another colour space.
        """
        self.model.set_palette(palette, in_srgb)
        count = len(palette)
        self.title.setText(colors_of(count) if count else tr("Palette"))
        self.note.setText(note)
        self.note.setVisible(bool(note))
        as_grid = count > ROWS_UP_TO
        self.delegate.as_grid = as_grid
        self._align()
        self.delegate.largest_share = max((s.share or 0 for s in palette), default=1) or 1
        flow = QListView.Flow.LeftToRight if as_grid else QListView.Flow.TopToBottom
        self.list.setFlow(flow)
        self.list.setWrapping(as_grid)
        self.list.setGridSize(QSize(TILE, TILE) if as_grid else QSize())
        self.detail.setText(tr("Point at a colour to see its code and share") if as_grid else "")
        self.detail.setVisible(as_grid)
        for flat in (self.copy, self.export):
            flat.setEnabled(count > 0)

    def set_dimmed(self, dimmed: bool) -> None:
        """Dim the palette while it belongs to the result before."""
        if dimmed != self.delegate.is_dimmed:
            self.delegate.is_dimmed = dimmed
            self.title.setEnabled(not dimmed)
            self.list.viewport().update()

    def show_selected(self, place: int | None) -> None:
        """Mark the swatch whose pixels are shown, and scroll to it; None for none."""
        self.delegate.selected = place
        if place is not None and place < len(self.model.palette):
            self.list.scrollTo(self.model.index(place))
        self.list.viewport().update()

    def _describe(self, index: QModelIndex) -> None:
        swatch = index.data(SWATCH_ROLE)
        if isinstance(swatch, Swatch) and self.delegate.as_grid:
            self.detail.setText(describe(swatch))

    def _choose(self, index: QModelIndex) -> None:
        swatch = index.data(SWATCH_ROLE)
        if isinstance(swatch, Swatch):
            self.color_chosen.emit(swatch.hex)
            self.entry_chosen.emit(index.row())

    def _ask_menu(self, place: QPoint) -> None:
        swatch = self.list.indexAt(place).data(SWATCH_ROLE)
        if isinstance(swatch, Swatch):
            self.menu_requested.emit(swatch, self.list.viewport().mapToGlobal(place))
