"""Fits an image or animation to a file format, before its colours are chosen.

    frames      -> the first one only, in a format that holds no animation;
                   those that a GIF can show, where they change faster than it can count
    profile     -> colours converted to sRGB, in a format that holds no colour profile
    alpha       -> opaque or clear pixels in GIF, everything on the matte in BMP
    size        -> refused here, if the format cannot hold so many pixels a side

Everything that reduces an image for a file comes through `fit_format`: the command line, the batch
and the window. So no palette entry is spent on what the file cannot show, and all three make the
same file. Depth needs no fitting: every format that is written holds 256 colours of 8 bits per
channel, and the reader has brought deeper images to that.

`quantizer.image_files.fit_indexed` does the same for an image that is reduced already.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.animation.edit_frames import (
    edit_frames,
    gif_delay_notice,
    has_frames_of,
    has_timing_of,
)
from quantizer.image_files.fit_indexed import (
    Loss,
    Notice,
    on_matte_notice,
    opaque_or_clear_notice,
    profile_notice,
)
from quantizer.image_files.formats import ANIMATED, AlphaSupport
from quantizer.image_files.write import check_depth, check_size
from quantizer.reduction.alpha import has_soft_edges
from quantizer.settings.settings import AlphaMode, AnimationSettings, FirmwareSettings

from ..language import tr

if TYPE_CHECKING:
    from quantizer.conversion.recipe import Recipe
    from quantizer.image.image import Animation, Image
    from quantizer.image_files.formats import FileFormat
    from quantizer.settings.settings import AlphaSettings, Settings

__all__ = ["Fitted", "Loss", "Notice", "fit_format", "unused_matte"]


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """An image as a file format can hold it.

    Parameters
    ----------
    animation
        Its frames; a single one if it does not move, or cannot in that format.
    recipe
        How it is converted; its settings ask for no more transparency than the format holds.
    notices
        What was changed.
    """

    animation: Animation
    recipe: Recipe
    notices: tuple[Notice, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether there is more than one frame."""
        return len(self.animation.frames) > 1

    @property
    def texts(self) -> tuple[str, ...]:
        """What the user should see: the reader's notices, then those of the fit."""
        return (*self.animation.source.notices, *(notice.text for notice in self.notices))

    def with_animation_of(self, other: Fitted) -> Fitted:
        """Return this with the animation of `other` itself if both are equal."""
        mine, its = self.animation, other.animation
        is_same = has_frames_of(mine, its) and has_timing_of(mine, its)
        return replace(self, animation=its) if is_same else self

    def gives_same_pixels(self, other: Fitted) -> bool:
        """Whether both are reduced to the same indexed image, whatever their file formats are."""
        mine, others = self.recipe, other.recipe
        return (
            has_frames_of(self.animation, other.animation)
            and _of_pixels(mine.settings) == _of_pixels(others.settings)
            and mine.palette == others.palette
            and mine.edits == others.edits
            and (mine.palette is None or mine.written_format.alpha is others.written_format.alpha)
            and (mine.settings.target.max_bytes is None or mine == others)
        )


def _of_pixels(settings: Settings) -> Settings:
    """Return what determines the pixels of frames that are chosen already."""
    animation = AnimationSettings(settings.animation.palettes)
    return replace(settings, firmware=FirmwareSettings(), animation=animation)


def fit_format(animation: Animation, recipe: Recipe) -> Fitted:
    """Return an image, and the settings to reduce it with, as the recipe's format can hold them.

    The frames of an animation are edited first, as the settings ask for it.

    Parameters
    ----------
    animation
        The image as it was read and adjusted; a still image has one frame.
    recipe
        How it is converted.

    Returns
    -------
    Fitted
        Its animation is `animation` itself if that is not edited and the format holds all of it.

    Raises
    ------
    WriteError
        If the format cannot hold an image of that size, or indices of the bits asked for.
    """
    file_format = recipe.written_format
    first = animation.frames[0].image
    check_size(first.width, first.height, file_format)
    bit_depth = recipe.settings.indexed.bit_depth
    check_depth(None if bit_depth is None else bit_depth.bits, file_format)
    animation, notices = _fit_frames(animation, recipe.settings.animation, file_format)
    animation, lost_profile = _fit_profile(animation, recipe)
    mode, lost_alpha = _fit_alpha([frame.image for frame in animation.frames], recipe)
    if mode is not recipe.settings.alpha.mode:
        alpha = replace(recipe.settings.alpha, mode=mode)
        recipe = replace(recipe, settings=replace(recipe.settings, alpha=alpha))
    recipe, no_bleed = _fit_bleed(animation, recipe)
    notices += lost_profile + lost_alpha + no_bleed
    if recipe.settings.indexed.keep_indices and not file_format.is_indexed:
        text = tr(
            "{label} holds no indices; the colours of the pixels are kept.", label=file_format.label
        )
        notices += (Notice(Loss.INDICES, text),)
    return Fitted(animation, recipe, notices)


