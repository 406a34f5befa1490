"""Names of presets, which can be used as file names on every system.

Names are compared by their key: ``Web image``, ``web image`` and ``web-image`` are the same preset,
also on disks whose file names ignore case.
"""

from __future__ import annotations

import re
import unicodedata

from quantizer.errors import SettingsError

from ..language import tr

_MOST = 60
"""Largest number of characters of a name."""
_MOST_BYTES = 240
"""Largest length of a file name without extension; most file systems allow 255."""
_UNSAFE = '<>:"/\\|?*'
"""Characters that Windows forbids, and path separators."""
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in "123456789"
}


def checked_name(name: str) -> str:
    """Return a name in Unicode normal form C, without surrounding white space.

    Raises
    ------
    SettingsError
        If it is empty, too long, or cannot be a file name.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if not name:
        raise SettingsError(tr("a preset needs a name"))
    if len(name) > _MOST:
        raise SettingsError(
            tr(
                "the name of a preset has at most {most} characters, not {count}",
                most=_MOST,
                count=len(name),
            )
        )
    wrong = next((char for char in name if char in _UNSAFE or not char.isprintable()), None)
    if wrong is not None:
        raise SettingsError(
            tr(
                "{name!r} cannot be the name of a preset: it contains {wrong!r}, and none of "
                "{unsafe} is allowed",
                name=name,
                wrong=wrong,
                unsafe=_UNSAFE,
            )
        )
    key = key_of(name)
    is_device = key.split(".")[0] in _DEVICES
    is_hidden = name[0] == "." or name[-1] == "." or key.endswith(".json")
    if not key or is_device or is_hidden or len(key.encode()) > _MOST_BYTES:
        raise SettingsError(
            tr("{name!r} cannot be the name of a preset; choose another", name=name)
        )
    return name


def key_of(name: str) -> str:
    """Return the key of a name: lower case, with hyphens for spaces and underscores."""
    folded = unicodedata.normalize("NFC", name.strip().casefold())
    return re.sub(r"[\s_-]+", "-", folded).strip("-")
