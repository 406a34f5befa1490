"""What a scan of the inputs has found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that was found.

    Parameters
    ----------
    source
        Its absolute path, links unresolved.
    relative
        Its path below the given folder; its name if it was given itself.
    real
        Its path with links resolved: the same for two paths that lead to one file.
    """

    source: Path
    relative: Path
    real: str


@dataclass(frozen=True, slots=True)
class UnreadableFolder:
    """A folder that could not be read.

    Parameters
    ----------
    path
        Its absolute path, links unresolved.
    relative
        Its path below the given folder; its name if it was given itself.
    reason
        For a person: why, without its name and without a full stop.
    """

    path: Path
    relative: Path
    reason: str


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The files of a selection.

    Parameters
    ----------
    files
        Each file once, in the order of relative paths.
    notices
        Sentences about what was left out.
    unread
        Folders whose files are missing, as they could not be read.
    links_outside
        Number of links that were left out since they lead out of the given folder.
    """

    files: tuple[FoundFile, ...]
    notices: tuple[str, ...]
    unread: tuple[UnreadableFolder, ...] = ()
    links_outside: int = 0
