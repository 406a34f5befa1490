"""The records of a CSV file one by one, with the place of each in the file.

    blocks of bytes -> lines of limited length -> decoded -> `csv.reader` -> records

A record is a row of cells. It may span several lines if quoted cells hold line ends. Memory is
bounded: a record that is too long is refused before all of it is read.
"""

from __future__ import annotations

import codecs
import csv
from array import array
from typing import TYPE_CHECKING, BinaryIO

from quantizer.errors import ReadError

from ..language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from quantizer.progress import Progress

_BLOCK = 1 << 20
"""Bytes read at once."""
_LONGEST = 1 << 22
"""Most bytes of a record; not tuned. A cell may have at most `csv.field_size_limit` characters."""
_CONTROL = bytes([*range(1, 9), *range(14, 27), *range(28, 32)])
"""Control characters that text hardly ever contains."""
_MOST_CONTROL = 0.01
"""Share of them in the first block from which a file is not text; not tuned."""


class Lines:
    """The lines of a file, decoded, with their line ends; iterate once.

    Parameters
    ----------
    file
        The open file.
    path
        Its name, for messages.
    encoding
        A codec: ``"utf-8"`` or ``"latin-1"``. A byte order mark is left out.
    size
        Bytes of the file, for the progress.
    progress
        Told the share of the bytes read.

    Attributes
    ----------
    offset
        Bytes of the lines so far.
    number
        Number of lines so far.
    record_start, record_line
        Values of `offset` and `number` where the record began that these lines belong to; set by
        `begin_record`.
    """

    def __init__(
        self, file: BinaryIO, path: Path, encoding: str, size: int, progress: Progress
    ) -> None:
        self.offset = self.number = self.record_start = self.record_line = 0
        self._file = file
        self._path = path
        self._encoding = encoding
        self._size = size
        self._progress = progress

    def __iter__(self) -> Iterator[str]:
        for line in self._bytes():
            text = line
            if not self.offset and line.startswith(codecs.BOM_UTF8):
                text = line[len(codecs.BOM_UTF8) :]
            self.offset += len(line)
            self.number += 1
            if self.offset - self.record_start > _LONGEST:
                self._refuse_long()
            yield text.decode(self._encoding)

    def begin_record(self) -> None:
        """Note that the next line begins a record."""
        self.record_start, self.record_line = self.offset, self.number

    def take(self, count: int) -> list[str]:
        """Return the first lines of the file: at most `count`, and not many more than a block."""
        lines = []
        for line in self:
            lines.append(line)
            self.begin_record()
            if len(lines) == count or self.offset > _BLOCK:
                break
        return lines

    def _bytes(self) -> Iterator[bytes]:
        """Yield the lines as they are in the file."""
        rest, read = b"", 0
        while block := self._file.read(_BLOCK):
            if not read:
                self._check_text(block)
            read += len(block)
            self._progress.report(min(1.0, read / max(1, self._size)))
            if b"\0" in block:
                raise ReadError(self._path, tr("is not a table of text: it holds zero bytes"))
            lines = (rest + block).splitlines(keepends=True)
            rest = lines.pop()  # it may go on in the next block
            yield from lines
            if len(rest) > _LONGEST:
                self._refuse_long()
        if rest:
            yield rest

    def _check_text(self, block: bytes) -> None:
        """Raise `ReadError` if the first block of the file is not text."""
        if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise ReadError(self._path, tr("is UTF-16 text; save it as UTF-8"))
        control = len(block) - len(block.translate(None, _CONTROL))
        if b"\0" in block or control > _MOST_CONTROL * len(block):
            raise ReadError(self._path, tr("is not a table of text, but a binary file"))

    def _refuse_long(self) -> None:
        line, limit = self.record_line + 1, _LONGEST >> 20
        raise ReadError(
            self._path,
            tr(
                "the row that begins in line {line:,} is longer than {limit} MB",
                line=line,
                limit=limit,
            ),
        )


class Records:
    """The records of a table; iterate once. Blank lines are passed over.

    Parameters
    ----------
    lines
        The lines of the file.
    path
        Its name, for messages.
    separator
        Character between cells.

    Attributes
    ----------
    ends
        For each record so far, the offset in the file after its last line end.
    first_lines
        For each record so far, the number of its first line, from 1.
    """

    def __init__(self, lines: Lines, path: Path, separator: str) -> None:
        self.ends = array("q")
        self.first_lines = array("q")
        self._lines = lines
        self._path = path
        self._separator = separator

    def __iter__(self) -> Iterator[list[str]]:
        lines = self._lines
        try:
            for record in csv.reader(lines, delimiter=self._separator, strict=True):
                if record:
                    self.ends.append(lines.offset)
                    self.first_lines.append(lines.record_line + 1)
                    yield record
                lines.begin_record()
        except csv.Error as error:
            raise ReadError(self._path, _reason(error, lines.record_line + 1)) from error


def _reason(error: csv.Error, line: int) -> str:
    """Return why the record that begins in a line cannot be read."""
    text = str(error)
    if "field limit" in text:
        return tr(
            "a cell in line {line:,} is longer than {field_size_limit:,} characters",
            line=line,
            field_size_limit=csv.field_size_limit(),
        )
    if "unexpected end" in text:
        return tr('a quotation mark (") in line {line:,} is never closed', line=line)
    if "expected after" in text:
        return tr('in line {line:,} text follows a closing quotation mark (")', line=line)
    return tr("line {line:,} cannot be read: {text}", line=line, text=text)
