"""The page "K-means explained": the terms, with pictures painted by the step mode itself.

The pictures are made in a worker when the page is opened, in the colours of the theme.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QWidget,
)

from quantizer.language import tr

from ..cloud.target import Look, Target
from ..jobs.worker import Worker
from ..panels.parts import MARGIN, vbox
from .explained_pictures import PICTURES, paint_all
from .explained_texts import SECTIONS

if TYPE_CHECKING:
    from .explained_texts import Section

PICTURE_SIZE = QSize(420, 252)
"""Size of a picture in pixels."""
_TEXT_WIDTH = 400


class ExplainedDialog(QDialog):
    """The page; it does not block the window."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("K-means explained"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.pictures: dict[str, QLabel] = {}
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setAccessibleName(tr("K-means explained"))
        self._scroll.setWidget(self._content())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        vbox(self, (self._scroll, 1), buttons, margins=(0, 0, MARGIN, MARGIN))
        self.resize(960, 700)
        self._worker = Worker("quantizer-explained", self)
        self._worker.published.connect(self._show_picture)
        self.finished.connect(self._worker.shutdown)
        self._paint()

    def _content(self) -> QWidget:
        content = QWidget()
        content.setObjectName("panel")
        grid = QGridLayout(content)
        grid.setContentsMargins(32, 24, 24, 24)
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(28)
        grid.setColumnStretch(0, 1)
        for row, section in enumerate(SECTIONS):
            grid.addWidget(_words(section), row, 0, Qt.AlignmentFlag.AlignTop)
            if section.picture:
                label = self.pictures[section.picture] = QLabel()
                label.setFixedSize(PICTURE_SIZE)
                description = tr(PICTURES[section.picture].description)
                label.setAccessibleName(description)
                label.setToolTip(description)
                grid.addWidget(label, row, 1, Qt.AlignmentFlag.AlignTop)
        return content

    def _paint(self) -> None:
        width, height = PICTURE_SIZE.toTuple()
        look, ratio = Look.of(self.palette()), self.devicePixelRatioF()
        self._worker.start(paint_all(Target(width, height, ratio, look, self.font())))

    def _show_picture(self, made: tuple[str, QImage] | None) -> None:
        if made is not None:
            name, picture = made
            self.pictures[name].setPixmap(QPixmap.fromImage(picture))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Paint the pictures in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.pictures:
            self._paint()


def _words(section: Section) -> QWidget:
    words = QWidget()
    title, text = QLabel(tr(section.title)), QLabel(tr(section.text))
    title.setObjectName("title")
    text.setWordWrap(True)
    text.setMinimumWidth(_TEXT_WIDTH)
    text.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse
        | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    text.setObjectName("prose")
    column = vbox(words, title, text, spacing=8)
    column.addStretch(1)
    return words
