"""The clock of an animation: decides which frame is shown and when the next one follows.

    play -> wait for the frame's duration -> is the next picture ready? -> frame_changed
                                                no: ask again soon

The time of each frame is counted from the start and not from the frame before, so that small
delays do not add up. Durations of 10 ms or less, which many files contain by mistake, become
100 ms, as in browsers.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SHORTEST_MS = 10
_INSTEAD_MS = 100
_RETRY_MS = 4


class Player(QObject):
    """Plays and pauses; knows only the numbers and durations of frames.

    Parameters
    ----------
    is_ready
        Returns whether the picture of a frame can be shown.
    """

    frame_changed = Signal(int)
    playing_changed = Signal(bool)

    def __init__(self, is_ready: Callable[[int], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_ready = is_ready
        self._durations: tuple[int, ...] = ()
        self._loop = 0
        self._played = 0
        self._due = 0.0
        self._playing = False
        self.frame = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._advance)

    @property
    def is_playing(self) -> bool:
        """Whether the animation is playing."""
        return self._playing

    @property
    def durations(self) -> tuple[int, ...]:
        """Duration of each frame in milliseconds."""
        return self._durations

    def load(self, durations: Sequence[int], loop: int) -> None:
        """Load another animation and go to its first frame.

        Parameters
        ----------
        durations
            Duration of each frame in milliseconds; with fewer than two, nothing plays.
        loop
            How often to play in all; 0 for endlessly.
        """
        self.pause()
        self._durations = tuple(
            _INSTEAD_MS if duration <= _SHORTEST_MS else duration for duration in durations
        )
        self._loop, self._played, self.frame = loop, 0, 0

    def play(self) -> None:
        """Play from the current frame; from the first one if the last loop has ended."""
        if len(self._durations) < 2 or self.is_playing:
            return
        if self._is_over():
            self._played = 0
            self._show(0)
        self._playing = True
        self._due = time.monotonic()
        self._wait()
        self.playing_changed.emit(True)

    def pause(self) -> None:
        """Pause at the current frame."""
        if self._playing:
            self._playing = False
            self._timer.stop()
            self.playing_changed.emit(False)

    def toggle(self) -> None:
        """Play if paused, pause if playing."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def seek(self, frame: int) -> None:
        """Go to a frame; playback continues from there."""
        if self._durations:
            self._show(frame % len(self._durations))
            self._played = 0
            if self.is_playing:
                self._due = time.monotonic()
                self._wait()

    def step(self, frames: int) -> None:
        """Pause, and go forward by `frames`, or back if negative."""
        self.pause()
        self.seek(self.frame + frames)

    def _is_over(self) -> bool:
        is_last = self.frame == len(self._durations) - 1
        return is_last and self._loop > 0 and self._played + 1 >= self._loop

    def _wait(self) -> None:
        self._due += self._durations[self.frame] / 1000
        # If the frame is late by more than its duration, count from now on instead of rushing.
        self._due = max(self._due, time.monotonic())
        self._timer.start(max(0, round(1000 * (self._due - time.monotonic()))))

    def _advance(self) -> None:
        if self._is_over():
            self.pause()
            return
        following = (self.frame + 1) % len(self._durations)
        if not self._is_ready(following):
            self._timer.start(_RETRY_MS)
            return
        self._played += following == 0
        self._show(following)
        self._wait()

    def _show(self, frame: int) -> None:
        self.frame = frame
        self.frame_changed.emit(frame)
