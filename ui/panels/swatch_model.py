"""The Qt model of the palette: one row for each swatch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt

from quantizer.image.palette import Palette, Swatch
from quantizer.language import tr

from .texts import percentage

if TYPE_CHECKING:
    from .parts import ModelIndex

SWATCH_ROLE = Qt.ItemDataRole.UserRole
SHOWN_ROLE = Qt.ItemDataRole.UserRole + 1
"""The swatch converted to sRGB for the screen."""


class SwatchModel(QAbstractListModel):
    """The swatches in the order of the palette."""

    def __init__(self) -> None:
        super().__init__()
        self.palette = self.shown = Palette(())

    def set_palette(self, palette: Palette, in_srgb: Palette | None = None) -> None:
        """Show another palette; `in_srgb` has its colours in sRGB if they are in another space."""
        self.beginResetModel()
        self.palette = palette
        self.shown = in_srgb or palette
        self.endResetModel()

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
        if role == Qt.ItemDataRole.DisplayRole:
            return swatch.hex
        if role in {Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole}:
            return tr(
                "{color} · click to copy and see its pixels, right-click to lock",
                color=describe(swatch),
            )
        return None


def describe(swatch: Swatch) -> str:
    """Return one line on a swatch: hex code, RGB values, share, whether it is locked."""
    red, green, blue, alpha = swatch.color
    opacity = "" if alpha == 255 else tr(" · alpha {alpha}", alpha=alpha)
    share = "" if swatch.share is None else f" · {percentage(swatch.share)}"
    lock = tr(" · locked") if swatch.locked else ""
    return tr(
        "{hex} · RGB {red}, {green}, {blue}{opacity}{share}{lock}",
        hex=swatch.hex,
        red=red,
        green=green,
        blue=blue,
        opacity=opacity,
        share=share,
        lock=lock,
    )
