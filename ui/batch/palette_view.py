"""Shows the shared palettes as strips of swatches, one for each group of files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from quantizer.batch.plan.enums import Sharing
from quantizer.image.palette import Palette
from quantizer.language import tr

from ..canvas.checkerboard import checkerboard, is_dark
from ..panels.texts import colors_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..panels.parts import ModelIndex

PALETTE_ROLE = Qt.ItemDataRole.UserRole
_PER_LINE = 32
_LINE = 16
_HEADING = 24


def _names(groups: tuple[str, ...]) -> list[str]:
    """Return the names of groups: folders by their path from their common parent."""
    if groups == (Sharing.ALL,):
        return [tr("All images")]
    if len(groups) == 1:
        return [Path(groups[0]).name or groups[0]]
    try:
        above = os.path.commonpath(groups)
    except ValueError:
        return list(groups)
    return [os.path.relpath(group, above) for group in groups]


class PaletteModel(QAbstractListModel):
    """The Qt model: one row for each group."""

    def __init__(self) -> None:
        super().__init__()
        self._palettes: list[tuple[str, Palette]] = []

    def set_palettes(self, palettes: Mapping[str, Palette]) -> None:
        """Show these palettes; the keys are their groups."""
        self.beginResetModel()
        self._palettes = list(zip(_names(tuple(palettes)), palettes.values(), strict=True))
        self.endResetModel()

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of palettes."""
        return 0 if parent.isValid() else len(self._palettes)

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the data of a palette for a role."""
        if not index.isValid():
            return None
        name, palette = self._palettes[index.row()]
        if role == PALETTE_ROLE:
            return palette
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return f"{name} · {colors_of(len(palette))}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return " ".join(swatch.hex for swatch in palette)
        return None


class StripDelegate(QStyledItemDelegate):
    """Draws the name of a palette, and below it lines of up to 32 swatches."""

    def sizeHint(self, option: QStyleOptionViewItem, index: ModelIndex) -> QSize:  # noqa: N802
        """Return the size of the name and all lines."""
        palette = index.data(PALETTE_ROLE)
        assert isinstance(palette, Palette)
        lines = -(-len(palette) // _PER_LINE)
        return QSize(max(120, option.rect.width()), _HEADING + _LINE * lines + 4)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: ModelIndex) -> None:
        """Draw one palette."""
        swatches = index.data(PALETTE_ROLE)
        assert isinstance(swatches, Palette)
        tones: QPalette = option.palette
        area = option.rect
        painter.save()
        painter.setPen(tones.color(QPalette.ColorRole.Text))
        middle = Qt.TextElideMode.ElideMiddle
        text = option.fontMetrics.elidedText(index.data(), middle, area.width())
        line = area.adjusted(0, 0, 0, _HEADING - area.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, text)
        width = area.width() / min(_PER_LINE, max(8, len(swatches)))
        for place, swatch in enumerate(swatches):
            row, column = divmod(place, _PER_LINE)
            left = area.left() + column * width
            top = area.top() + _HEADING + row * _LINE
            tile = QRectF(left, top, width, _LINE)
            if swatch.color[3] != 255:
                painter.fillRect(tile, checkerboard(dark=is_dark(tones)))
            painter.fillRect(tile, QColor(*swatch.color))
        painter.restore()


class PaletteView(QListView):
    """The list of strips; hidden while it is empty."""

    def __init__(self) -> None:
        super().__init__()
        self._strips = PaletteModel()
        self._delegate = StripDelegate()
        self.setModel(self._strips)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Shared palettes"))
        self.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.hide()

    def show_palettes(self, palettes: Mapping[str, Palette] | None) -> None:
        """Show these palettes; hide the list if there are none."""
        self._strips.set_palettes(palettes or {})
        self.setVisible(bool(palettes))
        if palettes:
            lines = [-(-len(one) // _PER_LINE) for one in list(palettes.values())[:4]]
            wanted = sum(_HEADING + _LINE * count + 8 for count in lines)
            self.setFixedHeight(min(240, wanted))
