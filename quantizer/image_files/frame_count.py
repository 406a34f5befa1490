"""Count the frames, images or pages of a file of which only the first is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.errors import Cancelled
from quantizer.image_files.tiff_pages import count_pages

from ..language import tr

if TYPE_CHECKING:
    from PIL import Image as Pillow

    from quantizer.image_files.modes import Header
    from quantizer.image_files.stream import Stream
    from quantizer.settings.file_limits import Limits

_SINGLE = {"ICO"}
"""Formats that hold one image in several sizes, of which the largest is read."""


def left_out_notice(
    image: Pillow.Image, header: Header, stream: Stream, limits: Limits
) -> tuple[str, ...]:
    """Return the notice that only the first frame, image or page of a file is used, if it has more.

    Parameters
    ----------
    image
        The image, opened by Pillow.
    header
        Its header.
    stream
        Its file.
    limits
        Frames are counted up to the number that is allowed.
    """
    if header.format in _SINGLE:
        return ()
    try:
        count = _count_frames(image, header, stream, limits.max_frames + 1)
    except Cancelled:
        raise
    except Exception:  # noqa: BLE001 - a later frame is damaged; the first one was read
        return (tr("It has more frames, and they are damaged; only the first is used."),)
    return _describe(count, header, limits) if count > 1 else ()


def _describe(count: int, header: Header, limits: Limits) -> tuple[str, ...]:
    """Return the notice that only the first of `count` frames, images or pages is used."""
    if header.format == "TIFF" and count > limits.max_frames:
        most = limits.max_frames
        return (tr("It has more than {most:,} pages; only the first is used.", most=most),)
    if header.format == "TIFF":
        return (tr("It has {count} pages; only the first is used.", count=count),)
    if header.format == "MPO":
        return (tr("It has {count} images; only the first is used.", count=count),)
    return (tr("It has {count} frames; only the first is used.", count=count),)


def _count_frames(image: Pillow.Image, header: Header, stream: Stream, most: int) -> int:
    """Return the number of frames or pages in a file, up to `most`.

    Pillow would parse all of each page or frame, which takes seconds if there are thousands.
    """
    if header.format == "TIFF":
        return count_pages(stream, most)
    if header.format == "GIF":
        from quantizer.image_files.gif_reader import count_images  # noqa: PLC0415 - only for GIF

        stream.seek(0)
        return count_images(stream.read(), most)
    return int(getattr(image, "n_frames", 1))
