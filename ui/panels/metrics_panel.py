"""The panel with the file size, the quality metrics and the effort of the result."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from .parts import GAP, MARGIN, hbox, heading, muted, styled, vbox
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
        "Higher is better: 30 dB is fair, at 40 dB differences are hard to see.",
    ),
    "ssim": (
        "SSIM",
        "Structural similarity, at most 1.\nHigher is better: above 0.95 details are kept well.",
    ),
    "delta_e": (
        "Mean ΔE",
        "Mean CIEDE2000 colour difference of the pixels.\n"
        "Lower is better: a difference of 1 is just noticeable.",
    ),
    "inertia": (
        "Inertia",
        "The sum that K-means minimises: squared distances of all pixels to their centroids\n"
        "(absolute ones for Manhattan). Comparable only within one colour space and metric.",
    ),
    "iterations": ("Iterations", "Number of K-means iterations until convergence."),
    "elapsed": ("Time", "Time for clustering and mapping, without measuring these values."),
    "worst": (
        "Worst region",
        "Mean CIEDE2000 colour difference of the region with the largest error,\n"
        "in the current frame of an animation. Press W to go there.",
    ),
}


class MetricsPanel(QWidget):
    """The file size and seven values, each explained by its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        styled(self, "panel")
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
        vbox(
            self,
            self._size_rows(),
            heading("Quality"),
            grid,
            margins=(MARGIN, GAP + 4, MARGIN, GAP),
        )

    def _size_rows(self) -> QVBoxLayout:
        self.size_title, self.file_size, self.size_share = heading(""), QLabel(_NONE), muted()
        self.file_size.setObjectName("value")
        self.file_size.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.size_title, self.file_size, self.size_share):
            label.setToolTip("Size of the result as a file in the format used for the last export")
        row = hbox(None, self.file_size)
        row.addWidget(self.size_share, 1, Qt.AlignmentFlag.AlignBottom)
        rows = vbox(None, self.size_title, row, spacing=2)
        rows.addSpacing(4)
        return rows

    def show_size(self, file_size: FileSize) -> None:
        """Show the size of the result's file, and its share of the original's."""
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
        """Show the colour difference of the worst region; dots while it is being computed."""
        pending = "…" if is_pending else _NONE
        self.values["worst"].setText(f"ΔE {region.delta_e:.1f}" if region else pending)

    def show_result(self, result: Quantized | None, *, measuring: bool) -> None:
        """Show the metrics of `result`; dots for those not measured yet."""
        if result is None:
            for key, value in self.values.items():
                if key != "worst":
                    value.setText(_NONE)
            return
        pending = "…" if measuring else _NONE
        metrics = result.metrics
        is_identical = metrics is not None and math.isinf(metrics.psnr)
        psnr = f"{metrics.psnr:.2f} dB" if metrics else pending
        texts = {
            "psnr": "∞ (identical)" if is_identical else psnr,
            "ssim": f"{metrics.ssim:.4f}" if metrics else pending,
            "delta_e": f"{metrics.delta_e:.2f}" if metrics else pending,
            "inertia": quantity(result.kmeans.inertia),
            "iterations": str(result.kmeans.n_iter),
            "elapsed": seconds(result.elapsed),
        }
        for key, text in texts.items():
            self.values[key].setText(text)
