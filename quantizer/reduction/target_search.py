"""Search for the number of colours that meets a target for quality or file size.

More colours are nearer to the image and make a larger file. So the fewest colours that reach a
PSNR, and the most whose file fits (`size_search`), are searched for, where each step is a whole
reduction. `Attempts` keeps their measures, and of the results the one to return.

The PSNR has small kinks. So that search continues one colour at a time as long as the next k misses
only narrowly, and the neighbour of the returned k misses clearly.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from quantizer.errors import QualityError, SizeError
from quantizer.kmeans.selection import Candidate
from quantizer.reduction.size_search import SizeSearch

from ..language import tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quantizer.progress import Progress
    from quantizer.settings.settings import TargetSettings

T = TypeVar("T")

_NARROW_DECIBELS = 0.1
"""PSNR shortfall up to which the next k is tried, too; not tuned."""
_STEPS = 8
"""Most further k that are tried."""


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """A measured reduction to k colours.

    Parameters
    ----------
    result
        The reduction.
    inertia
        Inertia of its clustering.
    psnr
        In dB; None if there is no target for it.
    bytes
        Size of the file; None if there is no target for it.
    """

    result: T
    inertia: float
    psnr: float | None = None
    bytes: int | None = None


class Attempts(Generic[T]):
    """The measures of each k that was tried, and the results of the last and of the best one.

    Parameters
    ----------
    reduce
        Reduces to k colours and measures.
    target
        The targets.
    """

    def __init__(self, reduce: Callable[[int], Attempt[T]], target: TargetSettings) -> None:
        self.target = target
        self._reduce = reduce
        self._kept: dict[int, T] = {}
        self._scores: dict[int, Candidate] = {}

    def __call__(self, k: int) -> Candidate:
        """Return the measures of k colours."""
        if k not in self._scores:
            attempt = self._reduce(k)
            self._scores[k] = Candidate(k, attempt.inertia, psnr=attempt.psnr, bytes=attempt.bytes)
            self._kept[k] = attempt.result
            by_psnr = self.target.min_psnr is not None
            misses = self.shortfall if by_psnr else self.excess
            met = [one for one in self._kept if misses(one) <= 0]
            best = (min if by_psnr else max)(met, default=k)
            self._kept = {one: self._kept[one] for one in {k, best}}
        return self._scores[k]

    def result(self, k: int) -> T:
        """Return the reduction to k colours."""
        return self._kept[k] if k in self._kept else self._reduce(k).result

    def shortfall(self, k: int) -> float:
        """Return by how many dB k colours miss the PSNR; 0 or less if they reach it."""
        wanted, found = self.target.min_psnr, self(k).psnr
        return 0.0 if wanted is None or found is None else wanted - found

    def excess(self, k: int) -> float:
        """Return by what share the file of k colours is too large; 0 or less if it fits."""
        wanted, found = self.target.max_bytes, self(k).bytes
        return 0.0 if wanted is None or found is None else found / wanted - 1

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """All that were tried, in ascending order of k."""
        return tuple(self._scores[k] for k in sorted(self._scores))


def endless_parts(progress: Progress) -> Iterator[Progress]:
    """Yield parts of a progress, each a fifth of what is left, for an unknown number of steps."""
    left = 1.0
    while True:
        yield progress.between(1 - left, 1 - 0.8 * left)
        left *= 0.8


def find_k(attempts: Attempts[T], least: int, most: int) -> int:
    """Return the k that meets the targets.

    With a PSNR it is the smallest k that reaches it, and its file must fit if there is a limit;
    without, it is the largest k found whose file fits. The next smaller, or larger, k fails; one
    that is farther away may not.

    Parameters
    ----------
    attempts
        Reduces to a k and caches the measures.
    least, most
        Bounds of k, inclusive.

    Raises
    ------
    QualityError
        If no k reaches the PSNR.
    SizeError
        If the file is too large with the fewest colours, or with those that the PSNR needs.
    """
    target = attempts.target
    if target.min_psnr is None:
        k = SizeSearch(attempts.excess, least, most).run()
        if k is None:
            raise SizeError(
                tr(
                    "even with {colors} the file has {bytes} bytes, but at most {max_bytes} are "
                    "allowed",
                    colors=_colors(least),
                    bytes=attempts(least).bytes,
                    max_bytes=target.max_bytes,
                )
            )
        return k
    k = _smallest_that_reaches(attempts, least, most)
    if k is None:
        raise QualityError(
            tr(
                "{colors} reach {psnr:.2f} dB, but {min_psnr:g} dB are required",
                colors=_colors(most),
                psnr=attempts(most).psnr,
                min_psnr=target.min_psnr,
            )
        )
    if attempts.excess(k) > 0:
        raise SizeError(
            tr(
                "{min_psnr:g} dB need {colors} and {bytes} bytes, but at most {max_bytes} are "
                "allowed",
                min_psnr=target.min_psnr,
                colors=_colors(k),
                bytes=attempts(k).bytes,
                max_bytes=target.max_bytes,
            )
        )
    return k


def _smallest_that_reaches(attempts: Attempts[T], least: int, most: int) -> int | None:
    if attempts.shortfall(most) > 0:
        return None
    if attempts.shortfall(least) <= 0:
        return least
    k = below = _border(attempts.shortfall, least, most)[1]
    while below > max(least, k - _STEPS):
        below -= 1
        missing = attempts.shortfall(below)
        if missing > _NARROW_DECIBELS:
            break
        k = below if missing <= 0 else k
    return k


def _border(height: Callable[[int], float], low: int, high: int) -> tuple[int, int]:
    """Return two neighbouring k between which `height` changes its sign.

    Steps of regula falsi over the logarithm of k alternate with bisection.
    """
    rises = height(high) > 0
    step = 0
    while high - low > 1:
        ends = height(low), height(high)
        share = 0.5
        if step % 2 == 0 and all(math.isfinite(end) for end in ends):
            share = ends[0] / (ends[0] - ends[1])
        middle = min(high - 1, max(low + 1, round(low * (high / low) ** share)))
        if (height(middle) > 0) == rises:
            high = middle
        else:
            low = middle
        step += 1
    return low, high


def _colors(k: int) -> str:
    return tr_n("{n} colour", "{n} colours", k)
