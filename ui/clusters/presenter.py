"""Connects the clusters with the rest of the window: palette, canvas, menu and preferences.

swatch, row, point or pixel -> selected cluster -> swatch, row, point, lit pixels

The area tells once, after the first result, that it exists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from quantizer.language import mark, tr

from ..panels.banner import Banner
from .area import ClustersArea
from .highlight import ClusterHighlight
from .model import ClusterModel

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from ..canvas.canvas import Canvas
    from ..document.document import Document
    from ..panels.swatch_panel import SwatchPanel
    from ..preferences import Preferences

_HINT = mark("See the clusters that make up the palette: Ctrl+L")

_FIRST_PAGE = "cloud"
"""The page of the first session: the picture by which clusters are known."""


class ClustersPresenter(QObject):
    """Owns the model and the area of clusters; call `shutdown` before it is destroyed.

    Parameters
    ----------
    document
        The document; becomes the Qt owner.
    canvas, swatches
        Where clusters are chosen and shown, too.
    toggle
        The checkable action that opens the area and folds it away.
    preferences
        Where it is kept whether the area is open, and which page it shows.
    """

    failed = Signal(str, Exception)
    """What was attempted, and the error."""

    def __init__(
        self,
        document: Document,
        canvas: Canvas,
        swatches: SwatchPanel,
        toggle: QAction,
        preferences: Preferences,
    ) -> None:
        super().__init__(document)
        self._document, self._toggle, self._preferences = document, toggle, preferences
        self.model = ClusterModel(document)
        self.highlight = ClusterHighlight(self.model, canvas)
        self.area = ClustersArea(self.model)
        self.hint = Banner(tr("Show"))
        self.area.choose(preferences.clusters_page or _FIRST_PAGE)
        self.area.fold_requested.connect(lambda: toggle.setChecked(False))
        self.hint.activated.connect(lambda: toggle.setChecked(True))
        toggle.toggled.connect(self._open)
        document.result_changed.connect(self._tell_hint)
        canvas.picked.connect(self._pick)
        swatches.entry_chosen.connect(self.model.toggle)
        self.model.selected_changed.connect(swatches.show_selected)
        self.model.failed.connect(self.failed)
        self.highlight.failed.connect(self.failed)

    def restore(self) -> None:
        """Open the area if it was open in the session before."""
        self._toggle.setChecked(self._preferences.clusters_open)

    def end_selection(self) -> bool:
        """Show all pixels again; return whether only some were shown."""
        was_selected = self.model.selected is not None
        self.model.select(None)
        return was_selected

    def see_pixel(self, pixel: QPoint) -> None:
        """Select the cluster of a pixel of the picture."""
        self.model.select(self._cluster_at(pixel))

    def shutdown(self) -> None:
        """Save what is kept between sessions, and stop the workers."""
        self._preferences.clusters_open = self.area.is_open
        self._preferences.clusters_page = self.area.page
        self.area.shutdown()
        self.highlight.shutdown()
        self.model.shutdown()

    def _cluster_at(self, pixel: QPoint) -> int | None:
        shown = self._document.shown
        return None if shown is None else int(shown.indices[pixel.y(), pixel.x()])

    def _pick(self, pixel: QPoint) -> None:
        """Select the cluster of a pixel; not while nothing says that clusters can be chosen."""
        cluster = self._cluster_at(pixel)
        if cluster is not None and (self.area.is_open or self.model.selected is not None):
            self.model.toggle(cluster)

    def _open(self, opened: bool) -> None:
        self.hint.hide()
        self.area.set_open(opened)

    def _tell_hint(self) -> None:
        """Tell how to see the clusters, after the first result of the first session."""
        is_new = not self.area.is_open and not self._preferences.knows_clusters
        if is_new and self._document.outcome is not None:
            self._preferences.knows_clusters = True
            self.hint.tell(tr(_HINT))
