"""What the arguments of ``quantizer batch`` ask for, checked before anything is begun."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quantizer.batch.plan.enums import USUAL_NAME, Collision, Sharing
from quantizer.batch.plan.options import BatchOptions, Conversion, Destination, Selection
from quantizer.batch.report import COLUMNS, report_format
from quantizer.cli.chosen import chosen_palette, chosen_settings
from quantizer.errors import SettingsError, WriteError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable
    from pathlib import Path


def chosen_batch(arguments: Namespace) -> BatchOptions:
    """Return what the arguments ask for.

    Raises
    ------
    SettingsError
        If they do not go together.
    QuantizerError
        If the palette cannot be read.
    """
    _check(arguments)
    given, palette = arguments.collision, chosen_palette(arguments)
    usual = Collision.SKIP if arguments.watch else Collision.FAIL
    return BatchOptions(
        selection=Selection(
            tuple(arguments.paths),
            recursive=arguments.recursive,
            include=tuple(arguments.include),
            exclude=tuple(arguments.exclude),
        ),
        destination=Destination(
            arguments.output,
            name=arguments.name or USUAL_NAME,
            format=arguments.format or arguments.preset_format,
            collision=usual if given is None else Collision(given),
        ),
        conversion=Conversion(
            settings=chosen_settings(arguments),
            palette=palette,
            skip_if_larger=arguments.skip_if_larger,
            min_saving=arguments.min_saving,
            copy_original=arguments.copy_original,
            optimize=arguments.optimize,
            keep_exif=arguments.keep_exif,
            keep_profile=arguments.keep_profile,
            max_megapixels=arguments.max_megapixels,
        ),
        # A palette, here that of a preset, is everyone's already.
        sharing=Sharing(arguments.share) if palette is None else Sharing.NONE,
    )


def _check(arguments: Namespace) -> None:
    """Refuse what is missing, or does not go together."""
    has_output = arguments.output is not None
    refusals = {
        "name the folders or images to convert": not arguments.paths,
        "say where results go: -o FOLDER, or --replace for the place of the originals": (
            not has_output and not arguments.replace
        ),
        "-o and --replace exclude each other": has_output and arguments.replace,
        "--name gives results names in a folder; with --replace they keep those of the originals": (
            arguments.name is not None and arguments.replace
        ),
        "--palette gives all files their palette, so there is none to --share": (
            arguments.palette_file is not None and arguments.share != Sharing.NONE
        ),
        "--watch needs a folder for results (-o): one in the place of its original would be new": (
            arguments.watch and arguments.replace
        ),
        "--watch cannot --share a palette with files that are not there yet; use --palette": (
            arguments.watch and arguments.share != Sharing.NONE
        ),
        "--watch cannot number files ({n}) that are not there yet": (
            arguments.watch and "{n" in (arguments.name or "")
        ),
        "--watch cannot fail before it begins; use --collision skip, rename or overwrite": (
            arguments.watch and arguments.collision == Collision.FAIL
        ),
        "--dry-run ends at once and --watch does not; use one of them": (
            arguments.watch and arguments.dry_run
        ),
    }
    for sentence, is_met in refusals.items():
        if is_met:
            raise SettingsError(sentence)


def check_reports(paths: Iterable[Path], output: Path | None, *, overwrite: bool) -> None:
    """Refuse names of reports that could not be written at the end.

    A report that an earlier run has written may be replaced, as the same command given again does.
    It may go into the output folder, which is made when the run begins.

    Raises
    ------
    SettingsError
        If a name's ending is no report's.
    WriteError
        If something else stands there, or there is no such folder.
    """
    for path in paths:
        report_format(path)
        try:
            _check_place(path, output, overwrite=overwrite)
        except OSError as error:  # such as a name that is too long
            raise WriteError(path, f"cannot be reached ({error.strerror})") from error


def _check_place(path: Path, output: Path | None, *, overwrite: bool) -> None:
    if not path.parent.is_dir() and path.parent != output:
        raise WriteError(path, f"there is no folder {path.parent}")
    if path.is_dir():
        raise WriteError(path, "is a folder, not a file to write")
    if path.exists() and not overwrite and not _is_report(path):
        raise WriteError(path, "already exists, and is no report; pass --overwrite")


def _is_report(path: Path) -> bool:
    """Tell whether a file begins as reports do."""
    starts = (",".join(COLUMNS), json.dumps({"files": []}, indent=1)[: -len("[]\n}")])
    try:
        with path.open(encoding="utf-8") as file:
            start = file.read(max(map(len, starts)))
    except (OSError, ValueError) as error:
        raise WriteError(path, "already exists, and cannot be read") from error
    return start.startswith(starts)
