"""The number of colours that a demand on the result asks for.

More colours come nearer to the image and make a larger file. So the fewest that reach a PSNR, and
the most whose file fits, are found by bisection over k, each step a whole reduction (`Attempts`
remembers them). Both curves have small kinks: a search therefore goes on, one colour at a time, as
long as the next one fails by a hair, so that what it returns has a neighbour that fails clearly.
Further away than that, sizes in particular may fit again; this is not looked for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from quantizer.errors import QualityError, SizeError
from quantizer.kmeans.selection import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quantizer.progress import Progress
    from quantizer.settings.settings import TargetSettings

T = TypeVar("T")

_HAIR_DECIBELS = 0.1
"""A PSNR that misses by so little says nothing of the next k."""
_HAIR_BYTES = 0.01
"""Likewise, the share by which a file is too large."""
_STEPS = 8
"""Most failures by a hair in a row."""
_KEPT = 4
"""Results in memory."""


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """A reduction to k colours, measured.

    Parameters
    ----------
    result
        The reduction itself.
    inertia
        Of its clustering.
    psnr
        dB; None if not asked for.
    bytes
        Size of the file; None if not asked for.
    """

    result: T
    inertia: float
    psnr: float | None = None
    bytes: int | None = None


class Attempts(Generic[T]):
    """What became of every k that was tried; of the results only the last few are kept.

    Parameters
    ----------
    reduce
        Reduces to k colours and measures.
    target
        What is demanded.
    """

    def __init__(self, reduce: Callable[[int], Attempt[T]], target: TargetSettings) -> None:
        self.target = target
        self._reduce = reduce
        self._kept: dict[int, T] = {}
        self._scores: dict[int, Candidate] = {}

    def __call__(self, k: int) -> Candidate:
        """Return how k colours fare."""
        if k not in self._scores:
            attempt = self._reduce(k)
            self._scores[k] = Candidate(k, attempt.inertia, psnr=attempt.psnr, bytes=attempt.bytes)
            self._kept = dict([*self._kept.items(), (k, attempt.result)][-_KEPT:])
        return self._scores[k]

    def result(self, k: int) -> T:
        """Return the reduction to k colours."""
        return self._kept[k] if k in self._kept else self._reduce(k).result

    def shortfall(self, k: int) -> float:
        """Return by how many dB k colours miss the PSNR; 0 or less if they do not."""
        wanted, found = self.target.min_psnr, self(k).psnr
        return 0.0 if wanted is None or found is None else wanted - found

    def excess(self, k: int) -> float:
        """Return by what share the file of k colours is too large; 0 or less if it is not."""
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
    """Return the k that meets the demands.

    With a PSNR it is the smallest that reaches it, and its file must fit if that is demanded;
    without, it is the largest whose file fits. The k below, or above, fails.

    Parameters
    ----------
    attempts
        Tries a k.
    least, most
        Bounds of k, both included.

    Raises
    ------
    QualityError
        If no k reaches the PSNR.
    SizeError
        If the file does not fit: not even with the fewest colours, or not with those that the
        PSNR takes.
    """
    target = attempts.target
    if target.min_psnr is None:
        k = _largest_that_fits(attempts, least, most)
        if k is None:
            raise SizeError(
                f"even with {_colors(least)} it has {attempts(least).bytes} bytes, but at most "
                f"{target.max_bytes} are allowed"
            )
        return k
    k = _smallest_that_reaches(attempts, least, most)
    if k is None:
        raise QualityError(
            f"{_colors(most)} reach {attempts(most).psnr:.2f} dB, but {target.min_psnr:g} dB "
            "are asked for"
        )
    if attempts.excess(k) > 0:
        raise SizeError(
            f"{target.min_psnr:g} dB take {_colors(k)} and {attempts(k).bytes} bytes, but at most "
            f"{target.max_bytes} are allowed"
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
        if missing > _HAIR_DECIBELS:
            break
        k = below if missing <= 0 else k
    return k


def _largest_that_fits(attempts: Attempts[T], least: int, most: int) -> int | None:
    if attempts.excess(most) <= 0:
        return most
    if attempts.excess(least) > 0:
        return None
    k = above = _border(attempts.excess, least, most)[0]
    while above < min(most, k + _STEPS):
        above += 1
        excess = attempts.excess(above)
        if excess > _HAIR_BYTES:
            break
        k = above if excess <= 0 else k
    return k


def _border(height: Callable[[int], float], low: int, high: int) -> tuple[int, int]:
    """Return two neighbours between which `height` changes its sign, as it does from low to high.

    Every other guess is where a line over the logarithm of k crosses zero, the others halve.
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
    return "1 colour" if k == 1 else f"{k} colours"
