"""Shows the start page while no image is open, and fills it with thumbnails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ..thumbnails.cache import ThumbnailCache
from .recent_picture import recent_picture
from .tiles import PICTURE

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QStackedWidget

    from ..document.document import Document
    from ..preferences import Preferences
    from ..workspace.workspace import Workspace
    from .page import StartPage


class StartPresenter(QObject):
    """Follows the document; call `shutdown` before it is destroyed.

    Parameters
    ----------
    stack
        Shows the page, the workspace, or another mode of the window.
    workspace
        Where an open image is shown.
    close
        The command that closes the image.
    """

    def __init__(
        self,
        page: StartPage,
        stack: QStackedWidget,
        workspace: Workspace,
        document: Document,
        preferences: Preferences,
        close: QAction,
    ) -> None:
        super().__init__(document)
        self._page, self._stack, self._workspace = page, stack, workspace
        self._document, self._preferences, self._close = document, preferences, close
        side = round(PICTURE.width() * page.devicePixelRatioF())
        self.thumbnails = ThumbnailCache(side, parent=self, read=recent_picture)
        self.thumbnails.arrived.connect(self._show_picture)
        stack.currentChanged.connect(self._follow_stack)
        document.opened.connect(self._leave)
        document.closed.connect(self._return)
        document.failed.connect(page.invite)
        document.busy_changed.connect(self._follow_busy)
        close.setEnabled(False)
        self._want_pictures()

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self.thumbnails.shutdown()

    def _leave(self) -> None:
        self._close.setEnabled(True)
        if self._stack.currentWidget() is self._page:
            self._stack.setCurrentWidget(self._workspace)
            self._workspace.canvas.setFocus()  # so that keys of one letter work

    def _return(self) -> None:
        self._close.setEnabled(False)
        self._page.invite()
        self._page.show_recent(self._preferences.recent)
        self._want_pictures()
        self._stack.setCurrentWidget(self._page)
        self._page.open.setFocus()

    def _follow_busy(self, busy: bool) -> None:
        """Invite again if opening was cancelled."""
        if not busy and self._document.image is None:
            self._page.invite()

    def _follow_stack(self) -> None:
        """Without an image, come back to the page from other modes of the window."""
        if self._stack.currentWidget() is self._workspace and self._document.image is None:
            self._stack.setCurrentWidget(self._page)

    def _want_pictures(self) -> None:
        paths = [*self._page.samples.buttons, *self._page.recent.buttons]
        self.thumbnails.want(paths)
        for path in paths:
            self._show_picture(path)

    def _show_picture(self, path: Path) -> None:
        picture = self.thumbnails.picture(path)
        if picture is not None:
            for tiles in (self._page.samples, self._page.recent):
                tiles.show_picture(path, picture)
