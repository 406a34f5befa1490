"""Paints the legend of point sizes: what weight, or what probability, a diameter stands for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from quantizer.language import number, tr

from .points import diameters_at

if TYPE_CHECKING:
    from .scene import Scene
    from .target import Target

_PADDING = 8.0


def paint_size_legend(painter: QPainter, scene: Scene, target: Target) -> None:
    """Draw up to three discs with their values in the upper right corner.

    Nothing is drawn where all points have the same size.
    """
    entries = legend_entries(scene)
    if not entries:
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(target.font)
    metrics = QFontMetricsF(target.font)
    width = max(metrics.horizontalAdvance(text) for _, text in entries)
    left, top = target.width - width - 40.0, _PADDING
    for diameter, text in entries:
        height = max(metrics.height(), diameter + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(target.look.muted)
        painter.drawEllipse(QPointF(left + 10, top + height / 2), diameter / 2, diameter / 2)
        painter.setPen(target.look.muted)
        place = QRectF(left + 26, top, width + 4, height)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)
        top += height
    painter.setBrush(Qt.BrushStyle.NoBrush)


def legend_entries(scene: Scene) -> list[tuple[float, str]]:
    """Return diameters in pixels and what they stand for, largest first; empty if all agree."""
    if scene.points is None:
        return []
    values = scene.points.weights if scene.probabilities is None else scene.probabilities
    sizes = scene.point_diameters()
    if sizes.max() - sizes.min() < 1:
        return []
    least, most = float(values[sizes > sizes.min()].min()), float(values.max())
    chosen = sorted({_rounded(value) for value in np.geomspace(least, most, 3)}, reverse=True)
    found = diameters_at(np.array(chosen), values)
    if scene.probabilities is None:
        texts = [
            f"{number(value, f',.{_digits(value)}f')} {tr(scene.weight_unit)}" for value in chosen
        ]
    else:
        texts = [tr("next: {value:.2g} %", value=100 * value) for value in chosen]
    return list(zip(found.tolist(), texts, strict=True))


def _digits(value: float) -> int:
    """Return how many decimals show the one digit of a rounded value."""
    return max(0, -math.floor(math.log10(value)))


def _rounded(value: float) -> float:
    """Return a value rounded to one digit."""
    power = 10.0 ** math.floor(math.log10(value))
    return round(value / power) * power
