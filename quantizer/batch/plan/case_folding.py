"""Names that a disk treats as equal: ``Ä.png`` in both Unicode forms, often also ``ä.png``."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TRIED = 32
"""Most names of a folder that are tried."""


def fold(text: str) -> str:
    """Return one text for all names that differ only in case and Unicode normal form."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def compose(text: str) -> str:
    """Return one text for all names that differ only in Unicode normal form."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def ignores_case(folder: Path) -> bool:
    """Return whether a folder's disk ignores the case of names.

    Nothing is written: an existing name is looked up in the other case.

    Parameters
    ----------
    folder
        A folder; it need not exist yet.

    Returns
    -------
    bool
        Also True if it cannot be found out, which is the safer guess.
    """
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in islice(entries, _TRIED):
            if entry.name.swapcase() != entry.name:
                return _is_found_in_other_case(folder, entry.name)
    with contextlib.suppress(OSError):
        same_disk = folder.stat().st_dev == folder.parent.stat().st_dev
        if same_disk and folder.name.swapcase() != folder.name:
            return _is_found_in_other_case(folder.parent, folder.name)
    return True


def _is_found_in_other_case(folder: Path, name: str) -> bool:
    try:
        other = (folder / name.swapcase()).lstat()
        return os.path.samestat((folder / name).lstat(), other)
    except FileNotFoundError:
        return False
