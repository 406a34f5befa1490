"""The arguments of ``quantizer batch``, besides the settings that all commands share."""

from __future__ import annotations

import argparse
from pathlib import Path

from quantizer.batch.plan.enums import USUAL_NAME, Collision, Sharing
from quantizer.cli.setting_arguments import add_settings
from quantizer.cli.values import parse_jobs, parse_percent
from quantizer.image_files.formats import WRITABLE
from quantizer.settings.settings import ClusterSettings, Effort, Settings


def add_batch(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `quantizer.cli.batch`, except ``--json`` and ``--quiet``."""
    parser.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="folders and images")
    _add_selection(parser.add_argument_group("which files"))
    _add_destination(parser.add_argument_group("where to"))
    _add_rules(parser.add_argument_group("which results are accepted"))
    add_settings(parser, Settings(ClusterSettings(effort=Effort.FAST)), sized=True, many=True)
    _add_file(parser.add_argument_group("files"))
    run = parser.add_argument_group("the run")
    _add_run(run)
    _add_record(run)


def _add_selection(group: argparse._ActionsContainer) -> None:
    group.add_argument(
        "--no-recursive",
        dest="recursive",
        action="store_false",
        help="leave out folders within folders",
    )
    group.add_argument(
        "--include",
        metavar="PATTERN",
        action="append",
        default=[],
        help="convert only files whose name or path in PATH matches ('*.png', 'a/**'); repeatable",
    )
    group.add_argument(
        "--exclude",
        metavar="PATTERN",
        action="append",
        default=[],
        help="leave out files whose name or path in PATH matches; repeatable",
    )


def _add_destination(group: argparse._ActionsContainer) -> None:
    group.add_argument(
        "-o",
        "--output",
        metavar="FOLDER",
        type=Path,
        help="folder for the results, which keep their path in PATH; created if needed",
    )
    group.add_argument(
        "--name",
        metavar="TEMPLATE",
        help=(
            "path of a result in FOLDER, made of text and {relative} (path in PATH, without "
            "extension), {parent} (its folder), {stem} (its name, without extension), {ext} "
            "(extension of the result), {k} (number of colours), {n} or {n:04} (number of the "
            f"file) (default {USUAL_NAME})"
        ),
    )
    group.add_argument(
        "--collision",
        choices=[str(choice) for choice in Collision],
        metavar="NAME",
        help=(
            "if a result would get the name of an existing file or of another result: fail "
            "(before anything is written), skip, rename or overwrite; the result of an earlier "
            f"run for the same file is no collision (default {Collision.FAIL}; with --watch "
            f"{Collision.SKIP})"
        ),
    )
    group.add_argument(
        "--overwrite",
        dest="collision",
        action="store_const",
        const=str(Collision.OVERWRITE),
        help="the same as --collision overwrite",
    )
    group.add_argument(
        "--replace",
        action="store_true",
        help="replace each original by its result; originals go to the system's trash",
    )


def _add_rules(group: argparse._ActionsContainer) -> None:
    group.add_argument(
        "--skip-if-larger",
        action="store_true",
        help="reject a result that is larger than its original",
    )
    group.add_argument(
        "--min-saving",
        metavar="PERCENT",
        type=parse_percent,
        help="reject a result that saves less of its original's size",
    )
    group.add_argument(
        "--copy-original",
        action="store_true",
        help=(
            "copy the original to the output folder if its result is rejected; under its own "
            "extension, the copy replaces no file except an earlier copy of it"
        ),
    )


def _add_file(group: argparse._ActionsContainer) -> None:
    names = [entry.name for entry in WRITABLE]
    group.add_argument(
        "--format",
        choices=names,
        metavar="NAME",
        help=(
            f"format of the results: {', '.join(names)} (default: that of the original if it "
            "supports palettes, otherwise png)"
        ),
    )
    group.add_argument(
        "--optimize",
        action=argparse.BooleanOptionalAction,
        help="compress as well as possible; takes longer",
    )
    group.add_argument(
        "--keep-exif", action="store_true", help="copy EXIF data (including the GPS position)"
    )
    group.add_argument(
        "--keep-profile",
        action="store_true",
        help="keep an image's own colour space, and embed its profile",
    )


def _add_run(group: argparse._ActionsContainer) -> None:
    sharings = [str(choice) for choice in Sharing]
    group.add_argument(
        "--share",
        choices=sharings,
        metavar="NAME",
        default=str(Sharing.NONE),
        help=(
            "which files share one palette: none, all, or the files of each folder "
            f"({', '.join(sharings)}; default {Sharing.NONE}); it is found with the effort 'best' "
            "for all files, and at least 'balanced' for a folder; with --replace, new files get "
            "the palette of an earlier run"
        ),
    )
    group.add_argument(
        "--dry-run", action="store_true", help="print what would be done with each file, and exit"
    )
    group.add_argument(
        "-j",
        "--jobs",
        metavar="N",
        type=parse_jobs,
        help="files converted at the same time (default: one per core); does not change results",
    )
    group.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help=(
            "use the Dask cluster whose scheduler has this address (tcp://host:8786); its workers "
            "must reach all files under the same paths"
        ),
    )


def _add_record(group: argparse._ActionsContainer) -> None:
    group.add_argument(
        "--no-resume",
        dest="resume",
        action="store_false",
        help="convert all files again, even if an earlier run has converted them in the same way",
    )
    group.add_argument(
        "--resume",
        action="store_true",
        default=True,
        help="skip files that an earlier run has converted in the same way (the default)",
    )
    group.add_argument(
        "--watch",
        action="store_true",
        help="keep running until Ctrl+C, and convert files that appear or change in PATH",
    )
    group.add_argument(
        "--report",
        metavar="FILE",
        action="append",
        type=Path,
        default=[],
        help="write the outcome of each file there, as .csv or .json; repeatable",
    )
    group.add_argument(
        "--undo",
        metavar="JOURNAL",
        type=Path,
        help=(
            "undo a run: JOURNAL is the file named in its last line, or an output folder, which "
            "means the last run that wrote a file there"
        ),
    )
