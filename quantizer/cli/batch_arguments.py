"""The arguments of ``quantizer batch``, besides the settings that all commands share."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Any

from quantizer.batch.plan.enums import USUAL_NAME, Collision, Sharing
from quantizer.cli.pipes import parse_output, parse_path
from quantizer.cli.setting_arguments import add_settings
from quantizer.cli.values import parse_jobs, parse_percent, parse_size
from quantizer.image_files.formats import WRITABLE
from quantizer.settings.settings import ClusterSettings, Effort, Settings

_FORMATS = [entry.name for entry in WRITABLE]
_SHARINGS = [str(choice) for choice in Sharing]

_HELP = {
    "--no-recursive": "leave out folders within folders",
    "--include": "convert only files whose name or path in PATH matches ('*.png', 'a/**'); "
    "repeatable",
    "--exclude": "leave out files whose name or path in PATH matches; repeatable",
    "--follow-links": "take images, and folders of images, that links within PATH lead to outside "
    "of it, and links in such folders; a folder that links lead back to is read once",
    "--output": "folder for the results, which keep their path in PATH; created if needed",
    "--name": "path of a result in FOLDER, made of text and {relative} (path in PATH, without "
    "extension), {parent} (its folder), {stem} (its name, without extension), {ext} (extension of "
    "the result), {k} (number of colours), {n} or {n:04} (number of the file) "
    f"(default {USUAL_NAME})",
    "--collision": "if a result would get the name of an existing file or of another result: fail "
    "(before anything is written), skip, rename or overwrite; the result of an earlier run for the "
    f"same file is no collision (default {Collision.FAIL}; with --watch {Collision.SKIP})",
    "--overwrite": "the same as --collision overwrite",
    "--replace": "replace each original by its result; originals go to the system's trash, and are "
    "kept if their result is larger, unless --yes is given",
    "--yes": "with --replace: also turn originals into another format (JPEG into PNG), and make "
    "files larger; with --undo: also undo a run of somebody else, of an earlier version or of a "
    "folder that was moved",
    "--skip-if-larger": "reject a result that is larger than its original",
    "--min-saving": "reject a result that saves less of its original's size",
    "--copy-original": "copy the original to the output folder if its result is rejected; under "
    "its own extension, the copy replaces no file except an earlier copy of it",
    "--format": f"format of the results: {', '.join(_FORMATS)} (default: that of the original if "
    "it supports palettes, otherwise png)",
    "--optimize": "compress as well as possible; takes longer",
    "--keep-exif": "copy EXIF data (including the GPS position)",
    "--keep-profile": "keep an image's own colour space, and embed its profile",
    "--share": "which files share one palette: none, all, or the files of each folder "
    f"({', '.join(_SHARINGS)}; default {Sharing.NONE}); it is found with the effort 'best' for all "
    "files, and at least 'balanced' for a folder; with --replace, new files get the palette of an "
    "earlier run",
    "--dry-run": "print what would be done with each file, and exit",
    "--max-memory": "memory that all jobs may take together, such as 4GB (default: three quarters "
    "of the computer's); if they take more, the largest one is ended and its file tried again "
    "alone",
    "--jobs": "files converted at the same time (default: one per core); does not change results",
    "--cluster": "use the Dask cluster whose scheduler has this address (tcp://host:8786); its "
    "workers must reach all files under the same paths",
    "--no-resume": "convert all files again, even if an earlier run has converted them in the same "
    "way",
    "--resume": "skip files that an earlier run has converted in the same way (the default)",
    "--watch": "keep running until Ctrl+C, and convert files that appear or change in PATH",
    "--report": "write the outcome of each file there, as .csv or .json; repeatable",
    "--undo": "undo a run: JOURNAL is the file named in its last line, or an output folder, which "
    "means the last run that wrote a file there",
}


def add_batch(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `quantizer.cli.batch`, except ``--json`` and ``--quiet``."""
    text = "folders and images"
    parser.add_argument("paths", metavar="PATH", nargs="*", type=parse_path, help=text)
    group = parser.add_argument_group("which files")
    _add(group, "--no-recursive", dest="recursive", action="store_false")
    _add(group, "--include", metavar="PATTERN", action="append", default=[])
    _add(group, "--exclude", metavar="PATTERN", action="append", default=[])
    _add(group, "--follow-links", action="store_true")
    _add_destination(parser.add_argument_group("where to"))
    group = parser.add_argument_group("which results are accepted")
    _add(group, "--skip-if-larger", action="store_true")
    _add(group, "--min-saving", metavar="PERCENT", type=parse_percent)
    _add(group, "--copy-original", action="store_true")
    add_settings(parser, Settings(ClusterSettings(effort=Effort.FAST)), sized=True, many=True)
    group = parser.add_argument_group("files")
    _add(group, "--format", choices=_FORMATS, metavar="NAME")
    _add(group, "--optimize", action=argparse.BooleanOptionalAction)
    _add(group, "--keep-exif", action="store_true")
    _add(group, "--keep-profile", action="store_true")
    _add_run(parser.add_argument_group("the run"))


def _parse_folder(text: str) -> Path:
    """Return the output folder; a new one whose name is that of an image is a slip."""
    folder = parse_output(text)
    is_image = any(folder.suffix.lower() in entry.extensions for entry in WRITABLE)
    if is_image and not text.endswith(("/", os.sep)) and not folder.absolute().exists():
        raise argparse.ArgumentTypeError(
            f"{text} is the name of a file, but a batch writes into a folder; if it is one, end it "
            "in a slash"
        )
    return folder


def _add_destination(group: argparse._ActionsContainer) -> None:
    overwrite = str(Collision.OVERWRITE)
    _add(group, "-o", "--output", metavar="FOLDER", type=_parse_folder)
    _add(group, "--name", metavar="TEMPLATE")
    _add(group, "--collision", choices=[str(choice) for choice in Collision], metavar="NAME")
    _add(group, "--overwrite", dest="collision", action="store_const", const=overwrite)
    _add(group, "--replace", action="store_true")
    _add(group, "-y", "--yes", action="store_true")


def _add_run(group: argparse._ActionsContainer) -> None:
    _add(group, "--share", choices=_SHARINGS, metavar="NAME", default=str(Sharing.NONE))
    _add(group, "--dry-run", action="store_true")
    _add(group, "-j", "--jobs", metavar="N", type=parse_jobs)
    _add(group, "--max-memory", metavar="SIZE", type=parse_size)
    _add(group, "--cluster", metavar="ADDRESS")
    _add(group, "--no-resume", dest="resume", action="store_false")
    _add(group, "--resume", action="store_true", default=True)
    _add(group, "--watch", action="store_true")
    _add(group, "--report", metavar="FILE", action="append", type=Path, default=[])
    _add(group, "--undo", metavar="JOURNAL", type=Path)


def _add(group: argparse._ActionsContainer, *flags: str, **keywords: Any) -> None:
    group.add_argument(*flags, help=_HELP[flags[-1]], **keywords)
