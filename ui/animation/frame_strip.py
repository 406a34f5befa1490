"""The strip of frames: a thumbnail of each frame of the file, and what can be done with them.

The strip shows the frames and emits what the user wants; it changes nothing itself. The arrows move
along the frames, Shift selects several, Delete leaves out, Insert brings back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QPalette, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QScrollArea,
    QWidget,
)

from quantizer.language import tr, tr_n

from ..panels.parts import GAP, button, hbox, muted, styled, vbox, whole_number
from ..panels.texts import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

THUMBNAIL = QSize(96, 64)
"""Largest size of a thumbnail, in pixels of the window."""
_LONGEST = 65_535
"""Longest delay that the field offers, in milliseconds; a delay of the file may be longer."""
_MOST_PLAYS = 10_000
_STEPS = (2, 3, 4, 5)
"""A frame can be left out of each group of so many."""


class FrameList(QListWidget):
    """The thumbnails from left to right."""

    leave_out_requested = Signal()
    bring_back_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Frames"))
        self.setFlow(QListWidget.Flow.LeftToRight)
        self.setViewMode(QListWidget.ViewMode.IconMode)
        self.setMovement(QListWidget.Movement.Static)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setIconSize(THUMBNAIL)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        lines = 2 * self.fontMetrics().lineSpacing()
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setGridSize(THUMBNAIL + QSize(24, lines + 12))
        self.setFixedHeight(self.gridSize().height() + bar + 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave out or bring back the selected frames."""
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.leave_out_requested.emit()
        elif event.key() == Qt.Key.Key_Insert:
            self.bring_back_requested.emit()
        else:
            super().keyPressEvent(event)


