"""The options of ``quantizer batch``, beside those that determine a result."""

from __future__ import annotations

import argparse
from pathlib import Path

from quantizer.batch.plan.enums import USUAL_NAME, Collision, Sharing
from quantizer.cli.setting_arguments import add_settings
from quantizer.cli.values import parse_jobs, parse_percent
from quantizer.image_files.formats import WRITABLE
from quantizer.settings.settings import ClusterSettings, Effort, Settings


def add_batch(parser: argparse.ArgumentParser) -> None:
    """Add all that `quantizer.cli.batch` reads, but for ``--json`` and ``--quiet``."""
    parser.add_argument(
        "paths", metavar="PATH", nargs="*", type=Path, help="folders, and images among them"
    )
    _add_selection(parser.add_argument_group("which files"))
    _add_destination(parser.add_argument_group("where to"))
    _add_rules(parser.add_argument_group("which results are kept"))
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
        help="leave out the folders within folders",
    )
    group.add_argument(
        "--include",
        metavar="PATTERN",
        action="append",
        default=[],
        help="take only files whose name, or path in PATH, fits ('*.png', 'icons/**'); repeatable",
    )
    group.add_argument(
        "--exclude",
        metavar="PATTERN",
        action="append",
        default=[],
        help="leave out files whose name, or path in PATH, fits; repeatable",
    )


def _add_destination(group: argparse._ActionsContainer) -> None:
    group.add_argument(
        "-o",
        "--output",
        metavar="FOLDER",
        type=Path,
        help="folder that takes the results, in the structure of PATH; made if it is not there",
    )
    group.add_argument(
        "--name",
        metavar="TEMPLATE",
        help=(
            "path of a result within FOLDER, of text and {relative} (path in PATH, without "
            "ending), {parent} (its folder), {stem} (its name, without ending), {ext} (ending of "
            f"the result), {{k}} (colours asked for), {{n}} or {{n:04}} (number in the plan) "
            f"(default {USUAL_NAME})"
        ),
    )
    group.add_argument(
        "--collision",
        choices=[str(choice) for choice in Collision],
        metavar="NAME",
        help=(
            "where a result would get the name of a file that is there, or of another result: "
            "fail (before anything is written), skip, rename or overwrite; what an earlier run "
            f"made from the same file is no collision (default {Collision.FAIL}; with --watch "
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
        help="put each result in the place of its original, which goes to the system's trash first",
    )


def _add_rules(group: argparse._ActionsContainer) -> None:
    group.add_argument(
        "--skip-if-larger",
        action="store_true",
        help="write no result that has more bytes than its original",
    )
    group.add_argument(
        "--min-saving",
        metavar="PERCENT",
        type=parse_percent,
        help="write no result that saves less of its original's bytes",
    )
    group.add_argument(
        "--copy-original",
        action="store_true",
        help=(
            "where one of these two drops a result, put a copy of the original there; under its "
            "own ending, that replaces no file but an earlier copy of it"
        ),
    )


def _add_file(group: argparse._ActionsContainer) -> None:
    names = [entry.name for entry in WRITABLE]
    group.add_argument(
        "--format",
        choices=names,
        metavar="NAME",
        help=(
            f"format to write: {', '.join(names)} (default an original's own where that holds a "
            "palette, otherwise png)"
        ),
    )
    group.add_argument(
        "--optimize",
        action=argparse.BooleanOptionalAction,
        help="compress as well as possible; takes longer",
    )
    group.add_argument(
        "--keep-exif", action="store_true", help="carry EXIF data over (GPS position included)"
    )
    group.add_argument(
        "--keep-profile",
        action="store_true",
        help="leave colours in an image's own space, and embed its profile",
    )


def _add_run(group: argparse._ActionsContainer) -> None:
    sharings = [str(choice) for choice in Sharing]
    group.add_argument(
        "--share",
        choices=sharings,
        metavar="NAME",
        default=str(Sharing.NONE),
        help=(
            "which files get one palette together: none, all, or those of each folder "
            f"({', '.join(sharings)}; default {Sharing.NONE}); its colours are searched for with "
            "the effort 'best' for all files, with at least 'balanced' for a folder; with "
            "--replace, new files get the palette that the others have from an earlier run"
        ),
    )
    group.add_argument(
        "--dry-run", action="store_true", help="print what would become of each file, and end"
    )
    group.add_argument(
        "-j",
        "--jobs",
        metavar="N",
        type=parse_jobs,
        help="files at work at once; the results do not depend on it (default all cores)",
    )
    group.add_argument(
        "--cluster",
        metavar="ADDRESS",
        help=(
            "work on the Dask cluster whose scheduler has this address (tcp://host:8786); all "
            "files are where its workers find them under the same paths"
        ),
    )


def _add_record(group: argparse._ActionsContainer) -> None:
    group.add_argument(
        "--no-resume",
        dest="resume",
        action="store_false",
        help="convert all files again, also those that an earlier run has converted alike",
    )
    group.add_argument(
        "--resume",
        action="store_true",
        default=True,
        help="leave out what an earlier run has converted alike (the default)",
    )
    group.add_argument(
        "--watch",
        action="store_true",
        help="go on until Ctrl+C, and convert what appears or changes in PATH",
    )
    group.add_argument(
        "--report",
        metavar="FILE",
        action="append",
        type=Path,
        default=[],
        help="write there what became of each file, as .csv or .json; repeatable",
    )
    group.add_argument(
        "--undo",
        metavar="JOURNAL",
        type=Path,
        help=(
            "take a run back: JOURNAL is the file that its last line named, or an output folder, "
            "which stands for the last run that wrote anything into it"
        ),
    )
    group.add_argument(
        "-v", "--verbose", action="store_true", help="a line for each file, also for good ones"
    )
