"""The central widget of the main window: settings, canvas with its bars, palette and metrics."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSplitter, QWidget

from quantizer.language import tr

from ..canvas.canvas import Canvas
from ..controls.fitting import scrolled
from ..panels.banner import Banner
from ..panels.metrics_panel import MetricsPanel
from ..panels.parts import reserve_scroll_bar, splitter, vbox
from ..panels.settings_panel import SettingsPanel
from ..panels.swatch_panel import SwatchPanel
from ..panels.transport_bar import TransportBar
from ..panels.zoom_bar import ZoomBar

if TYPE_CHECKING:
    from quantizer.settings.settings import Settings

_AREA_HEIGHT = 264
"""Height in pixels of the area below the canvas: leaves it more than half of 800 pixels."""
_LEAST_FIGURES = 96
"""Height in pixels that figures and palette leave each other in a low window; not tuned."""


class Workspace(QSplitter):
    """Lays out the panels, and connects the bars of the canvas to it."""

    def __init__(self, settings: Settings, parent: QWidget) -> None:
        super().__init__(parent)  # placed in its window later, all would be styled again
        self.canvas = Canvas()
        self.transport = TransportBar()
        self.zoom_bar = ZoomBar()
        self.last_state = Banner(tr("Restore"))
        self.notices = Banner()
        self.outdated = Banner(tr("Update now"))
        self.settings_panel = SettingsPanel(settings)
        self.swatches = SwatchPanel()
        self.metrics = MetricsPanel()
        self.result_panel = self._result_panel()
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.centre = self._centre()
        for part in (self.settings_panel, self.centre, self.result_panel):
            self.addWidget(part)
        self.setStretchFactor(1, 1)
        self.reset_sizes()
        self._connect_canvas()

    def _centre(self) -> QSplitter:
        upper = QWidget()
        self._column = vbox(
            upper,
            self.last_state,
            self.notices,
            self.outdated,
            (self.canvas, 1),
            self.transport,
            self.zoom_bar,
            spacing=0,
        )
        centre = splitter(Qt.Orientation.Vertical, upper)
        centre.setStretchFactor(0, 1)
        return centre

    def put_below(self, strip: QWidget, hint: QWidget, area: QWidget) -> None:
        """Put a strip below the canvas, a hint below its bars and an area below all.

        Each may be hidden.
        """
        self._column.insertWidget(self._column.indexOf(self.canvas) + 1, strip)
        self._column.addWidget(hint)
        self.centre.addWidget(area)

    def put_above_transport(self, strip: QWidget) -> None:
        """Put the strip of frames, which may be hidden, above the transport bar."""
        self._column.insertWidget(self._column.indexOf(self.transport), strip)

    def reset_sizes(self) -> None:
        """Give all panels the sizes that they have at first."""
        self.setSizes([304, 664, 272])
        self.centre.setSizes([self.centre.height() - _AREA_HEIGHT, _AREA_HEIGHT])
        figures = self.metrics.sizeHint().height()
        self.result_panel.setSizes([max(1, self.height() - figures), figures])

    @property
    def whole_width(self) -> int:
        """Pixels that all three columns need beside each other."""
        sides = self.settings_panel.minimumWidth() + self.result_panel.minimumWidth()
        return sides + self.centre.minimumSizeHint().width() + 2 * self.handleWidth()

    def _result_panel(self) -> QSplitter:
        figures = scrolled(self.metrics)
        figures.setMinimumHeight(_LEAST_FIGURES)
        reserve_scroll_bar(figures)
        panel = splitter(Qt.Orientation.Vertical, self.swatches, figures)
        panel.setStretchFactor(0, 1)
        panel.setMinimumWidth(224)
        return panel

    def _connect_canvas(self) -> None:
        canvas, bar = self.canvas, self.zoom_bar
        canvas.zoom_changed.connect(bar.show_scale)
        bar.zoom_in.connect(canvas.zoom_in)
        bar.zoom_out.connect(canvas.zoom_out)
        bar.fit.connect(canvas.fit)
        bar.actual.connect(partial(canvas.zoom_to, 1.0))
        bar.original_held.connect(canvas.set_flipped)
        for field in self.settings_panel.findChildren(QLineEdit):
            field.returnPressed.connect(canvas.setFocus)  # so that shortcuts of one letter work
