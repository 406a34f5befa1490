"""The options of everything that determines a result: colours, clustering, pixels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.cli.preset_arguments import add_preset
from quantizer.cli.values import (
    parse_colors,
    parse_decibels,
    parse_megapixels,
    parse_size,
    parse_threads,
)
from quantizer.dither import DITHERERS
from quantizer.settings.settings import (
    LIGHTNESS_WITH_DITHER,
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
    import argparse
    from collections.abc import Callable, Iterable

_REFUSED = "exit with {}, and write nothing, if none {}"


def add_settings(
    parser: argparse.ArgumentParser,
    colors: int,
    dither: str,
    *,
    sized: bool,
    effort: Effort = Effort.BALANCED,
    many: bool = False,
) -> None:
    """Add all that `quantizer.cli.chosen.chosen_settings` and `chosen_palette` read.

    Parameters
    ----------
    parser
        The parser of a command that reduces.
    colors, dither
        The command's usual number of colours and ditherer.
    sized
        Whether the result is a file of an image, whose bytes can be limited.
    effort
        The command's usual effort.
    many
        Whether files are converted by the thousand: each on one thread, and one that cannot meet a
        demand is left alone.
    """
    parser.set_defaults(usual_colors=colors, max_bytes=None)
    add_preset(parser, sized=sized)
    group = parser.add_argument_group("colours")
    _add_count(group, colors, sized=sized, many=many)
    _add_given_colors(group)
    group = parser.add_argument_group("clustering")
    _add_clustering(group, effort)
    if many:
        parser.set_defaults(threads=1)
    else:
        _add_threads(group)
    group = parser.add_argument_group("pixels")
    _add_dither(group, dither)
    _add_alpha(group)
    palettes = AnimationSettings().palettes
    _add_choice(
        group, "--frame-palettes", FramePalettes, palettes, "one palette for all frames, or each"
    )
    add_limit(group)


def add_limit(group: argparse._ActionsContainer) -> None:
    """Add ``--max-megapixels``."""
    _add_number(group, "--max-megapixels", parse_megapixels, 250, "refuse to read larger images")


def _add_count(group: argparse._ActionsContainer, colors: int, *, sized: bool, many: bool) -> None:
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
    group.add_argument(
        "--min-psnr",
        metavar="DB",
        type=parse_decibels,
        help=(
            "take the fewest colours, up to -k, whose result reaches so many decibels; "
            + ("a file is left alone if none does" if many else _REFUSED.format(99, "does"))
        ),
    )
    if sized:
        group.add_argument(
            "--max-bytes",
            metavar="SIZE",
            type=parse_size,
            help=(
                "take the most colours, up to -k, whose file is no larger (40000, 40k, 40KiB, "
                "1.5MB); "
                + (
                    "a file is left alone if none is small enough"
                    if many
                    else _REFUSED.format(98, "is small enough")
                )
            ),
        )


def _add_given_colors(group: argparse._ActionsContainer) -> None:
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


def _add_clustering(group: argparse._ActionsContainer, effort: Effort) -> None:
    cluster = ClusterSettings()
    _add_choice(
        group,
        "--space",
        Space,
        None,
        "colour space to cluster in",
        usual="lab with a dither, srgb without",
    )
    _add_number(
        group,
        "--lightness",
        float,
        cluster.lightness,
        f"weight of lightness to chroma; {LIGHTNESS_WITH_DITHER:g} times that with a dither, "
        "unless --space is given",
    )
    _add_choice(
        group,
        "--metric",
        Metric,
        None,
        "distance between colours",
        usual="euclidean; manhattan for soft edges with a dither",
    )
    group.add_argument(
        "--effort",
        choices=[str(effort) for effort in Effort],
        metavar="NAME",
        default=str(effort),
        help=(
            "how long to search for colours that come nearer: fast (one descent), balanced "
            "(several starts, the best refined), best (until nothing is gained; takes several "
            f"times as long) (default {effort})"
        ),
    )
    _add_choice(group, "--weights", Weights, None, "what a colour counts by", usual="pixels")
    _add_choice(group, "--init", Init, None, "choice of the first centroids")
    _add_number(group, "--restarts", int, None, "runs, the best of which is kept")
    _add_number(group, "--max-iter", int, cluster.max_iter, "most iterations of a run")
    _add_number(group, "--tol", float, cluster.tol, "relative gain so small that it ends a run")
    _add_number(group, "--seed", int, cluster.seed, "seed of random choices")


def _add_threads(group: argparse._ActionsContainer) -> None:
    group.add_argument(
        "--threads",
        metavar="N",
        type=parse_threads,
        help="most threads at work; the result does not depend on it (default all cores)",
    )


def _add_dither(group: argparse._ActionsContainer, dither: str) -> None:
    usual = DitherSettings()
    _add_choice(group, "--dither", DITHERERS.names, dither, "dither")
    _add_number(
        group, "--dither-strength", float, usual.strength, "share of the error spread, 0 to 1"
    )
    _add_choice(
        group, "--dither-space", DitherSpace, usual.space, "where the dither adds up errors"
    )


def _add_alpha(group: argparse._ActionsContainer) -> None:
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
