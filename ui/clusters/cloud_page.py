"""The page with the cloud of colours.

    clusters -> points, centroids -> cloud <-> selected cluster

It follows the clusters only while it is active.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox

from quantizer.language import mark, tr

from ..cloud.axis_names import axis_names
from ..cloud.cloud_view import CloudView
from ..cloud.coloring import Coloring
from ..panels.parts import GAP, MARGIN, button, choice, hbox, muted, show_choice, vbox
from .page import ClusterPage

if TYPE_CHECKING:
    from quantizer.color.features import FeatureSpace

    from .model import ClusterModel

_COLORINGS = (
    (mark("Its own"), Coloring.OWN, mark("Each point has the colour of its pixels")),
    (
        mark("Its cluster's"),
        Coloring.CLUSTER,
        mark("Each point has the colour of the palette entry it takes"),
    ),
)
_TIP = mark(
    "Drag or arrow keys turn the cloud, Ctrl+wheel or + and \N{MINUS SIGN} zoom, Home resets; N "
    "chooses the next cluster, a click the one under the pointer"
)


class CloudPage(ClusterPage):
    """The distinct colours of the picture in the space they are clustered in."""

    title = mark("Colour cloud")

    def __init__(self, model: ClusterModel) -> None:
        super().__init__()
        self._model = model
        self._space: FeatureSpace | None = None
        self.cloud = CloudView()
        self.cloud.setAccessibleName(tr("Cloud of colours"))
        self.cloud.setToolTip(tr(_TIP))
        self.cloud.set_weight_unit("pixels")
        self.axes = choice(tr("Axes"), [("3-D", None, tr("All three axes, to be turned"))])
        self.coloring = choice(tr("Colour of a point"), _COLORINGS)
        self.cells = QCheckBox(tr("C&ells"))
        self.cells.setToolTip(tr("Where the clusters are: outlines in 3-D, a tint over two axes"))
        self.reset = button(
            tr("Reset view"), tr("Show all colours from the first direction (Home)")
        )
        axes, coloring = muted(tr("A&xes")), muted(tr("Colour of a &point"))
        axes.setBuddy(self.axes)
        coloring.setBuddy(self.coloring)
        row = hbox(None, axes, self.axes, coloring, self.coloring, self.cells, self.reset)
        row.insertStretch(5)
        row.setContentsMargins(MARGIN, 0, GAP, 4)
        vbox(self, row, (self.cloud, 1), spacing=0)
        self.axes.currentIndexChanged.connect(self._show_axes)
        self.coloring.currentIndexChanged.connect(self._show_coloring)
        self.cells.toggled.connect(self.cloud.set_cells_shown)
        self.reset.clicked.connect(self.cloud.reset_view)
        self.cloud.centroid_picked.connect(model.toggle)
        self.cloud.point_picked.connect(self._select_of_point)
        self.cloud.spot_picked.connect(lambda _spot: model.select(None))

    def set_active(self, active: bool) -> None:
        """Start or stop to follow the clusters."""
        model = self._model
        pairs = (
            (model.changed, self._show),
            (model.busy_changed, self._show_message),
            (model.selected_changed, self._show_selected),
        )
        for signal, slot in pairs:
            if active:
                signal.connect(slot)
            else:
                signal.disconnect(slot)
        model.set_active(active)
        if active:
            self._show()

    def shutdown(self) -> None:
        """Stop the worker of the cloud."""
        self.cloud.shutdown()

    def _show(self) -> None:
        clusters = self._model.clusters
        self._show_message()
        if clusters is None:
            self.cloud.clear()
            return
        if clusters.space != self._space:
            self._space = clusters.space
            self._show_names(axis_names(clusters.space.space, clusters.space.lightness))
        # The opacity of partly transparent colours is a fourth axis, which is not shown.
        self.cloud.set_points(clusters.features[:, :3], clusters.weights, clusters.colors[:, :3])
        self.cloud.set_labels(clusters.labels)
        self.cloud.set_centroids(clusters.centers[:, :3], clusters.palette[:, :3])
        self._show_selected()

    def _show_names(self, names: tuple[str, ...]) -> None:
        """Offer the pairs of axes by name; keep the pair that is shown."""
        self.cloud.set_axes(names)
        shown = self.axes.currentData()
        self.axes.blockSignals(True)
        while self.axes.count() > 1:
            self.axes.removeItem(1)
        for pair in itertools.combinations(range(3), 2):
            across, up = (names[axis] for axis in pair)
            self.axes.addItem(tr("{across} and {up}", across=across, up=up), pair)
        self.axes.blockSignals(False)
        show_choice(self.axes, shown)

    def _show_message(self) -> None:
        is_waiting = self._model.is_busy or self._model.document.is_busy
        waiting = tr("Computing the clusters…")
        self.cloud.set_message(waiting if is_waiting else tr("There are no clusters yet"))

    def _show_axes(self) -> None:
        pair = self.axes.currentData()
        self.cloud.set_axes_shown(None if pair is None else (pair[0], pair[1]))

    def _show_coloring(self) -> None:
        self.cloud.set_coloring(Coloring(self.coloring.currentData()))

    def _show_selected(self) -> None:
        self.cloud.set_selected(self._model.selected)
        self.cloud.choose(self._model.selected)

    def _select_of_point(self, point: int) -> None:
        if self._model.clusters is not None:
            self._model.toggle(int(self._model.clusters.labels[point]))
