"""Search for the most colours whose file fits into a size, with few reductions.

The size of a file grows with the number of colours k, but not steadily: with few colours, a larger
palette may need a fifth fewer bytes, because its dither is less coarse, and 17 colours are often
smaller than 16, since PNG and WebP pack up to 16 into half a byte. So the first k that does not fit
says little about the next:

    the size at the most colours -> a guess by the usual growth of sizes
        -> the secant rule, on the logarithms of k and size, until the border between fitting and
           not fitting is known to 2 % of k
        -> a few larger k, those first for which the chance to fit and the gain are largest
        -> one colour more at a time, until that does not fit

Each step is a whole reduction, so all results are exact; only the order of the steps is a guess.
"""

from __future__ import annotations

import math
from bisect import bisect
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_GROWTH = 0.3
"""Usual growth of the logarithm of the size with that of k: seen between 16 and 256 colours on a
photo, an icon and a screenshot; not tuned."""

_SCATTER, _MOST_SCATTER = 4.0, 0.25
"""The logarithm of a size lies within `_SCATTER` / k of its trend, and within `_MOST_SCATTER`; as
seen on the same pictures, not tuned."""

_LEAST_GROWTH = 0.1
"""Growth that is assumed at least, so that steps are not too long; not tuned."""

_CLOSE = 0.02
"""The border is known if two k are so close, as a share of k, or if a size is so close to the limit
that it may lie there by chance; not tuned."""

_PACKED = 16
"""Most colours that are packed into half a byte, and the fewest from which that is examined."""
_NEARLY_PACKED = 6

_APART = 0.05
"""Difference in the logarithm of k from which two sizes scatter independently; not tuned."""

_PROBES = 3
"""Most k beyond the border that are tried. On the size curves of two photos, an icon, a screenshot
and a drawing, with 39 limits each, 3 take 7.5 reductions in all and end 0.8 % below the largest k
that fits, on average; 8 take 8.5 and end 0.5 % below (measured when it was chosen; no benchmark of
it is kept)."""

_GAIN = 0.02
"""Smallest expected gain, in the logarithm of k, for which another k is tried; not tuned."""

_CLIMBS = 4
"""Most single colours that are added at the end."""


class SizeSearch:
    """The search and the sizes that it knows.

    Parameters
    ----------
    excess
        Reduces to k colours and returns by what share the file is too large; 0 or less if it fits.
    least, most
        Bounds of k, inclusive.
    """

    def __init__(self, excess: Callable[[int], float], least: int, most: int) -> None:
        self._excess = excess
        self._least = least
        self._most = most
        self._heights: dict[int, float] = {}

    def run(self) -> int | None:
        """Return the largest k found that fits, None if none does.

        With one colour more the file does not fit, unless a climb of `_CLIMBS` colours was not
        enough. A still larger k may fit.
        """
        if self._height(self._most) <= 0:
            return self._most
        if not self._find_border():
            return None
        if _NEARLY_PACKED <= self._best <= _PACKED < self._most:
            self._height(_PACKED + 1)
        for _ in range(_PROBES):
            k = self._most_promising()
            if k is None:
                break
            self._height(k)
        for _ in range(_CLIMBS):
            k = self._best
            if self._height(k + 1) > 0:
                break
        return self._best

    def _height(self, k: int) -> float:
        """Return the logarithm of the size at k in units of the limit."""
        if k not in self._heights:
            self._heights[k] = math.log1p(self._excess(k))
        return self._heights[k]

    @property
    def _best(self) -> int:
        """The largest k known to fit."""
        return max(k for k, height in self._heights.items() if height <= 0)

    def _find_border(self) -> bool:
        """Find two close k of which the smaller one fits; return whether any fits."""
        high = self._descend()
        if high is None:
            return False
        low, steps = self._best, 0
        while high - low > max(1, _CLOSE * low) and self._height(low) < -_scatter(low) / 8:
            below, above = self._height(low), self._height(high)
            share = 0.5 if steps % 3 == 2 else below / (below - above)
            middle = min(high - 1, max(low + 1, round(low * (high / low) ** share)))
            if self._height(middle) > 0:
                high = middle
            else:
                low = middle
            steps += 1
        return True

    def _descend(self) -> int | None:
        """Go down from the most colours until a k fits; return the one before, None if none fits.

        Steps follow the growth seen in the step before, the usual one at first, and get longer.
        """
        high, shortest, growth = self._most, 0.0, _GROWTH
        while high > self._least:
            step = max(shortest, self._height(high) / growth)
            k = max(self._least, min(high - 1, round(high * math.exp(-step))))
            if self._height(k) <= 0:
                return high
            seen = (self._height(high) - self._height(k)) / math.log(high / k)
            growth = min(1.0, max(_LEAST_GROWTH, seen))
            high, shortest = k, max(0.15, 2 * shortest)
        return None

    def _most_promising(self) -> int | None:
        """Return the k beyond the best with the largest expected gain; None if all are small.

        Sizes between known ones are interpolated, and scatter the less the nearer a known one is.
        The chance to fit falls evenly over the scatter.
        """
        best = self._best
        knots = sorted(k for k in self._heights if k >= best)
        chosen, gain = None, _GAIN
        for k in range(best + 1, self._most):
            if k in self._heights:
                continue
            place = bisect(knots, k)
            before, after = knots[place - 1], knots[place]
            share = math.log(k / before) / math.log(after / before)
            rise = self._heights[after] - self._heights[before]
            away = min(math.log(k / before), math.log(after / k))
            scatter = _scatter(k) * min(1, math.sqrt(away / _APART))
            chance = (scatter - self._heights[before] - share * rise) / (2 * scatter)
            expected = min(1.0, chance) * math.log(k / best)
            if expected > gain:
                chosen, gain = k, expected
        return chosen


def _scatter(k: int) -> float:
    """Return by how much the logarithm of a size differs from its trend at most, usually."""
    return min(_MOST_SCATTER, _SCATTER / k)
