"""Tiles of images: a picture with a name below it, in as many columns as there is room for."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QResizeEvent

PICTURE = QSize(104, 72)
"""Largest size of a tile's picture."""
_TILE = 114
_GAP = 4
_ROUNDING = 4


class Tiles(QWidget):
    """Buttons with pictures; emits `chosen` with the path of the one that was pressed."""

    chosen = Signal(Path)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.buttons: dict[Path, QToolButton] = {}
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)

    def show_paths(self, names: dict[Path, str]) -> None:
        """Show a tile for each path, with its name."""
        for button in self.buttons.values():
            self._grid.removeWidget(button)
            button.deleteLater()
        self.buttons = {path: self._button(path, name) for path, name in names.items()}
        self._columns = 0
        self._place()

    def show_picture(self, path: Path, picture: QImage) -> None:
        """Show the picture of a file; a null image greys its tile out."""
        button = self.buttons.get(path)
        if button is None:
            return
        button.setDisabled(picture.isNull())
        if not picture.isNull():
            button.setIcon(_framed(picture, self))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Use the columns that fit."""
        super().resizeEvent(event)
        self._place()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return a size of one column, so that the page may become narrower."""
        return QSize(_TILE, super().minimumSizeHint().height())

    def _button(self, path: Path, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("tile")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setIconSize(PICTURE)
        button.setFixedWidth(_TILE)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        metrics = button.fontMetrics()
        shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, _TILE - 2 * _GAP)
        button.setText(shown.replace("&", "&&"))
        button.setAccessibleName(name)
        button.setIcon(_framed(None, self))
        button.clicked.connect(partial(self._choose, path))
        return button

    def _choose(self, path: Path, _checked: bool = False) -> None:
        self.chosen.emit(path)

    def _place(self) -> None:
        columns = max(1, (self.width() + _GAP) // (_TILE + _GAP))
        if columns == self._columns:
            return
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 0)
        self._columns = columns
        for place, button in enumerate(self.buttons.values()):
            self._grid.addWidget(button, place // columns, place % columns)
        self._grid.setColumnStretch(columns, 1)


def _framed(picture: QImage | None, owner: QWidget) -> QIcon:
    """Return the picture in the middle of a quiet area, at the pixel density of `owner`."""
    ratio = owner.devicePixelRatioF()
    area = QPixmap(PICTURE * ratio)
    area.fill(Qt.GlobalColor.transparent)
    painter = QPainter(area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(owner.palette().color(QPalette.ColorRole.AlternateBase))
    rounding = _ROUNDING * ratio
    painter.drawRoundedRect(area.rect(), rounding, rounding)
    if picture is not None:
        is_tiny = max(picture.width(), picture.height()) * 2 <= area.height()
        way = Qt.TransformationMode
        fitted = picture.scaled(
            area.size(),
            Qt.AspectRatioMode.KeepAspectRatio,
            way.FastTransformation if is_tiny else way.SmoothTransformation,
        )
        place = area.rect().center() - fitted.rect().center()
        painter.drawImage(place, fitted)
    painter.end()
    area.setDevicePixelRatio(ratio)
    icon = QIcon(area)
    icon.addPixmap(area, QIcon.Mode.Active)
    return icon
