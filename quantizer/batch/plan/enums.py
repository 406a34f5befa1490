"""Enums of the batch options. Nothing here imports NumPy, so that ``--help`` starts fast."""

from __future__ import annotations

from enum import StrEnum

USUAL_NAME = "{relative}.{ext}"
"""Default template of output names."""


class Collision(StrEnum):
    """What happens if an output would get the name of an existing file or of another output."""

    FAIL = "fail"
    SKIP = "skip"
    RENAME = "rename"
    OVERWRITE = "overwrite"


class Sharing(StrEnum):
    """Which files share one palette."""

    NONE = "none"
    ALL = "all"
    FOLDER = "folder"
