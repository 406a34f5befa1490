"""Reads the lines of a journal: bounded, checked, and each with whether this user wrote it.

    file -> lines of at most 1 MiB -> JSON objects -> `Line`

A line torn by a crash is passed over. Any other line that is not a JSON object is damaged.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quantizer.batch.journal.journal_key import JournalKey
from quantizer.batch.journal.record import JournalError
from quantizer.batch.journal.regular_file import open_regular

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

LONGEST_LINE = 1 << 20
"""Most bytes of a line. A line about a file names three paths, each of at most 4096 characters."""

_BEGINNING = b'{"event":"'

_LONGEST_FOREIGN = 1 << 26
"""Most bytes that are read of a journal of somebody else: 100,000 files or so. Not tuned."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a journal.

    Parameters
    ----------
    number
        Its number in the file, from 1.
    value
        The JSON object; None if the line is damaged.
    is_own
        Whether it was signed with this user's key, for this place in this journal.
    """

    number: int
    value: dict[str, Any] | None
    is_own: bool


class _TornLine(Exception):  # noqa: N818 - what a crash leaves, not an error
    """A line is the beginning of one."""


class JournalLines:
    """The lines of a journal, each read once, also if the journal grows meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        self._number = 0
        self._is_foreign = False

    def new(self) -> Iterator[Line]:
        """Yield the lines appended since the last call.

        Raises
        ------
        JournalError
            If the journal cannot be read.
        """
        try:
            with os.fdopen(open_regular(self.path, os.O_RDONLY), "rb") as file:
                file.seek(self._offset)
                yield from self._read(file)
        except OSError as error:
            reason = tr("cannot be read ({reason})", reason=error.strerror or error)
            raise JournalError(self.path, reason) from error

    def _read(self, file: BinaryIO) -> Iterator[Line]:
        key = JournalKey.load()
        while data := file.readline(LONGEST_LINE + 1):
            offset, length, is_whole = self._offset, len(data), data.endswith(b"\n")
            text = data.rstrip(b"\r\n")
            try:
                value = _parse(text)
            except _TornLine:
                if not is_whole:  # it is being written
                    return
                self._advance(length)
                continue
            if not is_whole and length > LONGEST_LINE:
                length += _skip_line(file)
            self._advance(length)
            is_own = key is not None and key.has_signed(text, self.path.name, offset)
            self._is_foreign = self._is_foreign or not is_own
            if self._is_foreign and self._offset > _LONGEST_FOREIGN:
                raise JournalError(self.path, tr("is too large for a journal of somebody else"))
            yield Line(self._number, value, is_own)

    def _advance(self, length: int) -> None:
        self._offset += length
        self._number += 1


def _parse(text: bytes) -> dict[str, Any] | None:
    """Return the object in a line; None if it is damaged. A torn line raises `_TornLine`."""
    if len(text) > LONGEST_LINE:
        return None
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        if _is_torn(text, error):
            raise _TornLine from error
        return None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _skip_line(file: BinaryIO) -> int:
    """Read to the end of a line, which is too long to be kept; return the number of bytes."""
    length = 0
    while data := file.readline(LONGEST_LINE):
        length += len(data)
        if data.endswith(b"\n"):
            break
    return length


def _is_torn(text: bytes, error: json.JSONDecodeError) -> bool:
    """Return whether a line is the beginning of one; after a crash, zeros may follow it."""
    text = text.rstrip(b"\0")
    if not (text.startswith(_BEGINNING) or _BEGINNING.startswith(text)):
        return False
    is_at_end = error.pos >= len(text) or error.msg.startswith("Unterminated")
    return is_at_end or not text.endswith(b"}")
