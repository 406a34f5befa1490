"""What ``KMeans(verbose=1)`` prints: each iteration, and why a run stopped.

The lines are those that scikit-learn prints, so that programs which read them can go on.
"""

from __future__ import annotations

from quantizer.kmeans.trace import Converged, Iteration, SearchStarted
from quantizer.progress import Progress


def printing(max_iter: int) -> Progress:
    """Return a progress that prints the events of a search to the standard output.

    Parameters
    ----------
    max_iter
        Most iterations of a run. The assignment after the last one is not printed.
    """
    return Progress(observer=_Printer(max_iter).print_event)


class _Printer:
    def __init__(self, max_iter: int) -> None:
        self._max_iter = max_iter
        self._start: int | None = None
        self._iterations = 0
        self._converged = False

    def print_event(self, event: object) -> None:
        """Print an event of `trace`, if it is of interest."""
        if isinstance(event, SearchStarted) and not event.starts:
            print("Every distinct sample is a centroid")  # noqa: T201 - verbose asks for it
        elif isinstance(event, Iteration):
            if event.start != self._start:
                self._start, self._iterations, self._converged = event.start, 0, False
                print("Initialization complete")  # noqa: T201
            if not self._converged and self._iterations < self._max_iter:
                print(f"Iteration {self._iterations}, inertia {event.inertia}.")  # noqa: T201
                self._iterations += 1
        elif isinstance(event, Converged):
            self._converged = True  # the assignment that follows is no iteration
            reason = "strict convergence"
            if event.shift is not None:
                reason = f"center shift {event.shift} within tolerance {event.tolerance}"
            print(f"Converged at iteration {self._iterations - 1}: {reason}.")  # noqa: T201
