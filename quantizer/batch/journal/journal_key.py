"""The user's key for journals, by which a journal of this user is told from any other.

    a line as JSON -> its code (keyed BLAKE2b, RFC 7693) over key, journal, place and content
                   -> {"event": ..., "mac": "5f..."}

The key is a file of random bytes that only its user can read. It is made for the first journal. The
code covers the journal's name and the place of the line in it, so that a line cannot be changed,
moved or taken from another journal. Without a key, journals are written without codes.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
from typing import TYPE_CHECKING, Self

from quantizer.batch.journal.regular_file import open_regular
from quantizer.errors import WriteError
from quantizer.image_files.atomic import write_atomically
from quantizer.installation import user_configuration_folder

if TYPE_CHECKING:
    from pathlib import Path

_KEY_BYTES = 32
_MAC_BYTES = 16
_START, _END = b',"mac":"', b'"}'
_MAC_LENGTH = len(_START) + 2 * _MAC_BYTES + len(_END)
_log = logging.getLogger(__name__)


def key_file() -> Path:
    """Return the file of the key; it need not exist.

    Raises
    ------
    RuntimeError
        If the user has no home folder.
    """
    return user_configuration_folder() / "Quantizer" / "journal.key"


class JournalKey:
    """Adds a message authentication code to lines, and checks the code of lines that were read."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @classmethod
    def load(cls) -> Self | None:
        """Return the user's key; None if there is none, or it cannot be read."""
        try:
            descriptor = open_regular(key_file(), os.O_RDONLY)
        except (OSError, RuntimeError):
            return None
        with os.fdopen(descriptor, "rb") as file:
            secret = file.read(_KEY_BYTES + 1)
        return cls(secret) if len(secret) == _KEY_BYTES else None

    @classmethod
    def load_or_create(cls) -> Self | None:
        """Return the user's key, which is made if there is none; None if that is impossible."""
        key = cls.load()
        if key is not None:
            return key
        try:
            path = key_file()
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(path, os.urandom(_KEY_BYTES), private=True)
        except (OSError, RuntimeError, WriteError) as error:  # it may have been made meanwhile
            _log.info("no new key for journals: %s", error)
        return cls.load()

    def sign(self, line: bytes, journal: str, place: int) -> bytes:
        """Return a line with its code.

        Parameters
        ----------
        line
            A JSON object that is not empty, without a line end.
        journal
            Name of the journal's file.
        place
            Offset of the line in that file, in bytes.
        """
        content = line[:-1]
        return content + _START + self._code(content, journal, place) + _END

    def has_signed(self, line: bytes, journal: str, place: int) -> bool:
        """Return whether a line, without its line end, is one that `sign` returned."""
        content, code = line[:-_MAC_LENGTH], line[-_MAC_LENGTH:]
        if not (code.startswith(_START) and code.endswith(_END)):
            return False
        expected = self._code(content, journal, place)
        return hmac.compare_digest(code[len(_START) : -len(_END)], expected)

    def _code(self, content: bytes, journal: str, place: int) -> bytes:
        state = hashlib.blake2b(key=self._secret, digest_size=_MAC_BYTES)
        state.update(os.fsencode(f"{journal}\0{place}\0"))
        state.update(content)
        return state.hexdigest().encode()
