"""The transport bar of an animation: play, step and scrub, with frame number and time."""

from __future__ import annotations

from enum import Enum, auto
from itertools import accumulate
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette, QPolygonF
from PySide6.QtWidgets import QLabel, QSlider, QStyle, QToolButton, QWidget

from quantizer.language import tr

from .parts import GAP, hbox, muted, styled
from .texts import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QMouseEvent, QPaintEvent, QResizeEvent

_ROOMY = 440
_SIDE = 28
_HANDLE = 8


class Symbol(Enum):
    """A symbol on a button of the transport bar."""

    PLAY = auto()
    PAUSE = auto()
    BACK = auto()
    FORWARD = auto()
    START = auto()
    END = auto()


class SymbolButton(QToolButton):
    """A button with a symbol drawn in the colour of text."""

    def __init__(self, symbol: Symbol, tip: str) -> None:
        super().__init__()
        self.setObjectName("flat")
        self.setFixedSize(_SIDE + 4, _SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.show_symbol(symbol, tip)

    def show_symbol(self, symbol: Symbol, tip: str) -> None:
        """Show another symbol and tooltip."""
        self.symbol = symbol
        self.setToolTip(tip)
        self.setAccessibleName(tip)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the symbol over the button's frame."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.ButtonText))
        painter.translate(self.width() / 2, self.height() / 2)
        if self.symbol is Symbol.PAUSE:
            painter.drawRect(-5, -6, 4, 12)
            painter.drawRect(2, -6, 4, 12)
        elif self.symbol is Symbol.PLAY:
            painter.drawPolygon(QPolygonF([QPointF(-4, -7), QPointF(7, 0), QPointF(-4, 7)]))
        elif self.symbol in {Symbol.START, Symbol.END}:
            side = -1 if self.symbol is Symbol.START else 1
            for left in (-6, 0):
                tip, low, high = QPointF(left + 6, 0), QPointF(left, -5), QPointF(left, 5)
                painter.drawPolygon(
                    QPolygonF([QPointF(at.x() * side, at.y()) for at in (low, tip, high)])
                )
            painter.drawRect(6 if side > 0 else -8, -5, 2, 10)
        else:
            side = -1 if self.symbol is Symbol.BACK else 1
            corners = [QPointF(-4 * side, -5), QPointF(3 * side, 0), QPointF(-4 * side, 5)]
            painter.drawPolygon(QPolygonF(corners))
            painter.drawRect(3 if side > 0 else -5, -5, 2, 10)


class Scrubber(QSlider):
    """A slider whose handle jumps to the position that is clicked."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(tr("Frame"))
        self.setMinimumWidth(60)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move the handle to the pointer, then start dragging it."""
        if event.button() == Qt.MouseButton.LeftButton:
            room = self.width() - 2 * _HANDLE
            place = round(event.position().x()) - _HANDLE
            low, high = self.minimum(), self.maximum()
            self.setValue(QStyle.sliderValueFromPosition(low, high, place, room))
        super().mousePressEvent(event)


class TransportBar(QWidget):
    """The bar; hidden while there is no animation."""

    toggled = Signal()
    sought = Signal(int)
    """The frame chosen on the slider."""
    stepped = Signal(int)
    """Number of frames to go forward (1) or back (-1)."""
    held = Signal(bool)
    """Whether the slider is being dragged."""

    def __init__(self) -> None:
        super().__init__()
        styled(self, "bar")
        self._starts: list[int] = [0]
        self.play = SymbolButton(Symbol.PLAY, tr("Play (Space)"))
        self.back = SymbolButton(Symbol.BACK, tr("Previous frame (,)"))
        self.forward = SymbolButton(Symbol.FORWARD, tr("Next frame (.)"))
        self.slider = Scrubber()
        self.number = QLabel()
        self.number.setAccessibleName(tr("Frame number"))
        self.time = muted()
        self.time.setAccessibleName(tr("Time"))
        row = hbox(
            self,
            self.play,
            self.back,
            self.forward,
            (self.slider, 1),
            margins=(GAP, 4, GAP, 4),
            spacing=4,
        )
        row.addSpacing(4)
        row.addWidget(self.number)
        row.addWidget(self.time)
        self.play.clicked.connect(self.toggled)
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.forward.clicked.connect(lambda: self.stepped.emit(1))
        self.slider.valueChanged.connect(self._seek)
        self.slider.sliderPressed.connect(lambda: self.held.emit(True))
        self.slider.sliderReleased.connect(lambda: self.held.emit(False))
        self.hide()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return a width that is not larger than the canvas's minimum."""
        return QSize(240, super().sizeHint().height())

    def load(self, durations: Sequence[int]) -> None:
        """Show the bar for frames of these durations in milliseconds; hide it for less than two."""
        self._starts = [0, *accumulate(durations)]
        count = len(durations)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, max(0, count - 1))
            self.slider.setPageStep(max(1, count // 10))
        widest = self.fontMetrics().horizontalAdvance(f"{'0' * len(str(count))} / {count} ")
        self.number.setMinimumWidth(widest)
        self.number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        widest = self.fontMetrics().horizontalAdvance(f"  {clock(0)} / {clock(self._starts[-1])} ")
        self.time.setMinimumWidth(widest)
        self.time.setAlignment(self.number.alignment())
        self.show_frame(0)
        self.setVisible(count > 1)

    def show_frame(self, frame: int) -> None:
        """Show the number of the current frame, without emitting signals."""
        with QSignalBlocker(self.slider):
            self.slider.setValue(frame)
        self._write(frame)

    def show_playing(self, playing: bool) -> None:
        """Show the pause symbol while playing, else the play symbol."""
        if playing:
            self.play.show_symbol(Symbol.PAUSE, tr("Pause (Space)"))
        else:
            self.play.show_symbol(Symbol.PLAY, tr("Play (Space)"))

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Hide the step buttons and the time if there is little room."""
        is_roomy = self.width() >= _ROOMY
        for part in (self.back, self.forward, self.time):
            part.setVisible(is_roomy)

    def _write(self, frame: int) -> None:
        total = len(self._starts) - 1
        self.number.setText(f"{frame + 1} / {total}")
        time = f"{clock(self._starts[frame])} / {clock(self._starts[-1])}"
        self.time.setText(time)
        self.slider.setToolTip(time)

    def _seek(self, frame: int) -> None:
        self._write(frame)
        self.sought.emit(frame)
