"""Time contenders alternately, so that a disturbance of the machine affects all of them.

In each round every contender runs once. Each round starts with the next contender, and after as
many rounds as there are contenders the order is reversed. So each one runs first equally often, and
none always runs after the same other one.
"""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PATIENCE = 3.0
"""Seconds; a longer run is not repeated, because its noise is small in comparison."""


def rotated(items: Sequence[str], turn: int) -> list[str]:
    """Return `items`, at least one, in the order of round `turn`."""
    cycle, start = divmod(turn, len(items))
    order = [*items[start:], *items[:start]]
    return order[::-1] if cycle % 2 else order


def side_by_side(
    names: Sequence[str],
    run: Callable[[str], float],
    repeats: int,
    turn: int = 0,
    patience: float = PATIENCE,
) -> dict[str, list[float]]:
    """Run every contender `repeats` times and return the seconds of each.

    Parameters
    ----------
    names
        The contenders.
    run
        Function that runs one contender and returns its seconds.
    repeats
        Number of rounds, at least 1.
    turn
        Number of the first round, a different one for each image.
    patience
        Seconds after which a contender is not run again.
    """
    seconds: dict[str, list[float]] = {name: [] for name in names}
    for number in range(repeats):
        for name in rotated(names, turn + number):
            if not seconds[name] or max(seconds[name]) <= patience:
                seconds[name].append(run(name))
    return seconds


def median(seconds: Sequence[float]) -> float:
    """Return the median."""
    return statistics.median(seconds)
