"""Paints a step as a picture for a file: what the step mode shows, in a size of one's choice.

    Moment of each run -> columns: picture or scatter, cloud, sentence, inertia -> pixels

Nothing here touches a widget, so that it runs in a worker's thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from quantizer.language import mark

from ..charts.axis import Axis
from ..cloud.coloring import Coloring
from ..cloud.painting import paint_cloud
from ..cloud.point_layer import PointLayer
from ..cloud.scene import Scene
from ..cloud.target import Target
from .line_chart import paint_line_chart
from .picture_view import fitted, paint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QColor

    from quantizer.settings.settings import Metric

    from ..cloud.camera import Camera
    from ..cloud.target import Look
    from .moment import Moment
    from .step_data import StepData

INERTIA_AXES = (Axis(mark("Step"), is_whole=True), Axis(mark("Inertia")))
_WORDS_SHARE = 0.27
"""Share of the height below the pictures."""
_COMPARISON_SHARE = 0.15
"""Share of the height for the comparison of two runs: three lines."""
_MARGIN = 0.014
"""Margin as a share of the height."""


@dataclass(frozen=True, slots=True)
class FrameStyle:
    """What all frames of a recording have in common.

    Parameters
    ----------
    size
        Pixels.
    look
        The colours of cloud and chart.
    panel
        The ground of the words.
    font
        The font; its size is set by the size of the frame.
    camera
        Where the cloud is seen from.
    metric
        The distance, for the cells.
    """

    size: QSize
    look: Look
    panel: QColor
    font: QFont
    camera: Camera
    metric: Metric


def scene_of(data: StepData, moment: Moment, metric: Metric) -> Scene:
    """Return the scene of a cloud at a step."""
    has_labels = moment.labels is not None
    return Scene(
        points=data.points,
        axes=data.view.names,
        labels=moment.labels,
        centroids=moment.centroids.astype(np.float64),
        centroid_colors=moment.colors,
        trails=tuple(trail.astype(np.float64) for trail in moment.trails),
        coloring=Coloring.CLUSTER if has_labels else Coloring.OWN,
        cells_shown=len(data.view.names) == 2 and data.view.is_whole,
        metric=metric,
        probabilities=moment.probabilities,
        weight_unit=data.unit,
    )


class FramePainter:
    """Paints the frames of one recording."""

    def __init__(self, data: StepData, style: FrameStyle) -> None:
        self._data, self._style = data, style
        self._layer = PointLayer()
        self._font = QFont(style.font)
        self._font.setPixelSize(max(9, style.size.height() // 48))
        self._large = QFont(style.font)
        self._large.setPixelSize(max(11, style.size.height() // 32))

    def frame(self, moments: Sequence[Moment], comparison: str = "") -> NDArray[np.uint8]:
        """Return the frame of a step of each run: uint8 (height, width, 4)."""
        size = self._style.size
        image = QImage(size, QImage.Format.Format_RGBA8888)
        image.fill(self._style.panel)
        painter = QPainter(image)
        foot = _COMPARISON_SHARE * size.height() if comparison else 0.0
        top = max(float(moment.inertias[:, 1].max(initial=0)) for moment in moments)
        width = size.width() / len(moments)
        for number, moment in enumerate(moments):
            area = QRectF(number * width, 0, width, size.height() - foot)
            self._paint_run(painter, area, moment, top, is_alone=len(moments) == 1)
        if comparison:
            self._write(painter, QRectF(0, size.height() - foot, size.width(), foot), comparison)
        painter.end()
        rows = np.frombuffer(image.constBits(), np.uint8).reshape(size.height(), -1)
        return rows[:, : 4 * size.width()].reshape(size.height(), size.width(), 4).copy()

    def _paint_run(
        self, painter: QPainter, area: QRectF, moment: Moment, top: float, *, is_alone: bool
    ) -> None:
        """Draw pictures above; below them words and chart, beside or above one another."""
        words = _WORDS_SHARE * area.height() * (1 if is_alone else 1.6)
        upper = area.adjusted(0, 0, 0, -words)
        lower = QRectF(area.left(), upper.bottom(), area.width(), words)
        if is_alone:
            middle = lower.left() + lower.width() / 2
            text, chart = QRectF(lower), QRectF(lower)
            text.setRight(middle)
            chart.setLeft(middle)
        else:
            text, chart = QRectF(lower), QRectF(lower)
            text.setHeight(0.42 * words)
            chart.setTop(text.bottom())
        if moment.picture is None:
            self._paint_cloud(painter, upper, moment)
        elif is_alone:
            half = upper.width() / 2
            self._paint_picture(painter, upper.adjusted(0, 0, -half, 0), moment)
            self._paint_cloud(painter, upper.adjusted(half, 0, 0, 0), moment)
        else:
            self._paint_picture(painter, upper, moment)
        self._write(painter, text, moment.text)
        if len(moment.inertias):
            painter.setFont(self._font)
            inner = chart.adjusted(0, 4, 0, -2)
            look = self._style.look
            paint_line_chart(painter, inner, moment.inertias, INERTIA_AXES, look, top=top)

    def _paint_picture(self, painter: QPainter, area: QRectF, moment: Moment) -> None:
        assert moment.picture is not None
        margin = _MARGIN * self._style.size.height()
        painter.fillRect(area, self._style.look.ground)
        inner = area.adjusted(margin, margin, -margin, -margin)
        paint(painter, moment.picture, fitted(moment.picture, inner), moment.spots)

    def _paint_cloud(self, painter: QPainter, area: QRectF, moment: Moment) -> None:
        style, scene = self._style, scene_of(self._data, moment, self._style.metric)
        left, top = round(area.left()), round(area.top())
        right, bottom = round(area.right()), round(area.bottom())
        target = Target(right - left, bottom - top, 1.0, style.look, self._font)
        painter.save()
        painter.translate(left, top)
        painter.setClipRect(target.area)
        paint_cloud(painter, self._layer, scene, (), style.camera, target)
        painter.restore()

    def _write(self, painter: QPainter, area: QRectF, text: str) -> None:
        margin = 2 * _MARGIN * self._style.size.height()
        painter.setFont(self._large)
        painter.setPen(self._style.look.text)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap
        painter.drawText(area.adjusted(margin, margin / 2, -margin, 0), int(flags), text)
