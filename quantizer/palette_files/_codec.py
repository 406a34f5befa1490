"""The interface of a palette format, and the text handling that the formats share.

A codec decodes bytes to a palette, encodes a palette to bytes, and recognises its own files. It
never opens a file. So it raises a `PaletteFormatError` without a file name, which
`quantizer.palette_files.read_palette` turns into a `ReadError`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import TYPE_CHECKING

from quantizer.errors import QuantizerError

from ..language import mark, tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from quantizer.image.palette import Palette, Swatch

MAX_ENTRIES = 32_768
"""Most entries of a palette that is read. Not tuned: above the largest lists of colour names."""

MAX_TEXT = 4 << 20
"""Longest text that is read, in bytes: 128 for each of the most entries."""

_LINE = re.compile(r"[^\r\n]+")
_LINE_END = re.compile(r"\r\n?|\n")
_LISTED = 5


class PaletteFormatError(QuantizerError):
    """The bytes are not a palette of the format, or a palette does not fit into the format.

    The message says why, and in which line or entry.
    """


class Match(IntEnum):
    """How surely bytes are a file of a format."""

    NO = 0
    MAYBE = 1
    """They could be, and the file's extension decides."""
    YES = 2
    """They begin as only this format does, whatever the extension."""


class Transparency(Enum):
    """What a format can say of an entry's transparency."""

    NONE = "none"
    ONE_ENTRY = mark("one entry")
    """That one entry is fully transparent."""
    ALPHA = "alpha"
    """The alpha of each entry."""


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
        Function from a file's bytes to a palette of at least one entry; None if the format is only
        written. `PaletteFormatError` is the only exception that it raises.
    write
        Function from a palette that the format can hold (see `_fit.fit_palette`) to a file's
        bytes; None if the format is only read.
    sniff
        Function from a file's bytes to how surely they are of this format. It looks at their
        beginning only.
    names
        Whether the format keeps the names of the entries.
    groups
        Whether it keeps the groups of the entries.
    transparency
        What it keeps of alpha.
    max_entries
        Most entries of a file; None if only the count's own size limits them.
    usual_entries
        Most entries that the program which the format is made for uses; None without such a limit.
    is_text
        Whether a file is text that a person can read.
    """

    name: str
    label: str
    extensions: tuple[str, ...]
    read: Callable[[bytes], Palette] | None
    write: Callable[[Palette], bytes] | None
    sniff: Callable[[bytes], Match]
    names: bool = True
    groups: bool = False
    transparency: Transparency = Transparency.NONE
    max_entries: int | None = None
    usual_entries: int | None = None
    is_text: bool = True


def decode_text(data: bytes) -> str:
    """Decode a text file: UTF-16 with a byte order mark, UTF-8, or else Latin-1.

    Raises
    ------
    PaletteFormatError
        If the bytes are not text, or too many.
    """
    if len(data) > MAX_TEXT:
        raise PaletteFormatError(tr("it is larger than {max_text} MB", max_text=MAX_TEXT >> 20))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
    if "\0" in text:
        raise PaletteFormatError(tr("it is not a text file"))
    return text


def beginning(data: bytes, size: int = 1 << 14) -> str:
    """Return the beginning of bytes as text, for recognising them; empty if they are not text."""
    try:
        return decode_text(data[:size])
    except PaletteFormatError:
        return ""


def encode_text(text: str) -> bytes:
    """Encode as UTF-8; a lone surrogate becomes a question mark."""
    return text.encode("utf-8", "replace")


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield number (from 1) and text of each line that is not blank, stripped."""
    number, position = 1, 0
    for match in _LINE.finditer(text):
        number += len(_LINE_END.findall(text, position, match.start()))
        position = match.start()
        if line := match[0].strip():
            yield number, line


def line_number(text: str, position: int) -> int:
    """Return the number, from 1, of the line with the character at `position`."""
    return len(_LINE_END.findall(text, 0, position)) + 1


def one_line(name: str) -> str:
    """Return a name with each control character and line end replaced by a space."""
    unsafe = ("Cc", "Cs", "Zl", "Zp")
    return "".join(" " if unicodedata.category(c) in unsafe else c for c in name).strip()


def listed(words: Sequence[str]) -> str:
    """Return words as a list for a message, which tells the number of those it leaves out."""
    shown = ", ".join(words[:_LISTED])
    return (
        shown
        if len(words) <= _LISTED
        else tr("{shown} and {count:,} more", shown=shown, count=len(words) - _LISTED)
    )


def demand_entries(count: int) -> None:
    """Raise `PaletteFormatError` unless a palette may have `count` entries."""
    if not count:
        raise PaletteFormatError(tr("it holds no colours"))
    demand_room(count)


def collected(swatches: Iterable[Swatch]) -> tuple[Swatch, ...]:
    """Return swatches while they are read, so that a file of too many is not read to its end.

    Raises
    ------
    PaletteFormatError
        If there are none, or too many.
    """
    found: list[Swatch] = []
    for swatch in swatches:
        found.append(swatch)
        demand_room(len(found))
    demand_entries(len(found))
    return tuple(found)


def demand_room(count: int) -> None:
    """Raise `PaletteFormatError` if `count` entries are more than a palette may have."""
    if count > MAX_ENTRIES:
        raise PaletteFormatError(
            tr("it holds more than {max_entries:,} colours", max_entries=MAX_ENTRIES)
        )
