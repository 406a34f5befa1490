"""Encoding as a function that a process of its own can import: no Qt here, so it begins soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.files.write import Encoded, encode
from quantizer.files.write_animation import encode_animation

if TYPE_CHECKING:
    from quantizer.files.formats import FileFormat
    from quantizer.image import IndexedAnimation, IndexedImage
    from quantizer.progress import Progress


def encode_now(
    indexed: IndexedImage, file_format: FileFormat, keep_exif: bool, *, progress: Progress
) -> Encoded:
    """Return the bytes of a file; `progress` is asked once, since no codec asks it."""
    progress.check()
    return encode(indexed, file_format, keep_exif=keep_exif)


def size_now(indexed: IndexedImage, file_format: FileFormat, *, progress: Progress) -> int:
    """Return how many bytes the file has."""
    return len(encode_now(indexed, file_format, False, progress=progress).data)


def encode_frames(
    indexed: IndexedAnimation, file_format: FileFormat, *, progress: Progress
) -> Encoded:
    """Return the bytes of an animated file."""
    return encode_animation(indexed, file_format, progress=progress)


def frames_size(indexed: IndexedAnimation, file_format: FileFormat, *, progress: Progress) -> int:
    """Return how many bytes the animated file has."""
    return len(encode_frames(indexed, file_format, progress=progress).data)