def _fit_frames(
    animation: Animation, settings: AnimationSettings, file_format: FileFormat
) -> tuple[Animation, tuple[Notice, ...]]:
    count = len(animation.frames)
    animation = edit_frames(animation, settings)
    if len(animation.frames) == 1:
        return animation, ()
    if file_format not in ANIMATED:
        text = tr(
            "{label} holds no animation; only the first frame is used.", label=file_format.label
        )
        return replace(animation, frames=animation.frames[:1]), (Notice(Loss.FRAMES, text),)
    if file_format.name != "gif":
        return animation, ()
    from quantizer.image_files.timing import drop_short_frames  # noqa: PLC0415 - stills are usual

    frames, texts = drop_short_frames(animation.frames)
    if not texts and (text := gif_delay_notice(settings, count)):
        texts = (text,)
    if frames == animation.frames and not texts:
        return animation, ()
    notices = tuple(Notice(Loss.TIMING, text) for text in texts)
    if frames != animation.frames:
        animation = replace(animation, frames=frames)
    return animation, notices


def _fit_profile(animation: Animation, recipe: Recipe) -> tuple[Animation, tuple[Notice, ...]]:
    profile = animation.frames[0].image.metadata.icc_profile
    if recipe.file_format.keeps_profile or profile is None:
        return animation, ()
    from quantizer.image_files.icc import image_to_srgb  # noqa: PLC0415 - few images need it

    frames = tuple(replace(frame, image=image_to_srgb(frame.image)) for frame in animation.frames)
    if frames[0].image is animation.frames[0].image:
        return animation, ()
    metadata = frames[0].image.metadata
    fitted = replace(animation, frames=frames, metadata=metadata)
    return fitted, (profile_notice(recipe.file_format),)


def _fit_alpha(images: list[Image], recipe: Recipe) -> tuple[AlphaMode, tuple[Notice, ...]]:
    file_format, alpha = recipe.written_format, recipe.settings.alpha
    if file_format.alpha is AlphaSupport.NONE and alpha.mode is not AlphaMode.OPAQUE:
        if not any(image.has_alpha for image in images):
            return alpha.mode, ()
        return AlphaMode.OPAQUE, (on_matte_notice(file_format, alpha.matte),)
    if file_format.alpha is AlphaSupport.BINARY and alpha.mode is AlphaMode.FULL:
        if not any(has_soft_edges(image) for image in images):
            return alpha.mode, ()
        return AlphaMode.THRESHOLD, (opaque_or_clear_notice(file_format),)
    return alpha.mode, unused_matte(alpha, images)


def _fit_bleed(animation: Animation, recipe: Recipe) -> tuple[Recipe, tuple[Notice, ...]]:
    """Return the recipe without a bleed that is not possible, and a notice of that."""
    alpha, file_format = recipe.settings.alpha, recipe.written_format
    reason = ""
    if len(animation.frames) > 1:
        reason = tr("colours bleed in still images only")
    elif recipe.palette is not None:
        reason = tr("colours do not bleed with a given palette")
    elif file_format.alpha is not AlphaSupport.FULL:
        reason = tr("{label} does not hold several transparent colours", label=file_format.label)
    if not alpha.bleed or not reason:
        return recipe, ()
    settings = replace(recipe.settings, alpha=replace(alpha, bleed=False))
    fitted = replace(recipe, settings=settings)
    if not any(frame.image.has_alpha for frame in animation.frames):
        return fitted, ()
    text = tr("The colours of transparent pixels are averaged, since {reason}.", reason=reason)
    return fitted, (Notice(Loss.BLEED, text),)


def unused_matte(alpha: AlphaSettings, images: list[Image]) -> tuple[Notice, ...]:
    """Return a notice if a matte was given, but transparency is kept."""
    is_unused = alpha.matte is not None and alpha.mode is AlphaMode.FULL
    if not is_unused or not any(image.has_alpha for image in images):
        return ()
    return (Notice(Loss.MATTE, tr("The matte is not used, since transparency is kept.")),)
