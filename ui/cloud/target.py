"""Where a cloud is painted: the size of the area, and the colours and the font of the theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QPalette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from .camera import Camera, Projection
    from .points import Bounds


@dataclass(frozen=True)
class Look:
    """The colours of the theme that a cloud needs."""

    ground: QColor
    text: QColor
    muted: QColor
    line: QColor
    accent: QColor

    @classmethod
    def of(cls, palette: QPalette) -> Look:
        """Return the colours that the theme put into a palette.

        The ground is the theme's tone that is nearest to a middle grey, so that neither black nor
        white points are lost on it.
        """
        role = QPalette.ColorRole
        grounds = (palette.color(one) for one in (role.Dark, role.Base))
        ground = min(grounds, key=lambda color: abs(color.lightness() - 128))
        roles = (role.WindowText, role.PlaceholderText, role.Mid, role.Highlight)
        return cls(ground, *(palette.color(QPalette.ColorGroup.Active, one) for one in roles))

    @property
    def ground_levels(self) -> tuple[int, int, int]:
        """Red, green and blue of the ground."""
        return self.ground.red(), self.ground.green(), self.ground.blue()


@dataclass(frozen=True)
class Target:
    """An area to paint.

    Parameters
    ----------
    width, height
        In device-independent pixels.
    ratio
        Device pixels for each of them.
    look, font
        Colours and font of the theme.
    """

    width: int
    height: int
    ratio: float
    look: Look
    font: QFont

    @classmethod
    def of(cls, widget: QWidget) -> Target:
        """Return the whole area of a widget."""
        ratio, look = widget.devicePixelRatioF(), Look.of(widget.palette())
        return cls(widget.width(), widget.height(), ratio, look, widget.font())

    @property
    def area(self) -> QRectF:
        """The area."""
        return QRectF(0, 0, self.width, self.height)

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in device pixels."""
        return round(self.height * self.ratio), round(self.width * self.ratio)

    @property
    def bold(self) -> QFont:
        """The font, bold."""
        font = QFont(self.font)
        font.setBold(True)
        return font

    def projection(self, camera: Camera, bounds: Bounds) -> Projection:
        """Return the projection of data into the area."""
        return camera.projection(bounds, self.width, self.height)
