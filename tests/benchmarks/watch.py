"""Measure the share of each stage in the time of a job."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.progress import Stage


class StageWatch:
    """A listener for `Progress` that sums the seconds of each stage.

    A stage lasts from its first report to the first report of the next stage.
    """

    def __init__(self) -> None:
        self._stage: Stage | None = None
        self._since = self._started = time.perf_counter()
        self._seconds: dict[Stage | None, float] = {}
        self._ended = self._started

    def __call__(self, stage: Stage, _fraction: float) -> None:
        """Receive a report of progress."""
        if stage != self._stage:
            self._turn(stage)

    def stop(self) -> None:
        """End the last stage."""
        self._turn(None)
        self._ended = self._since

    def share(self, stage: Stage) -> float:
        """Return the share of a stage in the total time, 0 to 1."""
        return self._seconds.get(stage, 0.0) / max(self._ended - self._started, 1e-9)

    def _turn(self, stage: Stage | None) -> None:
        now = time.perf_counter()
        self._seconds[self._stage] = self._seconds.get(self._stage, 0.0) + now - self._since
        self._stage, self._since = stage, now
