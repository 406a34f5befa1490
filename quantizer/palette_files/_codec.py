"""What a palette format is, and the text handling that the formats share.

A codec turns bytes into a palette and a palette into bytes, and knows its own files by sight. It
never opens a file: what is wrong with the bytes is a `PaletteFormatError` without a file's name,
which `quantizer.palette_files.read_palette` turns into a `ReadError` with it.
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
"""Most entries of a palette that is read; larger files are not palettes."""

_LINE_END = re.compile(r"\r\n?|\n")


class PaletteFormatError(QuantizerError):
    """Bytes are not a palette of the format; the text says why, with the line where known."""


@dataclass(frozen=True, slots=True)
class PaletteCodec:
    """One palette file format.

    Parameters
    ----------
    name
        Its name in the registry and on the command line.
    label
        Its name for people.
    extensions
        Endings of its files, with the dot, lower case; the first is the one to write.
    read
        Takes a file's bytes; raises `PaletteFormatError`, and nothing else, for any that are
        not a palette with at least one entry.
    write
        Gives a file's bytes.
    sniff
        Whether bytes look like this format, to be asked where the extension says nothing.
    names
        Whether names survive; colours and alpha always do.
    """

    name: str
    label: str
    extensions: tuple[str, ...]
    read: Callable[[bytes], Palette]
    write: Callable[[Palette], bytes]
    sniff: Callable[[bytes], bool]
    names: bool = True


def decode_text(data: bytes) -> str:
    """Return a text file's characters: UTF-8, UTF-16 with its mark, or else Latin-1.

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
    """Return UTF-8; half a surrogate pair, which is no character, becomes a question mark."""
    return text.encode("utf-8", "replace")


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the number, from 1, and the text of each line that is not blank, without its ends."""
    for number, line in enumerate(_LINE_END.split(text), start=1):
        if line.strip():
            yield number, line.strip()


def one_line(name: str) -> str:
    """Return a name that stays on its line: each control character becomes a blank."""
    unsafe = ("Cc", "Cs", "Zl", "Zp")
    return "".join(" " if unicodedata.category(c) in unsafe else c for c in name).strip()


def demand_entries(count: int) -> None:
    """Raise `PaletteFormatError` unless a palette may have so many entries."""
    if not count:
        raise PaletteFormatError("it holds no colours")
    if count > MAX_ENTRIES:
        raise PaletteFormatError(f"it holds {count:,} colours, more than {MAX_ENTRIES:,}")
