"""Patterns that include or exclude files.

A pattern without a slash is compared with a file's name and with the names of its folders. One with
a slash is compared with the whole path below the given folder: ``*`` stops at a slash, and ``**``
stands for any number of folders. Case and Unicode normal form are ignored: ``*.jpg`` matches
``IMG_1.JPG``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from quantizer.batch.plan.case_folding import fold
from quantizer.errors import SettingsError

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANY = "**"


@dataclass(frozen=True, slots=True)
class Patterns:
    """Several patterns, of which one must match.

    Parameters
    ----------
    names
        Patterns without a slash.
    paths
        Patterns with slashes, split at them.
    """

    names: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]

    @classmethod
    def parse(cls, texts: Sequence[str]) -> Patterns:
        """Return the patterns of some texts.

        Raises
        ------
        SettingsError
            If one is empty.
        """
        names, paths = [], []
        for text in texts:
            parts = [part for part in fold(text).split("/") if part not in {"", "."}]
            if not parts:
                raise SettingsError(
                    tr("{text!r} is not a pattern; give one such as '*.png'", text=text)
                )
            if "/" not in text:
                names.append(parts[0])
                continue
            if not any(sign in parts[-1] for sign in "*?["):
                parts.append(_ANY)  # the name of a folder stands for its content
            paths.append(tuple(parts))
        return cls(tuple(names), tuple(paths))

    def __bool__(self) -> bool:
        return bool(self.names or self.paths)

    def match(self, relative: str) -> bool:
        """Return whether one matches a file's relative path, with ``/`` between folders."""
        return self._match(relative, self.paths)

    def match_all_in(self, relative: str) -> bool:
        """Return whether one matches everything in a folder."""
        return self._match(relative, [paths for paths in self.paths if paths[-1] == _ANY])

    def _match(self, relative: str, paths: Sequence[tuple[str, ...]]) -> bool:
        parts = fold(relative).split("/")
        is_named = any(fnmatchcase(part, pattern) for pattern in self.names for part in parts)
        return is_named or any(_matches(parts, pattern) for pattern in paths)


def _matches(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern:
        return not parts
    if pattern[0] == _ANY:
        rest = pattern[1:]
        if not rest or rest[0] == _ANY:
            return not rest or _matches(parts, rest)
        return any(_matches(parts[start:], rest) for start in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _matches(parts[1:], pattern[1:])
