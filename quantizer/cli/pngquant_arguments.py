"""The arguments of ``quantizer pngquant``, with the names and meanings of pngquant's manual."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from quantizer.cli.limit_arguments import add_limits
from quantizer.settings.settings import MAX_COLORS

if TYPE_CHECKING:
    from collections.abc import Sequence

FASTEST = 11
_LEAST_OF_WANTED = 0.9
"""Share of the wanted quality that a result must have, if one number is given: pngquant's rule."""
_OLD_FLAGS = {f"-{word}" for word in ("ext", "force", "nofs", "ordered", "speed", "verbose")}
"""Long options that pngquant also takes with one hyphen."""
_TEXT_FLAGS = {"--ext", "--output"}
"""Options whose value may be any text."""


def add_pngquant(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `quantizer.cli.pngquant`."""
    text = "largest number of colours (default 256), then the images to read; - for stdin"
    parser.add_argument("words", metavar="[NCOLORS] FILE", nargs="*", help=text)
    _add_quality(parser.add_argument_group("quality"))
    _add_output(parser.add_argument_group("output"))
    add_limits(parser)


def _add_quality(group: argparse._ActionsContainer) -> None:
    text = (
        "from 0 to 100: take the fewest colours that reach MAX; write nothing and exit with 99 if "
        "the result would be below MIN. MIN- stands for MIN-100, -MAX for 0-MAX, and N alone for "
        "nine tenths of N up to N"
    )
    group.add_argument("-Q", "--quality", metavar="MIN-MAX", type=parse_quality, help=text)
    text = (
        "1 to 11 (default 4): 1 and 2 search for the best palette, 3 to 7 are balanced, 8 to 11 "
        "are fast, and 11 does not dither either"
    )
    group.add_argument("-s", "--speed", metavar="N", type=_parse_speed, default=4, help=text)
    text = "strength of the dither, 0 to 1; --floyd alone is 1, the default"
    group.add_argument("--floyd", "--fs", metavar="N", type=_parse_strength, default=1.0, help=text)
    group.add_argument("--nofs", "--ordered", action="store_true", help="do not dither")
    text = "drop the N least significant bits of each channel of the palette's colours, 0 to 4"
    group.add_argument("--posterize", metavar="N", type=_parse_bits, default=0, help=text)
    text = "take the colours from FILE: an image of at most 256 colours, or a palette file"
    group.add_argument("--map", metavar="FILE", help=text)
    text = "accepted, and ignored"
    group.add_argument("--iebug", action="store_true", help=text)
    group.add_argument("--transbug", action="store_true", help=text)


def _add_output(group: argparse._ActionsContainer) -> None:
    text = "file to write, for one image; - for stdout"
    group.add_argument("-o", "--output", metavar="FILE", help=text)
    text = (
        "end of the names of the new files, in place of .png (default -fs8.png, or -or8.png "
        "without a dither); with --force, '--ext .png' replaces the images"
    )
    group.add_argument("--ext", metavar="SUFFIX", help=text)
    text = "replace existing files, the image itself included; without it they are errors"
    group.add_argument("-f", "--force", action="store_true", help=text)
    text = (
        "write nothing and exit with 98 unless the file shrinks: to a share of its bytes of at "
        "most the quality in percent"
    )
    group.add_argument("--skip-if-larger", action="store_true", help=text)
    text = "leave out EXIF data and the resolution"
    group.add_argument("--strip", action="store_true", help=text)
    text = "print only errors; the default without --verbose"
    group.add_argument("-q", "--quiet", "--noverbose", action="store_true", help=text)


def with_long_options(argv: Sequence[str]) -> list[str]:
    """Return arguments in the one form that the parser takes.

    Old scripts write long options with one hyphen (``-nofs``). The value of ``--ext`` or
    ``--output`` may begin with a hyphen. That of ``--floyd`` may be left out; if it is there, it
    follows an equals sign.
    """
    end = argv.index("--") if "--" in argv else len(argv)
    words: list[str] = []
    for given in argv[:end]:
        if words and words[-1] in _TEXT_FLAGS:
            words[-1] = f"{words[-1]}={given}"
            continue
        word = f"-{given}" if given in _OLD_FLAGS else given
        words.append(f"{word}=1" if word in {"--floyd", "--fs"} else word)
    # The parser drops the "--", and would take a file of such a name for an option.
    files = (
        f"./{name}" if name.startswith("-") and name != "-" else name for name in argv[end + 1 :]
    )
    return [*words, *files]


def split_words(words: Sequence[str]) -> tuple[int, list[str]]:
    """Return the number of colours and the names of the images, of which the first may be missing.

    Raises
    ------
    SettingsError
        If the first word is a number, but no palette has so many colours.
    """
    from quantizer.errors import SettingsError

    if not words or not re.fullmatch(r"\d+", words[0]):
        return MAX_COLORS, list(words)
    if not 1 <= int(words[0]) <= MAX_COLORS:
        raise SettingsError(
            f"a palette has 1 to {MAX_COLORS} colours, not {words[0]}; a file of that name is "
            f"./{words[0]}"
        )
    return int(words[0]), list(words[1:])


def parse_quality(text: str) -> tuple[int, int]:
    """Return the least quality and the wanted one, each 0 to 100, of text such as ``60-80``."""
    match = re.fullmatch(r"(\d{1,3})?(-)?(\d{1,3})?", text.strip())
    if match is None or not (match[1] or match[3]):
        raise argparse.ArgumentTypeError(f"{text!r} is not a range such as 60-80")
    if match[2] is None:
        wanted = int(text)
        least = int(wanted * _LEAST_OF_WANTED)
    else:
        least, wanted = int(match[1] or 0), int(match[3] or 100)
    if not 0 <= least <= wanted <= 100:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a range within 0 to 100, with the smaller number first"
        )
    return least, wanted


def _parse_speed(text: str) -> int:
    return _parse_whole(text, 1, FASTEST)


def _parse_bits(text: str) -> int:
    return _parse_whole(text, 0, 4)


def _parse_whole(text: str, low: int, high: int) -> int:
    if not re.fullmatch(r"\d+", text) or not low <= int(text) <= high:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, {low} to {high}")
    return int(text)


def _parse_strength(text: str) -> float:
    try:
        strength = float(text)
    except ValueError:
        strength = -1.0
    if not 0 <= strength <= 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number, 0 to 1")
    return strength
