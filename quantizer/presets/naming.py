"""Names of presets, which are safe as names of files on every system.

A name is compared by its key: ``Web image``, ``web image`` and ``web-image`` are one preset, on the
command line as on disks that do not tell capitals from small letters.
"""

from __future__ import annotations

import re
import unicodedata

from quantizer.errors import SettingsError

_MOST = 60
"""Characters of a name; the file's fit into 255 bytes whatever they are."""
_MARKS = " -_.+()"
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in "123456789"
}


def checked_name(name: str) -> str:
    """Return a name without space around it, its characters composed.

    Raises
    ------
    SettingsError
        If it is empty, too long, or could not be the name of a file.
    """
    name = unicodedata.normalize("NFC", name).strip()
    if not name:
        raise SettingsError("a preset needs a name")
    if len(name) > _MOST:
        raise SettingsError(f"the name of a preset has at most {_MOST} characters, not {len(name)}")
    wrong = next((char for char in name if not (char.isalnum() or char in _MARKS)), None)
    if wrong is not None:
        raise SettingsError(
            f"{name!r} cannot be the name of a preset, because of {wrong!r}: use letters, digits, "
            "spaces and . - _ + ( )"
        )
    key = key_of(name)
    is_device = key.split(".")[0] in _DEVICES
    if is_device or name[0] == "." or name[-1] == "." or key.endswith(".json") or not key:
        raise SettingsError(f"{name!r} cannot be the name of a preset; choose another")
    return name


def key_of(name: str) -> str:
    """Return what a name is compared by: small letters, a hyphen for spaces and underscores."""
    folded = unicodedata.normalize("NFC", name.strip().casefold())
    return re.sub(r"[\s_-]+", "-", folded).strip("-")
