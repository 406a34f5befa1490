"""Reduce all frames of an animation to palette images, without flicker.

    frames -> histogram of all of them -> one palette, found on frames stacked into one image
           -> each frame mapped to the palette; unchanged pixels (`temporal_coherence`) keep their
              index

A dither would give unchanged parts another pattern in each frame. Kept indices prevent this, and
make the file smaller. With `FramePalettes.EACH` every frame has its own palette, which then
contains the colours of the unchanged pixels.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.animation.measure import measure_animation
from quantizer.animation.quantized_animation import QuantizedAnimation
from quantizer.animation.temporal_coherence import ChangeDetector, noise_tolerance
from quantizer.dither import DITHERERS
from quantizer.errors import SettingsError
from quantizer.image.frozen import frozen
from quantizer.image.histogram import Histogram, pack_colors, unpack_colors
from quantizer.image.image import Image, IndexedAnimation, IndexedFrame, IndexedImage
from quantizer.image.palette import Palette
from quantizer.progress import SILENT, Progress, Stage
from quantizer.reduction import pipeline
from quantizer.reduction.alpha import apply_alpha_mode
from quantizer.reduction.clustering import levels_for
from quantizer.reduction.hidden_colors import (
    mean_hidden_color,
    recolor_transparent,
    sum_hidden_colors,
)
from quantizer.settings.settings import AlphaSettings, FramePalettes, Settings, TargetSettings

from ..language import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import Animation
    from quantizer.image.palette import Color
    from quantizer.reduction.pipeline import Quantized

_MAX_PIXELS = 16_000_000
"""Most pixels on which a shared palette is found; frames are sampled evenly. Not tuned."""

_TRANSPARENT = (0, 0, 0, 0)


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
        As for `quantizer.reduction.pipeline.quantize`. ``settings.animation`` says whether the
        frames share a palette.
    progress
        Receives stage and fraction; a cancel is checked at each report.
    with_metrics
        Whether to measure the result.
    palette
        Palette for all frames; see `quantizer.reduction.pipeline.quantize`. Nothing is clustered
        then.
    threads
        Largest number of threads; the result does not depend on it.

    Raises
    ------
    SettingsError
        If a file size is demanded (see `quantizer.animation.target_search.fit_animation`), or as
        `quantizer.reduction.pipeline.quantize` does.
    QualityError
        If no allowed number of colours reaches the demanded PSNR.
    Cancelled
        If the job was cancelled.
    """
    started = time.perf_counter()
    settings = settings or Settings()
    if palette is None:
        settings = settings.fitted_to_depth()
    DITHERERS.check(settings.dither.name)
    if settings.target.max_bytes is not None:
        raise SettingsError(tr("a file size can only be demanded together with a file format"))
    if settings.indexed.keep_indices:
        raise SettingsError(tr("indices are kept in still images only, not in animations"))
    images = _in_alpha_mode(animation, settings.alpha, progress)
    wanted, settings = settings, replace(settings, alpha=replace(settings.alpha, bleed=False))
    is_shared = settings.animation.palettes is FramePalettes.SHARED and len(images) > 1
    if palette is not None or is_shared:
        results, found = _with_shared_palette(images, settings, progress, threads, palette)
    else:
        results, found = _with_own_palettes(images, settings, progress, threads)
    elapsed = time.perf_counter() - started
    frames = tuple(
        IndexedFrame(image, frame.duration)
        for image, frame in zip(results, animation.frames, strict=True)
    )
    indexed = IndexedAnimation(frames, animation.loop)
    metrics = None
    if with_metrics:
        metrics = measure_animation(animation, indexed, progress, alpha=settings.alpha)
    found = replace(
        found,
        indexed=results[0],
        metrics=metrics,
        elapsed=elapsed,
        settings=wanted,
        source=animation.source,
    )
    return QuantizedAnimation(indexed, found)


def _in_alpha_mode(animation: Animation, alpha: AlphaSettings, progress: Progress) -> list[Image]:
    """Return the frames as `alpha` reduces them; a repeated frame is the same image."""
    made: dict[int, Image] = {}
    for frame in animation.frames:
        if id(frame.image) not in made:
            made[id(frame.image)] = apply_alpha_mode(frame.image, alpha, progress)
    return [made[id(frame.image)] for frame in animation.frames]


def _with_own_palettes(
    images: list[Image], settings: Settings, progress: Progress, threads: int | None
) -> tuple[list[IndexedImage], Quantized]:
    found: list[Quantized] = []
    clustering = progress.at(Stage.CLUSTER)
    detector = ChangeDetector(images[0])
    for image, part in zip(images, clustering.parts(len(images)), strict=True):
        part.report(0)
        histogram = Histogram.of(image, part)
        with_kept, before = settings, found[-1].indexed if found else None
        unchanged = None
        if before is not None and len(histogram) > settings.cluster.colors:
            unchanged = detector.unchanged(image, noise_tolerance(before.palette.colors))
            kept = _colors_to_keep(before, unchanged, settings)
            with_kept = replace(settings, locked=settings.locked + kept)
        one = pipeline.quantize(
            image, with_kept, part, with_metrics=False, histogram=histogram, threads=threads
        )
        if before is not None and unchanged is not None:
            one = _keep_unchanged(one, before, unchanged, settings)
        found.append(one)
    exact = all(one.exact for one in found)
    return [one.indexed for one in found], replace(found[0], exact=exact)


