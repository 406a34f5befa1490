"""Progress reports and cancellation of long jobs.

A job receives one `Progress`. It names the stage it is in (`at`), reports the fraction of that
stage that is done (`report`), and calls `check` in every loop that may run longer than a tenth of
a second. `report` and `check` raise `Cancelled` once the job's owner has cancelled it; so every
function that takes a `Progress` may raise `Cancelled`.

A job that calls other jobs gives each of them a part of its own progress (`between`). Parts may be
divided again, and a part belongs to its stage: the called job may name that stage, too, and still
reports within the part. Other stages that it names are not reported, so that a progress bar never
moves back.

A job may also tell an `observer` what happens within it, such as each iteration of a search
(`quantizer.kmeans.trace`). Most owners have none, and then the job computes nothing for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from quantizer.errors import Cancelled

from .language import mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Stage(StrEnum):
    """What a job is doing; the value is the text for people."""

    READ = mark("Reading")
    ADJUST = mark("Adjusting")
    COUNT = mark("Counting colours")
    CLUSTER = mark("Clustering")
    REMAP = mark("Mapping pixels")
    MEASURE = mark("Measuring")
    WRITE = mark("Writing")


def _ignore(_stage: Stage, _fraction: float) -> None:
    """Do nothing with a report."""


def _never() -> bool:
    """Never cancel."""
    return False


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a job reports to, and where it learns that it is cancelled.

    Parameters
    ----------
    listener
        Called with the stage and the fraction of that stage, 0 to 1, on the job's thread.
    cancelled
        Called often; once it returns true, `report` and `check` raise `Cancelled`.
    stage
        The stage that `report` names; None before the first `at`, and then `Stage.READ` is named.
    start, end
        The part of the stage, within 0 to 1, that a fraction of 0 to 1 is mapped to.
    is_part
        Whether this is a part of a job, made by `between`.
    observer
        Called with events, on the job's thread; None if nobody watches. The jobs say which events
        there are.

    Examples
    --------
    >>> from quantizer import Progress, quantize
    >>> stages = []
    >>> progress = Progress(lambda stage, fraction: stages.append(str(stage)))
    >>> result = quantize("photo.jpg", 16, progress=progress)
    >>> list(dict.fromkeys(stages))[:3]
    ['Reading', 'Counting colours', 'Clustering']

    A job that is cancelled raises `Cancelled` and has changed nothing:

    >>> quantize("photo.jpg", 16, progress=Progress(cancelled=lambda: True))
    Traceback (most recent call last):
    quantizer.errors.Cancelled: Cancelled
    """

    listener: Callable[[Stage, float], None] = _ignore
    cancelled: Callable[[], bool] = _never
    stage: Stage | None = None
    start: float = 0.0
    end: float = 1.0
    is_part: bool = False
    observer: Callable[[object], None] | None = None

    def check(self) -> None:
        """Raise `Cancelled` if the job is cancelled."""
        if self.cancelled():
            raise Cancelled

    def report(self, fraction: float) -> None:
        """Report that `fraction` (0 to 1) of this part is done; raise `Cancelled` if cancelled."""
        self.check()
        self.listener(self.stage or Stage.READ, self._place(fraction))

    def at(self, stage: Stage) -> Progress:
        """Return the progress of a stage.

        A part of another stage gives a silent progress, which can still be cancelled.
        """
        if self.is_part and self.stage not in {None, stage}:
            return replace(self, listener=_ignore)
        return replace(self, stage=stage)

    def unobserved(self) -> Progress:
        """Return the same progress without an observer."""
        return replace(self, observer=None)

    def between(self, start: float, end: float) -> Progress:
        """Return the progress of a part; `start` and `end` are fractions of this one."""
        return replace(self, start=self._place(start), end=self._place(end), is_part=True)

    def parts(self, count: int) -> Iterator[Progress]:
        """Yield the progress of each of `count` equal parts."""
        return (self.between(part / count, (part + 1) / count) for part in range(count))

    def _place(self, fraction: float) -> float:
        """Return the fraction of the stage; rounding must not lead beyond the end."""
        if fraction >= 1:
            return self.end
        return min(self.end, self.start + (self.end - self.start) * fraction)


SILENT = Progress()
"""Reports to nobody and is never cancelled."""
