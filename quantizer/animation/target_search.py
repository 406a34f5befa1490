"""The most colours with which an animation fits into so many bytes.

    k -> all frames reduced to k colours -> encoded -> bytes, and the PSNR if that is demanded, too
      -> the next k, as `target` finds it for a still image

Each step is a whole reduction, and the file of one k can be larger than that of the next; what is
returned fits, and the k above it does not.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.animation.quantize import measure_animation, measured_frames, quantize_animation
from quantizer.image.image import Animation, Frame
from quantizer.kmeans.selection import Reason, Selection
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.target_search import Attempt, Attempts, endless_parts, find_k
from quantizer.settings.settings import AlphaSettings, Selector, TargetSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.animation.quantize import QuantizedAnimation
    from quantizer.image.image import IndexedAnimation
    from quantizer.settings.settings import Settings


def fit_animation(
    animation: Animation,
    settings: Settings,
    file_size: Callable[[IndexedAnimation], int],
    progress: Progress = SILENT,
    *,
    with_metrics: bool = True,
    threads: int | None = None,
) -> QuantizedAnimation:
    """Reduce all frames of an animation to as many colours as its file has room for.

    Parameters
    ----------
    animation
        The frames.
    settings
        As for `quantizer.reduction.pipeline.quantize`. With ``target.min_psnr`` the fewest colours
        are taken that reach it on the frames that are measured.
    file_size
        Returns how many bytes a result takes in the chosen format.
    progress
        Told stage and fraction; asked whether the job is still wanted.
    with_metrics
        Whether to measure the result.
    threads
        Most threads at work; the result does not depend on it.

    Raises
    ------
    SettingsError, QualityError
        As `quantizer.reduction.pipeline.quantize` does.
    SizeError
        If the file does not fit: not even with the fewest colours, or not with those that the
        PSNR takes.
    Cancelled
        If `progress` says so.
    """
    started = time.perf_counter()
    flat = _flattened(animation, settings.alpha, progress)
    job = _Job(flat, replace(settings, alpha=AlphaSettings()), file_size, threads)
    result, selection = job.search(progress)
    found = replace(
        result.quantized,
        elapsed=time.perf_counter() - started,
        settings=settings,
        selection=selection,
    )
    if with_metrics:
        found = replace(found, metrics=measure_animation(flat, result.indexed, progress))
    return replace(result, quantized=found)


@dataclass(frozen=True, slots=True)
class _Job:
    """An animation without soft edges, where none are wanted, and how to reduce it."""

    animation: Animation
    settings: Settings
    file_size: Callable[[IndexedAnimation], int]
    threads: int | None

    def search(self, progress: Progress) -> tuple[QuantizedAnimation, Selection]:
        """Return the reduction that meets the demands, and what was tried on the way."""
        target, parts = self.settings.target, endless_parts(progress.at(Stage.CLUSTER))

        def attempt(k: int) -> Attempt[QuantizedAnimation]:
            part = next(parts)
            result = self.reduce(k, TargetSettings(), part)
            reached = None if target.min_psnr is None else self.psnr(result.indexed, part)
            size = self.file_size(result.indexed)
            return Attempt(result, result.quantized.kmeans.inertia, reached, size)

        attempts = Attempts(attempt, target)
        least, most = self.fewest(), self.settings.cluster.colors
        if target.selector is not Selector.FIXED:
            suggested = self.reduce(most, TargetSettings(target.selector), next(parts))
            k = max(least, most_colors(suggested.indexed))
            least, most = (k, most) if target.min_psnr is not None else (least, k)
        attempts(most)
        best = attempts.result(most)
        if best.quantized.exact:
            most = min(most, max(least, most_colors(best.indexed)))
        k = find_k(attempts, min(least, most), most)
        result = attempts.result(k)
        progress.at(Stage.REMAP).report(1)
        return result, Selection(k, target.selector, attempts.candidates, Reason.TARGET)

    def reduce(self, k: int, target: TargetSettings, progress: Progress) -> QuantizedAnimation:
        """Return the reduction to at most k colours, without metrics."""
        cluster = replace(self.settings.cluster, colors=k)
        settings = replace(self.settings, cluster=cluster, target=target)
        return quantize_animation(
            self.animation, settings, progress, with_metrics=False, threads=self.threads
        )

    def psnr(self, indexed: IndexedAnimation, progress: Progress) -> float:
        """Return the PSNR that `measure_animation` finds."""
        from quantizer.metrics.metrics import mean_psnr  # noqa: PLC0415 - loads SciPy

        pairs = [
            (self.animation.frames[number].image, indexed.frames[number].image)
            for number in measured_frames(len(indexed.frames))
        ]
        return mean_psnr(pairs, progress)

    def fewest(self) -> int:
        """Return the fewest entries that the frames and the locked colours take."""
        images = [frame.image for frame in self.animation.frames]
        locked = {color for color in self.settings.locked if color[3]}
        opacities = [image.pixels[..., 3] for image in images]
        hidden = any(color[3] == 0 for color in self.settings.locked)
        hidden = hidden or any(bool((one == 0).any()) for one in opacities)
        shown = any(bool(one.any()) for one in opacities)
        return max(1, int(hidden) + max(len(locked), int(shown)))


def most_colors(indexed: IndexedAnimation) -> int:
    """Return the size of the largest palette of a frame."""
    return max(len(frame.image.palette) for frame in indexed.frames)


def _flattened(animation: Animation, alpha: AlphaSettings, progress: Progress) -> Animation:
    frames = tuple(
        Frame(apply_alpha_mode(frame.image, alpha, progress), frame.duration)
        for frame in animation.frames
    )
    return replace(animation, frames=frames)
