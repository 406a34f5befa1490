"""``quantizer group``: sorts a folder of images into groups that look alike.

    scan -> read, on threads -> group -> agreement with labels -> print, report, copy

Everything that can be wrong with the arguments is found before the images are read. Ctrl+C ends
the command; a report is whole or not there, and copies that were made stay.
"""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.plan.options import FileSelection
from quantizer.batch.plan.scan import scan
from quantizer.batch.run.control import Control
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.group_arguments import FOLDER_LABELS
from quantizer.cli.limit_arguments import chosen_limits
from quantizer.cli.link_hint import link_hint
from quantizer.cli.outputs import names_folder, plan_outputs
from quantizer.cli.signals import cancelled_by_signals
from quantizer.cli.streams import print_result
from quantizer.cli.swatch_line import color_strip
from quantizer.cli.terminal import Terminal, format_count
from quantizer.errors import Cancelled, ReadError, SettingsError
from quantizer.grouping.copies import check_target, copy_groups
from quantizer.grouping.described_image import ImageFile
from quantizer.grouping.group import group
from quantizer.grouping.labels import GroupAgreement, Labels, folder_labels, read_labels
from quantizer.grouping.main_colors import COUNT
from quantizer.grouping.read import ReadImages, read_images
from quantizer.grouping.report import report_object
from quantizer.grouping.result import GroupingResult
from quantizer.image_files.atomic import made_folder, write_atomically
from quantizer.tables.table import printable

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from quantizer.progress import Progress

_HTML, _JSON = (".html", ".htm"), ".json"
_NOTICES = 8
"""Most notices about files that were left out; the rest is counted."""
_NAMED = 20
"""Most outliers that are printed; a report has all."""


def run(arguments: Namespace) -> int:
    """Group the images of a folder."""
    control = Control()
    with Terminal(quiet=arguments.quiet) as terminal, cancelled_by_signals(control):
        _check_outputs(arguments)
        try:
            progress = control.progress(terminal.progress(str(arguments.folder)))
            return _work(arguments, progress, terminal)
        except Cancelled:
            terminal.complain("interrupted")
            return ExitCode.INTERRUPTED


def _check_outputs(arguments: Namespace) -> None:
    """Replace outputs by the files that they name; raise an error for what cannot be written."""
    for path in arguments.output:
        if not names_folder(path) and Path(path).suffix.lower() not in {*_HTML, _JSON}:
            raise SettingsError(
                f"{path}: a contact sheet is .html and a report .json; choose a name that ends so"
            )
    folder, overwrite = arguments.folder, arguments.overwrite
    arguments.output = [
        plan_outputs([folder], path, lambda _: "groups.html", overwrite=overwrite)[0].target
        for path in arguments.output
    ]
    if len({os.path.realpath(path) for path in arguments.output}) < len(arguments.output):
        raise SettingsError("two reports would be written to one file")
    if not arguments.folder.exists():
        raise ReadError(arguments.folder, "there is no such folder")
    if not arguments.folder.is_dir():
        raise SettingsError(f"{arguments.folder} is not a folder")
    if arguments.copy_to is not None:
        check_target(arguments.copy_to, arguments.folder)


def _work(arguments: Namespace, progress: Progress, terminal: Terminal) -> ExitCode:
    files, is_whole = _find(arguments, progress, terminal)
    labels = _labels(arguments, [file.name for file in files], terminal)
    found = _read(arguments, files, progress, terminal)
    grouping = group(
        found.images,
        arguments.groups,
        restarts=arguments.restarts,
        seed=arguments.seed,
        threads=arguments.threads,
        progress=progress,
    )
    if arguments.groups and len(grouping.groups) < arguments.groups:
        count = format_count(len(grouping.groups), "group")
        terminal.say(f"the result has only {count}, as there are no more different images")
    agreement = None
    if labels is not None:
        known = [labels.by_name.get(image.file.name) for image in grouping.images]
        agreement = GroupAgreement.of(grouping.labels, known)
    folder = str(arguments.folder)
    result = GroupingResult(
        folder, arguments.features, grouping, found.unreadable, labels, agreement
    )
    is_whole = _write(arguments, result, files, progress, terminal) and is_whole
    if arguments.json:
        print_result(json.dumps(report_object(result)))
    else:
        _print(result)
    return ExitCode.DONE if is_whole and not found.unreadable else ExitCode.FAILED


