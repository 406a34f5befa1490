"""The panel with the palette: rows with hex code and share, or a grid of many colours.

Below the swatches are the buttons that edit them, and what the chosen ones have to do with each
other: the contrast of two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QListView, QMenu, QWidget

from quantizer.image.palette import Palette, Swatch
from quantizer.language import mark, tr

from .parts import GAP, MARGIN, button, hbox, heading, muted, reserve_scroll_bar, styled, vbox
from .swatch_delegate import TILE, SwatchDelegate
from .swatch_list import SwatchList
from .swatch_model import SWATCH_ROLE, SwatchModel, describe
from .texts import colors_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QAction, QResizeEvent

ROWS_UP_TO = 32
"""Largest number of colours shown as rows."""
EDIT_MENUS = {"add": mark("Add"), "edit": mark("Edit"), "sort": mark("Sort")}
"""The menus below the swatches."""
_REACH = 4
"""How far the list may reach to the left of the heading, in pixels."""


class SwatchPanel(QWidget):
    """The palette with its heading, and a line on the swatch under the pointer."""

    entry_chosen = Signal(int)
    """The position in the palette of the swatch that was clicked."""
    menu_requested = Signal(QPoint)
    """The position on the screen at which to open the menu of the chosen swatches."""
    copy_requested = Signal()
    export_requested = Signal()
    fit_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        styled(self, "panel")
        self.model = SwatchModel()
        self.delegate = SwatchDelegate()
        self.title = heading(tr("Palette"))
        self.note = muted()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.hide()
        self.empty = muted()
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.detail = muted()
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setWordWrap(True)
        self.detail.setMinimumHeight(2 * self.detail.fontMetrics().lineSpacing() + 2)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.contrast = muted()
        self.contrast.setWordWrap(True)
        self.contrast.hide()
        self.list = self._made_list()
        self.copy = button(tr("Copy"), tr("Copy the palette as text"), style="flat")
        self.copy.clicked.connect(self.copy_requested)
        self.export = button(tr("Export…"), tr("Save the palette to a file"), style="flat")
        self.export.clicked.connect(self.export_requested)
        self.menus = {name: QMenu(self) for name in EDIT_MENUS}
        self.tools = [self._menu_button(name) for name in EDIT_MENUS]
        self.edited = muted()
        self.edited.setWordWrap(True)
        self.fit = button(
            tr("Fit the rest"), tr("Find the other colours anew, beside those that were edited")
        )
        self.fit.clicked.connect(self.fit_requested)
        self._lay_out()
        self.show_edited("")
        self.set_palette(Palette(()))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size at which code, bar and share fit side by side."""
        return QSize(272, 440)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the room that the texts need when they are wrapped at the width of the moment."""
        hint, layout = super().minimumSizeHint(), self.layout()
        needed = layout.totalMinimumHeightForWidth(self.width()) if layout is not None else 0
        return QSize(hint.width(), max(hint.height(), needed))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Tell the splitter that another height may be needed."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _made_list(self) -> SwatchList:
        made = SwatchList()
        made.setModel(self.model)
        made.setItemDelegate(self.delegate)
        made.setMinimumHeight(96)
        reserve_scroll_bar(made)
        made.setAccessibleName(tr("Palette"))
        made.setAccessibleDescription(
            tr(
                "Space shows the pixels of a colour, Return changes it, Alt with the arrow keys "
                "moves it, the menu key shows what else can be done"
            )
        )
        made.customContextMenuRequested.connect(self._ask_menu)
        made.clicked_row.connect(self.entry_chosen)
        made.pointed.connect(self._describe)
        made.selectionModel().currentChanged.connect(lambda index, _: self._describe(index.row()))
        return made

    def _menu_button(self, name: str) -> QWidget:
        made = button(tr(EDIT_MENUS[name]), tr(EDIT_MENUS[name]), style="flat")
        made.setMenu(self.menus[name])
        return made

    def _lay_out(self) -> None:
        top = hbox(None, (self.title, 1), self.copy, self.export, spacing=0)
        tools = hbox(None, *self.tools, spacing=0)
        tools.addStretch(1)
        self._list_row = hbox(None, self.list, self.empty)
        vbox(
            self,
            top,
            self.note,
            (self._list_row, 1),
            self.detail,
            self.contrast,
            tools,
            self.edited,
            self.fit,
            margins=(MARGIN - _REACH, GAP + 2, GAP, GAP),
            spacing=4,
        )
        texts = (self.note, self.detail, self.contrast, self.edited)
        for part in (top, *texts):
            part.setContentsMargins(_REACH, 0, 0, 0)
        self._align()

    def _align(self) -> None:
        """Put the colours exactly below the heading; the frame around one reaches beyond."""
        self._list_row.setContentsMargins(_REACH - self.delegate.inset, 0, 0, 0)
        self.empty.setContentsMargins(self.delegate.inset, 0, 0, 0)

    def set_menus(self, actions: Mapping[str, Sequence[QAction | None]]) -> None:
        """Fill the menus of `EDIT_MENUS`; None stands for a line between actions."""
        for name, own in actions.items():
            for action in own:
                if action is None:
                    self.menus[name].addSeparator()
                else:
                    self.menus[name].addAction(action)

    def set_palette(
        self,
        palette: Palette,
        note: str = "",
        in_srgb: Palette | None = None,
        changed: frozenset[int] = frozenset(),
    ) -> None:
        """Show a palette.

        Parameters
        ----------
        note
            A sentence about it, or why it is empty; may be empty.
        in_srgb
            The colours for the screen, if `palette` is in another colour space.
        changed
            The positions of the colours that were edited.
        """
        self.delegate.changed = changed
        self.delegate.largest_share = max((s.share or 0 for s in palette), default=1) or 1
        rows = self.list.rows
        self.model.set_palette(palette, in_srgb)
        if rows and not self.list.rows:  # the list has forgotten them with another number of rows
            self.list.choose(rows)
        count = len(palette)
        self.title.setText(colors_of(count) if count else tr("Palette"))
        self.note.setText(note if count else "")
        self.note.setVisible(bool(note) and count > 0)
        self.empty.setText(note or tr("No palette yet."))
        self.empty.setVisible(count == 0)
        self.list.setVisible(count > 0)
        self._show_as(is_grid=count > ROWS_UP_TO)
        for part in (self.copy, self.export, *self.tools):
            part.setEnabled(count > 0)

    def _show_as(self, *, is_grid: bool) -> None:
        self.delegate.as_grid = is_grid
        self._align()
        flow = QListView.Flow.LeftToRight if is_grid else QListView.Flow.TopToBottom
        if self.list.flow() is not flow:
            self.list.setFlow(flow)
            self.list.setWrapping(is_grid)
            self.list.setGridSize(QSize(TILE, TILE) if is_grid else QSize())
        if is_grid and not self.detail.isVisibleTo(self):
            self.detail.setText(tr("Point at a colour to see its code and share"))
        self.detail.setVisible(is_grid)

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
            if place not in self.list.rows:
                self.list.choose([place])
        self.list.viewport().update()

    def show_contrast(self, text: str) -> None:
        """Show a sentence on the contrast of the chosen swatches; empty for none."""
        self.contrast.setText(text)
        self.contrast.setVisible(bool(text))

    def show_edited(self, text: str, *, can_fit: bool = False) -> None:
        """Show a sentence on what edits mean, and whether the rest can be fitted."""
        self.edited.setText(text)
        self.edited.setVisible(bool(text))
        self.fit.setVisible(can_fit)

    def _describe(self, row: int | None) -> None:
        if row is not None and self.delegate.as_grid and 0 <= row < len(self.model.palette):
            self.detail.setText(describe(self.model.palette.swatches[row]))

    def _ask_menu(self, place: QPoint) -> None:
        index: QModelIndex = self.list.indexAt(place)
        if not index.isValid():
            index = self.list.currentIndex()
            place = self.list.visualRect(index).center()
        if isinstance(index.data(SWATCH_ROLE), Swatch):
            if index.row() not in self.list.rows:
                self.list.choose([index.row()])
            self.menu_requested.emit(self.list.viewport().mapToGlobal(place))
