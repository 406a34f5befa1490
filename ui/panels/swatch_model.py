"""The Qt model of the palette: one row for each swatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, Qt

from quantizer.image.palette import Palette, Swatch
from quantizer.language import tr

from .texts import percentage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .parts import ModelIndex

SWATCH_ROLE = Qt.ItemDataRole.UserRole
SHOWN_ROLE = Qt.ItemDataRole.UserRole + 1
"""The swatch converted to sRGB for the screen."""


class SwatchModel(QAbstractListModel):
    """The swatches in the order of the palette; dragged, they are hex codes."""

    def __init__(self) -> None:
        super().__init__()
        self.palette = self.shown = Palette(())

    def set_palette(self, palette: Palette, in_srgb: Palette | None = None) -> None:
        """Show another palette; `in_srgb` has the colours for the screen if they are others."""
        is_resized = len(palette) != len(self.palette)
        if is_resized:
            self.beginResetModel()
        self.palette = palette
        self.shown = in_srgb or palette
        if is_resized:
            self.endResetModel()
        elif len(palette):
            self.dataChanged.emit(self.index(0), self.index(len(palette) - 1))

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of swatches."""
        return 0 if parent.isValid() else len(self.palette)

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the data of a swatch for a role."""
        if not index.isValid():
            return None
        swatch = self.palette.swatches[index.row()]
        if role == SWATCH_ROLE:
            return swatch
        if role == SHOWN_ROLE:
            return self.shown.swatches[index.row()]
        hint = tr("Click to see its pixels, double-click to change it, drag to move it")
        texts = {
            int(Qt.ItemDataRole.DisplayRole): swatch.hex,
            int(Qt.ItemDataRole.AccessibleTextRole): describe(swatch),
            int(Qt.ItemDataRole.ToolTipRole): f"{describe(swatch)}\n{hint}",
        }
        return texts.get(int(role))

    def flags(self, index: ModelIndex) -> Qt.ItemFlag:
        """Return what can be done to a row: it can be dragged between others."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        """Return what dropping a swatch may mean."""
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """Return the kinds of data that can be dropped."""
        return ["text/plain"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """Return swatches as a list of hex codes."""
        data = QMimeData()
        rows = sorted(index.row() for index in indexes)
        data.setText("\n".join(self.palette.swatches[row].hex for row in rows))
        return data


def describe(swatch: Swatch) -> str:
    """Return one line on a swatch: name, hex code, RGB values, share, whether it is locked."""
    red, green, blue, alpha = swatch.color
    parts = [swatch.name] if swatch.name else []
    parts += [swatch.hex, f"RGB {red}, {green}, {blue}"]
    if alpha != 255:
        parts.append(tr("alpha {alpha}", alpha=alpha))
    if swatch.share is not None:
        parts.append(percentage(swatch.share))
    if swatch.locked:
        parts.append(tr("locked"))
    return " · ".join(parts)