def _colors_to_keep(
    before: IndexedImage, unchanged: NDArray[np.bool_], settings: Settings
) -> tuple[Color, ...]:
    """Return the colours of unchanged pixels that the next palette must contain, most used first.

    Their share of the palette is at most the share of unchanged pixels in the frame.
    """
    counts = np.bincount(before.indices[unchanged], minlength=len(before.palette))
    room = int(settings.cluster.colors * unchanged.mean()) - len(set(settings.locked))
    swatches = before.palette.swatches
    kept = [swatches[entry].color for entry in np.argsort(-counts, kind="stable") if counts[entry]]
    kept = [color for color in kept if color[3] and color not in settings.locked]
    return tuple(kept[: max(0, room)])


def _keep_unchanged(
    found: Quantized, before: IndexedImage, unchanged: NDArray[np.bool_], settings: Settings
) -> Quantized:
    """Give unchanged pixels the colours that they had, if the frame's own palette has them."""
    entries = {swatch.color: entry for entry, swatch in enumerate(found.palette)}
    table = np.array([entries.get(swatch.color, -1) for swatch in before.palette], np.int16)
    kept = table[before.indices]
    indices = np.where(unchanged & (kept >= 0), kept, found.indexed.indices).astype(np.uint8)
    swatches = (replace(one, locked=one.color in settings.locked) for one in found.palette)
    palette = _with_shares(Palette(tuple(swatches)), [indices])
    indexed = IndexedImage(frozen(indices), palette, found.indexed.metadata)
    return replace(found, indexed=indexed, palette=palette)


def _with_shared_palette(
    images: list[Image],
    settings: Settings,
    progress: Progress,
    threads: int | None,
    given: Palette | None,
) -> tuple[list[IndexedImage], Quantized]:
    counting, mapping = progress.at(Stage.COUNT), progress.at(Stage.REMAP)
    parts = counting.parts(len(images))
    counted: dict[int, Histogram] = {}
    for image, part in zip(images, parts, strict=True):
        if id(image) not in counted:
            counted[id(image)] = Histogram.of(image, part)
    histograms = [counted[id(image)] for image in images]
    colors = histograms[0].merge(*histograms[1:])
    palette, found = _shared_palette(images, colors, settings, progress, threads, given)
    indices: list[NDArray[np.uint8]] = []
    detector = ChangeDetector(images[0])
    is_exact = colors.is_within(palette.as_shown().colors)
    tolerance = 0 if is_exact else noise_tolerance(palette.colors)
    parts = mapping.parts(len(images))
    before = None
    repeats = Counter(map(id, images))
    known: dict[int, NDArray[np.uint8]] = {}  # indices of images that occur more than once
    for image, histogram, part in zip(images, histograms, parts, strict=True):
        part.report(0)
        if image is before:  # it would be mapped to the same indices
            indices.append(indices[-1])
            continue
        before = image
        mapped = known.get(id(image))
        if mapped is None:
            mapped = pipeline.quantize(
                image,
                settings.for_whole_palette(),
                part,
                with_metrics=False,
                palette=palette,
                histogram=histogram,
                threads=threads,
            ).indexed.indices
        if repeats[id(image)] > 1:
            known[id(image)] = mapped
        if indices:
            mapped = np.where(detector.unchanged(image, tolerance), indices[-1], mapped)
        indices.append(mapped)
    palette = _with_shares(palette, indices)
    results: list[IndexedImage] = []
    for number, (one, image) in enumerate(zip(indices, images, strict=True)):
        is_repeated = number > 0 and image is images[number - 1]
        results.append(
            results[-1] if is_repeated else IndexedImage(frozen(one), palette, image.metadata)
        )
    return results, replace(found, palette=palette)


def _with_shares(palette: Palette, indices: list[NDArray[np.uint8]]) -> Palette:
    """Return the palette with the share of each entry in the pixels of all frames."""
    counts = np.zeros(len(palette), np.int64)
    own, before = counts, None
    for one in indices:
        if one is not before:  # frames that repeat another share its indices
            own, before = np.bincount(one.reshape(-1), minlength=len(palette)), one
        counts = counts + own
    shares = counts / counts.sum()
    pairs = zip(palette, shares, strict=True)
    swatches = tuple(replace(swatch, share=float(share)) for swatch, share in pairs)
    return Palette(swatches, palette.name)


def _shared_palette(
    images: list[Image],
    colors: Histogram,
    settings: Settings,
    progress: Progress,
    threads: int | None,
    given: Palette | None,
) -> tuple[Palette, Quantized]:
    """Return the palette for all frames, and the reduction that found it."""
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
    locked = np.array(settings.locked, np.uint8).reshape(-1, 4)
    shown = levels_for(settings).round(unpack_colors(colors.packed))
    demanded = np.union1d(pack_colors(shown), pack_colors(locked))
    if settings.target == TargetSettings() and len(demanded) <= settings.cluster.colors:
        # The palette can hold every colour, those of frames that were not sampled included.
        palette = Palette.from_colors(unpack_colors(demanded), locked=settings.locked)
        found = replace(found, exact=colors.is_within(unpack_colors(demanded)))
    elif colors.has_transparent and all(swatch.color[3] for swatch in found.palette):
        entries = np.concatenate([[_TRANSPARENT], found.palette.colors])
        palette = Palette.from_colors(entries, locked=settings.locked)
    else:
        palette = found.palette
    hidden = mean_hidden_color(np.sum([sum_hidden_colors(image) for image in images], axis=0))
    palette = replace(recolor_transparent(palette, hidden), is_found=True)
    return palette.with_colors(levels_for(settings).round(palette.colors)), found


def _stack(images: list[Image]) -> Image:
    """Return frames stacked into one image, sampled evenly if there are too many."""
    count = max(1, _MAX_PIXELS // images[0].packed.size)
    if count >= len(images):
        chosen = list(range(len(images)))
    else:
        chosen = sorted({round(place) for place in np.linspace(0, len(images) - 1, count)})
    return Image(frozen(np.concatenate([images[number].pixels for number in chosen])))
