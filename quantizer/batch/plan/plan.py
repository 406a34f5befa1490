"""The plan of a batch: every input with its output, made before anything is written.

    selection -> scan: the files
        -> name_template: the target that each would have
        -> collisions: the target that it gets, or why it is skipped
            -> entries, in the order of relative paths

Planning reads names, not the content of files, and writes nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.plan.collisions import AssignedTarget, TargetAssigner, check_folder
from quantizer.batch.plan.enums import USUAL_NAME, Sharing
from quantizer.batch.plan.name_template import Template
from quantizer.batch.plan.scan import scan
from quantizer.errors import SettingsError
from quantizer.image_files.formats import WRITABLE, FileFormat, format_by_name
from quantizer.progress import SILENT
from quantizer.settings.settings import TargetSettings

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quantizer.batch.plan.options import BatchOptions, Destination
    from quantizer.batch.plan.scan_result import FoundFile, ScanResult
    from quantizer.progress import Progress

_BY_ENDING = {ending: entry for entry in WRITABLE for ending in entry.extensions}


class EmptySelectionError(SettingsError):
    """None of the given paths is or contains an image; `links_outside` is that of `Plan`."""

    def __init__(self, message: str, links_outside: int = 0) -> None:
        super().__init__(message)
        self.links_outside = links_outside


@dataclass(frozen=True, slots=True)
class Entry:
    """One input and its output.

    Parameters
    ----------
    number
        Its number in the plan, from 1.
    source
        The input.
    relative
        Its path below the given folder; its name if it was given itself.
    target
        The output; the input itself if that is replaced and keeps its name.
    format
        Name of the output's format.
    group
        Names the files that share a palette: their folder, or ``all``; None for a palette of its
        own.
    replaces
        Whether an existing file at `target`, which is no input, is to be overwritten.
    skip
        Why it is skipped, as found while planning; empty if it is not.
    error
        Why it has failed while planning: `source` is a folder that cannot be read. Empty for
        files.
    copy
        Where a copy of the original goes if the result is rejected and the copy needs another
        extension; None for `target`.
    """

    number: int
    source: Path
    relative: Path
    target: Path
    format: str
    group: str | None = None
    replaces: bool = False
    skip: str = ""
    error: str = ""
    copy: AssignedTarget | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch is going to do.

    Parameters
    ----------
    entries
        In the order of relative paths; then the folders that cannot be read, each as an entry
        with an `error`.
    options
        The options of the batch.
    notices
        Sentences about things that were left out, such as links to outside and pipes.
    links_outside
        Number of links that were left out since they lead out of the given folder.
    """

    entries: tuple[Entry, ...]
    options: BatchOptions
    notices: tuple[str, ...] = ()
    links_outside: int = 0


def make_plan(
    options: BatchOptions,
    *,
    is_ours: Callable[[Path, Path], bool] = lambda _source, _target: False,
    progress: Progress = SILENT,
) -> Plan:
    """Plan a batch, without writing anything.

    Parameters
    ----------
    is_ours
        Returns, for a source and an existing target, whether an earlier run made the target from
        the source; that is no collision then, and the entry replaces it.

    Returns
    -------
    Plan
        All paths in it are absolute. Entries that are not skipped have different targets, and no
        target is an input, except where that input itself is replaced.

    Raises
    ------
    SettingsError
        If the template or the format cannot be used, or a folder is both input and output.
    EmptySelectionError
        If there are no files.
    ReadError
        If a given path does not exist.
    CollisionError
        If targets collide under the policy ``fail``.
    WriteError
        If the output folder cannot be a folder.
    """
    naming = _Naming.of(options)
    if naming.folder is not None:
        check_folder(naming.folder)
    found = scan(options.selection, naming.folder, progress)
    if not found.files and not found.unread:
        raise EmptySelectionError(_describe_emptiness(options, found), found.links_outside)
    wanted = []
    for number, file in enumerate(found.files, 1):
        progress.check()
        wanted.append((number, file, *naming.target(file, number)))
    folders, collision = {row[2].parent for row in wanted}, options.destination.collision
    assigner = TargetAssigner(naming.folder, found.files, folders, collision, is_ours)
    entries = []
    # A file that keeps its name comes before one that gets this name by a new extension.
    for number, file, target, file_format in sorted(wanted, key=lambda row: _is_renamed(*row[1:3])):
        progress.check()
        assigned, group = assigner.assign(file, target), _group(file, options)
        place, replaces, skip = assigned.target, assigned.replaces, assigned.skip
        name = file_format.name
        entry = Entry(number, file.source, file.relative, place, name, group, replaces, skip)
        entries.append(entry)
    assigner.check()
    entries.sort(key=lambda entry: entry.number)
    if options.conversion.copy_original and naming.folder is not None:
        pairs = zip(entries, found.files, strict=True)
        entries = [_with_copy(entry, file, assigner) for entry, file in pairs]
    entries += _failed(found, naming.folder)
    return Plan(tuple(entries), options, found.notices, found.links_outside)


