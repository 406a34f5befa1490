"""The dialog that says what the program is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel

from quantizer import __version__
from quantizer.installation import resources
from quantizer.language import tr

from ..panels.parts import hbox, muted, vbox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class AboutDialog(QDialog):
    """Name, version, purpose, licence."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("About Quantizer"))
        icon = QLabel()
        icon.setAccessibleName("Quantizer")
        path = str(resources().joinpath("icons", "quantizer.svg"))
        icon.setPixmap(QIcon(path).pixmap(72, 72))
        title = QLabel(f"Quantizer {__version__}")
        title.setObjectName("title")
        text = QLabel(
            tr(
                "Reduces the number of colours in an image with K-means clustering: compress "
                "images, extract palettes, convert whole folders."
            )
        )
        text.setWordWrap(True)
        column = vbox(None, title, text, muted(tr("Free software under the MIT licence.")))
        row = hbox(spacing=24)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        _finish(self, row)
        self.setMinimumWidth(440)


def _finish(dialog: QDialog, content: QHBoxLayout) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    vbox(dialog, content, buttons, margins=(24, 24, 24, 16), spacing=16)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
