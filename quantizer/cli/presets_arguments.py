"""The arguments of ``quantizer presets``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def add_presets(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add the actions of `quantizer.cli.presets`, and return the parser of ``list``."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION")
    listing = actions.add_parser("list", help="list all presets (the default)")
    show = actions.add_parser("show", help="print a preset in its file format")
    show.add_argument("name", metavar="NAME", help="name of a preset, or path of its file")
    export = actions.add_parser("export", help="write a preset to a file")
    export.add_argument("name", metavar="NAME", help="name of a preset")
    text = "file or folder (default: NAME.json)"
    export.add_argument("-o", "--output", metavar="FILE", help=text)
    export.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")
    keep = actions.add_parser("import", help="add the presets in files to your own")
    keep.add_argument("files", metavar="FILE", nargs="+", type=Path, help="preset file")
    text = "name to save it under (default: the name in the file)"
    keep.add_argument("--name", metavar="NAME", help=text)
    text = "replace your own preset of the same name"
    keep.add_argument("--overwrite", action="store_true", help=text)
    remove = actions.add_parser("remove", help="remove one of your own presets")
    remove.add_argument("name", metavar="NAME", help="name of a preset")
    return listing
