"""Patterns that say which files are taken or left out.

A pattern without a slash is held against a file's name and those of the folders that it is in;
one with a slash against the whole path below the folder that was given, where ``*`` stops at a
slash and ``**`` stands for any number of folders. Neither case nor the form in which an accented
letter is stored makes a difference: ``*.jpg`` takes what a camera called ``IMG_1.JPG``.
"""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from quantizer.batch.plan.case_folding import fold
from quantizer.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANY = "**"


@dataclass(frozen=True, slots=True)
class Patterns:
    """Several patterns, of which any may fit.

    Parameters
    ----------
    names
        Those without a slash.
    paths
        The others, each cut at its slashes.
    """

    names: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]

    @classmethod
    def parse(cls, texts: Sequence[str]) -> Patterns:
        """Return the patterns that were given.

        Raises
        ------
        SettingsError
            If one is empty.
        """
        names, paths = [], []
        for text in texts:
            parts = [part for part in fold(text).split("/") if part not in {"", "."}]
            if not parts:
                raise SettingsError(f"{text!r} is no pattern; give one such as '*.png'")
            if "/" not in text:
                names.append(parts[0])
                continue
            if not any(sign in parts[-1] for sign in "*?["):
                parts.append(_ANY)  # what names a folder means all that is in it
            paths.append(tuple(parts))
        return cls(tuple(names), tuple(paths))

    def __bool__(self) -> bool:
        return bool(self.names or self.paths)

    def fit(self, relative: str) -> bool:
        """Tell whether any fits a file's path, given with ``/`` between its folders."""
        parts = fold(relative).split("/")
        return self._fit_name(parts) or any(_fits(parts, pattern) for pattern in self.paths)

    def cover(self, relative: str) -> bool:
        """Tell whether any fits all that can be in a folder."""
        parts = fold(relative).split("/")
        return self._fit_name(parts) or any(
            _fits(parts, pattern) for pattern in self.paths if pattern[-1] == _ANY
        )

    def _fit_name(self, parts: list[str]) -> bool:
        return any(fnmatchcase(part, pattern) for pattern in self.names for part in parts)


def _fits(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern:
        return not parts
    if pattern[0] == _ANY:
        rest = pattern[1:]
        if not rest or rest[0] == _ANY:
            return not rest or _fits(parts, rest)
        return any(_fits(parts[start:], rest) for start in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])
