"""Turn PNM files that Pillow decodes sample by sample into the binary form that it decodes at once.

Pillow reads text forms (P1, P2, P3), and binary forms whose white is not 255, by loops in Python.
Comments cost it time that grows with the square of their number. Here NumPy does the same work in
time that is linear in the file's size:

    header without comments -> samples, from text or bytes -> scaled to white as Pillow scales them
        -> a file P4, P5 or P6 in memory

Source: the manual pages of Netpbm: pbm(5), pgm(5), ppm(5).
"""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image as Pillow

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image_files.stream import Stream

_HEADER_BYTES = 1 << 16
"""Bytes in which a header is looked for first; longer ones are full of comments."""

_GAP = rb"(?:\s|#[^\r\n]*+[\r\n])++"
_SIZE = rb"(P[1-6fF])" + _GAP + rb"(\d{1,10})" + _GAP + rb"(\d{1,10})"
_BITMAP = re.compile(_SIZE + rb"(?:\s|#[^\r\n]*+[\r\n])")
_PIXMAP = re.compile(_SIZE + _GAP + rb"([-+.\deE]{1,10})(?:\s|#[^\r\n]*+[\r\n])")
_COMMENT = re.compile(rb"#[^\r\n]*+")
_LINE_END = re.compile(rb"[\r\n]")
_PIECE = 1 << 18
"""Bytes of a text that are searched for comments at once. Not tuned."""
_DEEP = 65535
_SPACES = b" \t\n\v\f\r"


class _Header(NamedTuple):
    kind: bytes
    width: int
    height: int
    white: bytes
    end: int


def to_binary(stream: Stream) -> bytes | None:
    """Return a PNM file in a form that Pillow decodes quickly; None if it needs no change.

    Parameters
    ----------
    stream
        Any file; it is left at its start.

    Raises
    ------
    ValueError
        If it is a PNM file whose samples are missing, or no numbers.
    """
    stream.seek(0)
    start = stream.read(3)
    try:
        if start[:1] != b"P" or start[1:2] not in b"123456fF" or start[2:] not in b" \t\n\v\f\r#":
            return None
        stream.seek(0)
        data = stream.read(_HEADER_BYTES)
        header = _find_header(data)
        if header is not None and _is_quick(header):
            return None
        data += stream.read()
    finally:
        stream.seek(0)
    header = header or _find_header(data)
    if header is None and len(data) > _HEADER_BYTES:
        raise ValueError("its header has no end")
    if header is None or header.width * header.height > (Pillow.MAX_IMAGE_PIXELS or 0):
        return None  # Pillow says what is wrong
    if _is_quick(header):
        return _head(header) + data[header.end :]
    return _head(header) + _samples(header, data)


def _find_header(data: bytes) -> _Header | None:
    pattern = _BITMAP if data[1:2] in b"14" else _PIXMAP
    match = pattern.match(data)
    if match is None:
        return None
    kind, width, height = match[1], int(match[2]), int(match[3])
    return _Header(kind, width, height, match[4] if len(match.groups()) > 3 else b"", match.end())


def _is_quick(header: _Header) -> bool:
    """Whether Pillow decodes the file at once, or refuses it by its header."""
    if header.kind in {b"P4", b"PF", b"Pf"}:
        return True
    if header.kind == b"P1":
        return False
    if not header.white.isdigit() or not 0 < int(header.white) <= _DEEP:
        return True
    quick = {b"255", b"65535"} if header.kind == b"P5" else {b"255"}
    return header.kind in {b"P5", b"P6"} and header.white in quick


def _head(header: _Header) -> bytes:
    """Return the header of the binary file."""
    kind = {b"P1": b"P4", b"P2": b"P5", b"P3": b"P6"}.get(header.kind, header.kind)
    white = header.white
    if not _is_quick(header) and kind != b"P4":
        white = b"%d" % _new_white(header)
    size = b"%b\n%d %d\n" % (kind, header.width, header.height)
    return size + white + b"\n" if white else size


def _new_white(header: _Header) -> int:
    """Return the white that Pillow scales samples to: more than 8 bits in grey images only."""
    return _DEEP if header.kind in {b"P2", b"P5"} and int(header.white) > 255 else 255


def _samples(header: _Header, data: bytes) -> bytes:
    """Return the samples of the binary file."""
    if header.kind == b"P1":
        return _bits(header, data)
    channels = 1 if header.kind in {b"P2", b"P5"} else 3
    count = header.width * header.height * channels
    white, new_white = int(header.white), _new_white(header)
    if header.kind in {b"P2", b"P3"}:
        samples = _numbers(_without_comments(data[header.end :]), count)
        if len(samples) and (samples.min() < 0 or samples.max() > white):
            raise ValueError(f"a sample is not from 0 to {white}")
    else:
        size = 1 if white < 256 else 2
        count = min(count, (len(data) - header.end) // size)
        samples = np.frombuffer(data, np.uint8 if size == 1 else ">u2", count, header.end)
    dtype = np.dtype(">u2") if new_white == _DEEP else np.dtype(np.uint8)
    levels = np.minimum(np.rint(np.arange(_DEEP + 1) / white * new_white), new_white).astype(dtype)
    return levels[samples].tobytes()


def _without_comments(text: bytes) -> bytes:
    """Return a text without its comments; it is searched by pieces, which takes less memory."""
    if b"#" not in text:
        return text
    parts, start = [], 0
    while start < len(text):
        match = _LINE_END.search(text, start + _PIECE)
        end = match.end() if match else len(text)
        parts.append(_COMMENT.sub(b"", text[start:end]))
        start = end
    return b"".join(parts)


def _bits(header: _Header, data: bytes) -> bytes:
    """Return the rows of a bitmap, whose digits need no spaces between them."""
    digits = _without_comments(data[header.end :]).translate(None, _SPACES)
    digits = digits[: header.width * header.height]
    if digits.translate(None, b"01"):
        raise ValueError("a sample of the bitmap is neither 0 nor 1")
    if len(digits) < header.width * header.height:
        raise ValueError(_TOO_FEW)
    bits = np.frombuffer(digits, np.uint8).reshape(header.height, header.width) & 1
    return np.packbits(bits, axis=1).tobytes()


def _numbers(text: bytes, count: int) -> NDArray[np.int64]:
    """Return the first `count` numbers of a text, int64."""
    if len(text) // 2 + 1 < count:  # each one has a digit and a space
        raise ValueError(_TOO_FEW)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # NumPy stops where no number is
        numbers = np.fromstring(text, np.int64, count, sep=" ")
    if len(numbers) < count:
        raise ValueError(_TOO_FEW)
    return numbers


_TOO_FEW = "it ends before its last pixel, or holds something that is no number"
