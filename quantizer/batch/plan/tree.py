"""A folder with all that is in it, walked a folder at a time."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from quantizer.image_files.atomic import TEMPORARY

JOURNALS = ".quantizer-batch"
"""Name of the folders that hold journals; nothing in them is ever an input."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to be walked.

    Parameters
    ----------
    path
        How it is reached.
    relative
        Its path below the folder that was given, with ``/`` between folders; empty for that one.
    real
        Where it really is.
    linked
        Whether the way to it leads through a link to a folder.
    """

    path: str
    relative: str
    real: str
    linked: bool = False

    def below(self, name: str) -> str:
        """Return the relative path of what is in it."""
        return f"{self.relative}/{name}" if self.relative else name


@dataclass(frozen=True, slots=True)
class Tree:
    """What lies in a folder that was given.

    Parameters
    ----------
    real
        Where the folder really is.
    output
        Where the output folder really is, if it is in the tree.
    """

    real: str
    output: str | None

    def holds(self, real: str) -> bool:
        """Tell whether something lies in the tree."""
        return is_within(real, self.real)

    def is_ours(self, real: str) -> bool:
        """Tell whether something is this program's own."""
        if self.output is not None and is_within(real, self.output):
            return True
        return is_own(os.path.relpath(real, self.real))


def is_within(real: str, folder: str) -> bool:
    """Tell whether a resolved path is that of a folder, or leads into it."""
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def is_own(path: str) -> bool:
    """Tell whether a path is that of a journal or a temporary file of this program."""
    start, end = TEMPORARY
    name = os.path.basename(path)  # noqa: PTH119
    return JOURNALS in Path(path).parts or (name.startswith(start) and name.endswith(end))
