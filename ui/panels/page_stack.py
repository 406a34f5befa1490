"""Pages in the place of each other; made for an area that scrolls a page without room."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget


class PageStack(QStackedWidget):
    """A stack that needs the room of its current page, not that of the largest one."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _place: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the least size of the current page."""
        page = self.currentWidget()
        if page is None:
            return QSize()
        return page.minimumSizeHint().expandedTo(page.minimumSize())