def _find(
    arguments: Namespace, progress: Progress, terminal: Terminal
) -> tuple[list[ImageFile], bool]:
    """Return the images of the folder, and whether all its folders could be read."""
    selection = FileSelection(
        (arguments.folder,),
        arguments.recursive,
        tuple(arguments.include),
        tuple(arguments.exclude),
        follow_links=arguments.follow_links,
    )
    # A scan never reads its output folder, so copies of an earlier run are no images of this one.
    output = arguments.copy_to or arguments.folder / ".quantizer-batch"
    found = scan(selection, output, progress)
    for notice in found.notices[:_NOTICES]:
        terminal.say(notice.removesuffix("."))
    if len(found.notices) > _NOTICES:
        terminal.say(f"and {len(found.notices) - _NOTICES:,} more notices")
    for folder in found.unread:
        terminal.complain(f"{folder.path}: {folder.reason}")
    files = [ImageFile(one.source, one.relative.as_posix()) for one in found.files]
    hint = link_hint(found.links_outside) if found.links_outside else ""
    if not files:
        reason = "there are no images in it"
        raise ReadError(arguments.folder, f"{reason}, but {hint}" if hint else reason)
    if hint:
        terminal.say(hint)
    return files, not found.unread


def _read(
    arguments: Namespace, files: Sequence[ImageFile], progress: Progress, terminal: Terminal
) -> ReadImages:
    found = read_images(
        files,
        arguments.features,
        with_thumbnails=any(path.suffix.lower() in _HTML for path in arguments.output),
        limits=chosen_limits(arguments),
        threads=arguments.threads,
        progress=progress,
    )
    for one in found.unreadable:
        terminal.complain(f"{one.file.name}: {one.reason}; it is left out")
    if not found.images:
        raise ReadError(arguments.folder, "none of its images can be read")
    return found


def _labels(arguments: Namespace, names: Sequence[str], terminal: Terminal) -> Labels | None:
    if arguments.labels is None:
        return None
    if arguments.labels != FOLDER_LABELS:
        labels = read_labels(Path(arguments.labels), names)
        if labels.unused:
            rows = format_count(labels.unused, "row")
            terminal.say(f"{arguments.labels}: left out {rows} without an image in the folder")
        return labels
    labels = folder_labels(names)
    if not labels.by_name:
        raise SettingsError(
            f"--labels folder: the images in {arguments.folder} are not in folders of their own"
        )
    return labels


def _write(
    arguments: Namespace,
    result: GroupingResult,
    files: Sequence[ImageFile],
    progress: Progress,
    terminal: Terminal,
) -> bool:
    """Write reports and copies; return whether every image was copied."""
    inputs = [file.path for file in files]
    write = partial(write_atomically, overwrite=arguments.overwrite, protect=inputs)
    for path in arguments.output:
        if path.suffix.lower() == _JSON:
            text = json.dumps(report_object(result), indent=1) + "\n"
        else:
            from quantizer.grouping.contact_sheet import contact_sheet

            text = contact_sheet(result)
        with made_folder(path.parent):
            write(path, text.encode("utf-8", "backslashreplace"))
        terminal.say(f"{result.folder} -> {path}")
    if arguments.copy_to is None:
        return True
    copies = copy_groups(result.grouping, arguments.copy_to, progress)
    for name, reason in copies.failed:
        terminal.complain(f"{name}: not copied: {reason}")
    present = f"; {copies.present:,} were there already" if copies.present else ""
    copied = format_count(copies.made, "image")
    terminal.say(f"{result.folder} -> {arguments.copy_to}: {copied} copied{present}")
    return not copies.failed


def _print(result: GroupingResult) -> None:
    grouping, agreement = result.grouping, result.agreement
    label = "  Label" if agreement is not None else ""
    names = [one.name for one in grouping.groups]
    width = max(5, *map(len, names)) if label else 5
    strip = COUNT + 2 if color_strip(grouping.groups[0].palette, COUNT) else 0
    lines = [f"Group  Images  Silhouette  {'':<{strip}}{'Main colours':<{width}}{label}".rstrip()]
    for one in grouping.groups:
        dominant = None if agreement is None else agreement.dominant(one.number - 1)
        share = "" if dominant is None else f"  {printable(dominant[0])} ({dominant[1]:.0%})"
        note = "  (an outlier: small, and far from the others)" if one.is_outlier else ""
        lines.append(
            f"{one.number:>5}  {len(one.members):>6,}  {one.silhouette:>10.2f}  "
            f"{color_strip(one.palette, COUNT)}{one.name:<{width}}{share}{note}".rstrip()
        )
    lines.append(f"Mean silhouette of all images: {grouping.silhouette:.2f}")
    if agreement is not None:
        lines.append(f"Adjusted Rand index: {agreement.adjusted_rand_index:.3f}")
        lines.append(f"Images with the most frequent label of their group: {agreement.purity:.1%}")
        if agreement.unlabelled:
            lines.append(f"{format_count(agreement.unlabelled, 'image')} without a label")
    lines += _outliers(result)
    print_result("\n".join(lines), styled=True)


def _outliers(result: GroupingResult) -> list[str]:
    grouping = result.grouping
    names = [
        f"  {printable(grouping.images[place].file.name)} (group {one.number})"
        for one in grouping.groups
        for place in one.members.tolist()
        if grouping.outliers[place]
    ]
    if not names:
        return []
    more = [f"  and {len(names) - _NAMED:,} more"] if len(names) > _NAMED else []
    return ["Outliers, unlike the rest of their group:", *names[:_NAMED], *more]
