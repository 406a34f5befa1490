"""Palettes that come with the program: old computers, consoles, e-ink panels, artists' palettes.

Each palette is one GIMP palette file (.gpl) in this folder. The file's name is the palette's name,
such as ``pico-8``, and its comments say where the colours come from. `built_in_palette` reads one
by name. `find_palette` takes what a user wrote: the name of a built-in palette or the path of a
palette file. To add a palette, add a file.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.palette_files import read_palette
from quantizer.palette_files.gpl import read as read_gpl

from ..language import tr

if TYPE_CHECKING:
    from quantizer.image.palette import Palette

__all__ = ["built_in_names", "built_in_palette", "built_in_source", "find_palette", "is_built_in"]

_FOLDER = Path(__file__).parent
_EXTENSION = ".gpl"


@cache
def built_in_names() -> tuple[str, ...]:
    """Return the names of all built-in palettes, in alphabetical order."""
    return tuple(sorted(path.stem for path in _FOLDER.glob(f"*{_EXTENSION}")))


def built_in_palette(name: str) -> Palette:
    """Return a built-in palette, such as ``pico-8``.

    Parameters
    ----------
    name
        Its name; case, hyphens and spaces do not matter.

    Returns
    -------
    Palette
        Its colours are opaque. The swatches have names where the source names them.

    Raises
    ------
    SettingsError
        If there is none; the message names similar ones.

    Examples
    --------
    >>> from quantizer import built_in_palette
    >>> built_in_palette("pico-8")[:3].hex
    ['#000000', '#1d2b53', '#7e2553']
    """
    return _palette(_checked(name))


def built_in_source(name: str) -> str:
    """Return in words where the colours of a built-in palette come from.

    Raises
    ------
    SettingsError
        If there is no such palette.
    """
    lines = _content(_checked(name)).decode().splitlines()
    comment = " ".join(line.removeprefix("#").strip() for line in lines if line.startswith("#"))
    return comment.removeprefix("Source: ")


def is_built_in(name: str) -> bool:
    """Return whether a built-in palette has this name."""
    return _find(name) is not None


def find_palette(name_or_path: str) -> Palette:
    """Return the built-in palette of that name, or else the palette in the file at that path.

    A file called exactly like a built-in palette is read as ``./pico-8``.

    Raises
    ------
    SettingsError
        If there is neither a file nor a built-in palette.
    ReadError
        If the file is no usable palette.
    """
    name = _find(name_or_path)
    if name is not None:
        return _palette(name)
    path = Path(name_or_path)
    if path.suffix or path.name != name_or_path or path.is_file():
        return read_palette(path)
    raise SettingsError(
        tr(
            "{name_or_path!r} is neither a palette file nor {unknown}",
            name_or_path=name_or_path,
            unknown=_unknown(name_or_path),
        )
    )


def _checked(name: str) -> str:
    found = _find(name)
    if found is None:
        raise SettingsError(tr("{name!r} is not {unknown}", name=name, unknown=_unknown(name)))
    return found


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name.lower(), built_in_names(), n=3, cutoff=0.5)
    meant = f"did you mean {' or '.join(close)}? " if close else ""
    return f"a built-in palette; {meant}'quantizer palettes' lists them"


def _find(name: str) -> str | None:
    return _names_by_key().get(_key(name))


@cache
def _names_by_key() -> dict[str, str]:
    return {_key(name): name for name in built_in_names()}


def _key(name: str) -> str:
    """Return the form of a name by which palettes are found; a path keeps its separators."""
    return re.sub(r"[-_\s]", "", name.lower())


@cache
def _palette(name: str) -> Palette:
    return read_gpl(_content(name))


def _content(name: str) -> bytes:
    return (_FOLDER / f"{name}{_EXTENSION}").read_bytes()
