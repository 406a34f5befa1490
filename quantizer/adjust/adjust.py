"""Adjusts an image or animation before its colours are chosen.

    resized (`resize`) -> saturation and tone curve (`tone`) -> sharpened (`sharpen`)
        -> with `Fit.PAD` a border, in exactly its colour

Each step leaves out what is neutral, and returns then the very same image.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.adjust.resize import pad, resize
from quantizer.adjust.sharpen import sharpen
from quantizer.adjust.tone import adjust_colors
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.settings import Fit

if TYPE_CHECKING:
    from quantizer.image.image import Animation, Image
    from quantizer.settings.settings import Settings


def adjust_image(
    image: Image,
    settings: Settings,
    progress: Progress = SILENT,
    threads: int | None = None,
    *,
    has_alpha: bool | None = None,
) -> Image:
    """Return an image in another size, tone or sharpness.

    Parameters
    ----------
    image
        The image.
    settings
        What is adjusted, and the matte. A border has the colour of the matte; it is transparent
        without a matte, or if the image has transparency.
    progress
        Told the share done, as `Stage.ADJUST`.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.
    has_alpha
        Whether the image counts as one with transparency; None to look.

    Returns
    -------
    Image
        `image` itself if nothing changes.

    Raises
    ------
    SettingsError
        If the resized image would be too large.
    Cancelled
        If `progress` says so.
    """
    adjust = settings.adjust
    progress = progress.at(Stage.ADJUST)
    sizing, toning, sharpening = progress.parts(3)
    is_clear = image.has_alpha if has_alpha is None else has_alpha
    if adjust.resize is not None:
        image = resize(image, adjust.resize, adjust.fit, adjust.filter, sizing, threads)
    image = adjust_colors(image, adjust, toning, threads)
    image = sharpen(image, adjust.sharpen, sharpening, threads)
    if adjust.resize is not None and adjust.fit is Fit.PAD:
        image = pad(image, adjust.resize, None if is_clear else settings.alpha.matte)
    return image


def adjust_animation(
    animation: Animation,
    settings: Settings,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> Animation:
    """Return an animation with all frames adjusted; see `adjust_image`."""
    if settings.adjust.is_neutral:
        return animation
    has_alpha = any(frame.image.has_alpha for frame in animation.frames)
    parts = progress.at(Stage.ADJUST).parts(len(animation.frames))
    frames = tuple(
        replace(
            frame, image=adjust_image(frame.image, settings, part, threads, has_alpha=has_alpha)
        )
        for frame, part in zip(animation.frames, parts, strict=True)
    )
    if all(one.image is other.image for one, other in zip(frames, animation.frames, strict=True)):
        return animation
    return replace(animation, frames=frames)
