"""What each effort does in a search: how many sets of centroids, iterations and rounds.

The numbers trade error for time; ``python -m tests.benchmarks.quantize`` measures both.
"""

from __future__ import annotations

from dataclasses import dataclass

from quantizer.settings.enums import Effort
from quantizer.settings.limits import MAX_COLORS


@dataclass(frozen=True, slots=True)
class Plan:
    """The numbers that an effort stands for.

    Parameters
    ----------
    seeds
        Sets of first centroids times clusters: fewer clusters get more sets.
    fewest
        Fewest sets.
    short
        Most iterations of each of several sets before the worse half of them is dropped.
    coarse
        Most iterations on the cells.
    fine
        Most iterations on the samples.
    last
        The same for very many samples, see `quantizer.kmeans.effort`.
    gain
        A descent ends with an iteration that lowers the inertia by a smaller multiple of `tol`.
    rounds
        Most rounds of exchange.
    exchanged
        Most clusters for which there is an exchange.
    patience
        Most failed breaths in succession; 0 for no breathing.
    final
        Most rounds of exchange on the samples, at the end, with many clusters but not very many
        samples; see `quantizer.kmeans.effort`.
    """

    seeds: int
    fewest: int
    short: int
    coarse: int
    fine: int
    last: int
    gain: float
    rounds: int
    exchanged: int
    patience: int
    final: int


PLANS = {
    Effort.FAST: Plan(
        seeds=0,
        fewest=1,
        short=0,
        coarse=30,
        fine=1,
        last=1,
        gain=30,
        rounds=1,
        exchanged=32,
        patience=0,
        final=0,
    ),
    Effort.BALANCED: Plan(
        seeds=64,
        fewest=1,
        short=4,
        coarse=10,
        fine=3,
        last=2,
        gain=3,
        rounds=3,
        exchanged=MAX_COLORS,
        patience=0,
        final=0,
    ),
    Effort.BEST: Plan(
        seeds=128,
        fewest=2,
        short=6,
        coarse=30,
        fine=30,
        last=8,
        gain=1,
        rounds=0,
        exchanged=0,
        patience=3,
        final=4,
    ),
}
