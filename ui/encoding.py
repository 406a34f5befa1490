"""Encoding as a function that a process of its own can import: no Qt here, so it begins soon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.files.write import Encoded, encode

if TYPE_CHECKING:
    from quantizer.files.formats import FileFormat
    from quantizer.image import IndexedImage
    from quantizer.progress import Progress


def encode_now(
    indexed: IndexedImage, file_format: FileFormat, keep_exif: bool, *, progress: Progress
) -> Encoded:
    """Return the bytes of a file; `progress` is asked once, since no codec asks it."""
    progress.check()
    return encode(indexed, file_format, keep_exif=keep_exif)
