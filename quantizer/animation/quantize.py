"""All frames of an animation to palette images, without flicker.

    frames -> colours of all of them -> one palette, found on frames laid one below the other
           -> each frame mapped to it; pixels that stand still (`stillness`) keep their index

A dither would give the still parts of a picture another pattern in each frame. Kept indices hold
them still, and make the file small, too. With `FramePalettes.EACH` every frame has a palette of its
own, in which what stands still finds its colours again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.animation.temporal_coherence import Stillness, tolerance
from quantizer.errors import SettingsError
from quantizer.image.histogram import Histogram, pack_colors, unpack_colors
from quantizer.image.image import Image, IndexedAnimation, IndexedFrame, IndexedImage
from quantizer.image.palette import Palette
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction import pipeline
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.settings.settings import AlphaSettings, FramePalettes, Settings, TargetSettings

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import Animation
    from quantizer.image.palette import Color
    from quantizer.metrics.metrics import Metrics
    from quantizer.reduction.pipeline import Quantized

_MOST_PIXELS = 16_000_000
"""Pixels of frames that a shared palette is found on; more are sampled evenly."""

_MOST_MEASURED = 12
"""Frames that are measured."""

_CLEAR = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True, eq=False)
class QuantizedAnimation:
    """A reduced animation and how it came about.

    Parameters
    ----------
    indexed
        The frames, each as large as the animation.
    quantized
        How the palette came about; `Quantized.indexed` is the first frame, the metrics are means
        over frames spread evenly, and the shares of the palette are those of all pixels.
    """

    indexed: IndexedAnimation
    quantized: Quantized


def quantize_animation(
    animation: Animation,
    settings: Settings | None = None,
    progress: Progress = SILENT,
    *,
    with_metrics: bool = True,
    palette: Palette | None = None,
    threads: int | None = None,
) -> QuantizedAnimation:
    """Reduce all frames of an animation.

    Parameters
    ----------
    animation
        The frames.
    settings
        As for `quantizer.reduction.pipeline.quantize`; ``settings.animation`` says whether the
        frames share a palette. Demands on bytes are met by `quantizer.animation.target_search`.
    progress
        Told stage and fraction; asked whether the job is still wanted.
    with_metrics
        Whether to measure the result.
    palette
        A palette for all frames, to use as it is; nothing is clustered then.
    threads
        Most threads at work; the result does not depend on it.

    Raises
    ------
    SettingsError, QualityError
        As `quantizer.reduction.pipeline.quantize` does.
    Cancelled
        If `progress` says so.
    """
    started = time.perf_counter()
    settings = settings or Settings()
    if settings.target.max_bytes is not None:
        raise SettingsError("a demand on bytes needs a file format, and here is none")
    images = [apply_alpha_mode(frame.image, settings.alpha, progress) for frame in animation.frames]
    is_shared = settings.animation.palettes is FramePalettes.SHARED and len(images) > 1
    if palette is not None or is_shared:
        results, found = _with_one_palette(images, settings, progress, threads, palette)
    else:
        results, found = _with_one_each(images, settings, progress, threads)
    elapsed = time.perf_counter() - started
    frames = tuple(
        IndexedFrame(image, frame.duration)
        for image, frame in zip(results, animation.frames, strict=True)
    )
    indexed = IndexedAnimation(frames, animation.loop)
    metrics = None
    if with_metrics:
        metrics = measure_animation(animation, indexed, progress, alpha=settings.alpha)
    found = replace(found, indexed=results[0], metrics=metrics, elapsed=elapsed, settings=settings)
    return QuantizedAnimation(indexed, found)


def _with_one_each(
    images: list[Image], settings: Settings, progress: Progress, threads: int | None
) -> tuple[list[IndexedImage], Quantized]:
    found: list[Quantized] = []
    clustering = progress.at(Stage.CLUSTER)
    stillness = Stillness(images[0])
    for number, image in enumerate(images):
        part = clustering.between(number / len(images), (number + 1) / len(images))
        part.report(0)
        histogram = Histogram.of(image, part)
        wanted, before = settings, found[-1].indexed if found else None
        still = None
        if before is not None and len(histogram) > settings.cluster.colors:
            still = stillness.of(image, tolerance(before.palette.colors))
            wanted = replace(settings, locked=_kept_colors(before, still, settings))
        one = pipeline.quantize(
            image, wanted, part, with_metrics=False, histogram=histogram, threads=threads
        )
        if before is not None and still is not None:
            one = _held_still(one, before, still, settings)
        found.append(one)
    exact = all(one.exact for one in found)
    return [one.indexed for one in found], replace(found[0], exact=exact)


def _kept_colors(
    before: IndexedImage, still: NDArray[np.bool_], settings: Settings
) -> tuple[Color, ...]:
    """Return what must stay in the palette for pixels that stand still, besides locked colours.

    They get as large a share of the entries as they have of the picture, the most used first.
    """
    counts = np.bincount(before.indices[still], minlength=len(before.palette))
    room = int(settings.cluster.colors * still.mean()) - len(set(settings.locked))
    swatches = before.palette.swatches
    kept = [swatches[entry].color for entry in np.argsort(-counts, kind="stable") if counts[entry]]
    kept = [color for color in kept if color[3] and color not in settings.locked]
    return settings.locked + tuple(kept[: max(0, room)])


def _held_still(
    found: Quantized, before: IndexedImage, still: NDArray[np.bool_], settings: Settings
) -> Quantized:
    """Return a frame whose still pixels have the colours that they had, as far as it has those."""
    places = {swatch.color: place for place, swatch in enumerate(found.palette)}
    now = np.array([places.get(swatch.color, -1) for swatch in before.palette], np.int16)
    wanted = now[before.indices]
    indices = np.where(still & (wanted >= 0), wanted, found.indexed.indices).astype(np.uint8)
    palette = Palette(
        tuple(replace(one, locked=one.color in settings.locked) for one in found.palette)
    )
    palette = _with_shares(palette, [indices])
    indexed = IndexedImage(indices, palette, found.indexed.metadata)
    return replace(found, indexed=indexed, palette=palette)


def _with_one_palette(
    images: list[Image],
    settings: Settings,
    progress: Progress,
    threads: int | None,
    given: Palette | None,
) -> tuple[list[IndexedImage], Quantized]:
    counting, mapping = progress.at(Stage.COUNT), progress.at(Stage.REMAP)
    histograms = []
    for number, image in enumerate(images):
        part = counting.between(number / len(images), (number + 1) / len(images))
        histograms.append(Histogram.of(image, part))
    colors = histograms[0].merge(*histograms[1:])
    palette, found = _shared_palette(images, colors, settings, progress, threads, given)
    indices: list[NDArray[np.uint8]] = []
    stillness = Stillness(images[0])
    is_exact = colors.is_within(palette.colors)
    allowed = 0 if is_exact else tolerance(palette.colors)
    for number, (image, histogram) in enumerate(zip(images, histograms, strict=True)):
        part = mapping.between(number / len(images), (number + 1) / len(images))
        mapped = pipeline.quantize(
            image,
            replace(settings, target=TargetSettings(), locked=()),
            part,
            with_metrics=False,
            palette=palette,
            histogram=histogram,
            threads=threads,
        ).indexed.indices
        if number:
            mapped = np.where(stillness.of(image, allowed), indices[-1], mapped)
        indices.append(mapped)
    palette = _with_shares(palette, indices)
    results = [
        IndexedImage(one, palette, image.metadata)
        for one, image in zip(indices, images, strict=True)
    ]
    return results, replace(found, palette=palette)


def _with_shares(palette: Palette, indices: list[NDArray[np.uint8]]) -> Palette:
    """Return a palette whose shares are those of the pixels of all frames."""
    counts = np.zeros(len(palette), np.int64)
    for one in indices:
        counts += np.bincount(one.reshape(-1), minlength=len(palette))
    shares = counts / counts.sum()
    swatches = zip(palette, shares, strict=True)
    return Palette(
        tuple(replace(swatch, share=float(share)) for swatch, share in swatches), palette.name
    )


def _shared_palette(
    images: list[Image],
    colors: Histogram,
    settings: Settings,
    progress: Progress,
    threads: int | None,
    given: Palette | None,
) -> tuple[Palette, Quantized]:
    """Return the palette for all frames, and the reduction that it was found by."""
    found = pipeline.quantize(
        _stack(images),
        settings,
        progress,
        with_metrics=False,
        palette=given,
        histogram=colors,
        threads=threads,
    )
    if given is not None:
        return found.palette, found
    wanted = np.union1d(
        colors.packed, pack_colors(np.array(settings.locked, np.uint8).reshape(-1, 4))
    )
    if settings.target == TargetSettings() and len(wanted) <= settings.cluster.colors:
        # Nothing needs to be lost, not even what stands in frames that were not sampled.
        entries = unpack_colors(wanted)
        return Palette.from_colors(entries, locked=settings.locked), replace(found, exact=True)
    palette = found.palette
    if colors.has_transparent and all(swatch.color[3] for swatch in palette):
        entries = np.concatenate([[_CLEAR], palette.colors])
        palette = Palette.from_colors(entries, locked=settings.locked)
    return palette, found


def _stack(images: list[Image]) -> Image:
    """Return frames laid one below the other, as many as are needed for a palette."""
    most = max(1, _MOST_PIXELS // images[0].packed.size)
    chosen = sorted({round(place) for place in np.linspace(0, len(images) - 1, most)})
    return Image(np.concatenate([images[number].pixels for number in chosen]))


def measure_animation(
    animation: Animation,
    indexed: IndexedAnimation,
    progress: Progress = SILENT,
    *,
    alpha: AlphaSettings | None = None,
) -> Metrics:
    """Return the means of the metrics of some frames, spread evenly.

    Parameters
    ----------
    animation
        The original.
    indexed
        The result, of as many frames.
    progress
        Told the share of frames measured, as `Stage.MEASURE`.
    alpha
        What became of soft edges; the result is held against frames whose edges are like that.
    """
    from quantizer.metrics.metrics import mean, measure  # noqa: PLC0415 - loads SciPy

    measuring = progress.at(Stage.MEASURE)
    chosen = measured_frames(len(indexed.frames))
    found: list[Metrics] = []
    for number in chosen:
        part = measuring.between(len(found) / len(chosen), (len(found) + 1) / len(chosen))
        wanted = apply_alpha_mode(animation.frames[number].image, alpha or AlphaSettings(), part)
        found.append(measure(wanted, indexed.frames[number].image, part))
    return mean(found)


def measured_frames(count: int) -> tuple[int, ...]:
    """Return which of so many frames are measured, in ascending order."""
    places = np.linspace(0, count - 1, _MOST_MEASURED)
    return tuple(sorted({round(place) for place in places}))
