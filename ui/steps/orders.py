"""What a person asks of the runs of the step mode, while it waits for its turn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self

from quantizer.kmeans.steps import StepRun

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from quantizer.kmeans.arrays import Floats
    from quantizer.progress import Progress

    from .step_data import View

    Action = Callable[[StepRun, Progress], object]


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """An action that waits for its turn.

    Parameters
    ----------
    action
        What to do with a run.
    run
        The run to do it with; None for all.
    of_leading
        Whether only the runs that are farthest take part.
    is_drag
        Whether a centroid is being dragged: only its last place counts.
    """

    action: Action
    run: int | None = None
    of_leading: bool = False
    is_drag: bool = False

    def chosen(self, runs: Sequence[StepRun]) -> list[StepRun]:
        """Return the runs that take part."""
        if self.run is not None:
            return list(runs[self.run : self.run + 1])
        lead = max((run.position for run in runs), default=0)
        return [run for run in runs if not self.of_leading or run.position == lead]

    def then(self, later: Action) -> Self:
        """Return an order that does its own action, and then another."""
        first = self.action

        def both(run: StepRun, progress: Progress) -> None:
            first(run, progress)
            later(run, progress)

        return replace(self, action=both)


STEP = Order(StepRun.step)
BACK = Order(lambda run, _progress: run.back(), of_leading=True)
"""Goes one step back in each run that is as far as the one that went farthest."""
TO_END = Order(StepRun.run_to_end)
RESTART = Order(lambda run, _progress: run.restart())


def placement(run: int, center: Floats) -> Order:
    """Return the order to add a centroid (d,) to a run."""
    return Order(lambda one, _progress: one.place(center), run)


def removal(run: int, index: int) -> Order:
    """Return the order to remove a centroid from a run; it may be gone by then."""

    def remove(one: StepRun, _progress: Progress) -> None:
        if index < len(one.current.centers):
            one.remove(index)

    return Order(remove, run)


def movement(run: int, index: int, position: Floats, view: View | None, *, goes_on: bool) -> Order:
    """Return the order to move a centroid to where it is drawn, float (p,).

    With `goes_on`, it takes the place of the move before: the same drag of the mouse.
    """

    def move(one: StepRun, _progress: Progress) -> None:
        if goes_on:
            one.back()
        if view is not None and index < len(one.current.centers):
            one.move(index, view.lift(position, one.current.centers[index]))

    return Order(move, run, is_drag=True)
