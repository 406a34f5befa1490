"""One run on the screen: picture or scatter, cloud, sentence and inertia.

A single run takes the whole width. Of two runs side by side each has a column, with the controls
of its own start above it, and the cloud of an image is left out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from quantizer.kmeans.steps import StepKind
from quantizer.language import mark, tr
from quantizer.quantities import quantity

from ..charts.axis import Axis
from ..charts.chart import Chart
from ..charts.series import Series
from ..cloud.cloud_view import CloudView
from ..cloud.coloring import Coloring
from ..panels.parts import GAP, MARGIN, muted, splitter, styled, vbox
from .picture_view import PictureView
from .segments_panel import SegmentsPanel
from .start_control import StartControl

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from quantizer.kmeans.arrays import Floats
    from quantizer.settings.settings import Metric

    from .moment import Moment
    from .step_data import StepData

_FOOT_HEIGHT = 184
"""Pixels of words and chart beside each other: a sentence of five lines fits."""
_NARROW, _NARROW_FOOT_HEIGHT = 800, 224
"""Width in pixels below which the words are higher: the same sentence takes seven lines."""
_PAIR_WORDS_HEIGHT, _PAIR_CHART_HEIGHT = 100, 148
"""Pixels of words, and of the chart below them: a sentence of three lines fits."""
_PHASES = {
    StepKind.START: mark("Start"),
    StepKind.SEED: mark("First centroids"),
    StepKind.EDIT: mark("By hand"),
    StepKind.ASSIGN: mark("Assign"),
    StepKind.UPDATE: mark("Update"),
    StepKind.CONVERGED: mark("Converged"),
}
_EDITING = mark(
    "Click a point, a free spot or a pixel to place a centroid. Drag a centroid to "
    "move it; click it and press Delete to remove it."
)
_STEPS = Axis(mark("Step"), is_whole=True)


class RunView(QWidget):
    """The view of a run.

    Parameters
    ----------
    name
        Which run it is, for screen readers.
    """

    placed = Signal(object)
    """The features, float64 (d,), of a centroid to add."""
    dragged = Signal(int, object, bool)
    """A centroid, where it is drawn now, float64 (p,), and whether the same drag goes on."""
    removed = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        styled(self, "panel")
        self.start = StartControl(name, with_labels=True)
        self.picture = PictureView(tr("Picture of {name}", name=name))
        self.cloud = CloudView()
        self.cloud.setAccessibleName(tr("Points and centroids of {name}", name=name))
        self.segments = SegmentsPanel()
        self.phase, self.sentence, self.lesson = QLabel(), QLabel(), muted()
        self.phase.setObjectName("phase")
        self.sentence.setObjectName("sentence")
        self.words = QWidget()
        column = vbox(self.words, self.phase, self.sentence, self.lesson, spacing=6)
        self._lay_out_words(column)
        self.chart = Chart(tr("Inertia of {name}", name=name), _STEPS, Axis(tr("Inertia")))
        self._chart_box = QWidget()
        vbox(self._chart_box, self.chart, margins=(GAP, GAP, MARGIN, 4))
        self.views = splitter(Qt.Orientation.Horizontal, self.picture, self.cloud, self.segments)
        self.moment: Moment | None = None
        self._data: StepData | None = None
        self._is_pair = self._is_editing = self._is_dragging = False
        self._selected: int | None = None
        self._grid = QGridLayout(self)
        self._grid.setSpacing(0)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.start.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        self._connect()
        self.arrange(is_pair=False)

    def _lay_out_words(self, column: QVBoxLayout) -> None:
        for label in (self.sentence, self.lesson):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column.setContentsMargins(MARGIN, GAP + 4, MARGIN, GAP)
        column.addStretch(1)

    def _connect(self) -> None:
        self.picture.pixel_picked.connect(self._pick_pixel)
        self.cloud.point_picked.connect(self._pick_point)
        self.cloud.spot_picked.connect(self._pick_spot)
        self.cloud.centroid_picked.connect(self._select)
        self.cloud.centroid_dragged.connect(self._drag)
        self.cloud.centroid_dropped.connect(self._drop)
        self.cloud.centroid_removed.connect(self._remove)
        self.segments.selected.connect(self._select)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the words of a narrow run more height."""
        super().resizeEvent(event)
        if not self._is_pair:
            self._fit_foot()

    def _fit_foot(self) -> None:
        height = _FOOT_HEIGHT if self.width() >= _NARROW else _NARROW_FOOT_HEIGHT
        for part in (self.words, self._chart_box):
            part.setFixedHeight(height)

    def arrange(self, *, is_pair: bool) -> None:
        """Lay out the parts for a single run, or for one of two."""
        self._is_pair = is_pair
        parts = (self.start, self.views, self.words, self._chart_box)
        for part in parts:
            self._grid.removeWidget(part)
        grid = self._grid
        self.start.setVisible(is_pair)
        if is_pair:
            self.words.setFixedHeight(_PAIR_WORDS_HEIGHT)
            self._chart_box.setFixedHeight(_PAIR_CHART_HEIGHT)
            grid.addWidget(self.start, 0, 0, 1, 2)
            grid.addWidget(self.views, 1, 0, 1, 2)
            grid.addWidget(self.words, 2, 0, 1, 2)
            grid.addWidget(self._chart_box, 3, 0, 1, 2)
        else:
            self._fit_foot()
            grid.addWidget(self.views, 1, 0, 1, 2)
            grid.addWidget(self.words, 2, 0)
            grid.addWidget(self._chart_box, 2, 1)
        grid.setRowStretch(1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._show_parts()

    def show_data(self, data: StepData) -> None:
        """Show other samples, without a run yet."""
        self._data, self.moment, self._selected = data, None, None
        self.cloud.set_centroids(data.points.positions[:0], None)
        self.cloud.set_trails(())
        self.cloud.show_points(data.points)
        self.cloud.set_weight_unit(data.unit)
        self.cloud.set_axes(data.view.names)
        self.cloud.set_axes_shown((0, 1) if len(data.view.names) == 2 else None)
        self.segments.show_data(data)
        self.cloud.set_cells_shown(len(data.view.names) == 2 and data.view.is_whole)
        self._show_parts()

    def shutdown(self) -> None:
        """Stop the worker of the cloud."""
        self.cloud.shutdown()

    def clear(self) -> None:
        """Show no samples."""
        self._data, self.moment = None, None
        self.cloud.clear()
        self.picture.show_moment(None)
        self.phase.setText("")
        self.chart.set_empty("")
        self._show_parts()

    def show_moment(self, moment: Moment, metric: Metric) -> None:
        """Show a step of the run."""
        self.moment = moment
        cloud = self.cloud
        cloud.set_metric(metric)
        cloud.set_centroids(moment.centroids, moment.colors)
        cloud.set_labels(moment.labels)
        has_labels = moment.labels is not None
        cloud.set_coloring(Coloring.CLUSTER if has_labels else Coloring.OWN)
        cloud.set_trails(moment.trails)
        cloud.set_probabilities(moment.probabilities)
        if self._selected is not None and self._selected >= len(moment.colors):
            self._select(None)
        self.picture.show_moment(moment)
        if self._data is not None:
            self.segments.show_moment(moment, self._data)
        self.phase.setText(phase_text(moment))
        self.tell(moment.text)
        self._show_lesson()
        self._show_inertia(moment)

    def tell(self, text: str) -> None:
        """Show a sentence."""
        self.sentence.setText(text)
        self.sentence.setAccessibleName(text)

    def set_editing(self, editing: bool) -> None:
        """Let clicks place centroids, and centroids be dragged."""
        self._is_editing = editing
        self.cloud.set_editable(editing)
        self.picture.set_picking(editing)
        self._show_lesson()
        if editing:
            self._select(None)

    def share_scale(self, largest: float | None) -> None:
        """Let the inertia axis end at a value, so that two charts can be compared."""
        span = None if largest is None or largest <= 0 else (0.0, largest)
        self.chart.set_axes(_STEPS, Axis(tr("Inertia"), span=span))

    def _show_parts(self) -> None:
        has_picture = self._data is not None and self._data.picture is not None
        self.picture.setVisible(has_picture)
        self.cloud.setVisible(not has_picture or not self._is_pair)
        is_table = self._data is not None and self._data.columns is not None
        self.segments.setVisible(is_table and not self._is_pair)
        self._show_lesson()

    def _show_lesson(self) -> None:
        """Show below the sentence how to edit, how the run ended, or what is to be seen."""
        remark = "" if self.moment is None else self.moment.remark
        lesson = "" if self._data is None else self._data.lesson
        text = tr(_EDITING) if self._is_editing else f"{remark} {lesson}".strip()
        self.lesson.setText(text)
        self.lesson.setVisible(bool(text) and not self._is_pair)

    def _show_inertia(self, moment: Moment) -> None:
        inertias = moment.inertias
        if not len(inertias):
            self.chart.set_empty(tr("Inertia is known after the first assignment"))
            return
        steps, values = inertias.T.copy()
        self.chart.set_content([Series(tr("Inertia"), steps, values, width=2.0, has_dots=True)])
        first, last = float(values[0]), float(values[-1])
        text = tr(
            "Inertia {value} after step {position}",
            value=quantity(last),
            position=moment.position,
        )
        self.chart.set_summary(
            tr(
                "{text}; {value} after the first assignment.",
                text=text,
                value=quantity(first),
            )
        )

    def _pick_pixel(self, column: int, row: int) -> None:
        if self._data is not None and self._data.picture is not None:
            sample = int(self._data.picture.samples[row, column])
            if sample >= 0:
                self._pick_point(sample)

    def _pick_point(self, sample: int) -> None:
        data, moment = self._data, self.moment
        if data is None or moment is None:
            return
        if self._is_editing:
            self.placed.emit(np.asarray(data.features[sample], np.float64))
        elif moment.labels is not None:
            cluster = int(moment.labels[sample])
            self._select(None if cluster == self._selected else cluster)

    def _pick_spot(self, position: Floats) -> None:
        data = self._data
        if data is not None and self._is_editing:
            middle = np.average(data.features, axis=0, weights=data.weights)
            self.placed.emit(data.view.lift(position, middle))
        else:
            self._select(None)

    def _select(self, cluster: int | None) -> None:
        self._selected = cluster
        self.cloud.set_selected(cluster)

    def _drag(self, index: int, position: Floats) -> None:
        self.dragged.emit(index, position, self._is_dragging)
        self._is_dragging = True

    def _drop(self, index: int, position: Floats) -> None:
        del index, position
        self._is_dragging = False

    def _remove(self, index: int) -> None:
        self._is_dragging = False
        self.removed.emit(index)


def phase_text(moment: Moment) -> str:
    """Return in a few words where a run stands: "Update · iteration 3 · PSNR 24.1 dB"."""
    step = moment.step
    parts = [tr(_PHASES[step.kind])]
    if step.kind in {StepKind.ASSIGN, StepKind.UPDATE}:
        parts.append(tr("iteration {n}", n=step.iteration))
    elif step.kind is StepKind.SEED:
        parts.append(tr("centroid {count} of {k}", count=len(step.centers), k=step.k))
    if moment.psnr is not None and math.isfinite(moment.psnr):
        parts.append(tr("PSNR {psnr:.1f} dB", psnr=moment.psnr))
    return " · ".join(parts)
