"""Encoding as a function that a process of its own can import: no Qt here, so it begins soon.

What a format cannot hold is made to fit before: colours go to sRGB, transparency on the matte. The
notices say so, and what could be chosen instead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image.palette import format_hex
from quantizer.image_files.formats import AlphaSupport
from quantizer.image_files.icc import indexed_image_to_srgb
from quantizer.image_files.write import Encoded, encode
from quantizer.image_files.write_animation import encode_animation
from quantizer.reduction.alpha import on_matte

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.image import IndexedAnimation, IndexedImage
    from quantizer.image_files.formats import FileFormat
    from quantizer.progress import Progress

Matte = tuple[int, int, int] | None

_BINARY = "To say how, choose Hard, Dithered or Filled under Transparency first."
_WHITE = "For another colour, choose Filled and a matte under Transparency first."


def encode_now(
    indexed: IndexedImage,
    file_format: FileFormat,
    keep_exif: bool,
    matte: Matte,
    optimize: bool = False,
    *,
    progress: Progress,
) -> Encoded:
    """Return the bytes of a file.

    Parameters
    ----------
    indexed, file_format, keep_exif, optimize, progress
        As for `quantizer.image_files.write.encode`.
    matte
        Colour that transparency is put on where the format holds none; None for white.
    """
    progress.check()
    fitted, notices = _fitted(indexed, file_format, matte)
    encoded = encode(fitted, file_format, keep_exif=keep_exif, optimize=optimize, progress=progress)
    return Encoded(encoded.data, (*notices, *encoded.notices, *_hints([fitted], file_format)))


def size_now(
    indexed: IndexedImage, file_format: FileFormat, matte: Matte, *, progress: Progress
) -> int:
    """Return how many bytes the file has."""
    return len(encode_now(indexed, file_format, False, matte, progress=progress).data)


def encode_frames(
    indexed: IndexedAnimation,
    file_format: FileFormat,
    optimize: bool = False,
    *,
    progress: Progress,
) -> Encoded:
    """Return the bytes of an animated file."""
    fitted = [_fitted(frame.image, file_format, None) for frame in indexed.frames]
    images, notices = [image for image, _ in fitted], fitted[0][1]
    pairs = zip(indexed.frames, images, strict=True)
    frames = tuple(replace(frame, image=image) for frame, image in pairs)
    encoded = encode_animation(
        replace(indexed, frames=frames), file_format, optimize=optimize, progress=progress
    )
    return Encoded(encoded.data, (*notices, *encoded.notices, *_hints(images, file_format)))


def frames_size(indexed: IndexedAnimation, file_format: FileFormat, *, progress: Progress) -> int:
    """Return how many bytes the animated file has."""
    return len(encode_frames(indexed, file_format, progress=progress).data)


def _fitted(
    indexed: IndexedImage, file_format: FileFormat, matte: Matte
) -> tuple[IndexedImage, tuple[str, ...]]:
    """Return an image as a format can hold it, and what was done."""
    notices = []
    if not file_format.keeps_profile:
        converted = indexed_image_to_srgb(indexed)
        if converted is not indexed:
            label = file_format.label
            notices.append(f"{label} cannot hold a colour profile; the colours are sRGB now.")
        indexed = converted
    is_opaque = bool((indexed.palette.colors[:, 3] == 255).all())
    if file_format.alpha is AlphaSupport.NONE and matte is not None and not is_opaque:
        code = format_hex((*matte, 255))
        notices.append(f"This format cannot hold transparency; the image was put on {code}.")
        indexed = on_matte(indexed, matte)
    return indexed, tuple(notices)


def _hints(images: Sequence[IndexedImage], file_format: FileFormat) -> tuple[str, ...]:
    """Return what could be chosen instead where a format does not hold transparency."""
    opacity = np.concatenate([image.palette.colors[:, 3] for image in images])
    if file_format.alpha is AlphaSupport.NONE and (opacity < 255).any():
        return (_WHITE,)
    if file_format.alpha is AlphaSupport.BINARY and ((opacity > 0) & (opacity < 255)).any():
        return (_BINARY,)
    return ()
