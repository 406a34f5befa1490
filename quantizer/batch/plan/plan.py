"""The whole list of inputs and outputs, made before anything is written.

    selection -> scan: the files
        -> the format of each, the template filled: the target that it would have
        -> claims: the target that it gets, or why it gets none
            -> entries, in the order of relative paths

Planning looks at names only, not into files, and writes nothing.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.plan.collisions import Claim, Claims, check_folder
from quantizer.batch.plan.enums import USUAL_NAME, Sharing
from quantizer.batch.plan.name_template import Template
from quantizer.batch.plan.scan import scan
from quantizer.errors import SettingsError
from quantizer.image_files.formats import WRITABLE, FileFormat, format_by_name
from quantizer.progress import SILENT
from quantizer.settings.settings import TargetSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from quantizer.batch.plan.options import BatchOptions, Conversion, Destination
    from quantizer.batch.plan.scan import Found, Scan
    from quantizer.progress import Progress

_BY_ENDING = {ending: entry for entry in WRITABLE for ending in entry.extensions}


class EmptySelectionError(SettingsError):
    """Nothing that was given is an image, or holds one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One input and what it is to become.

    Parameters
    ----------
    number
        Its place in the plan, from 1.
    source
        The input.
    relative
        Its path below the folder that was given; its name where it was given itself.
    target
        The output; the input itself where that is replaced and keeps its name.
    format
        Name of the format that the output is written in.
    group
        Names the files that get one palette together: their folder, or ``all``; None for a palette
        of its own.
    replaces
        Whether a file at `target`, which is no input, is to be overwritten.
    skip
        Why it is left out, found while planning; empty if it is not.
    error
        Why it has failed already: `source` is a folder that cannot be read. Empty for files.
    copy
        Where the original goes instead of a result that is not wanted, as far as it needs an
        ending of its own there; None for `target`.
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
    copy: Claim | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch will do.

    Parameters
    ----------
    entries
        In the order of their relative paths, however the disk lists them; after them folders that
        cannot be read, each as an entry with an `error`.
    options
        What was asked for.
    notices
        What was met on the way and left out: links that lead outside, pipes.
    """

    entries: tuple[Entry, ...]
    options: BatchOptions
    notices: tuple[str, ...] = ()


def _nothing_is_ours(_source: Path, _target: Path) -> bool:
    return False


def make_plan(
    options: BatchOptions,
    *,
    is_ours: Callable[[Path, Path], bool] = _nothing_is_ours,
    progress: Progress = SILENT,
) -> Plan:
    """Settle which file becomes which, without writing anything.

    Parameters
    ----------
    options
        What the batch is asked for.
    is_ours
        Tells of a source and a target that exists whether an earlier run made the one of the
        other; then it is no collision, and the entry replaces it.
    progress
        Asked often whether the plan is still wanted.

    Returns
    -------
    Plan
        All paths in it are absolute. No two entries that are not skipped have one target, and
        no target is an input, but where that input itself is replaced.

    Raises
    ------
    SettingsError
        If the template or the format cannot be used, or a folder is both input and output.
    EmptySelectionError
        If there is nothing to do.
    ReadError
        If something that was given is not there.
    CollisionError
        If there are collisions that the policy does not settle.
    WriteError
        If the output folder cannot be one.
    Cancelled
        If it is no longer wanted.
    """
    naming = _Naming.of(options)
    if naming.folder is not None:
        check_folder(naming.folder)
    found = scan(options.selection, naming.folder, progress)
    if not found.files and not found.unread:
        raise EmptySelectionError(_describe_emptiness(options, found))
    wanted = []
    for number, file in enumerate(found.files, 1):
        progress.check()
        wanted.append((number, file, *naming.target(file, number)))
    claims = Claims(
        naming.folder,
        found.files,
        {target.parent for _, _, target, _ in wanted},
        options.destination.collision,
        is_ours,
    )
    entries = []
    # Who keeps the own name comes before those who would get it by another format's ending.
    for number, file, target, file_format in sorted(wanted, key=lambda row: _is_renamed(*row[1:3])):
        progress.check()
        claim = claims.claim(file, target)
        entries.append(
            Entry(
                number=number,
                source=file.source,
                relative=file.relative,
                target=claim.target,
                format=file_format.name,
                group=_group(file, options),
                replaces=claim.replaces,
                skip=claim.skip,
            )
        )
    claims.check()
    entries.sort(key=lambda entry: entry.number)
    if options.conversion.copy_original and naming.folder is not None:
        entries = [
            _with_copy(entry, file, claims)
            for entry, file in zip(entries, found.files, strict=True)
        ]
    entries += _failed(found, naming.folder)
    return Plan(tuple(entries), options, found.notices)


def copy_path(source: Path, target: Path, file_format: str) -> Path:
    """Return where an original goes: its target, with an ending that tells what it is."""
    ending = source.suffix
    if ending.lower() in format_by_name(file_format).extensions:
        return target
    return target.with_suffix(ending)


def _with_copy(entry: Entry, file: Found, claims: Claims) -> Entry:
    """Return an entry that knows where its original may go."""
    place = copy_path(entry.source, entry.target, entry.format)
    if entry.skip or place == entry.target:
        return entry
    return replace(entry, copy=claims.claim_copy(file, place))


def _failed(found: Scan, folder: Path | None) -> Iterator[Entry]:
    """Yield the entries of folders that cannot be read."""
    for number, unread in enumerate(found.unread, len(found.files) + 1):
        target = unread.path if folder is None else folder / unread.relative
        yield Entry(number, unread.path, unread.relative, target, "", error=unread.reason)


@dataclass(frozen=True, slots=True)
class _Naming:
    """How targets are called."""

    folder: Path | None
    template: Template
    format: FileFormat | None
    colors: int

    @classmethod
    def of(cls, options: BatchOptions) -> _Naming:
        destination = options.destination
        template = Template.parse(destination.name)
        file_format = _given_format(destination, template)
        if template.asks_for_colors and _finds_colors(options.conversion):
            raise SettingsError(
                f"the name {template.text!r} has {{k}}, but the number of colours is found for "
                "each image only when it is converted; leave {k} out"
            )
        if destination.folder is None:
            if destination.name != USUAL_NAME:
                raise SettingsError("a name for outputs is of no use where inputs are replaced")
            return cls(None, template, file_format, 0)
        palette = options.conversion.palette
        colors = options.conversion.settings.cluster.colors if palette is None else len(palette)
        folder = Path(os.path.abspath(destination.folder))  # noqa: PTH100 - keeps the links
        return cls(folder, template, file_format, colors)

    def target(self, found: Found, number: int) -> tuple[Path, FileFormat]:
        """Return the output that an input would have, and its format."""
        suffix = found.source.suffix
        own = _BY_ENDING.get(suffix.lower())
        file_format = self.format or own or WRITABLE[0]
        # The ending is kept as it is written (.PNG, .tif): pages and programs know files by it.
        ending = suffix if file_format is own else file_format.extensions[0]
        if self.folder is None:
            return found.source.with_suffix(ending), file_format
        name = self.template.fill(found.relative, ext=ending[1:], k=self.colors, n=number)
        return self.folder / name, file_format


def _given_format(destination: Destination, template: Template) -> FileFormat | None:
    """Return the format that was asked for, by its name or by the ending of the template."""
    if destination.format is None:
        return template.format
    given = format_by_name(destination.format)
    if not given.writes:
        known = ", ".join(entry.name for entry in WRITABLE)
        raise SettingsError(f"{given.label} cannot be written; choose one of {known}")
    if template.format not in {None, given}:
        raise SettingsError(
            f"the name {template.text!r} does not end as {given.label} files do; end it in .{{ext}}"
        )
    return given


def _finds_colors(conversion: Conversion) -> bool:
    return conversion.palette is None and conversion.settings.target != TargetSettings()


def _is_renamed(found: Found, target: Path) -> bool:
    return target.name != found.source.name


def _group(found: Found, options: BatchOptions) -> str | None:
    """Return the name of the files that a file gets its palette together with."""
    if options.conversion.palette is not None or options.sharing is Sharing.NONE:
        return None
    return str(Sharing.ALL if options.sharing is Sharing.ALL else found.source.parent)


def _describe_emptiness(options: BatchOptions, found: Scan) -> str:
    paths = options.selection.paths
    if not paths:
        return "no files were given"
    where = str(paths[0]) if len(paths) == 1 else f"{paths[0]} and {len(paths) - 1} more"
    if options.selection.include or options.selection.exclude:
        return f"{where}: there are no images that the patterns let through"
    because = f" ({found.notices[0].removesuffix('.')})" if found.notices else ""
    return f"{where}: there are no images{because}"
