"""The bar below the canvas: view modes, zoom, and the export button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from quantizer.language import number, tr

from .drag_handle import DragHandle
from .parts import GAP, hbox, styled
from .view_choice import ViewChoice

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

_SPACING = 4
_BUTTON = 44
"""Width of a button with a sign, and the gap to the next."""


class ZoomBar(QWidget):
    """The view modes, a button that shows the original while held, zoom and export."""

    zoom_in = Signal()
    zoom_out = Signal()
    fit = Signal()
    actual = Signal()
    original_held = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        styled(self, "bar")
        self.flip = _button(tr("Hold O for original"), tr("Shows the original while held (key O)"))
        self.flip.setObjectName("hold")  # has an outline in the style sheet
        self.flip.pressed.connect(lambda: self.original_held.emit(True))
        self.flip.released.connect(lambda: self.original_held.emit(False))
        self.pin = _button(tr("Pin"), tr("Keep the result to compare it with others (Ctrl+P)"))
        self.pin.setObjectName("hold")
        self.scale = QLabel("100 %")
        self.scale.setMinimumWidth(56)
        self.scale.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.scale.setAccessibleName(tr("Zoom"))
        self.views = ViewChoice()
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(GAP, 4, GAP, 4)
        self._rows.setSpacing(_SPACING)
        self._rows.addWidget(self.views)
        self._rows.addLayout(self._zoom_row(), 1)

    def _zoom_row(self) -> QHBoxLayout:
        row = hbox(None, self.flip, self.pin, spacing=_SPACING)
        row.addStretch(1)
        self._always: list[QWidget] = [self.scale]
        self._fitting: list[QWidget] = []
        for text, tip, signal in (
            ("\N{MINUS SIGN}", tr("Zoom out (-)"), self.zoom_out),
            ("", "", None),
            ("+", tr("Zoom in (+)"), self.zoom_in),
            (tr("Fit"), tr("Fit the picture to the window (F)"), self.fit),
            ("1:1", tr("One picture pixel on one screen pixel (1)"), self.actual),
        ):
            if signal is None:
                row.addWidget(self.scale)
                continue
            button = _button(text, tip)
            button.clicked.connect(signal)
            row.addWidget(button)
            is_fitting = signal in {self.fit, self.actual}
            (self._fitting if is_fitting else self._always).append(button)
        row.addStretch(1)
        self.export = QPushButton(tr("Export…"))
        self.export.setObjectName("primary")
        self.export.setToolTip(tr("Save the result (Ctrl+E)"))
        self.export.setAccessibleName(tr("Export image"))
        self.drag = DragHandle()
        row.addWidget(self.drag)
        row.addWidget(self.export)
        self._always.append(self.export)
        return row

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Return the room of what is never hidden, in two rows."""
        row = self.scale.minimumWidth() + self.export.sizeHint().width() + 2 * _BUTTON
        width = max(self.views.minimumSizeHint().width(), row)
        return QSize(width + 2 * GAP, super().minimumSizeHint().height())

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Use one row if all fits in it, else two; hide buttons that have a shortcut if need be."""
        groups: tuple[list[QWidget], ...] = (self._fitting, [self.drag], [self.flip, self.pin])
        room = self.width() - 2 * GAP
        all_widgets = [*self._always, *(widget for group in groups for widget in group)]
        is_wide = room >= self.views.full_width + _needed(all_widgets)
        direction = QBoxLayout.Direction
        self._rows.setDirection(direction.LeftToRight if is_wide else direction.TopToBottom)
        self.views.set_roomy(is_wide)
        room -= _needed(self._always)
        for group in groups:
            room -= _needed(group)
            for widget in group:
                widget.setVisible(is_wide or room >= 0)

    def show_scale(self, scale: float) -> None:
        """Show the zoom as a percentage; a `scale` of 1 is 100 %."""
        percent = 100 * scale
        self.scale.setText(f"{number(percent, '.0f' if percent >= 10 else '.1f')} %")


def _needed(widgets: list[QWidget]) -> int:
    """Return the width of widgets beside each other, each with the gap after it."""
    return sum(
        max(widget.sizeHint().width(), widget.minimumWidth()) + _SPACING for widget in widgets
    )


def _button(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setObjectName("flat")
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
