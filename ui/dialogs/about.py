"""The dialogs of the help menu: about the program, and its keyboard shortcuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QHBoxLayout, QLabel

from quantizer import __version__
from quantizer.installation import resources
from quantizer.language import tr

from ..panels.parts import hbox, heading, muted, vbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


_WIDE = 1240
"""Width in pixels of a screen that three columns of shortcuts fit."""
_Group = tuple[str, "Sequence[tuple[str, str]]"]
"""A heading, and rows of a command and its keys."""


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


class ShortcutsDialog(QDialog):
    """The list of keyboard shortcuts.

    Parameters
    ----------
    groups
        Heading and rows of each group; a row is a command and its keys.
    """

    def __init__(self, parent: QWidget | None, groups: Sequence[_Group]) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        columns = hbox(spacing=48)
        is_wide = self.screen().availableSize().width() >= _WIDE
        for part in _in_columns(groups, 3 if is_wide else 2):
            grid = QGridLayout()
            grid.setHorizontalSpacing(32)
            grid.setVerticalSpacing(6)
            row = 0
            for title, rows in part:
                grid.addWidget(heading(title), row, 0)
                for what, keys in rows:
                    row += 1
                    grid.addWidget(QLabel(what), row, 0)
                    grid.addWidget(muted(keys), row, 1, Qt.AlignmentFlag.AlignRight)
                row += 1
                grid.setRowMinimumHeight(row, 12)
                row += 1
            grid.setRowStretch(row, 1)
            columns.addLayout(grid, 1)
        _finish(self, columns)


def _in_columns(groups: Sequence[_Group], count: int) -> list[list[_Group]]:
    """Return the groups in columns of about the same height, in their order."""
    heights = [len(rows) + 2 for _, rows in groups]
    columns: list[list[_Group]] = [[] for _ in range(count)]
    passed = 0
    for group, height in zip(groups, heights, strict=True):
        columns[int((passed + height / 2) / sum(heights) * count)].append(group)
        passed += height
    return columns


def _finish(dialog: QDialog, content: QHBoxLayout) -> None:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    vbox(dialog, content, buttons, margins=(24, 24, 24, 16), spacing=16)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
