"""A batch that converts no files, to measure the window alone."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.batch.outcome import Outcome, State
from quantizer.batch.report import Summary
from quantizer.batch.session import Batch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from quantizer.batch.plan.plan import Entry, Plan
    from quantizer.batch.run.control import Control
    from quantizer.image.palette import Palette

_PER_SECOND = 2000


class SimulatedBatch(Batch):
    """A batch that reports two thousand made-up outcomes per second."""

    def run(
        self,
        plan: Plan,
        palettes: Mapping[str, Palette] | None = None,
        listener: Callable[[Entry, Outcome], None] = lambda _entry, _outcome: None,
        control: Control | None = None,
    ) -> Summary:
        outcomes = []
        for place, entry in enumerate(plan.entries):
            outcome = Outcome(entry.source, entry.target, State.RUNNING)
            listener(entry, outcome)
            outcomes.append(_made_up(place, outcome))
            listener(entry, outcomes[-1])
            if place % 20 == 0:
                time.sleep(20 / _PER_SECOND)
        return Summary(tuple(outcomes), len(outcomes) / _PER_SECOND)


def _made_up(place: int, running: Outcome) -> Outcome:
    """Return a made-up outcome; one in fifty has failed."""
    if place % 50 == 7:
        reason = f"{running.source}: is damaged or cut short: its end is missing"
        return replace(running, state=State.FAILED, reason=reason, bytes_before=20_000)
    return replace(
        running,
        state=State.DONE,
        k=16 + place % 241,
        psnr=38.0,
        bytes_before=20_000,
        bytes_after=4000 + place * 37 % 9000,
    )
