"""Adjusts an image or animation before its colours are chosen.

    resized (`resize_frames`)
        -> saturation and tone curve (`tone`) -> sharpened (`sharpen`)
        -> with `Fit.PAD` a border, in exactly its colour (`tone_frames`)

What is neutral is left out; if everything is, the very same image comes back.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.adjust.resize import pad, resize
from quantizer.adjust.sharpen import sharpen
from quantizer.adjust.tone import adjust_colors
from quantizer.image.image import Animation
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.settings import Fit

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.image import Image
    from quantizer.settings.settings import AdjustSettings, Settings


def adjust_image(
    image: Image, settings: Settings, progress: Progress = SILENT, threads: int | None = None
) -> Image:
    """Return an image in another size, tone or sharpness; see `adjust_animation`."""
    adjusted = adjust_animation(Animation.still(image), settings, progress, threads)
    return adjusted.frames[0].image


def adjust_animation(
    animation: Animation,
    settings: Settings,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> Animation:
    """Return an animation in another size, tone or sharpness.

    Parameters
    ----------
    animation
        The frames.
    settings
        What is adjusted, and the matte.
    progress
        Told the share done, as `Stage.ADJUST`.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.

    Returns
    -------
    Animation
        `animation` itself if nothing changes.

    Raises
    ------
    SettingsError
        If the resized image would be too large.
    Cancelled
        If `progress` says so.
    """
    first, second = progress.at(Stage.ADJUST).parts(2)
    resized = resize_frames(animation, settings.adjust, first, threads)
    return tone_frames(resized, settings, second, threads)


def resize_frames(
    animation: Animation,
    adjust: AdjustSettings,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> Animation:
    """Return an animation in another size, without a border; see `adjust_animation`."""
    size = adjust.resize
    if size is None:
        return animation

    def resized(image: Image, part: Progress) -> Image:
        return resize(image, size, adjust.fit, adjust.filter, part, threads)

    return _changed(animation, resized, progress)


def tone_frames(
    animation: Animation,
    settings: Settings,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> Animation:
    """Return a resized animation with its tone, its sharpness and its border.

    The border has the colour of the matte; it is transparent without a matte, or if any frame has
    transparency. See `adjust_animation`.
    """
    adjust, border = settings.adjust, settings.alpha.matte
    if any(frame.image.has_alpha for frame in animation.frames):
        border = None

    def toned(image: Image, part: Progress) -> Image:
        first, second = part.parts(2)
        image = adjust_colors(image, adjust, first, threads)
        image = sharpen(image, adjust.sharpen, second, threads)
        if adjust.resize is None or adjust.fit is not Fit.PAD:
            return image
        return pad(image, adjust.resize, border)

    return animation if adjust.is_neutral else _changed(animation, toned, progress)


def _changed(
    animation: Animation, change: Callable[[Image, Progress], Image], progress: Progress
) -> Animation:
    """Return an animation of changed frames; the same one if no frame changes."""
    parts = progress.at(Stage.ADJUST).parts(len(animation.frames))
    frames = tuple(
        replace(frame, image=change(frame.image, part))
        for frame, part in zip(animation.frames, parts, strict=True)
    )
    if all(one.image is other.image for one, other in zip(frames, animation.frames, strict=True)):
        return animation
    return replace(animation, frames=frames)
