"""The checkerboard behind transparent pixels."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QBrush, QColor, QPainter, QPalette, QPixmap

_CELL = 8


def is_dark(palette: QPalette) -> bool:
    """Whether a Qt palette belongs to a dark theme."""
    return palette.color(QPalette.ColorRole.Window).lightness() < 128


@cache
def checkerboard(*, dark: bool) -> QBrush:
    """Return the brush; its squares are 8 units wide. Call it on the GUI thread only."""
    light, shaded = (
        (QColor("#4a4d54"), QColor("#3a3d43")) if dark else (QColor("white"), QColor("#d9dbe0"))
    )
    tile = QPixmap(2 * _CELL, 2 * _CELL)
    tile.fill(light)
    painter = QPainter(tile)
    painter.fillRect(0, 0, _CELL, _CELL, shaded)
    painter.fillRect(_CELL, _CELL, _CELL, _CELL, shaded)
    painter.end()
    return QBrush(tile)
