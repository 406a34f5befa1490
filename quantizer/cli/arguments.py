"""The parser of the command line, built from the settings and registries of the library."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer import __version__
from quantizer.cli import help_texts, log
from quantizer.cli.limit_arguments import add_limits
from quantizer.cli.parser import Parser
from quantizer.cli.pipes import parse_path
from quantizer.cli.setting_arguments import add_settings
from quantizer.cli.streams import print_result
from quantizer.errors import SettingsError
from quantizer.image_files.formats import WRITABLE
from quantizer.settings.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


PROGRAM = "quantizer"
SHELLS = ("bash", "zsh", "fish")
WITHOUT_CONFIGURATION = frozenset({"completion", "help", "pngquant"})
"""Commands that do not read the configuration file."""

_JSON_PER_IMAGE = "print one JSON object per image on stdout, including quality metrics"
_OUTPUT_FLAGS = {
    "--keep-exif": "keep EXIF data, including any GPS position",
    "--keep-profile": "keep the image's own colour space (such as Display P3 or Adobe RGB) and "
    "embed its profile, instead of converting to sRGB",
    "--skip-if-larger": "exit with 98 and write nothing (to stdout: IMAGE as it is) if the result "
    "would be larger than IMAGE",
}


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """Return the arguments, with the default values of a preset and of the configuration file.

    ``configuration`` holds the path of that file, or None if it says nothing about the command.
    For what a preset adds, see `add_preset_defaults`.

    Raises
    ------
    SettingsError
        If there is no such preset, or the configuration file cannot be used.
    ReadError
        If the preset's file cannot be read.
    """
    first = argv[0] if argv else None
    if first == "pngquant":
        from quantizer.cli.pngquant_arguments import with_long_options

        argv = with_long_options(argv)
    parser = build_parser(first if first in {*COMMANDS, "--version"} else None)
    if first not in COMMANDS or first in WITHOUT_CONFIGURATION:
        return parser.parse_args(argv)
    from quantizer.cli.configuration import Configuration, add_negations, configure

    configuration, problem = Configuration(), None
    own = parsers_of(parser)[first]
    add_negations(own)
    if "--no-config" not in argv:
        try:
            configuration = configure(first, own, lambda: parsers_of(build_parser()))
        except SettingsError as error:
            problem = error
    arguments = parser.parse_args(argv)  # ends the program for --help
    if problem is not None:
        raise problem
    arguments.configuration = configuration.path
    if "usual" in arguments:
        from quantizer.cli.preset_defaults import add_preset_defaults

        add_preset_defaults(arguments, configuration)
    return arguments


def parsers_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the parsers of the commands of a parser by their names."""
    (commands,) = (one for one in parser._actions if isinstance(one, argparse._SubParsersAction))
    return dict(commands.choices)


