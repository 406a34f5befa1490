"""Comparison of an animation with its original, over all frames.

    both animations -> pairs of frames that are shown at the same time
        -> metrics and worst region of each pair -> means, and the worst region of all

A file format's writer may join equal frames. So animations with different numbers of frames and
equal duration are paired by time: each frame of the longer list with the frame of the other that
is shown at the middle of its time. A still image is an animation of one frame.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from quantizer.errors import DataError
from quantizer.metrics.difference import DifferenceMap, Region, difference_map
from quantizer.metrics.metrics import Metrics, mean, measure
from quantizer.progress import SILENT, Progress, Stage

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.image import Animation

_ROUNDING = 5
"""Milliseconds by which durations may differ, since GIF counts in hundredths of a second."""


@dataclass(frozen=True, slots=True, eq=False)
class AnimationComparison:
    """The differences between an animation and its original.

    Parameters
    ----------
    metrics
        Means over the pairs of frames; the PSNR is that of the mean MSE.
    frames
        Number of pairs.
    worst
        The region with the largest error of all frames.
    frame
        Number of its frame, from 0.
    differences
        The differences of that frame.
    """

    metrics: Metrics
    frames: int
    worst: Region
    frame: int
    differences: DifferenceMap


def compare_animations(
    original: Animation, result: Animation, progress: Progress = SILENT
) -> AnimationComparison:
    """Compare all frames.

    Parameters
    ----------
    original, result
        Animations of one size, with equal numbers of frames or equal duration.
    progress
        Told the share done, as `Stage.MEASURE`.

    Raises
    ------
    DataError
        If the sizes differ, or the frames cannot be paired.
    """
    pairs = pair_frames(original, result)
    progress = progress.at(Stage.MEASURE)
    found: list[Metrics] = []
    best: tuple[Region, int, DifferenceMap] | None = None
    parts = progress.parts(len(pairs))
    for number, ((one, other), part) in enumerate(zip(pairs, parts, strict=True)):
        before, after = original.frames[one].image, result.frames[other].image
        part.report(0)
        found.append(measure(before, after, part.between(0, 0.7)))
        differences = difference_map(before, after, part.between(0.7, 0.95))
        region = differences.worst_region(part.between(0.95, 1))
        if best is None or region.delta_e > best[0].delta_e:
            best = region, number, differences
    assert best is not None
    return AnimationComparison(mean(found), len(pairs), *best)


def pair_frames(original: Animation, result: Animation) -> list[tuple[int, int]]:
    """Return the pairs of frame numbers that are to be compared.

    Raises
    ------
    DataError
        If neither the numbers of frames nor the durations are equal.
    """
    before = [frame.duration for frame in original.frames]
    after = [frame.duration for frame in result.frames]
    most = max(len(before), len(after))
    if len(before) == len(after):
        return list(zip(range(most), range(most), strict=True))
    if not sum(before) or not sum(after) or abs(sum(before) - sum(after)) > _ROUNDING * most:
        raise DataError(
            tr(
                "an animation of {before} cannot be compared with one of {after}: their "
                "frames are not shown at the same times",
                before=_count(before),
                after=_count(after),
            )
        )
    if len(before) > len(after):
        return list(enumerate(_shown(before, after)))
    return [(one, other) for other, one in enumerate(_shown(after, before))]


def _shown(many: Sequence[int], few: Sequence[int]) -> list[int]:
    """Return which of `few` frames is shown at the middle of each of `many`, by durations."""
    ends = list(accumulate(few))
    pace = ends[-1] / sum(many)
    middles = [
        (end - duration / 2) * pace for end, duration in zip(accumulate(many), many, strict=True)
    ]
    return [min(bisect_right(ends, middle), len(few) - 1) for middle in middles]


def _count(durations: Sequence[int]) -> str:
    frames = tr("1 frame") if len(durations) == 1 else tr("{count} frames", count=len(durations))
    return tr("{frames} and {sum} ms", frames=frames, sum=sum(durations))
