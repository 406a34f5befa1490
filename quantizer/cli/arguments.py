"""The parser of the command line, built from the enums and registries of the library."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from quantizer import __version__
from quantizer.cli import help_texts
from quantizer.cli.values import parse_colors, parse_megapixels, parse_size, parse_threads
from quantizer.dither import DITHERERS
from quantizer.files.formats import WRITABLE
from quantizer.palettes import CODECS
from quantizer.settings import (
    MAX_COLORS,
    AlphaMode,
    AlphaSettings,
    AnimationSettings,
    ClusterSettings,
    DitherSettings,
    DitherSpace,
    Effort,
    FramePalettes,
    Init,
    Metric,
    Space,
    Weights,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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
    _add_settings(parser, MAX_COLORS, DitherSettings().name, sized=True)
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
    _add_settings(parser, PALETTE_COLORS, "none", sized=False)
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
    _add_limit(parser)
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


def _add_settings(
    parser: argparse.ArgumentParser, colors: int, dither: str, *, sized: bool
) -> None:
    cluster, strength = ClusterSettings(), DitherSettings().strength
    group = parser.add_argument_group("colours")
    group.add_argument(
        "-k",
        "--colors",
        metavar="N",
        type=parse_colors,
        help=(
            f"number of colours, 1 to {MAX_COLORS} (default {colors}), or who looks for it in the "
            "image: elbow (where more colours stop to gain much) or silhouette (where they are the "
            "most distinct); drawn images with few colours get just those from either"
        ),
    )
    parser.set_defaults(usual_colors=colors, max_bytes=None)
    group.add_argument(
        "--min-psnr",
        metavar="DB",
        type=float,
        help=(
            "take the fewest colours, up to -k, whose result reaches so many decibels; "
            "exit with 99, and write nothing, if none does"
        ),
    )
    if sized:
        group.add_argument(
            "--max-bytes",
            metavar="SIZE",
            type=parse_size,
            help=(
                "take the most colours, up to -k, whose file is no larger (40000, 40k, 40KiB, "
                "1.5MB); exit with 98, and write nothing, if none is small enough"
            ),
        )
    group.add_argument(
        "--palette",
        metavar="FILE",
        type=Path,
        dest="palette_file",
        help="use the colours of this palette file; nothing is clustered then",
    )
    group.add_argument(
        "--lock",
        metavar="COLOR",
        action="append",
        default=[],
        help="give this colour (#rrggbb) its own entry, exactly; may be repeated",
    )
    group = parser.add_argument_group("clustering")
    _add_choice(
        group,
        "--space",
        Space,
        None,
        "colour space to cluster in",
        usual="lab with a dither, srgb without",
    )
    _add_number(group, "--lightness", float, cluster.lightness, "weight of lightness to chroma")
    _add_choice(group, "--metric", Metric, cluster.metric, "distance between colours")
    group.add_argument(
        "--effort",
        choices=[str(effort) for effort in Effort],
        metavar="NAME",
        default=str(cluster.effort),
        help=(
            "how long to search for colours that come nearer: fast (one descent), balanced "
            "(several starts, the best refined), best (until nothing is gained; takes several "
            f"times as long) (default {cluster.effort})"
        ),
    )
    _add_choice(group, "--weights", Weights, None, "what a colour counts by", usual="pixels")
    _add_choice(group, "--init", Init, None, "choice of the first centroids")
    _add_number(group, "--restarts", int, None, "runs, the best of which is kept")
    _add_number(group, "--max-iter", int, cluster.max_iter, "most iterations of a run")
    _add_number(group, "--tol", float, cluster.tol, "relative gain so small that it ends a run")
    _add_number(group, "--seed", int, cluster.seed, "seed of random choices")
    group.add_argument(
        "--threads",
        metavar="N",
        type=parse_threads,
        help="most threads at work; the result does not depend on it (default all cores)",
    )
    group = parser.add_argument_group("pixels")
    _add_choice(group, "--dither", DITHERERS.names, dither, "dither")
    _add_number(group, "--dither-strength", float, strength, "share of the error spread, 0 to 1")
    space = DitherSettings().space
    _add_choice(group, "--dither-space", DitherSpace, space, "where the dither adds up errors")
    _add_choice(
        group,
        "--alpha",
        AlphaMode,
        AlphaSettings().mode,
        "soft edges: kept; each pixel opaque or clear, by a threshold or in a pattern; or all of "
        "the image put on --matte",
    )
    group.add_argument(
        "--matte",
        metavar="COLOR",
        help=(
            "colour (#rrggbb) of the page, with which soft edges are mixed where they become "
            "opaque (default: their own colour; white where nothing may be transparent)"
        ),
    )
    palettes = AnimationSettings().palettes
    _add_choice(
        group, "--frame-palettes", FramePalettes, palettes, "one palette for all frames, or each"
    )
    _add_limit(group)


def _add_choice(
    group: argparse._ActionsContainer,
    name: str,
    choices: Iterable[str],
    default: str | None,
    text: str,
    usual: str = "as the effort asks",
) -> None:
    names = [str(choice) for choice in choices]
    usual = usual if default is None else default
    group.add_argument(
        name,
        choices=names,
        metavar="NAME",
        default=default and str(default),
        help=f"{text}: {', '.join(names)} (default {usual})",
    )


def _add_number(
    group: argparse._ActionsContainer,
    name: str,
    kind: Callable[[str], float],
    default: float | None,
    text: str,
) -> None:
    metavar = "N" if kind is int else "X"
    usual = "as the effort asks" if default is None else f"{default:g}"
    group.add_argument(
        name, type=kind, metavar=metavar, default=default, help=f"{text} (default {usual})"
    )


def _add_limit(group: argparse._ActionsContainer) -> None:
    _add_number(group, "--max-megapixels", parse_megapixels, 250, "refuse to read larger images")


def _add_json(parser: argparse.ArgumentParser, text: str) -> None:
    parser.add_argument("--json", action="store_true", help=text)


def _add_quiet(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "-q", "--quiet", action="store_true", help="no progress, and messages only of failures"
    )
