"""The arguments of ``quantizer group``."""

from __future__ import annotations

import argparse
from pathlib import Path

from quantizer.cli.limit_arguments import add_limits
from quantizer.cli.values import parse_threads
from quantizer.errors import SettingsError
from quantizer.grouping.features import DEFAULT, check_features

MOST_GROUPS = 256
"""Largest number of groups that can be asked for; a contact sheet of more could not be read."""
FOLDER_LABELS = "folder"

_AUTO = "auto"
# Not `Feature.about`, which takes NumPy to load: the help is to be quick.
_FEATURES = {
    "color": "how often each colour occurs",
    "palette": "which main colours there are",
    "layout": "where light, dark and colours are",
    "edges": "where edges run in which direction",
}


def add_group(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `quantizer.cli.group`, except ``--json`` and ``--quiet``."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="folder of images")
    text = (
        f"number of groups, 1 to {MOST_GROUPS}, or auto: the clearest one by silhouette (default)"
    )
    parser.add_argument("-g", "--groups", metavar="N|auto", type=_parse_groups, help=text)
    _add_files(parser.add_argument_group("which files"))
    add_limits(parser, animations=False)
    group = parser.add_argument_group("how they are compared")
    known = "; ".join(f"{name}: {_FEATURES[name]}" for name in _FEATURES)
    text = f"what images are compared by, with commas ({known}; default {','.join(DEFAULT)})"
    group.add_argument(
        "--features", metavar="NAMES", type=_parse_features, default=DEFAULT, help=text
    )
    text = "random starts of K-means, of which the best result is kept (default 10)"
    group.add_argument("--restarts", metavar="N", type=_parse_restarts, default=10, help=text)
    text = "seed of the random starts (default 0)"
    group.add_argument("--seed", metavar="N", type=_parse_seed, default=0, help=text)
    text = (
        "compare the groups with labels that the images have: the word folder for the names of "
        "their folders in FOLDER, or a CSV file with the name of an image and its label in each row"
    )
    group.add_argument("--labels", metavar="folder|CSV", help=text)
    _add_results(parser.add_argument_group("results"))


def _add_files(group: argparse._ActionsContainer) -> None:
    text = "leave out folders within FOLDER"
    group.add_argument("--no-recursive", dest="recursive", action="store_false", help=text)
    text = "take only files whose name or path in FOLDER matches ('*.png', 'a/**'); repeatable"
    group.add_argument("--include", metavar="PATTERN", action="append", default=[], help=text)
    text = "leave out files whose name or path in FOLDER matches; repeatable"
    group.add_argument("--exclude", metavar="PATTERN", action="append", default=[], help=text)
    text = (
        "take images, and folders of images, that links within FOLDER lead to outside of it, and "
        "links in such folders; a folder that links lead back to is read once"
    )
    group.add_argument("--follow-links", action="store_true", help=text)


def _add_results(group: argparse._ActionsContainer) -> None:
    text = (
        "write a contact sheet as one .html file, or the figures as .json; a folder that ends in a "
        "slash gets the contact sheet groups.html; repeatable (default: only print the groups)"
    )
    group.add_argument("-o", "--output", metavar="FILE", action="append", default=[], help=text)
    group.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")
    text = (
        "copy the images into one folder for each group, created in this one; no file is moved or "
        "replaced, and copies of one name get numbers"
    )
    group.add_argument("--copy-to", metavar="FOLDER", type=Path, help=text)
    text = "largest number of threads; does not change the result (default: all cores)"
    group.add_argument("--threads", metavar="N", type=parse_threads, help=text)


def _parse_groups(text: str) -> int | None:
    """Return a number of groups, or None for ``auto``."""
    if text == _AUTO:
        return None
    if not text.isdecimal() or not 1 <= int(text) <= MOST_GROUPS:
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither a number of groups, 1 to {MOST_GROUPS}, nor auto"
        )
    return int(text)


def _parse_features(text: str) -> tuple[str, ...]:
    """Return names of features, each once."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    try:
        return check_features(names)
    except SettingsError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _parse_restarts(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of starts, 1 to 1000")
    return int(text)


def _parse_seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is not a seed, a number of 0 or more")
    return int(text)
