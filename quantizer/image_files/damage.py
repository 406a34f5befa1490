"""What decoders know about damage in a file whose pixels they give all the same.

A `DamageCheck` runs in a thread beside the decoder, since most formats need a second look:

    JPEG, also within TIFF -> simplejpeg decodes it again at an eighth of its size, and passes on
                              libjpeg's warnings; without simplejpeg nothing is known
    TIFF, Deflate          -> each strip or tile is inflated to its end: its Adler-32 checksum
    TIFF, others           -> what libtiff said while Pillow decoded
    JPEG 2000              -> the end of the code stream
    GIF                    -> each block is decoded again as one with more rows: data that are left

What no reader can know, because the format has neither checksum nor redundancy there:

BMP, TGA, PPM, TIFF without compression
    Nothing about samples; only that some are missing.
TIFF
    LZW and PackBits: damage after which the lengths still fit. Fax (G3, G4): damage after which the
    lines still have their width. Deflate: nothing is missed, other than in tags.
JPEG
    Damage that exchanges valid codes for others of the same number of coefficients. Between two
    restart markers, damage that ends at the right bit.
GIF
    Damage after which the codes stay valid and give the same number of pixels; colours of palettes.
WebP, AVIF
    Their arithmetic coders decode any data. Only headers, lengths and a missing end are known.
JPEG 2000
    As WebP, unless the encoder wrote segmentation symbols, which few do.
PNG
    Nothing is missed: each chunk has a CRC-32.
"""

from __future__ import annotations

import contextlib
import io
import logging
import re
import threading
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Self

import numpy as np
from PIL import Image as Pillow

from quantizer.image_files.pillow import pillow_limits
from quantizer.image_files.unsupported import says_unsupported

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image_files.gif_reader import ImageBlock
    from quantizer.image_files.stream import Stream

_IsWanted = Callable[[], bool]
_Look = Callable[[_IsWanted], str]

_log = logging.getLogger(__name__)

_OFFSETS, _COUNTS, _COMPRESSION = (273, 324), (279, 325), 259
_DEFLATE, _JPEG, _JPEG_TABLES = {8, 32946}, 7, 347
_BLOCK = 1 << 18
_END_OF_DATA = b"\xff\xd9"

_LIBTIFF_DAMAGE = re.compile(
    r"\b(\w*Decode\w*|Fax\w*|JPEGLib|OJPEG\w*|\w*Inflate\w*|ZSTD\w*|LZMA\w*|TIFFFill\w*|tempfile\.tif)"
    r": (?:Warning, )?(.+?)\.?$"
)
"""Messages of libtiff's decoders. Those about tags do not concern pixels."""

_PADDING = re.compile(r"(\d+) extraneous bytes before marker 0xd9")


_MORE_ROWS = 2
"""Rows that a GIF block gets in addition; any left data reach the first of them."""


class DamageCheck:
    """Looks for damage in a thread while the context is open.

    Parameters
    ----------
    look
        Returns what it finds, or an empty string. It gets a function that says whether the answer
        is still wanted. None for nothing to do.
    """

    def __init__(self, look: _Look | None) -> None:
        self._look = look
        self._found = ""
        self._is_wanted = True
        self._thread = None if look is None else threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._is_wanted = kind is None
        if self._thread is not None:
            self._thread.join()

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences about the damage that was found, once the context is closed."""
        return (damage_notice(self._found),) if self._found else ()

    def _run(self) -> None:
        assert self._look is not None
        with contextlib.suppress(Exception):  # the decoder says what makes no sense
            self._found = self._look(lambda: self._is_wanted)


def check_image(image: Pillow.Image, stream: Stream) -> DamageCheck:
    """Return the check of an image that is opened, but not yet decoded.

    The whole file is read here, and the stream is left where it was.
    """
    look: _Look | None = None
    position = stream.tell()
    with contextlib.suppress(Exception):  # as above
        if image.format in {"JPEG", "MPO"}:
            look = partial(_jpeg_damage, _whole(stream), image.mode)
        elif image.format == "JPEG2000":
            look = partial(_code_stream_damage, _whole(stream))
        elif image.format == "GIF":
            from quantizer.image_files import gif_reader  # noqa: PLC0415 - for this format only

            look = partial(_gif_damage, gif_reader.parse(_whole(stream), 1).blocks)
        elif image.format == "TIFF":
            look = _look_into_tiff(image, stream)
    stream.seek(position)
    return DamageCheck(look)


def check_blocks(blocks: Sequence[ImageBlock]) -> DamageCheck:
    """Return the check of the blocks of an animated GIF."""
    return DamageCheck(partial(_gif_damage, blocks))


def _look_into_tiff(image: Pillow.Image, stream: Stream) -> _Look | None:
    tags = getattr(image, "tag_v2", {})
    compression = tags.get(_COMPRESSION)
    if compression not in _DEFLATE | {_JPEG}:
        return None
    kind = 0 if _OFFSETS[0] in tags else 1
    places = list(zip(tags[_OFFSETS[kind]], tags[_COUNTS[kind]], strict=False))
    if compression == _JPEG:
        return partial(_strips_damage, _whole(stream), places, tags.get(_JPEG_TABLES, b""))
    return partial(_deflate_damage, _whole(stream), places)


def damage_notice(found: str) -> str:
    """Return the sentence that says what was found, such as ``bad Huffman code``."""
    return tr("It is damaged, and pixels may be wrong: {found}.", found=found.removesuffix("."))


def libtiff_damage(messages: Sequence[str]) -> str:
    """Return what libtiff's messages say about damaged pixels; empty if they say nothing of it."""
    for message in messages:
        if match := _LIBTIFF_DAMAGE.search(message):
            return match[2]
    return ""


