"""The checkerboard that shows through transparent pixels."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QBrush, QColor, QPainter, QPixmap

_CELL = 8


@cache
def checkerboard(*, dark: bool) -> QBrush:
    """Return the brush, for the GUI thread only; its cells are 8 units wide."""
    pale, deep = (
        (QColor("#4a4d54"), QColor("#3a3d43")) if dark else (QColor("white"), QColor("#d9dbe0"))
    )
    tile = QPixmap(2 * _CELL, 2 * _CELL)
    tile.fill(pale)
    painter = QPainter(tile)
    painter.fillRect(0, 0, _CELL, _CELL, deep)
    painter.fillRect(_CELL, _CELL, _CELL, _CELL, deep)
    painter.end()
    return QBrush(tile)
