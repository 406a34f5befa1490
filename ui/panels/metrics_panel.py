"""How near the result is to the original, and what it took."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ui.panels.parts import GAP, MARGIN, heading, muted
from ui.panels.texts import quantity, seconds

if TYPE_CHECKING:
    from quantizer.pipeline import Quantized

_NONE = "—"
_TILES = {
    "psnr": (
        "PSNR",
        "Peak signal-to-noise ratio of the pixels, in decibels.\n"
        "Higher is better: 30 dB is fair, 40 dB is hard to tell from the original.",
    ),
    "ssim": (
        "SSIM",
        "Structural similarity, at most 1.\nHigher is better: above 0.95 structures are kept well.",
    ),
    "delta_e": (
        "Mean ΔE",
        "Mean CIEDE2000 colour difference of the pixels.\n"
        "Lower is better: a difference of 1 is just noticeable.",
    ),
    "inertia": (
        "Inertia",
        "What K-means minimises: the summed distances of all pixels to their centroids,\n"
        "in units of the colour space. Comparable only within one space and distance.",
    ),
    "iterations": ("Iterations", "Steps of K-means until the centroids rested."),
    "elapsed": ("Time", "Time taken by clustering and mapping, without these measurements."),
}


class MetricsPanel(QWidget):
    """Six figures, each with an explanation on hover."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName("Metrics")
        self.values: dict[str, QLabel] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(2)
        for place, (key, (title, tip)) in enumerate(_TILES.items()):
            row, column = 3 * (place // 2), place % 2
            label, value = muted(title), QLabel(_NONE)
            value.setObjectName("value")
            value.setAccessibleName(title)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for widget in (label, value):
                widget.setToolTip(tip)
            grid.addWidget(label, row, column)
            grid.addWidget(value, row + 1, column)
            grid.setRowMinimumHeight(row + 2, 4)
            grid.setColumnStretch(column, 1)
            self.values[key] = value
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(MARGIN, GAP + 4, MARGIN, GAP)
        column_layout.setSpacing(GAP)
        column_layout.addWidget(heading("Quality"))
        column_layout.addLayout(grid)

    def show_result(self, result: Quantized | None, *, measuring: bool) -> None:
        """Show the figures of `result`; those not measured yet are dots."""
        if result is None:
            for value in self.values.values():
                value.setText(_NONE)
            return
        pending = "…" if measuring else _NONE
        metrics = result.metrics
        texts = {
            "psnr": _psnr(metrics.psnr) if metrics else pending,
            "ssim": f"{metrics.ssim:.4f}" if metrics else pending,
            "delta_e": f"{metrics.delta_e:.2f}" if metrics else pending,
            "inertia": quantity(result.kmeans.inertia),
            "iterations": str(result.kmeans.n_iter),
            "elapsed": seconds(result.elapsed),
        }
        for key, text in texts.items():
            self.values[key].setText(text)


def _psnr(value: float) -> str:
    return "∞ (identical)" if math.isinf(value) else f"{value:.2f} dB"
