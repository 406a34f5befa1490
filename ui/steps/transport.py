"""The transport of the step mode: restart, back, play, step, to the end, and the speed."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from quantizer.language import tr

from ..jobs.timer import single_shot_timer
from ..motion import is_motion_reduced
from ..panels.parts import GAP, hbox, muted
from ..panels.transport_bar import Symbol, SymbolButton

_SPEEDS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
"""Steps in a second."""
_USUAL = 1
"""Index of the speed at first: there is time to read a sentence."""

_PATIENCE_MS = 300
"""A computation that takes longer is told; not tuned."""


class StepTransport(QWidget):
    """The buttons, the speed, and the clock that plays."""

    restart_requested = Signal()
    back_requested = Signal()
    step_requested = Signal()
    end_requested = Signal()
    play_requested = Signal()
    ticked = Signal()
    """It is time for the next step of playing."""

    def __init__(self) -> None:
        super().__init__()
        self.restart = SymbolButton(Symbol.START, tr("Back to the start (Home)"))
        self.back = SymbolButton(Symbol.BACK, tr("Step back (←)"))
        self.play = SymbolButton(Symbol.PLAY, tr("Play (Space)"))
        self.step = SymbolButton(Symbol.FORWARD, tr("Step (→)"))
        self.end = SymbolButton(Symbol.END, tr("To the end (End)"))
        self.place = muted()
        self.place.setAccessibleName(tr("Step"))
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setRange(0, len(_SPEEDS) - 1)
        self.speed.setPageStep(1)
        self.speed.setValue(_USUAL)
        self.speed.setFixedWidth(88)
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the mode
        self.speed.setAccessibleName(tr("Speed"))
        self.speed.setToolTip(tr("How fast to play (+ and \N{MINUS SIGN})"))
        self.rate = muted()
        self.rate.setFixedWidth(self.rate.fontMetrics().horizontalAdvance(tr("0.5 steps/s ")))
        self._place = ""
        self._long = single_shot_timer(self, _PATIENCE_MS, self._tell_computing)
        self._clock = QTimer(self)
        self._clock.timeout.connect(self.ticked)
        buttons = (self.restart, self.back, self.play, self.step, self.end)
        for one in buttons:
            one.setFixedSize(QSize(40, 32))
            one.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        row = hbox(self, *buttons, spacing=4)
        row.addSpacing(GAP)
        row.addWidget(self.place, 1)
        row.addWidget(muted(tr("Speed")))
        row.addWidget(self.speed)
        row.addWidget(self.rate)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._connect()
        self._show_rate()

    @property
    def is_playing(self) -> bool:
        """Whether steps follow by themselves."""
        return self._clock.isActive()

    def _connect(self) -> None:
        self.restart.clicked.connect(self.restart_requested)
        self.back.clicked.connect(self.back_requested)
        self.step.clicked.connect(self.step_requested)
        self.end.clicked.connect(self.end_requested)
        self.play.clicked.connect(self.play_requested)
        self.speed.valueChanged.connect(self._show_rate)

    def toggle(self) -> None:
        """Play, or pause."""
        self.set_playing(not self.is_playing)

    def set_playing(self, playing: bool) -> None:
        """Play, with the first step at once, or pause.

        With reduced motion, this is one step.
        """
        if playing == self.is_playing:
            return
        if playing and is_motion_reduced():
            self.ticked.emit()
            return
        if playing:
            self._clock.start()
            self.ticked.emit()
        else:
            self._clock.stop()
        shown = self.is_playing
        symbol, tip = (
            (Symbol.PAUSE, tr("Pause (Space)")) if shown else (Symbol.PLAY, tr("Play (Space)"))
        )
        self.play.show_symbol(symbol, tip)

    def change_speed(self, direction: int) -> None:
        """Play faster (1) or slower (-1)."""
        self.speed.setValue(self.speed.value() + direction)

    def show_place(self, position: int, *, is_finished: bool, is_start: bool) -> None:
        """Show the number of the step, and allow only what can be done."""
        self._place = tr("Start") if is_start else tr("Step {position}", position=position)
        self.place.setText(self._place)
        if is_finished:
            self.set_playing(False)
        ending, starting = (self.step, self.end), (self.restart, self.back)
        gone = (*(ending if is_finished else ()), *(starting if is_start else ()))
        if any(one.hasFocus() for one in gone):
            self.play.setFocus()  # Qt would give it to the next control, which takes the keys
        for one in (*ending, *starting):
            one.setEnabled(one not in gone)

    def show_busy(self, busy: bool) -> None:
        """Tell that a step is being computed, if that takes a while, and how to stop it."""
        if not busy:
            self._long.stop()
            self.place.setText(self._place)
        elif not self._long.isActive():
            self._long.start()

    def _tell_computing(self) -> None:
        self.place.setText(tr("Computing… Home stops it"))

    def _show_rate(self) -> None:
        rate = _SPEEDS[self.speed.value()]
        with QSignalBlocker(self.speed):
            self.rate.setText(tr("1 step/s") if rate == 1 else tr("{rate:g} steps/s", rate=rate))
        self._clock.setInterval(round(1000 / rate))
