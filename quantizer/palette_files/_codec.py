"""The interface of a palette format, and the text handling that the formats share.

A codec decodes bytes to a palette, encodes a palette to bytes, and recognises its own files. It
never opens a file. So it raises a `PaletteFormatError` without a file name, which
`quantizer.palette_files.read_palette` turns into a `ReadError`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.errors import QuantizerError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quantizer.image.palette import Palette

MAX_ENTRIES = 65_536
"""Most entries of a palette that is read. Not tuned: far above any real palette."""

_LINE_END = re.compile(r"\r\n?|\n")


class PaletteFormatError(QuantizerError):
    """The bytes are not a palette of the format; the message says why, and in which line."""


@dataclass(frozen=True, slots=True)
class PaletteCodec:
    """One palette file format.

    Parameters
    ----------
    name
        Its name in the registry and on the command line.
    label
        Its name for a person.
    extensions
        File name extensions in lower case with a dot; the first one is for new files.
    read
        Function from a file's bytes to a palette of at least one entry. `PaletteFormatError` is
        the only exception that it raises.
    write
        Function from a palette to a file's bytes.
    sniff
        Function that returns whether bytes look like this format.
    names
        Whether the format keeps names; every format keeps colours and alpha.
    """

    name: str
    label: str
    extensions: tuple[str, ...]
    read: Callable[[bytes], Palette]
    write: Callable[[Palette], bytes]
    sniff: Callable[[bytes], bool]
    names: bool = True


def decode_text(data: bytes) -> str:
    """Decode a text file: UTF-16 with a byte order mark, UTF-8, or else Latin-1.

    Raises
    ------
    PaletteFormatError
        If the bytes are not text.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    if "\0" in text:
        raise PaletteFormatError("it is not a text file")
    return text


def encode_text(text: str) -> bytes:
    """Encode as UTF-8; a lone surrogate becomes a question mark."""
    return text.encode("utf-8", "replace")


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield number (from 1) and text of each line that is not blank, stripped."""
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if line.strip():
            yield number, line.strip()


def one_line(name: str) -> str:
    """Return a name with each control character and line end replaced by a space."""
    unsafe = ("Cc", "Cs", "Zl", "Zp")
    return "".join(" " if unicodedata.category(c) in unsafe else c for c in name).strip()


def demand_entries(count: int) -> None:
    """Raise `PaletteFormatError` unless a palette may have `count` entries."""
    if not count:
        raise PaletteFormatError("it holds no colours")
    if count > MAX_ENTRIES:
        raise PaletteFormatError(f"it holds {count:,} colours, more than {MAX_ENTRIES:,}")
