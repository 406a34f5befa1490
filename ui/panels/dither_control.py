"""How pixels are dithered: a card with the current dither opens a gallery of all dithers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPen
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QToolButton, QWidget

from quantizer.dither import ditherer_for, has_order
from quantizer.language import tr
from quantizer.settings.settings import OPTIONS, DitherSettings

from .dither_gallery import THUMBNAIL, DitherGallery, paint_thumbnail
from .number_slider import NumberSlider
from .parts import heading, labelled, vbox
from .setting_fields import segments
from .texts import DITHER_TIPS

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QKeyEvent, QPaintEvent

    from quantizer.image.palette import Palette
    from quantizer.settings.settings import Settings

_PAD = 8
_CHEVRON = 20
_STRENGTH = OPTIONS["dither.strength"]
_SERPENTINE = OPTIONS["dither.is_serpentine"]


class DitherCard(QToolButton):
    """A button with a thumbnail and the dither's name beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.label = ""
        self.picture: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setObjectName("card")  # the style sheet gives it its height
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a size that holds the thumbnail and a name beside it."""
        return QSize(THUMBNAIL.width() + 128, THUMBNAIL.height() + 2 * _PAD)

    def show_dither(self, label: str, picture: QImage | None) -> None:
        """Show a dither's name and its thumbnail, once there is one."""
        self.label, self.picture = label, picture
        self.setAccessibleName(tr("Dither: {name}", name=label))
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Also open the gallery with Return and the down arrow."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the card over the button's frame."""
        super().paintEvent(event)
        painter = QPainter(self)
        palette = self.palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_thumbnail(painter, QRect(QPoint(_PAD, _PAD), THUMBNAIL), self.picture, palette)
        area = self.rect().adjusted(2 * _PAD + THUMBNAIL.width(), _PAD, -_CHEVRON, -_PAD)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        broken = self.label.replace("-", "-\N{ZERO WIDTH SPACE}")
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, broken)
        painter.setPen(QPen(palette.color(QPalette.ColorRole.PlaceholderText), 1.5))
        tip = QPoint(self.width() - 11, self.height() // 2)
        painter.drawPolyline([tip + QPoint(-4, -4), tip, tip + QPoint(-4, 4)])


class DitherControl(QWidget):
    """The control; `changed` carries new `DitherSettings`."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._dither = DitherSettings()
        self.card = DitherCard()
        self.gallery = DitherGallery(self)
        self.strength = NumberSlider(tr("Dither strength"), 0, 100, suffix=" %")
        self.space = segments("dither.space")
        self.serpentine = QCheckBox(tr(_SERPENTINE.label))
        self.serpentine.setAccessibleName(tr(_SERPENTINE.label))
        self.serpentine.setToolTip(tr(_SERPENTINE.tooltip))
        vbox(
            self,
            heading(tr("Dithering")),
            self.card,
            labelled(tr(_STRENGTH.label), self.strength),
            labelled(tr(OPTIONS["dither.space"].label), self.space),
            self.serpentine,
        )
        self.card.clicked.connect(lambda: self.gallery.open_beside(self.card))
        self.gallery.chosen.connect(lambda name: self._change(name=name, kernel=None))
        self.strength.changed.connect(lambda value: self._change(strength=value / 100))
        self.space.changed.connect(lambda value: self._change(space=value))
        self.serpentine.clicked.connect(lambda value: self._change(is_serpentine=value))

    def show_settings(self, settings: Settings, palette: Palette | None = None) -> None:
        """Show the dither, its space, and its strength with a given palette, if there is one."""
        self._dither = dither = settings.dither
        self.gallery.set_value(dither.name)
        is_given = palette is not None and not palette.is_found
        strength = dither.strength_with(is_given=is_given)
        self.strength.set_value(round(100 * strength))
        self.space.set_value(dither.space)
        ditherer = ditherer_for(dither)
        self._show_card()
        tip = tr(DITHER_TIPS[dither.name]) if dither.kernel is None else tr(ditherer.label)
        self.card.setToolTip(tip)
        self.serpentine.setChecked(dither.is_serpentine)
        self.serpentine.setEnabled(has_order(ditherer))
        has_strength = ditherer.has_strength
        self.strength.setEnabled(has_strength)
        self.space.setEnabled(has_strength)
        self.strength.setToolTip(
            tr(_STRENGTH.tooltip) if has_strength else tr("This dither has no strength")
        )

    def set_picture(self, name: str, picture: QImage) -> None:
        """Show the thumbnail of a dither."""
        self.gallery.set_picture(name, picture)
        if name == self._dither.name:
            self._show_card()

    def clear_pictures(self) -> None:
        """Remove all thumbnails, because another image is open."""
        self.gallery.clear()
        self._show_card()

    def _show_card(self) -> None:
        dither = self._dither
        picture = self.gallery.picture(dither.name) if dither.kernel is None else None
        self.card.show_dither(tr(ditherer_for(dither).label), picture)

    def _change(self, **changes: object) -> None:
        self.changed.emit(replace(self._dither, **changes))  # type: ignore[arg-type]
