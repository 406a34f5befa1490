"""A folder tree, as a scan walks it; and which of its files belong to this program."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from quantizer.image_files.atomic import TEMPORARY

JOURNALS = ".quantizer-batch"
"""Name of the folders that contain journals; nothing in them is ever an input."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to be walked.

    Parameters
    ----------
    path
        The path by which it is reached, links unresolved.
    relative
        Its path below the given folder, with ``/`` between folders; empty for that folder.
    real
        Its path with links resolved.
    linked
        Whether `path` leads through a link to a folder.
    """

    path: str
    relative: str
    real: str
    linked: bool = False

    def below(self, name: str) -> str:
        """Return the relative path of something in it."""
        return f"{self.relative}/{name}" if self.relative else name


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree below a given folder.

    Parameters
    ----------
    real
        Resolved path of the folder.
    output
        Resolved path of the output folder, if a scan of the tree may get there.
    """

    real: str
    output: str | None

    def contains(self, real: str) -> bool:
        """Return whether a resolved path is in the tree."""
        return is_within(real, self.real)

    def is_ours(self, real: str) -> bool:
        """Return whether a resolved path belongs to this program."""
        if self.output is not None and is_within(real, self.output):
            return True
        return is_own(os.path.relpath(real, self.real) if self.contains(real) else real)


def absolute(path: Path | str) -> Path:
    """Return an absolute path without ``..``; links are kept."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.absolute keeps "..", resolve no links


def is_within(real: str, folder: str) -> bool:
    """Return whether a resolved path is a folder itself, or in it."""
    return real == folder or real.startswith(folder.rstrip(os.sep) + os.sep)


def is_own(path: str) -> bool:
    """Return whether a path is that of a journal or a temporary file of this program."""
    start, end = TEMPORARY
    name = os.path.basename(path)  # noqa: PTH119
    return JOURNALS in Path(path).parts or (name.startswith(start) and name.endswith(end))
