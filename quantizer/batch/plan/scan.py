"""Finds the input files of a batch, before anything is written.

    given paths -> a file: taken
                -> a folder: walked, one folder after another
                    -> regular files with an image's extension that match the patterns: taken
                    -> links to somewhere in the given folder: followed; to folders only one deep
                    -> links out of it, or to folders more than one deep: left out, or with
                       `FileSelection.follow_links` taken, but no folder twice by such links
                    -> other things: left out, with a notice if the user might miss them
                -> a folder that cannot be read: listed separately
        -> each file once, in the order of relative paths

Files of this program are never inputs: the output folder, journals, and temporary files of an
interrupted run. Hidden files and folders are left out unless they are given by name: they are
thumbnails, version control, and what other systems put beside an image.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.plan.patterns import Patterns
from quantizer.batch.plan.scan_result import FoundFile, ScanResult, UnreadableFolder
from quantizer.batch.plan.tree import Folder, Tree, is_own, is_within
from quantizer.errors import ReadError, SettingsError
from quantizer.image_files.formats import READABLE
from quantizer.progress import SILENT

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.batch.plan.options import FileSelection
    from quantizer.progress import Progress

_ENDINGS = frozenset(ending for entry in READABLE for ending in entry.extensions)


def scan(selection: FileSelection, output: Path | None, progress: Progress = SILENT) -> ScanResult:
    """Find the files of a selection.

    Parameters
    ----------
    selection
        Folders and files, and patterns.
    output
        The output folder, which is never read; None if inputs are replaced. Then each file is
        taken once, and links within folders are not followed.

    Raises
    ------
    ReadError
        If a given path does not exist.
    SettingsError
        If a folder is both input and output, or a pattern is empty.
    """
    scanner = _Scanner(selection, output, progress)
    for path in selection.paths:
        scanner.take(path)
    unread = sorted(scanner.unread.values(), key=lambda folder: folder.relative.parts)
    notices = tuple(scanner.notices)
    return ScanResult(tuple(scanner.in_order()), notices, tuple(unread), scanner.links_outside)


class _Scanner:
    """Walks the given paths, and collects the files."""

    def __init__(self, selection: FileSelection, output: Path | None, progress: Progress) -> None:
        self.notices: list[str] = []
        self.links_outside = 0
        self.unread: dict[str, UnreadableFolder] = {}
        self._include = Patterns.parse(selection.include)
        self._exclude = Patterns.parse(selection.exclude)
        self._recursive = selection.recursive
        self._left_out = selection.left_out
        self._follows = selection.follow_links
        self._replaces = output is None
        self._output = None if output is None else os.path.realpath(output)
        self._output_status = _status(self._output)
        self._check = progress.check
        self._found: list[tuple[list[str], FoundFile]] = []
        self._seen: set[object] = set()
        self._walked: set[str] = set()
        self._later: list[Folder] = []

    def take(self, path: Path) -> None:
        """Take a path that the user gave."""
        self._check()
        absolute = os.path.abspath(path)  # noqa: PTH100 - keeps the links
        try:
            mode = os.stat(absolute).st_mode  # noqa: PTH116 - a null byte must raise here
        except FileNotFoundError as error:
            raise ReadError(path, tr("there is no such file or folder")) from error
        except (OSError, ValueError) as error:
            raise ReadError(path, tr("cannot be read ({reason})", reason=_reason(error))) from error
        real = os.path.realpath(absolute)
        if is_own(real):
            self._leave_out(absolute, tr("belongs to an earlier run"))
        elif stat.S_ISDIR(mode):
            self._walk(absolute, real)
        elif not stat.S_ISREG(mode):
            self._leave_out(absolute, tr("is {kind}", kind=_kind(mode)))
        elif self._exclude.match(os.path.basename(absolute)):  # noqa: PTH119
            self._leave_out(absolute, tr("is excluded by a pattern"))
        else:
            source = real if self._replaces else absolute
            self._add(source, os.path.basename(source), real)  # noqa: PTH119

    def in_order(self) -> Iterator[FoundFile]:
        """Yield the files by relative path; of equal ones, in the order given."""
        return (found for _, found in sorted(self._found, key=lambda pair: pair[0]))

    def _walk(self, path: str, real: str) -> None:
        if self._is_output(real):
            raise SettingsError(
                tr(
                    "{path} is both input and output folder; choose another output folder, or "
                    "--replace to replace the images in it",
                    path=path,
                )
            )
        inside = self._output is not None and is_within(self._output, real)
        tree = Tree(real, self._output if inside or self._follows else None)
        self._walked.clear()
        self._walk_below(tree, Folder(path, "", real))
        while self._later:  # folders that several links lead to, the first by name first
            self._later.sort(key=lambda folder: folder.relative, reverse=True)
            folder = self._later.pop()
            if folder.real not in self._walked:
                self._walk_below(tree, folder)

    def _walk_below(self, tree: Tree, folder: Folder) -> None:
        waiting = [folder]
        while waiting:
            folder = waiting.pop()
            self._walked.add(folder.real)
            try:
                with os.scandir(folder.path) as entries:
                    for entry in entries:
                        self._check()
                        below = self._visit(tree, folder, entry)
                        if below is not None:
                            waiting.append(below)
            except FileNotFoundError:
                self._leave_out(folder.path, tr("was deleted during the scan"))
            except OSError as error:
                self._note_unread(folder, error)

    def _note_unread(self, folder: Folder, error: OSError) -> None:
        path, reason = (
            Path(folder.path),
            tr("the folder cannot be read ({reason})", reason=_reason(error)),
        )
        relative = Path(folder.relative or path.name)
        self.unread[folder.path] = UnreadableFolder(path, relative, reason)

    def _visit(self, tree: Tree, folder: Folder, entry: os.DirEntry[str]) -> Folder | None:
        """Take an entry that is a file; return an entry that is a folder to be walked."""
        name = entry.name
        relative = folder.below(name)
        if name.startswith("."):
            return None
        if entry.is_symlink():
            return self._follow(tree, folder, entry.path, relative)
        if entry.is_dir(follow_symlinks=False):
            real = os.path.join(folder.real, name)  # noqa: PTH118 - 10,000 of them
            if not self._enters(relative) or self._is_output(real):
                return None
            return Folder(entry.path, relative, real, folder.linked)
        if entry.is_file(follow_symlinks=False):
            if self._wants(relative):
                self._add(entry.path, relative, os.path.join(folder.real, name))  # noqa: PTH118
        elif not self._exclude.match(relative):
            self._leave_out(
                entry.path, tr("is {kind}", kind=_kind(entry.stat(follow_symlinks=False).st_mode))
            )
        return None

    def _follow(self, tree: Tree, folder: Folder, path: str, relative: str) -> Folder | None:
        """Treat a link as `_visit` treats its target."""
        real = None if self._exclude.match(relative) else self._resolve(tree, path)
        if real is None:
            return None
        mode = os.stat(real).st_mode  # noqa: PTH116
        if stat.S_ISDIR(mode):
            return self._follow_to_folder(folder, path, relative, real)
        if not stat.S_ISREG(mode):
            self._leave_out(path, tr("is a link to {kind}", kind=_kind(mode)))
        elif self._wants(relative):
            self._add(path, relative, real)
        return None

    def _resolve(self, tree: Tree, path: str) -> str | None:
        """Return the target of a link, if it may be read."""
        try:
            real = os.path.realpath(path, strict=True)
        except OSError as error:
            self._leave_out(path, tr("is a broken link ({reason})", reason=_reason(error)))
            return None
        if tree.is_ours(real):
            return None
        if not tree.contains(real) and not self._follows:
            self.links_outside += 1
            self._leave_out(path, tr("is a link to somewhere outside its folder"))
            return None
        if self._replaces:
            self._leave_out(path, tr("is a link, which cannot be replaced"))
            return None
        return real

    def _follow_to_folder(
        self, folder: Folder, path: str, relative: str, real: str
    ) -> Folder | None:
        if not self._enters(relative):
            return None
        if is_within(folder.real, real):
            self._leave_out(path, tr("is a link to a folder that contains it"))
            return None
        below = Folder(path, relative, real, linked=True)
        if not folder.linked:
            return below
        # Folders that are linked to each other would never end.
        if self._follows:
            self._later.append(below)
        else:
            self._leave_out(path, tr("is a link to a folder, reached by another such link"))
        return None

    def _wants(self, relative: str) -> bool:
        ending = os.path.splitext(relative)[1].lower()  # noqa: PTH122 - 10,000 of them
        if ending not in _ENDINGS or (self._include and not self._include.match(relative)):
            return False
        return not (self._exclude and self._exclude.match(relative))

    def _enters(self, relative: str) -> bool:
        return self._recursive and not (self._exclude and self._exclude.match_all_in(relative))

    def _is_output(self, real: str) -> bool:
        """Return whether a folder is the output folder, also under another name."""
        if real == self._output:
            return True
        if self._output_status is None:
            return False
        status = _status(real)
        return status is not None and os.path.samestat(status, self._output_status)

    def _add(self, source: str, relative: str, real: str) -> None:
        """Add a file, unless it was found before: given folders may overlap."""
        if source in self._left_out:
            return
        keys = {("source", source), real if self._replaces else ("real", real, relative)}
        if self._seen.isdisjoint(keys):
            self._found.append((relative.split("/"), FoundFile(Path(source), Path(relative), real)))
        self._seen |= keys

    def _leave_out(self, path: str, what: str) -> None:
        self.notices.append(tr("{path} {what}; it is left out.", path=path, what=what))


def _status(path: str | None) -> os.stat_result | None:
    try:
        return None if path is None else os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return tr("a pipe")
    return tr("a socket") if stat.S_ISSOCK(mode) else tr("a device")


def _reason(error: OSError | ValueError) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return (text or tr("its name cannot be used for a file")).lower()
