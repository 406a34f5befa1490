"""Reads the lines of a journal: bounded, checked, and each with whether this user wrote it.

    file -> lines of at most 1 MiB -> JSON objects -> `Line`

A line torn by a crash is passed over. Any other line that is not a JSON object is an error which
says what line it is.
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
        The JSON object.
    is_own
        Whether it was signed with this user's key, for this place in this journal.
    """

    number: int
    value: dict[str, Any]
    is_own: bool


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
            If the journal cannot be read, or a line is damaged.
        """
        try:
            with os.fdopen(open_regular(self.path, os.O_RDONLY), "rb") as file:
                file.seek(self._offset)
                yield from self._read(file)
        except OSError as error:
            reason = tr("cannot be read ({reason})", reason=error.strerror or error)
            raise JournalError(self.path, reason) from error

    def damaged(self, line: Line) -> JournalError:
        """Return the error for a line that makes no sense."""
        return self._error(line.number)

    def _read(self, file: BinaryIO) -> Iterator[Line]:
        key = JournalKey.load()
        while data := file.readline(LONGEST_LINE + 1):
            number, offset = self._number + 1, self._offset
            if len(data) > LONGEST_LINE:
                raise self._error(number)
            is_whole, text = data.endswith(b"\n"), data.rstrip(b"\r\n")
            value = self._parse(text, number)
            if value is None and not is_whole:  # it is being written
                return
            self._offset, self._number = offset + len(data), number
            if value is None:
                continue
            is_own = key is not None and key.has_signed(text, self.path.name, offset)
            self._is_foreign = self._is_foreign or not is_own
            if self._is_foreign and self._offset > _LONGEST_FOREIGN:
                raise JournalError(self.path, tr("is too large for a journal of somebody else"))
            yield Line(number, value, is_own)

    def _parse(self, text: bytes, number: int) -> dict[str, Any] | None:
        """Return the object in a line; None if the line was torn by a crash."""
        try:
            value = json.loads(text)
        except json.JSONDecodeError as error:
            if _is_torn(text, error):
                return None
            raise self._error(number) from error
        except (ValueError, RecursionError) as error:
            raise self._error(number) from error
        if not isinstance(value, dict):
            raise self._error(number)
        return value

    def _error(self, number: int) -> JournalError:
        if number == 1:
            return JournalError(
                self.path, tr("line 1 is damaged: this is not a journal of a batch")
            )
        return JournalError(self.path, tr("line {number:,} is damaged", number=number))


def _is_torn(text: bytes, error: json.JSONDecodeError) -> bool:
    """Return whether a line is the beginning of one; after a crash, zeros may follow it."""
    text = text.rstrip(b"\0")
    if not (text.startswith(_BEGINNING) or _BEGINNING.startswith(text)):
        return False
    is_at_end = error.pos >= len(text) or error.msg.startswith("Unterminated")
    return is_at_end or not text.endswith(b"}")
