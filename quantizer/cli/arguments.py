"""The parser of the command line, built from the enums and registries of the library."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from quantizer import __version__
from quantizer.cli import help_texts
from quantizer.cli.setting_arguments import add_limit, add_settings
from quantizer.files.formats import WRITABLE
from quantizer.palettes import CODECS
from quantizer.settings import MAX_COLORS, DitherSettings

if TYPE_CHECKING:
    from collections.abc import Iterable

PROGRAM = "quantizer"
COMMANDS = ("reduce", "palette", "compare", "formats")
PALETTE_COLORS = 8
"""Size of an extracted palette unless another is asked for."""


class _Parser(argparse.ArgumentParser):
    """An argument parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message} (see '{self.prog} --help')\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; parsed arguments have the command in ``command``."""
    parser = _Parser(
        prog=PROGRAM,
        usage="quantizer [IMAGE]\n       quantizer COMMAND ...",
        description=help_texts.ABOUT,
        epilog=help_texts.EXAMPLES + help_texts.EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {__version__}")
    commands = parser.add_subparsers(prog=PROGRAM, dest="command", metavar="COMMAND", required=True)
    _add_reduce(_command(commands, "reduce", "write images with fewer colours", help_texts.REDUCE))
    _add_palette(
        _command(commands, "palette", "print or write an image's palette", help_texts.PALETTE)
    )
    _add_compare(
        _command(commands, "compare", "measure how near a result comes", help_texts.COMPARE)
    )
    formats = _command(commands, "formats", "list what can be read and written", help_texts.FORMATS)
    _add_json(formats, "print one JSON object instead of tables")
    return parser


def _command(
    commands: argparse._SubParsersAction[_Parser],
    name: str,
    summary: str,
    examples: str,
) -> argparse.ArgumentParser:
    return commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=examples + help_texts.EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _add_reduce(parser: argparse.ArgumentParser) -> None:
    _add_images(parser)
    _add_output(
        parser,
        "file to write (its ending tells the format), or folder; default: NAME-K.png beside IMAGE",
        [entry.name for entry in WRITABLE],
    )
    add_settings(parser, MAX_COLORS, DitherSettings().name, sized=True)
    output = parser.add_argument_group("output")
    output.add_argument(
        "--optimize", action="store_true", help="compress as well as possible; takes longer"
    )
    output.add_argument(
        "--keep-exif", action="store_true", help="carry EXIF data over (GPS position included)"
    )
    output.add_argument(
        "--keep-profile",
        action="store_true",
        help=(
            "leave the colours in the image's own space (Display P3, Adobe RGB) and embed its "
            "profile, instead of converting them to sRGB"
        ),
    )
    output.add_argument(
        "--skip-if-larger",
        action="store_true",
        help="write nothing, and exit with 98, if the result would be larger than IMAGE",
    )
    _add_json(parser, "print one JSON object per image on stdout, metrics included")
    _add_quiet(parser)


def _add_palette(parser: argparse.ArgumentParser) -> None:
    _add_images(parser)
    _add_output(
        parser,
        "palette file to write (its ending tells the format), or folder; default: print swatches",
        CODECS.names,
    )
    add_settings(parser, PALETTE_COLORS, "none", sized=False)
    _add_json(parser, "print one JSON object per image on stdout, metrics included")
    _add_quiet(parser)


def _add_compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("original", metavar="ORIGINAL", type=Path, help="image to compare with")
    parser.add_argument("result", metavar="RESULT", type=Path, help="image that was made from it")
    parser.add_argument(
        "--heat-map",
        metavar="FILE",
        type=Path,
        help="write a PNG that shows by its colours how far each area is off: dark is near",
    )
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")
    add_limit(parser)
    _add_json(parser, "print one JSON object instead of a table")


def _add_images(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("images", metavar="IMAGE", nargs="+", type=Path, help="image to read")


def _add_output(parser: argparse.ArgumentParser, text: str, formats: Iterable[str]) -> None:
    parser.add_argument("-o", "--output", metavar="OUT", type=str, help=text)
    parser.add_argument(
        "--format",
        choices=list(formats),
        metavar="NAME",
        help=f"format to write, whatever OUT ends with: {', '.join(formats)}",
    )
    parser.add_argument(
        "--overwrite", action="store_true", help="replace OUT if it exists; never replaces IMAGE"
    )


def _add_json(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--json", action="store_true", help=text)


def _add_quiet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="no progress, and messages only of failures"
    )
