"""Names of presets, which are safe as names of files on every system.

A name is compared by its key: ``Web image``, ``web image`` and ``web-image`` are one preset, on the
command line as on disks that do not tell capitals from small letters.
"""

from __future__ import annotations

import re
import unicodedata

from quantizer.errors import SettingsError

_MOST = 60
"""Characters of a name."""
_MOST_BYTES = 240
"""Of a file's name without its ending; 255 is the most that is common."""
_UNSAFE = '<>:"/\\|?*'
"""What Windows refuses, and what leads elsewhere."""
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
    wrong = next((char for char in name if char in _UNSAFE or not char.isprintable()), None)
    if wrong is not None:
        raise SettingsError(
            f"{name!r} cannot be the name of a preset, because of {wrong!r}: none of {_UNSAFE} may "
            "be in it"
        )
    key = key_of(name)
    is_device = key.split(".")[0] in _DEVICES
    is_hidden = name[0] == "." or name[-1] == "." or key.endswith(".json")
    if not key or is_device or is_hidden or len(key.encode()) > _MOST_BYTES:
        raise SettingsError(f"{name!r} cannot be the name of a preset; choose another")
    return name


def key_of(name: str) -> str:
    """Return what a name is compared by: small letters, a hyphen for spaces and underscores."""
    folded = unicodedata.normalize("NFC", name.strip().casefold())
    return re.sub(r"[\s_-]+", "-", folded).strip("-")