def copy_path(source: Path, target: Path, file_format: str) -> Path:
    """Return where the copy of an original goes: its target, with the original's extension."""
    is_same = source.suffix.lower() in format_by_name(file_format).extensions
    return target if is_same else target.with_suffix(source.suffix)


def _with_copy(entry: Entry, file: FoundFile, assigner: TargetAssigner) -> Entry:
    """Return an entry with the target of a copy of its original."""
    place = copy_path(entry.source, entry.target, entry.format)
    if entry.skip or place == entry.target:
        return entry
    return replace(entry, copy=assigner.assign_copy(file, place))


def _failed(found: ScanResult, folder: Path | None) -> Iterator[Entry]:
    """Yield the entries of folders that cannot be read."""
    for number, unread in enumerate(found.unread, len(found.files) + 1):
        target = unread.path if folder is None else folder / unread.relative
        yield Entry(number, unread.path, unread.relative, target, "", error=unread.reason)


@dataclass(frozen=True, slots=True)
class _Naming:
    """How targets are named."""

    folder: Path | None
    template: Template
    format: FileFormat | None
    colors: int

    @classmethod
    def of(cls, options: BatchOptions) -> _Naming:
        destination = options.destination
        template = Template.parse(destination.name)
        file_format = _given_format(destination, template)
        palette, settings = options.conversion.palette, options.conversion.settings
        finds_colors = settings.target != TargetSettings()
        if template.asks_for_colors and finds_colors:
            raise SettingsError(
                tr(
                    "the name {text!r} has {{k}}, but the number of colours is not known before an "
                    "image is converted; leave {{k}} out",
                    text=template.text,
                )
            )
        if destination.folder is None:
            if destination.name != USUAL_NAME:
                raise SettingsError(
                    tr("outputs that replace their inputs keep their names; leave the template out")
                )
            if file_format is not None and not file_format.reads:
                raise SettingsError(
                    tr(
                        "{label} is no image that can be opened again, so it replaces no original; "
                        "choose an output folder",
                        label=file_format.label,
                    )
                )
            return cls(None, template, file_format, 0)
        colors = settings.cluster.colors
        if palette is not None:
            colors = min(colors, len(palette))
        folder = Path(os.path.abspath(destination.folder))  # noqa: PTH100 - keeps the links
        return cls(folder, template, file_format, colors)

    def target(self, found: FoundFile, number: int) -> tuple[Path, FileFormat]:
        """Return the target that an input would have, and its format."""
        suffix = found.source.suffix
        own = _BY_ENDING.get(suffix.lower())
        file_format = self.format or own or WRITABLE[0]
        # The extension is kept as written (.PNG, .tif): web pages and programs refer to it.
        ending = suffix if file_format is own else file_format.extensions[0]
        if self.folder is None:
            return found.source.with_suffix(ending), file_format
        name = self.template.fill(found.relative, ext=ending[1:], k=self.colors, n=number)
        return self.folder / name, file_format


def _given_format(destination: Destination, template: Template) -> FileFormat | None:
    """Return the format that was chosen, by name or by the template's extension."""
    if destination.format is None:
        return template.format
    given = format_by_name(destination.format)
    if not given.writes:
        known = ", ".join(entry.name for entry in WRITABLE)
        raise SettingsError(
            tr("{label} cannot be written; choose one of {known}", label=given.label, known=known)
        )
    if template.format not in {None, given}:
        raise SettingsError(
            tr(
                "the name {text!r} does not have the extension of {label} files; end it in "
                ".{{ext}}",
                text=template.text,
                label=given.label,
            )
        )
    return given


def _is_renamed(found: FoundFile, target: Path) -> bool:
    return target.name != found.source.name


def _group(found: FoundFile, options: BatchOptions) -> str | None:
    """Return the name of the group of files that share a palette with a file."""
    if options.conversion.takes_whole_palette or options.sharing is Sharing.NONE:
        return None
    return str(Sharing.ALL if options.sharing is Sharing.ALL else found.source.parent)


def _describe_emptiness(options: BatchOptions, found: ScanResult) -> str:
    paths = options.selection.paths
    if not paths:
        return tr("no files were given")
    where = (
        str(paths[0])
        if len(paths) == 1
        else tr("{paths} and {count} more", paths=paths[0], count=len(paths) - 1)
    )
    if options.selection.include or options.selection.exclude:
        return tr("{where}: no image matches the patterns", where=where)
    because = f" ({found.notices[0].removesuffix('.')})" if found.notices else ""
    return tr("{where}: there are no images{because}", where=where, because=because)
