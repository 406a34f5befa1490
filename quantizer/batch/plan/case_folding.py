"""Which names a disk takes for one: ``Ä.png`` in either Unicode form, on many also ``ä.png``."""

from __future__ import annotations

import contextlib
import os
import unicodedata
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TRIED = 32
"""Names of a folder that are looked at to see what its disk does."""


def fold(text: str) -> str:
    """Return what names have in common that differ in case and Unicode normal form only."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).casefold())


def compose(text: str) -> str:
    """Return what names have in common that differ in Unicode normal form only."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def ignores_case(folder: Path) -> bool:
    """Tell whether names that differ in case only may be one name in a folder.

    Nothing is written to find out: a name that is there is looked for in the other case.

    Parameters
    ----------
    folder
        A folder, or one that is yet to be made.

    Returns
    -------
    bool
        True also where it cannot be told, since that is the safer guess.
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
