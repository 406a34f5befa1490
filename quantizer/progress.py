"""How a long job tells where it is, and learns that it is no longer wanted.

A job is handed one `Progress`. It narrows it to the stage it is in (`at`), reports the fraction
done (`report`), and calls `check` inside every loop that may last longer than a tenth of a
second. Both raise `Cancelled` once the owner of the job has said so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from quantizer.errors import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable


class Stage(StrEnum):
    """What a job is doing; the value is what a person reads."""

    READ = "Reading"
    COUNT = "Counting colours"
    CLUSTER = "Clustering"
    REMAP = "Mapping pixels"
    MEASURE = "Measuring"
    WRITE = "Writing"


def _ignore(_stage: Stage, _fraction: float) -> None:
    """Listen to nothing."""


def _never() -> bool:
    """Never cancel."""
    return False


@dataclass(frozen=True, slots=True)
class Progress:
    """A job's line to its owner.

    Parameters
    ----------
    listener
        Told the stage and the fraction of that stage, 0 to 1; called on the job's thread.
    cancelled
        Asked often; once it returns true, `report` and `check` raise `Cancelled`.
    stage
        The stage that `report` speaks of.
    start, end
        The part of the stage, within 0 to 1, that a fraction of 0 to 1 is mapped to.
    """

    listener: Callable[[Stage, float], None] = _ignore
    cancelled: Callable[[], bool] = _never
    stage: Stage = Stage.READ
    start: float = 0.0
    end: float = 1.0

    def check(self) -> None:
        """Raise `Cancelled` if the job is no longer wanted."""
        if self.cancelled():
            raise Cancelled

    def report(self, fraction: float) -> None:
        """Tell that `fraction` (0 to 1) of this part is done; raise `Cancelled` if unwanted."""
        self.check()
        self.listener(self.stage, self.start + (self.end - self.start) * min(1.0, fraction))

    def at(self, stage: Stage) -> Progress:
        """Return the line for a whole stage."""
        return replace(self, stage=stage, start=0.0, end=1.0)

    def between(self, start: float, end: float) -> Progress:
        """Return the line for a part of this part; `start` and `end` are fractions of it."""
        span = self.end - self.start
        return replace(self, start=self.start + span * start, end=self.start + span * end)


SILENT = Progress()
"""Reports to nobody and is never cancelled."""
