"""Makes the file of a reduced image or animation, as its recipe says.

A module of its own, so that a process that only encodes starts without the clustering.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.image_files.fit_indexed import fit_indexed
from quantizer.image_files.write import encode
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.settings import Effort

if TYPE_CHECKING:
    from quantizer.conversion.recipe import Recipe
    from quantizer.image.image import IndexedAnimation
    from quantizer.image_files.write import Encoded


def encode_result(
    animation: IndexedAnimation, recipe: Recipe, progress: Progress = SILENT
) -> Encoded:
    """Return the file of a reduced image or animation.

    Parameters
    ----------
    animation
        The frames; a still image has one.
    recipe
        The format, and what else determines the bytes.
    progress
        Told the share done, as `Stage.WRITE`.

    Raises
    ------
    WriteError
        If the format cannot hold the result.
    Cancelled
        If `progress` says so.
    """
    progress.at(Stage.WRITE).report(0)
    animation = fit_animation_to_format(animation, recipe)
    bit_depth = recipe.settings.indexed.bit_depth
    depth = None if bit_depth is None else bit_depth.bits
    if len(animation.frames) == 1:
        return encode(
            animation.frames[0].image,
            recipe.file_format,
            keep_exif=recipe.keep_exif,
            depth=depth,
            optimize=recipe.optimize,
            fast=recipe.settings.cluster.effort is Effort.FAST,
            threads=recipe.threads,
            progress=progress,
            firmware=recipe.settings.firmware,
            title=recipe.name,
        )
    from quantizer.image_files.write_animation import encode_animation  # noqa: PLC0415 - stills are usual

    return encode_animation(
        animation,
        recipe.file_format,
        depth=depth,
        optimize=recipe.optimize,
        threads=recipe.threads,
        progress=progress,
    )


def fit_animation_to_format(animation: IndexedAnimation, recipe: Recipe) -> IndexedAnimation:
    """Return reduced frames whose palettes hold no opacity that the format cannot hold.

    Only a palette that was given can: colours are chosen for images that are fitted already.
    """
    matte = recipe.settings.alpha.matte
    images = [
        fit_indexed(frame.image, recipe.written_format, matte)[0] for frame in animation.frames
    ]
    pairs = list(zip(animation.frames, images, strict=True))
    if all(frame.image is image for frame, image in pairs):
        return animation
    frames = tuple(replace(frame, image=image) for frame, image in pairs)
    return replace(animation, frames=frames)
