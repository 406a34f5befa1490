"""What a batch lets one choose among; nothing here imports NumPy, so that help is at once there."""

from __future__ import annotations

from enum import StrEnum

USUAL_NAME = "{relative}.{ext}"
"""Template of the names of outputs where none is given."""


class Collision(StrEnum):
    """What happens where an output has the name of a file that is there, or of another output."""

    FAIL = "fail"
    SKIP = "skip"
    RENAME = "rename"
    OVERWRITE = "overwrite"


class Sharing(StrEnum):
    """Which files get one palette together."""

    NONE = "none"
    ALL = "all"
    FOLDER = "folder"