class FrameStrip(QWidget):
    """The strip; hidden at first."""

    leave_out_requested = Signal(object)
    """The frames to leave out, counted from 0."""
    bring_back_requested = Signal(object)
    every_requested = Signal(int)
    """Leave out every n-th of the frames that are kept."""
    delay_changed = Signal(object, int)
    """The frames, or None for all, and their delay in milliseconds."""
    plays_changed = Signal(int)
    reverse_changed = Signal(bool)
    reset_requested = Signal()
    frame_chosen = Signal(int)
    """The frame of the file to show, counted from 0."""

    def __init__(self) -> None:
        super().__init__()
        styled(self, "bar")
        self._delays: Sequence[int] = ()
        self.frames = FrameList()
        self.summary = muted()
        self.summary.setAccessibleName(tr("Frames that are kept, and how long they take"))
        self.delay = whole_number(tr("Delay of the selected frames"), 0, _LONGEST)
        self.delay.setSuffix(tr(" ms"))
        self.delay.setToolTip(tr("Of the selected frames; of all without a selection (Shift+D)"))
        self.plays = whole_number(tr("Number of plays"), 0, _MOST_PLAYS)
        self.plays.setSpecialValueText(tr("Endless"))
        self.plays.setToolTip(tr("How many times the animation plays"))
        self.reverse = QCheckBox(tr("Reverse"))
        self.reverse.setToolTip(tr("Play the frames backwards (Shift+R)"))
        self.leave_out = button(tr("Leave out"), tr("Leave out the selected frames (Delete)"))
        self.bring_back = button(tr("Bring back"), tr("Keep the selected frames again (Insert)"))
        self.every = QPushButton(tr("Every…"))
        self.every.setToolTip(tr("Leave out every second, third, … of the frames that are kept"))
        self.reset = button(tr("As in the file"), tr("Take all edits of the frames back"))
        self._make_menu()
        self._lay_out()
        self._connect()
        self.hide()

    def _make_menu(self) -> None:
        menu = QMenu(self.every)
        for step in _STEPS:
            text = tr("Leave out every {step}. frame", step=step)
            menu.addAction(text).triggered.connect(
                lambda _checked=False, step=step: self.every_requested.emit(step)
            )
        self.every.setMenu(menu)

    def _lay_out(self) -> None:
        delay, plays = muted(tr("Delay")), muted(tr("Plays"))
        delay.setBuddy(self.delay)
        plays.setBuddy(self.plays)
        tools = QWidget()
        play = (plays, self.plays, self.reverse, self.reset)
        frames = (delay, self.delay, self.leave_out, self.bring_back, self.every)
        lower = hbox(None, *frames)
        lower.addStretch(1)
        vbox(tools, hbox(None, (self.summary, 1), *play), lower, spacing=4)
        scroller = QScrollArea()  # so that a narrow canvas can stay narrow
        scroller.setWidgetResizable(True)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroller.setWidget(tools)
        bar = scroller.horizontalScrollBar().sizeHint().height()
        scroller.setFixedHeight(tools.sizeHint().height() + bar)
        margins = (GAP, GAP // 2, GAP, GAP // 2)
        vbox(self, scroller, self.frames, margins=margins, spacing=4)

    def _connect(self) -> None:
        frames = self.frames
        frames.leave_out_requested.connect(self.leave_out.click)
        frames.bring_back_requested.connect(self.bring_back.click)
        frames.currentRowChanged.connect(self.frame_chosen)
        frames.itemSelectionChanged.connect(self._show_delay)
        self.leave_out.clicked.connect(lambda: self.leave_out_requested.emit(self.chosen))
        self.bring_back.clicked.connect(lambda: self.bring_back_requested.emit(self.chosen))
        self.delay.valueChanged.connect(self._tell_delay)
        self.plays.valueChanged.connect(self.plays_changed)
        self.reverse.toggled.connect(self.reverse_changed)
        self.reset.clicked.connect(self.reset_requested)

    @property
    def chosen(self) -> tuple[int, ...]:
        """The selected frames, counted from 0."""
        return tuple(sorted(index.row() for index in self.frames.selectedIndexes()))

    def load(self, count: int) -> None:
        """Show so many frames, without pictures yet."""
        blank = QPixmap(THUMBNAIL)
        blank.fill(Qt.GlobalColor.transparent)
        with QSignalBlocker(self.frames):
            self.frames.clear()
            for number in range(count):
                self.frames.addItem(QListWidgetItem(QIcon(blank), f"{number + 1}"))

    def set_picture(self, number: int, picture: QImage) -> None:
        """Show the thumbnail of a frame."""
        item = self.frames.item(number)
        if item is not None:
            item.setIcon(QIcon(QPixmap.fromImage(picture)))

    def show_edits(
        self,
        delays: Sequence[int],
        kept: frozenset[int],
        *,
        plays: int,
        is_reversed: bool,
    ) -> None:
        """Show which frames are kept, and how they play, without emitting signals.

        Parameters
        ----------
        delays
            Milliseconds of each frame of the file.
        """
        self._delays = delays
        faint = self.palette().color(QPalette.ColorRole.PlaceholderText)
        plain = self.palette().color(QPalette.ColorRole.Text)
        with QSignalBlocker(self.frames):
            for number, delay in enumerate(delays):
                item = self.frames.item(number)
                is_kept = number in kept
                time = tr("{delay} ms", delay=delay) if is_kept else tr("left out")
                item.setText(f"{number + 1}\n{time}")
                item.setForeground(plain if is_kept else faint)
                font = item.font()
                font.setStrikeOut(not is_kept)
                item.setFont(font)
        total = clock(sum(delays[number] for number in kept))
        text = tr_n("{n} of {count} frames", "{n} of {count} frames", len(kept), count=len(delays))
        self.summary.setText(f"{text} · {total}")
        with QSignalBlocker(self.plays), QSignalBlocker(self.reverse):
            self.plays.setValue(plays)
            self.reverse.setChecked(is_reversed)
        self._show_delay()

    def _show_delay(self) -> None:
        chosen = self.chosen or range(len(self._delays))
        found = {self._delays[number] for number in chosen if number < len(self._delays)}
        with QSignalBlocker(self.delay):
            self.delay.setValue(min(found, default=0))
        self.delay.setPrefix("" if len(found) < 2 else tr("from "))

    def _tell_delay(self, delay: int) -> None:
        self.delay_changed.emit(self.chosen or None, delay)
