"""Gives each input a target of its own, which is no other input.

A target is not free if it is an input, the output of another input, not a file, or an existing file
that an earlier run did not make from the same input. The collision policy says what happens then;
but no policy lets two inputs share a target, or an input be overwritten.
"""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.plan.case_folding import compose, fold, ignores_case
from quantizer.batch.plan.options import Collision
from quantizer.batch.plan.tree import is_within
from quantizer.errors import WriteError

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from quantizer.batch.plan.scan_result import FoundFile


_NAMED = 10
"""Most colliding outputs that an error names."""


class CollisionError(WriteError):
    """The target of an output is not free, and the policy is to fail."""


@dataclass(frozen=True, slots=True)
class AssignedTarget:
    """A target and how it may be used; see `quantizer.batch.plan.plan.Entry`."""

    target: Path
    replaces: bool = False
    skip: str = ""


@dataclass(frozen=True, slots=True)
class _Obstacle:
    """Why a target is not free, as the end of a sentence; a plain file is `overwritable`."""

    reason: str
    overwritable: bool = False


class TargetAssigner:
    """Assigns targets to inputs.

    Parameters
    ----------
    folder
        The output folder; None if inputs are replaced.
    inputs
        All inputs of the plan.
    folders
        All folders of targets; none of them becomes the target of a file.
    collision
        What happens if a target is not free.
    is_ours
        Returns, for a source and a target, whether an earlier run made the target from the source.

    Raises
    ------
    WriteError
        If one of `folders` is a file, or a link to somewhere outside the output folder.
    """

    def __init__(
        self,
        folder: Path | None,
        inputs: Sequence[FoundFile],
        folders: Iterable[Path],
        collision: Collision,
        is_ours: Callable[[Path, Path], bool],
    ) -> None:
        self._folder = folder
        self._root = None if folder is None else os.path.realpath(folder)
        self._collision = collision
        self._is_ours = is_ours
        self._inputs = inputs
        disk = folder or (inputs[0].source.parent if inputs else Path())
        self._key = fold if ignores_case(disk) else compose
        self._keys = {self._key(found.real) for found in inputs}
        self._identities: set[tuple[int, int]] | None = None
        self._taken: dict[str, Path] = {}
        self._folders: dict[Path, str] = {}
        self._needed = {key for wanted in folders for key in self._folders_to(wanted)}
        self._next: dict[Path, int] = {}
        self._refused: list[CollisionError] = []

    def assign(self, found: FoundFile, target: Path) -> AssignedTarget:
        """Return the target of an input: the wanted one, another one, or a reason to skip it."""
        if self._root is None and target == found.source:
            return AssignedTarget(target)
        obstacle, real, exists = self._look(found, target)
        if obstacle is None or (self._overwrites and obstacle.overwritable):
            self._taken[self._key(real)] = found.source
            return AssignedTarget(target, replaces=exists)
        if self._collision is Collision.RENAME:
            return self._rename(found, target)
        if self._collision is Collision.SKIP:
            return AssignedTarget(target, skip=tr("its output {reason}", reason=obstacle.reason))
        self._refused.append(self._refusal(found, target, obstacle))
        return AssignedTarget(target)

    def assign_copy(self, found: FoundFile, target: Path) -> AssignedTarget:
        """Return the target of a copy of an input; call it after all calls of `assign`.

        It may replace a copy of the same input by an earlier run, and nothing else. Under the
        policies ``fail`` and ``overwrite``, that is checked when the copy is made.
        """
        obstacle, real, exists = self._look(found, target)
        if self._key(real) == self._key(found.real):
            return AssignedTarget(target, skip=tr("the original itself is there"))
        if obstacle is None:
            self._taken[self._key(real)] = found.source
            return AssignedTarget(target, replaces=exists)
        if self._collision is Collision.RENAME:
            return self._rename(found, target)
        if self._collision is Collision.SKIP:
            return AssignedTarget(target, skip=f"{target.name} {obstacle.reason}")
        return AssignedTarget(target)

    def check(self) -> None:
        """Raise an error if a target was not free under the policy ``fail``.

        Raises
        ------
        CollisionError
            If there are any.
        """
        if not self._refused:
            return
        first, *others = self._refused
        if others:
            collide = tr("outputs collide") if len(others) > 1 else tr("output collides")
            names = [self._name(Path(other.path)) for other in others[: _NAMED - 1]]
            if len(others) > len(names):
                names.append("...")
            rest = tr(
                " (and {count:,} more {collide}: {names})",
                count=len(others),
                collide=collide,
                names=", ".join(names),
            )
            first = CollisionError(first.path, first.reason + rest)
        raise first

    def _name(self, target: Path) -> str:
        return str(target if self._folder is None else target.relative_to(self._folder))

    @property
    def _overwrites(self) -> bool:
        return self._collision is Collision.OVERWRITE

    def _refusal(self, found: FoundFile, target: Path, obstacle: _Obstacle) -> CollisionError:
        if target == found.source:
            return CollisionError(
                target, tr("is the input itself; choose another folder or --name, or --replace")
            )
        ways = tr("--collision skip or rename")
        if obstacle.overwritable:
            ways = tr("--collision skip, rename or overwrite")
        if self._root is not None:
            ways = tr("another folder or --name, or {ways}", ways=ways)
        return CollisionError(
            target,
            tr(
                "{reason}, so {source} cannot be written there; choose {ways}",
                reason=obstacle.reason,
                source=found.source,
                ways=ways,
            ),
        )

    def _rename(self, found: FoundFile, target: Path) -> AssignedTarget:
        number = self._next.get(target, 2)
        while True:
            candidate = target.with_name(f"{target.stem}-{number}{target.suffix}")
            number += 1
            obstacle, real, exists = self._look(found, candidate)
            if obstacle is None:
                self._next[target] = number
                self._taken[self._key(real)] = found.source
                return AssignedTarget(candidate, replaces=exists)

    def _look(self, found: FoundFile, target: Path) -> tuple[_Obstacle | None, str, bool]:
        """Return why a target is not free, its resolved path, and whether it exists."""
        real = os.path.join(self._real_folder(target.parent), target.name)  # noqa: PTH118
        try:
            status = os.lstat(real)
        except OSError:
            return self._in_plan(real), real, False
        if stat.S_ISLNK(status.st_mode):
            real = os.path.realpath(real)
            if self._root is not None and not is_within(real, self._root):
                return _Obstacle(tr("is a link to somewhere outside the output folder")), real, True
            try:
                status = os.stat(real)  # noqa: PTH116
            except OSError:
                return _Obstacle(tr("is a broken link")), real, True
        return self._in_plan(real) or self._on_disk(found, target, status), real, True

    def _in_plan(self, real: str) -> _Obstacle | None:
        key = self._key(real)
        if key in self._keys:
            return _Obstacle(tr("is an input"))
        if key in self._taken:
            return _Obstacle(tr("is the output of {taken} as well", taken=self._taken[key]))
        if key in self._needed:
            return _Obstacle(tr("is needed as a folder of other outputs"))
        return None

    def _on_disk(self, found: FoundFile, target: Path, status: os.stat_result) -> _Obstacle | None:
        if stat.S_ISDIR(status.st_mode):
            return _Obstacle(tr("is a folder"))
        if not stat.S_ISREG(status.st_mode):
            return _Obstacle(tr("is a device or a pipe"))
        if status.st_nlink > 1 and (status.st_dev, status.st_ino) in self._input_identities():
            return _Obstacle(tr("is an input, under another name"))
        if self._is_ours(found.source, target):
            return None
        return _Obstacle(tr("exists already"), overwritable=True)

    def _input_identities(self) -> set[tuple[int, int]]:
        if self._identities is None:
            self._identities = set()
            for found in self._inputs:
                with contextlib.suppress(OSError):  # it may be gone since the scan
                    status = os.lstat(found.real)
                    self._identities.add((status.st_dev, status.st_ino))
        return self._identities

    def _folders_to(self, folder: Path) -> Iterator[str]:
        """Yield the keys of the folders between the output folder and a target."""
        real, top = self._real_folder(folder), len(self._root or "")
        while self._root is not None and len(real) > top:
            yield self._key(real)
            real = os.path.dirname(real)  # noqa: PTH120

    def _real_folder(self, folder: Path) -> str:
        """Return the resolved path of a target's folder."""
        if folder not in self._folders:
            real = os.path.realpath(folder)
            if self._root is not None and not is_within(real, self._root):
                raise WriteError(
                    folder, tr("is a link to somewhere outside the output folder; remove it")
                )
            check_folder(Path(real))
            self._folders[folder] = real
        return self._folders[folder]


def check_folder(folder: Path) -> None:
    """Check that a folder exists or can be created.

    Raises
    ------
    WriteError
        If it, or a folder above it, is something else.
    """
    for path in (folder, *folder.parents):
        try:
            mode = os.stat(path).st_mode  # noqa: PTH116 - a null byte must raise here
        except ValueError as error:
            raise WriteError(folder, tr("its name cannot be used for a folder")) from error
        except (FileNotFoundError, NotADirectoryError):
            if path.is_symlink():
                raise WriteError(path, tr("is a broken link, not a folder")) from None
            continue
        except OSError as error:
            raise WriteError(
                path, tr("cannot be reached ({reason})", reason=error.strerror)
            ) from error
        if not stat.S_ISDIR(mode):
            raise WriteError(path, tr("is a file, where a folder is needed for outputs"))
        return