class _ShowVersion(argparse.Action):
    """Prints the program's name and version, and ends it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print_result(f"{PROGRAM} {__version__}")
        parser.exit()


def build_parser(command: str | None = None) -> argparse.ArgumentParser:
    """Return the parser; parsed arguments have the command in ``command``.

    Parameters
    ----------
    command
        The only command that the parser needs to know; None for all. Building one is quicker, and
        building none, for ``--version``, the quickest.
    """
    parser = Parser(
        prog=PROGRAM,
        usage="quantizer [-v] [--log-file FILE] [IMAGE]\n       quantizer COMMAND ...",
        description=help_texts.ABOUT,
        epilog=help_texts.EXAMPLES + help_texts.EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    text = "show program's version number and exit"
    parser.set_defaults(configuration=None)
    parser.add_argument("--version", action=_ShowVersion, nargs=0, help=text)
    commands = parser.add_subparsers(prog=PROGRAM, dest="command", metavar="COMMAND", required=True)
    for name, (summary, examples, add_arguments) in _COMMANDS.items():
        if command in {None, name}:
            add_arguments(_command(commands, name, summary, examples))
    return parser


def window_parser() -> argparse.ArgumentParser:
    """Return the parser of the arguments without a command; they have the words in ``images``."""
    parser = Parser(prog=PROGRAM, add_help=False, allow_abbrev=False)
    parser.add_argument("images", nargs="*")
    log.add_arguments(parser)
    return parser


def _command(
    commands: argparse._SubParsersAction[Parser], name: str, summary: str, examples: str
) -> Parser:
    exit_codes = help_texts.OWN_EXIT_CODES.get(name, help_texts.EXIT_CODES)
    parser = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=examples + exit_codes,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if name not in WITHOUT_CONFIGURATION:
        text = "ignore the configuration file"
        parser.add_argument("--no-config", action="store_true", help=text)
    parser.takes_options_anywhere = name == "pngquant"
    log.add_arguments(parser, lists_files=name in LISTING_COMMANDS)
    return parser


def _add_reduce(parser: argparse.ArgumentParser) -> None:
    _add_images(parser)
    text = "file to write, in the format of its extension, or folder; - for stdout"
    formats = [entry.name for entry in WRITABLE]
    _add_output(parser, f"{text} (default NAME-K.png beside IMAGE)", formats)
    add_settings(parser, Settings(), sized=True)
    output = parser.add_argument_group("output")
    text = "compress as much as possible, which takes longer"
    output.add_argument("--optimize", action=argparse.BooleanOptionalAction, help=text)
    for flag, text in _OUTPUT_FLAGS.items():
        output.add_argument(flag, action="store_true", help=text)
    _add_json(parser, _JSON_PER_IMAGE)
    _add_quiet(parser)


def _add_palette(parser: argparse.ArgumentParser) -> None:
    from quantizer.cli.palette_arguments import add_palette
    from quantizer.palette_files import CODECS

    _add_images(parser)
    text = "palette file to write, in the format of its extension, or folder; - for stdout"
    _add_output(parser, f"{text} (default: print colours)", CODECS.names)
    add_palette(parser)
    _add_json(parser, _JSON_PER_IMAGE)
    _add_quiet(parser)


def _add_batch(parser: argparse.ArgumentParser) -> None:
    from quantizer.cli.batch_arguments import add_batch

    add_batch(parser)
    _add_json(parser, "print one JSON object on stdout: the report, or the plan of --dry-run")
    _add_quiet(parser)


def _add_pngquant(parser: argparse.ArgumentParser) -> None:
    from quantizer.cli.pngquant_arguments import add_pngquant

    add_pngquant(parser)
    text = "show program's version number and exit"
    parser.add_argument("-V", "--version", action=_ShowVersion, nargs=0, help=text)


def _add_compare(parser: argparse.ArgumentParser) -> None:
    text = "image to compare with; - for stdin"
    parser.add_argument("original", metavar="ORIGINAL", type=parse_path, help=text)
    text = "image made from it; - for stdin"
    parser.add_argument("result", metavar="RESULT", type=parse_path, help=text)
    text = "write a PNG that shows the colour difference of each area: dark where it is small"
    parser.add_argument("--heat-map", metavar="FILE", type=Path, help=text)
    parser.add_argument("--overwrite", action="store_true", help="replace FILE if it exists")
    add_limits(parser)
    _add_json(parser, "print one JSON object instead of a table")


def _add_group(parser: argparse.ArgumentParser) -> None:
    from quantizer.cli.group_arguments import add_group

    add_group(parser)
    _add_json(parser, "print one JSON object instead of a table")
    _add_quiet(parser)


def _add_cluster(parser: argparse.ArgumentParser) -> None:
    from quantizer.cli.cluster_arguments import add_cluster

    add_cluster(parser)
    _add_json(parser, "print one JSON object instead of tables")
    _add_quiet(parser)


def _add_presets(parser: argparse.ArgumentParser) -> None:
    from quantizer.cli.presets_arguments import add_presets

    _add_json(add_presets(parser), "print one JSON object instead of a table")


def _add_palettes(parser: argparse.ArgumentParser) -> None:
    from quantizer.palette_files import CODECS

    text = "built-in palette, or palette file (default: list the built-in palettes)"
    parser.add_argument("name", metavar="NAME", nargs="?", help=text)
    text = "palette file to write, in the format of its extension, or folder; - for stdout"
    _add_output(parser, text, CODECS.names, source="NAME")
    _add_json(parser, "print one JSON object instead of lines of text")
    _add_quiet(parser)


def _add_formats(parser: argparse.ArgumentParser) -> None:
    _add_json(parser, "print one JSON object instead of tables")


def _add_completion(parser: argparse.ArgumentParser) -> None:
    text = f"shell to complete commands in: {', '.join(SHELLS)}"
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=text)


def _add_help(parser: argparse.ArgumentParser) -> None:
    text = "command to explain, or config for the configuration file (default: the program)"
    parser.add_argument("words", metavar="COMMAND", nargs="*", help=text)


def _add_images(parser: argparse.ArgumentParser) -> None:
    text = "image to read; - for stdin"
    parser.add_argument("images", metavar="IMAGE", nargs="+", type=parse_path, help=text)


def _add_output(
    parser: argparse.ArgumentParser, text: str, formats: Iterable[str], source: str = "IMAGE"
) -> None:
    parser.add_argument("-o", "--output", metavar="OUT", type=str, help=text)
    text = f"format to write, instead of the one of OUT's extension: {', '.join(formats)}"
    parser.add_argument("--format", choices=list(formats), metavar="NAME", help=text)
    text = f"replace OUT if it exists; {source} is never replaced"
    parser.add_argument("--overwrite", action="store_true", help=text)


def _add_json(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--json", action="store_true", help=text)


def _add_quiet(parser: argparse.ArgumentParser) -> None:
    text = "show no progress, and only error messages"
    parser.add_argument("-q", "--quiet", action="store_true", help=text)


_COMMANDS: dict[str, tuple[str, str, Callable[[argparse.ArgumentParser], None]]] = {
    "reduce": ("write images with fewer colours", help_texts.REDUCE, _add_reduce),
    "palette": ("print or write an image's palette", help_texts.PALETTE, _add_palette),
    "batch": ("convert folders of images", help_texts.BATCH, _add_batch),
    "pngquant": (
        "take the arguments of pngquant, and stand in for it in a build",
        help_texts.PNGQUANT,
        _add_pngquant,
    ),
    "compare": ("measure how close a result is", help_texts.COMPARE, _add_compare),
    "cluster": ("find groups in a table of numbers", help_texts.CLUSTER, _add_cluster),
    "group": ("sort a folder of images into groups that look alike", help_texts.GROUP, _add_group),
    "presets": ("list, save and remove presets", help_texts.PRESETS, _add_presets),
    "palettes": ("list, show and convert palettes", help_texts.PALETTES, _add_palettes),
    "formats": ("list what can be read and written", help_texts.FORMATS, _add_formats),
    "completion": (
        "print a script that completes commands in a shell",
        help_texts.COMPLETION,
        _add_completion,
    ),
    "help": ("explain the program or a command", help_texts.HELP, _add_help),
}
"""The summary of each command, its examples, and the function that adds its arguments."""

COMMANDS = tuple(_COMMANDS)

LISTING_COMMANDS = ("batch", "pngquant")
"""Commands whose first ``-v`` lists files."""
