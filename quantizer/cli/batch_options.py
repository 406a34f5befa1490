"""Turns the arguments of ``quantizer batch`` into options, and checks them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quantizer.batch.plan.enums import USUAL_NAME, Collision, Sharing
from quantizer.batch.plan.options import BatchOptions, Conversion, Destination, FileSelection
from quantizer.batch.report import COLUMNS, report_format
from quantizer.cli.chosen import chosen_palette, chosen_settings
from quantizer.cli.limit_arguments import chosen_limits
from quantizer.cli.pipes import STREAM
from quantizer.errors import SettingsError, WriteError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable
    from pathlib import Path


def chosen_batch(arguments: Namespace) -> BatchOptions:
    """Return the options for some arguments.

    Raises
    ------
    SettingsError
        If arguments are missing or contradict each other.
    QuantizerError
        If the palette cannot be read.
    """
    _check(arguments)
    chosen, palette = arguments.collision, chosen_palette(arguments)
    default = Collision.SKIP if arguments.watch else Collision.FAIL
    return BatchOptions(
        selection=FileSelection(
            tuple(arguments.paths),
            recursive=arguments.recursive,
            include=tuple(arguments.include),
            exclude=tuple(arguments.exclude),
            follow_links=arguments.follow_links,
        ),
        destination=Destination(
            arguments.output,
            name=arguments.name or USUAL_NAME,
            format=arguments.format or arguments.default_format,
            collision=default if chosen is None else Collision(chosen),
        ),
        conversion=Conversion(
            settings=chosen_settings(arguments),
            palette=palette,
            skip_if_larger=arguments.skip_if_larger or (arguments.replace and not arguments.yes),
            min_saving=arguments.min_saving,
            copy_original=arguments.copy_original,
            optimize=arguments.optimize,
            keep_exif=arguments.keep_exif,
            keep_profile=arguments.keep_profile,
            limits=chosen_limits(arguments),
        ),
        sharing=Sharing(arguments.share),
    )


def _check(arguments: Namespace) -> None:
    """Raise an error if arguments are missing or contradict each other."""
    has_output = arguments.output is not None
    errors = {
        "name the folders or images to convert": not arguments.paths,
        "choose where the results go: -o FOLDER, or --replace to replace the originals": (
            not has_output and not arguments.replace
        ),
        "-o and --replace exclude each other": has_output and arguments.replace,
        "a batch reads and writes folders; for a pipe, use 'quantizer reduce - -o -'": (
            STREAM in {*arguments.paths, arguments.output}
        ),
        "--follow-links needs an output folder (-o): with --replace, what links lead to is never "
        "replaced": arguments.follow_links and arguments.replace,
        "--name is for an output folder; with --replace results keep the names of the originals": (
            arguments.name is not None and arguments.replace
        ),
        "--palette is used for all files, so there is nothing to --share, unless -k asks for some "
        "of its colours": (
            arguments.palette_file is not None
            and arguments.share != Sharing.NONE
            and "cluster.colors" not in arguments
        ),
        "--watch needs an output folder (-o): a result that replaces its original would be new": (
            arguments.watch and arguments.replace
        ),
        "--watch cannot --share a palette with files that do not exist yet; use --palette": (
            arguments.watch and arguments.share != Sharing.NONE
        ),
        "--watch cannot number ({n}) files that do not exist yet": (
            arguments.watch and "{n" in (arguments.name or "")
        ),
        "--watch cannot know collisions in advance; use --collision skip, rename or overwrite": (
            arguments.watch and arguments.collision == Collision.FAIL
        ),
        "--dry-run and --watch exclude each other": (arguments.watch and arguments.dry_run),
    }
    for sentence, applies in errors.items():
        if applies:
            raise SettingsError(sentence)


def check_reports(paths: Iterable[Path], output: Path | None, *, overwrite: bool) -> None:
    """Check that the reports can be written at the end.

    A report of an earlier run may be overwritten, so that the command can be repeated. A report
    may be in the output folder, which is created when the run begins.

    Raises
    ------
    SettingsError
        If a name does not have the extension of a report.
    WriteError
        If there is another file, or the folder does not exist.
    """
    for path in paths:
        report_format(path)
        try:
            _check_place(path, output, overwrite=overwrite)
        except OSError as error:  # such as a name that is too long
            raise WriteError(path, f"cannot be reached ({error.strerror})") from error


def _check_place(path: Path, output: Path | None, *, overwrite: bool) -> None:
    if not path.parent.is_dir() and path.parent != output:
        raise WriteError(path, f"the folder {path.parent} does not exist")
    if path.is_dir():
        raise WriteError(path, "is a folder, not a file to write")
    if path.exists() and not overwrite and not _is_report(path):
        raise WriteError(path, "already exists, and is no report; pass --overwrite")


def _is_report(path: Path) -> bool:
    """Return whether a file starts like a report."""
    starts = (",".join(COLUMNS), json.dumps({"files": []}, indent=1)[: -len("[]\n}")])
    try:
        with path.open(encoding="utf-8") as file:
            start = file.read(max(map(len, starts)))
    except (OSError, ValueError) as error:
        raise WriteError(path, "already exists, and cannot be read") from error
    return start.startswith(starts)
