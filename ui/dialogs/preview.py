"""A small picture of a result, on a checkerboard where it is transparent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from quantizer.language import tr

from ..canvas.checkerboard import checkerboard, is_dark

if TYPE_CHECKING:
    from ..canvas.pyramid import Pyramid

_HEIGHT = 168


class Preview(QWidget):
    """Shows a picture as large as it fits, and never larger than it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: Pyramid | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Preview of the file"))

    def show_picture(self, picture: Pyramid) -> None:
        """Show another picture."""
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size that leaves room for the form."""
        return QSize(240, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the picture from the level that has enough pixels."""
        if self._picture is None:
            return
        whole = QSize(self._picture.width, self._picture.height)
        fitting = whole.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(0, 0, *(fitting if fitting.width() < whole.width() else whole).toTuple())
        scale = target.width() * self.devicePixelRatioF() / whole.width()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        painter.fillRect(target, checkerboard(dark=is_dark(self.palette())))
        painter.drawImage(target, self._picture.levels[self._picture.level_for(scale)])
