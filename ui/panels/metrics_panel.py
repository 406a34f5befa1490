"""The panel with the file size, the quality metrics and the effort of the result.

Values of the result before stay until those of the new one arrive, each for itself, and are dimmed.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from quantizer.language import mark, number, tr
from quantizer.quantities import quantity

from ..document.larger_file import Remedy
from .parts import GAP, MARGIN, button, hbox, heading, muted, notice, styled, vbox
from .texts import seconds, size, whole_percentage

if TYPE_CHECKING:
    from quantizer.metrics.difference import Region
    from quantizer.metrics.metrics import PartialMetrics
    from quantizer.reduction.pipeline import Quantized

    from ..document.file_size import FileSize

_NONE = "—"
_TILES = {
    "psnr": (
        "PSNR",
        mark(
            "Peak signal-to-noise ratio of the pixels, in decibels.\nHigher is better: 30 "
            "dB is fair, at 40 dB differences are hard to see."
        ),
    ),
    "ssim": (
        "SSIM",
        mark(
            "Structural similarity, at most 1.\nHigher is better: above 0.95 details are kept well."
        ),
    ),
    "delta_e": (
        mark("Mean ΔE"),
        mark(
            "Mean CIEDE2000 colour difference of the pixels.\nLower is better: a difference "
            "of 1 is just noticeable."
        ),
    ),
    "inertia": (
        mark("Inertia"),
        mark(
            "The sum that K-means minimises: squared distances of all pixels to their "
            "centroids\n(absolute ones for Manhattan). Comparable only within one colour "
            "space and metric."
        ),
    ),
    "iterations": (mark("Iterations"), mark("Number of K-means iterations until convergence.")),
    "elapsed": (
        mark("Time"),
        mark("Time for clustering and mapping, without measuring these values."),
    ),
    "worst": (
        mark("Worst region"),
        mark(
            "Mean CIEDE2000 colour difference of the region with the largest error,\nin the "
            "current frame of an animation. Press W to go there."
        ),
    ),
}


class MetricsPanel(QWidget):
    """The file size and seven values, each explained by its tooltip."""

    watch_requested = Signal()
    """The user wants to see how K-means lowers the inertia."""
    remedy_requested = Signal(object)
    """The `Remedy` that the user wants, so that the file becomes smaller."""

    def __init__(self) -> None:
        super().__init__()
        styled(self, "panel")
        self.setAccessibleName(tr("Metrics"))
        self.values: dict[str, QLabel] = {}
        self._has_size = self._is_region_pending = False
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(2)
        for place, (key, (title, tip)) in enumerate(_TILES.items()):
            row, column = 3 * (place // 2), place % 2
            label, value = muted(tr(title)), QLabel(_NONE)
            value.setObjectName("value")
            value.setAccessibleName(tr(title))
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            for widget in (label, value):
                widget.setToolTip(tr(tip))
            if key == "inertia":
                grid.addLayout(hbox(None, (label, 1), self._watch_button()), row, column)
            else:
                # The last title is the longest one, and has both columns for itself.
                grid.addWidget(label, row, column, 1, 2 if key == "worst" else 1)
            grid.addWidget(value, row + 1, column)
            grid.setRowMinimumHeight(row + 2, 4)
            grid.setColumnStretch(column, 1)
            self.values[key] = value
        vbox(
            self,
            self._size_rows(),
            heading(tr("Quality")),
            grid,
            margins=(MARGIN, GAP + 4, MARGIN, GAP),
        )

    def _watch_button(self) -> QPushButton:
        self.watch = button(
            tr("Watch"), tr("Watch K-means lower the inertia, step by step"), style="link"
        )
        self.watch.setAccessibleName(tr("Watch K-means"))
        self.watch.clicked.connect(self.watch_requested)
        return self.watch

    def _size_rows(self) -> QVBoxLayout:
        self.size_title, self.file_size, self.size_share = heading(""), QLabel(_NONE), muted()
        self.file_size.setObjectName("value")
        self.file_size.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.size_title, self.file_size, self.size_share):
            label.setToolTip(
                tr("Size of the result as a file in the format used for the last export")
            )
        row = hbox(None, self.file_size)
        row.addWidget(self.size_share, 1, Qt.AlignmentFlag.AlignBottom)
        self.larger = notice()
        self.larger.setAccessibleName(tr("File size"))
        self.fewer = _remedy(tr("Fewer colours"), Remedy.FEWER_COLORS, self)
        self.undithered = _remedy(tr("No dither"), Remedy.NO_DITHER, self)
        self._remedies = QWidget()
        vbox(
            self._remedies,
            hbox(None, self.fewer, (QWidget(), 1)),
            hbox(None, self.undithered, (QWidget(), 1)),
            spacing=0,
        )
        self._remedies.hide()
        rows = vbox(None, self.size_title, row, self.larger, self._remedies, spacing=2)
        rows.addSpacing(4)
        return rows

    def show_size(self, file_size: FileSize) -> None:
        """Show the size of the result's file, and its share of the original's."""
        length, original = file_size.length, file_size.original
        is_dimmed = file_size.is_pending and file_size.file_format is not None and self._has_size
        for shown in (self.file_size, self.size_share):
            shown.setEnabled(not is_dimmed)
        if is_dimmed:
            return
        self._has_size = length is not None
        label = file_size.file_format.label.partition(" (")[0] if file_size.file_format else ""
        self.size_title.setText(
            tr("File size as {label}", label=label) if label else tr("File size")
        )
        if length is None:
            self.file_size.setText("…" if file_size.is_pending else _NONE)
        else:
            self.file_size.setText(size(length))
        share = ""
        if length is not None and original:
            share = tr(
                "{share} of {size}", share=whole_percentage(length / original), size=size(original)
            )
        self.size_share.setText(share)
        words = (self.size_title.text(), self.file_size.text(), share)
        self.file_size.setAccessibleName(" ".join(words).strip())

    def show_larger(self, words: str, found: tuple[Remedy, ...]) -> None:
        """Say that the file is larger than its original, and offer what would help; or nothing."""
        self.larger.setText(words)
        self.larger.setVisible(bool(words))
        self.fewer.setVisible(Remedy.FEWER_COLORS in found)
        self.undithered.setVisible(Remedy.NO_DITHER in found)
        self._remedies.setVisible(bool(words) and found != (Remedy.OPTIMIZE,) and bool(found))

    def show_region(self, region: Region | None, is_pending: bool) -> None:
        """Show the colour difference of the worst region; the one before while it is computed."""
        self._is_region_pending = is_pending and region is None
        self._show(
            "worst",
            f"ΔE {number(region.delta_e, '.1f')}" if region else None,
            is_pending=is_pending,
        )

    def show_result(
        self,
        result: Quantized | None,
        metrics: PartialMetrics,
        *,
        is_old: bool = False,
        is_measuring: bool = False,
    ) -> None:
        """Show the figures of a result.

        Parameters
        ----------
        result
            The result; None shows no figures.
        metrics
            Its metrics as far as they are measured.
        is_old
            Whether it is the result before, whose figures are dimmed.
        is_measuring
            Whether the missing metrics will follow; until then those before stay, dimmed.
        """
        if result is None:
            for key in self.values:
                self._show(key, None)
            return
        is_identical = metrics.psnr is not None and math.isinf(metrics.psnr)
        texts = {
            "psnr": tr("∞ (identical)") if is_identical else _text(metrics.psnr, ".2f", " dB"),
            "ssim": _text(metrics.ssim, ".4f"),
            "delta_e": _text(metrics.delta_e, ".2f"),
            "inertia": quantity(result.kmeans.inertia),
            "iterations": str(result.kmeans.n_iter),
            "elapsed": seconds(result.elapsed),
        }
        for key, text in texts.items():
            self._show(key, text, is_pending=is_old or is_measuring)
            if is_old:
                self.values[key].setEnabled(False)
        self.values["worst"].setEnabled(not is_old and not self._is_region_pending)

    def _show(self, key: str, text: str | None, *, is_pending: bool = False) -> None:
        """Show a value; for None the one before, dimmed, if another is pending."""
        label = self.values[key]
        is_dimmed = text is None and is_pending
        label.setEnabled(not is_dimmed)
        if not is_dimmed:
            label.setText(text or _NONE)
        elif label.text() == _NONE:
            label.setText("…")
        label.setAccessibleName(f"{tr(_TILES[key][0])} {label.text()}")


def _remedy(text: str, remedy: Remedy, panel: MetricsPanel) -> QPushButton:
    made = button(text, tr("Make the file smaller"), style="link")
    made.clicked.connect(partial(panel.remedy_requested.emit, remedy))
    return made


def _text(value: float | None, spec: str, unit: str = "") -> str | None:
    return None if value is None else f"{number(value, spec)}{unit}"
