"""Find the most colours with which an animation fits into a file size.

    k -> all frames reduced to k colours -> encoded -> bytes, and the PSNR if one is demanded
      -> the next k, as `quantizer.reduction.target_search` finds it for a still image

Each step is a complete reduction, and the file for one k can be larger than that for the next. The
result fits, and the file for k + 1 does not; one for a larger k may.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.animation.measure import measure_animation, measured_frames
from quantizer.animation.quantize import quantize_animation
from quantizer.image.image import Animation, Frame
from quantizer.kmeans.selection import Reason, Selection
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.target_search import Attempt, Attempts, endless_parts, find_k
from quantizer.settings.settings import AlphaSettings, Selector, TargetSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.animation.quantized_animation import QuantizedAnimation
    from quantizer.image.image import IndexedAnimation
    from quantizer.image.palette import Palette
    from quantizer.settings.settings import Settings


def fit_animation(
    animation: Animation,
    settings: Settings,
    file_size: Callable[[IndexedAnimation], int],
    progress: Progress = SILENT,
    *,
    with_metrics: bool = True,
    palette: Palette | None = None,
    threads: int | None = None,
) -> QuantizedAnimation:
    """Reduce all frames of an animation to as many colours as fit into ``target.max_bytes``.

    With ``target.min_psnr`` it takes the fewest colours that reach it on the frames that are
    measured.

    Parameters
    ----------
    animation, settings, progress, with_metrics, palette, threads
        As for `quantizer.animation.quantize.quantize_animation`.
    file_size
        Function from a result to its size in the chosen file format, in bytes.

    Raises
    ------
    SizeError
        If the file is too large with the fewest colours, or with those that the PSNR takes.
    SettingsError, QualityError, Cancelled
        As `quantizer.animation.quantize.quantize_animation` does.
    """
    started = time.perf_counter()
    settings = settings if palette is not None else settings.fitted_to_depth()
    flat = _flattened(animation, settings.alpha, progress)
    search = _Search(flat, replace(settings, alpha=AlphaSettings()), file_size, threads, palette)
    result, selection = search.run(progress)
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
class _Search:
    """An animation with its alpha already reduced as the settings demand, and how to reduce it."""

    animation: Animation
    settings: Settings
    file_size: Callable[[IndexedAnimation], int]
    threads: int | None
    palette: Palette | None = None

    def run(self, progress: Progress) -> tuple[QuantizedAnimation, Selection]:
        """Return the reduction that meets the target, and the candidates that were tried."""
        target, parts = self.settings.target, endless_parts(progress.at(Stage.CLUSTER))

        def attempt(k: int) -> Attempt[QuantizedAnimation]:
            part = next(parts)
            result = self.reduce(k, TargetSettings(), part)
            reached = None if target.min_psnr is None else self.psnr(result.indexed, part)
            size = self.file_size(result.indexed)
            return Attempt(result, result.quantized.kmeans.inertia, reached, size)

        attempts = Attempts(attempt, target)
        least, most = self.fewest(), self.settings.cluster.colors
        if self.palette is not None:
            most = max(least, min(most, len(self.palette) + 1))
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
            self.animation,
            settings,
            progress,
            with_metrics=False,
            palette=self.palette,
            threads=self.threads,
        )

    def psnr(self, indexed: IndexedAnimation, progress: Progress) -> float:
        """Return the PSNR that `measure_animation` finds."""
        from quantizer.metrics.psnr import mean_psnr  # noqa: PLC0415 - loads SciPy

        pairs = [
            (self.animation.frames[number].image, indexed.frames[number].image)
            for number in measured_frames(len(indexed.frames))
        ]
        return mean_psnr(pairs, progress)

    def fewest(self) -> int:
        """Return the fewest palette entries that the frames and the locked colours need."""
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
