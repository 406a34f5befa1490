"""A batch without workers and journal, for tests of the code that uses a batch."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.plan import make_plan
from quantizer.batch.report import Summary
from quantizer.batch.run.convert_file import Task, convert
from quantizer.progress import SILENT

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.plan.options import BatchOptions


class InlineBatch:
    """Plans and runs as `quantizer.batch.session.Batch` does, on the calling thread."""

    journal: Path | None = None

    def __init__(self, options: BatchOptions, **_: Any) -> None:
        self.options = options

    def __enter__(self) -> InlineBatch:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is to be closed."""

    def plan(self, progress=SILENT, *, tidy=True):
        return make_plan(self.options, progress=progress, is_ours=lambda source, target: True)

    def palettes(self, plan, progress=SILENT):
        return {}

    def run(self, plan, palettes, listener, control):
        outcomes = []
        for entry in plan.entries:
            waiting = Outcome(entry.source, entry.target, State.RUNNING)
            if control.is_cancelled:
                outcome = replace(waiting, state=State.CANCELLED)
            elif entry.error:
                outcome = replace(waiting, state=State.FAILED, reason=entry.error)
            elif entry.skip:
                outcome = replace(waiting, state=State.SKIPPED, reason=entry.skip)
            else:
                listener(entry, waiting)
                outcome = self.convert(entry, plan)
            listener(entry, outcome)
            outcomes.append(outcome)
        cancelled = State.CANCELLED in {outcome.state for outcome in outcomes}
        return Summary(tuple(outcomes), 1.5, self.journal, cancelled, plan.notices)

    def convert(self, entry, plan) -> Outcome:
        return convert(Task(entry, plan.options.conversion))
