"""The page with the table of clusters, and what to do about outliers.

clusters -> rows -> table <-> selected cluster
                      |
                      +-> sentence, *Add farthest colour*, *Leave out*, *Copy as CSV*

It follows the clusters only while it is active.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QBoxLayout

from quantizer.image.palette import Palette, format_hex
from quantizer.language import tr, tr_n
from quantizer.quantities import quantity

from ..document.entries import can_give_entry, can_leave_out
from ..panels.parts import GAP, MARGIN, button, color_icon, hbox, muted, vbox
from .columns import rows_of
from .page import ClusterPage
from .table_model import ClusterTableModel
from .table_view import ClusterTable

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from quantizer.image.palette import Color

    from .model import ClusterModel


class TablePage(ClusterPage):
    """The table of clusters."""

    title = "Clusters"

    def __init__(self, model: ClusterModel) -> None:
        super().__init__()
        self._model = model
        self.rows = ClusterTableModel()
        self.table = ClusterTable(self.rows)
        self.words = muted()
        self.words.setWordWrap(True)
        self.words.setFixedHeight(2 * self.words.fontMetrics().lineSpacing())
        self.give = button(tr("Add farthest colour"), "")
        self.leave_out = button(tr("Leave out"), "")
        self.copy = button(
            tr("Copy as CSV"), tr("Copy the selected rows, or all, for a spreadsheet")
        )
        self._buttons = hbox(None, self.give, self.leave_out, self.copy)
        self._bar = hbox(None, (self.words, 1), self._buttons)
        self._bar.setContentsMargins(MARGIN, 4, GAP, 6)
        vbox(self, (self.table, 1), self._bar, spacing=0)
        self.give.clicked.connect(self._give_entry)
        self.leave_out.clicked.connect(self._leave_out)
        self.copy.clicked.connect(self.table.copy_rows)
        self.table.cluster_chosen.connect(model.select)
        self.table.copied.connect(self._tell_copied)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the words above the buttons where they would have less room beside them."""
        super().resizeEvent(event)
        is_narrow = self.width() < 2 * self._buttons.sizeHint().width()
        beside, above = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._bar.setDirection(above if is_narrow else beside)

    def set_active(self, active: bool) -> None:
        """Start or stop to follow the clusters."""
        model = self._model
        pairs = (
            (model.changed, self._show),
            (model.busy_changed, self._show_words),
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

    def _show(self) -> None:
        view = self._model.view
        rows = () if view is None else rows_of(view)
        colors = [] if view is None else [one.color for one in view.palette]
        self.rows.set_rows(rows, lambda row: _icon(colors[row], self))
        self._show_selected()

    def _show_selected(self) -> None:
        self.table.show_cluster(self._model.selected)
        self._show_words()

    # ---- words

    def _show_words(self) -> None:
        self.words.setText(self._words())
        document, place = self._model.document, self._model.selected
        shown, color = document.shown, self._next_color()
        palette = shown.palette if shown is not None and self._model.is_current else Palette(())
        may_give = color is not None and can_give_entry(document.chosen, palette)
        may_leave = place is not None and can_leave_out(place, palette)
        self.give.setEnabled(may_give)
        self.leave_out.setEnabled(may_leave)
        self.copy.setEnabled(bool(self.rows.rows))
        tip = tr("No colour is without an entry of its own, or there is no room for one more")
        if may_give and color is not None:
            whose = tr("this cluster") if place is not None else "all"
            tip = tr(
                "Lock {color}, the colour of {whose} that is farthest from its entry",
                color=format_hex(color),
                whose=whose,
            )
        self.give.setToolTip(tip)
        self.leave_out.setToolTip(
            tr("Take this entry out of the palette: its pixels take the nearest other one")
            if may_leave
            else tr("Choose a cluster first")
        )

    def _words(self) -> str:
        """Return a sentence on the selected cluster, or on all of them."""
        view, rows, place = self._model.view, self.rows.rows, self._model.selected
        if view is None:
            is_waiting = self._model.is_busy or self._model.document.is_busy
            return tr("Computing the clusters…") if is_waiting else tr("There are no clusters yet.")
        if place is None or place >= len(rows):
            outliers = [row.hex for row in rows if row.outlier]
            found = (
                tr("Outliers: {names}.", names=", ".join(outliers[:6]))
                if outliers
                else tr("No outliers.")
            )
            space, metric = view.clusters.space.space.label, view.clusters.metric
            return tr(
                "{found} Distances are {metric}, in {space}.",
                found=found,
                metric=tr(metric.label).partition(" (")[0],
                space=space,
            )
        row, color = rows[place], self._next_color()
        if row.outlier:
            return tr("Outlier: {outlier}.", outlier=row.outlier)
        if row.largest_distance is None:
            is_clear = row.lightness is None
            nothing = tr("No colour is nearer to {hex} than to another entry.", hex=row.hex)
            return tr("Transparent pixels are in no cluster.") if is_clear else nothing
        if color is None:
            return tr("All pixels of {hex} have exactly this colour.", hex=row.hex)
        away = quantity(row.largest_distance)
        return tr(
            "The farthest colour of {hex} is {color}, {away} away.",
            hex=row.hex,
            color=format_hex(color),
            away=away,
        )

    # ---- outliers

    def _next_color(self) -> Color | None:
        """Return the colour that needs an entry most; None if all have one.

        It is the farthest of the selected cluster, or the farthest of all.
        """
        clusters, place = self._model.clusters, self._model.selected
        if clusters is None or not len(clusters.colors):
            return None
        distances = clusters.summary.largest_distances
        if place is None or place >= len(clusters):
            place = int(np.argmax(distances))
        sample = int(clusters.summary.farthest[place])
        if sample < 0 or distances[place] <= 0:
            return None
        red, green, blue, alpha = map(int, clusters.colors[sample])
        return red, green, blue, alpha

    def _give_entry(self) -> None:
        document, color = self._model.document, self._next_color()
        if color is not None and document.shown is not None:
            document.give_entry(color, document.shown.palette)
            self.message.emit(
                tr(
                    "{color} gets an entry of its own; Ctrl+Z takes it back",
                    color=format_hex(color),
                )
            )

    def _leave_out(self) -> None:
        document, place = self._model.document, self._model.selected
        if place is not None and document.shown is not None:
            left_out = document.shown.palette.swatches[place].hex
            document.leave_out(place, document.shown.palette)
            self.message.emit(
                tr("{left_out} is left out of the palette; Ctrl+Z takes it back", left_out=left_out)
            )

    def _tell_copied(self, count: int) -> None:
        self.message.emit(tr_n("Copied {n} cluster", "Copied {n} clusters", count))


def _icon(color: Color, owner: TablePage) -> QIcon:
    """Return a tile of a colour that a selected row does not tint."""
    icon = color_icon(color, owner)
    tile = icon.pixmap(icon.availableSizes()[0])
    icon.addPixmap(tile, QIcon.Mode.Selected)
    return icon
