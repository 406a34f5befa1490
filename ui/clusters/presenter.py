"""Connects the clusters with the rest of the window: palette, canvas, menu and preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ..panels.banner import Banner
from .area import ClustersArea
from .model import ClusterModel

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from ..document.document import Document
    from ..preferences import Preferences

_HINT = "See the clusters that make up the palette: Ctrl+L"


class ClustersPresenter(QObject):
    """Owns the model and the area of clusters; call `shutdown` before it is destroyed.

    Parameters
    ----------
    document
        The document; becomes the Qt owner.
    toggle
        The checkable action that opens the area and folds it away.
    preferences
        Where it is kept whether the area is open, and which page it shows.
    """

    def __init__(self, document: Document, toggle: QAction, preferences: Preferences) -> None:
        super().__init__(document)
        self._document, self._toggle, self._preferences = document, toggle, preferences
        self.model = ClusterModel(document)
        self.area = ClustersArea(self.model)
        self.hint = Banner("Show")
        self.area.choose(preferences.clusters_page)
        self.area.fold_requested.connect(lambda: toggle.setChecked(False))
        self.hint.activated.connect(lambda: toggle.setChecked(True))
        toggle.toggled.connect(self._open)
        document.result_changed.connect(self._tell_hint)

    def restore(self) -> None:
        """Open the area if it was open in the session before."""
        self._toggle.setChecked(self._preferences.clusters_open)

    def shutdown(self) -> None:
        """Save what is kept between sessions, and stop the worker."""
        self._preferences.clusters_open = self.area.is_open
        self._preferences.clusters_page = self.area.page
        self.area.shutdown()
        self.model.shutdown()

    def _open(self, opened: bool) -> None:
        self.hint.hide()
        self.area.set_open(opened)

    def _tell_hint(self) -> None:
        """Tell how to see the clusters, after the first result of the first session."""
        is_new = not self.area.is_open and not self._preferences.knows_clusters
        if is_new and self._document.outcome is not None:
            self._preferences.knows_clusters = True
            self.hint.tell(_HINT)
