"""How many bytes the result takes, how near it is to the original, and what that took."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from .parts import GAP, MARGIN, heading, muted
from .texts import quantity, seconds, size, whole_percentage

if TYPE_CHECKING:
    from quantizer.metrics.difference import Region
    from quantizer.reduction.pipeline import Quantized

    from ..document.file_size import FileSize

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
    "worst": (
        "Worst region",
        "Mean CIEDE2000 colour difference of the region that is farthest off,\n"
        "of an animation in the frame that shows. Key W goes there.",
    ),
}


class MetricsPanel(QWidget):
    """The file's size and seven figures, each with an explanation on hover."""

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
        column_layout.addLayout(self._size_rows())
        column_layout.addWidget(heading("Quality"))
        column_layout.addLayout(grid)

    def _size_rows(self) -> QVBoxLayout:
        self.size_title, self.file_size, self.size_share = heading(""), QLabel(_NONE), muted()
        self.file_size.setObjectName("value")
        self.file_size.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.size_title, self.file_size, self.size_share):
            label.setToolTip("Bytes of the result as a file, in the format exported last")
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.file_size)
        row.addWidget(self.size_share, 1, Qt.AlignmentFlag.AlignBottom)
        rows = QVBoxLayout()
        rows.setSpacing(2)
        rows.addWidget(self.size_title)
        rows.addLayout(row)
        rows.addSpacing(4)
        return rows

    def show_size(self, file_size: FileSize) -> None:
        """Show how many bytes the result takes, and which share of the original's that is."""
        length, original = file_size.length, file_size.original
        label = file_size.file_format.label.partition(" (")[0] if file_size.file_format else ""
        self.size_title.setText(f"File size as {label}" if label else "File size")
        if length is None:
            self.file_size.setText("…" if file_size.is_pending else _NONE)
        else:
            self.file_size.setText(size(length))
        share = ""
        if length is not None and original:
            share = f"{whole_percentage(length / original)} of {size(original)}"
        self.size_share.setText(share)
        words = (self.size_title.text(), self.file_size.text(), share)
        self.file_size.setAccessibleName(" ".join(words).strip())

    def show_region(self, region: Region | None, is_pending: bool) -> None:
        """Show how far the worst region is off; dots while it is not known but will be."""
        pending = "…" if is_pending else _NONE
        self.values["worst"].setText(f"ΔE {region.delta_e:.1f}" if region else pending)

    def show_result(self, result: Quantized | None, *, measuring: bool) -> None:
        """Show the figures of `result`; those not measured yet are dots."""
        if result is None:
            for key, value in self.values.items():
                if key != "worst":
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
