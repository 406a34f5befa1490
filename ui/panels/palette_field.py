"""The choice of a palette: by name among the built-in ones, or from a file.

The field shows the palette that it is given and emits what the user wants; it reads no files.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPalette, QPixmap
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from quantizer.built_in_palettes import built_in_names, built_in_palette, built_in_source
from quantizer.language import tr, tr_n

from .parts import button, hbox, muted, vbox
from .texts import colors_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from quantizer.image.palette import Palette

_STRIP = 20
_ICON = QSize(48, 14)
_FROM_FILE = "\0"
"""The key of the entry for a palette that is not built in; no name contains it."""


class PaletteStrip(QWidget):
    """The colours of a palette side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.palette_shown: Palette | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size of a flat strip."""
        return QSize(64, _STRIP)

    def show_palette(self, palette: Palette | None) -> None:
        """Show the colours of a palette; None for no palette."""
        self.palette_shown = palette
        names = [swatch.hex for swatch in palette] if palette is not None else []
        self.setAccessibleName(tr("Fixed colours: {names}", names=", ".join(names)))
        self.setToolTip(tr("The image has no other colours than these: ") + ", ".join(names[:16]))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the colours in a frame."""
        if self.palette_shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(0.5, 0.5, self.width() - 1, self.height() - 1, 4, 4)
        painter.setClipPath(frame)
        _paint_colors(painter, self.palette_shown, self.size())
        painter.setClipping(False)
        painter.setPen(self.palette().color(QPalette.ColorRole.Shadow))
        painter.drawPath(frame)


class PaletteField(QWidget):
    """The field.

    Parameters
    ----------
    without
        The entry for no palette; None if there is always to be one.
    """

    chosen = Signal(object)
    """The name of a built-in palette, or None for no palette."""
    load_requested = Signal()
    """The user wants to choose a palette file."""

    def __init__(self, without: str | None) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setAccessibleName(tr("Palette"))
        self.box.setIconSize(_ICON)
        self.box.setMaxVisibleItems(24)
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(8)
        self.load = button(tr("Load…"), tr("Load a palette from a file"))
        self.load.setAccessibleName(tr("Load a palette from a file"))
        self.count = muted()
        self.strip = PaletteStrip()
        self._fill(without)
        self._strip_row = QWidget()
        hbox(self._strip_row, self.count, (self.strip, 1))
        vbox(self, hbox(None, (self.box, 1), self.load, spacing=4), self._strip_row)
        self.setFocusProxy(self.box)
        self.box.activated.connect(self._choose)
        self.load.clicked.connect(self.load_requested)
        self.show_palette(None)

    def _fill(self, without: str | None) -> None:
        if without is None:
            self.box.setPlaceholderText(tr("Choose a palette"))
        else:
            self.box.addItem(without, None)
            self.box.insertSeparator(1)
        palettes = [(name, built_in_palette(name)) for name in built_in_names()]
        titles = [tr(palette.name) for _, palette in palettes]
        in_order = sorted(zip(titles, palettes, strict=True), key=lambda one: one[0].casefold())
        for title, (name, palette) in in_order:
            self.box.addItem(self._icon(palette), title, name)
            place = self.box.count() - 1
            tip = f"{colors_of(len(palette))}. {tr(built_in_source(name))}"
            self.box.setItemData(place, tip, Qt.ItemDataRole.ToolTipRole)

    def show_palette(self, palette: Palette | None) -> None:
        """Show the palette that is used; None if there is none."""
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self._place(palette))
        self._strip_row.setVisible(palette is not None)
        self.strip.show_palette(palette)
        self.count.setText(
            "" if palette is None else tr_n("{n} fixed colour", "{n} fixed colours", len(palette))
        )

    def _place(self, palette: Palette | None) -> int:
        """Return the row of a palette, after adding one if it is not built in."""
        own = self.box.findData(_FROM_FILE)
        if own >= 0:
            self.box.removeItem(own)
        if palette is None:
            return self.box.findData(None)
        for row in range(self.box.count()):
            name = self.box.itemData(row)
            if isinstance(name, str) and _codes_of_built_in(name) == _codes(palette):
                return row
        row = 2 if self.box.findData(None) == 0 else 0
        self.box.insertItem(row, self._icon(palette), palette.name or tr("Own palette"), _FROM_FILE)
        return row

    def _choose(self, row: int) -> None:
        name = self.box.itemData(row)
        if name != _FROM_FILE:
            self.chosen.emit(name)

    def _icon(self, palette: Palette) -> QIcon:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(_ICON * ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        _paint_colors(painter, palette, picture.size())
        painter.setPen(self.palette().color(QPalette.ColorRole.Shadow))
        painter.drawRect(picture.rect().adjusted(0, 0, -1, -1))
        painter.end()
        picture.setDevicePixelRatio(ratio)
        return QIcon(picture)


def _paint_colors(painter: QPainter, palette: Palette, size: QSize) -> None:
    width, count = size.width(), len(palette)
    for place, swatch in enumerate(palette):
        left, right = place * width // count, (place + 1) * width // count
        painter.fillRect(left, 0, right - left, size.height(), QColor(*swatch.color))


def _codes(palette: Palette) -> list[str]:
    return [swatch.hex for swatch in palette]


@cache
def _codes_of_built_in(name: str) -> list[str]:
    return _codes(built_in_palette(name))