def libtiff_lacks(messages: Sequence[str]) -> str:
    """Return the message that libtiff was built without something; empty if none says so."""
    return next((message for message in messages if says_unsupported(message)), "")


def _whole(stream: Stream) -> bytes:
    stream.seek(0)
    return stream.read()


def _jpeg_damage(data: bytes, mode: str, _is_wanted: _IsWanted) -> str:
    """Return libjpeg's first warning about a JPEG, or an empty string.

    Entropy decoding is complete at any scale, and most of the other work is saved at an eighth.
    """
    try:
        import simplejpeg  # type: ignore[import-untyped, import-not-found, unused-ignore]  # noqa: PLC0415
    except ImportError:
        return ""
    colors = "CMYK" if mode == "CMYK" else "GRAY"
    try:
        simplejpeg.decode_jpeg(
            data, colors, fastdct=True, min_height=1, min_width=1, min_factor=8, strict=True
        )
    except ValueError as error:
        text = str(error)
        _log.debug("libjpeg: %s", text)
        if not _is_warning(text) or _is_padding(text, data):
            return ""
        return text.removeprefix("Corrupt JPEG data: ")
    return ""


def _gif_damage(blocks: Sequence[ImageBlock], is_wanted: _IsWanted) -> str:
    """Return that the blocks of a GIF hold more pixels than they should, or an empty string.

    Damage within LZW codes changes how many pixels they stand for.
    """
    for block in blocks:
        if not is_wanted():
            break
        if block.rows == block.height and _has_more_pixels(block):
            return tr("compressed data are left after the last pixel")
    return ""


def _has_more_pixels(block: ImageBlock) -> bool:
    taller = replace(
        block, height=block.height + _MORE_ROWS, rows=block.rows + _MORE_ROWS, is_interlaced=False
    )
    with (
        pillow_limits(taller.decoded_pixels),
        Pillow.open(io.BytesIO(taller.file), "r", ("GIF",)) as image,
    ):
        with contextlib.suppress(OSError):  # the rows that it lacks, as it should
            image.load()
        image.tile = []  # what there is can be looked at
        return bool(np.asarray(image)[block.rows :].any())


def _strips_damage(
    data: bytes, places: Sequence[tuple[int, int]], tables: bytes, is_wanted: _IsWanted
) -> str:
    """Return libjpeg's first warning about the JPEG strips or tiles of a TIFF.

    Each is a JPEG without the tables that they share. Pillow switches libtiff's warnings off.
    """
    for offset, count in places:
        if not is_wanted():
            break
        strip = data[offset : offset + count]
        whole = tables[:-2] + strip[2:] if tables else strip
        if found := _jpeg_damage(whole, "", is_wanted):
            return found
    return ""


def _is_warning(text: str) -> bool:
    """Whether libjpeg goes on after it; what it does not implement is no damage."""
    return "Corrupt JPEG data" in text or "Premature end" in text or "progression" in text


def _is_padding(text: str, data: bytes) -> bool:
    """Whether the extra bytes before the end are zeros, which some cameras write."""
    match = _PADDING.search(text)
    if match is None:
        return False
    count, end = int(match[1]), data.rfind(_END_OF_DATA)
    return not data[max(0, end - count) : end].strip(b"\0\xff")


def _deflate_damage(data: bytes, places: Sequence[tuple[int, int]], is_wanted: _IsWanted) -> str:
    """Return what is wrong with the checksums of a TIFF's strips or tiles, or an empty string."""
    view = memoryview(data)
    for offset, count in places:
        inflater = zlib.decompressobj()
        rest: bytes | memoryview = view[offset : offset + count]
        try:
            while rest and not inflater.eof and is_wanted():
                inflater.decompress(rest, _BLOCK)
                rest = inflater.unconsumed_tail
        except zlib.error:
            return tr("the checksum of its compressed pixels does not match")
        if not inflater.eof and count and is_wanted():
            return tr("compressed pixels are cut short")
    return ""


def _code_stream_damage(data: bytes, _is_wanted: _IsWanted) -> str:
    """Return that the end of a JPEG 2000 code stream is missing, or an empty string."""
    # A box of metadata may follow the code stream, but its end is then before the last bytes.
    return "" if data.rfind(_END_OF_DATA) > 0 else tr("its end is missing")
