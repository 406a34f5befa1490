"""The options of all settings, built from their declarations in `quantizer.settings`.

An option that is not given leaves nothing in the parsed arguments. Those that are given are there
by the dotted name of their setting (``cluster.space``); `quantizer.cli.chosen` merges them with the
preset and the command's defaults.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from quantizer.cli.limit_arguments import add_limits
from quantizer.cli.values import (
    parse_bits,
    parse_color,
    parse_colors,
    parse_decibels,
    parse_image_size,
    parse_kernel,
    parse_matte,
    parse_size,
    parse_threads,
)
from quantizer.dither import DITHERERS
from quantizer.settings.settings import MAX_COLORS, OPTIONS, Settings

if TYPE_CHECKING:
    from quantizer.settings.option import Option

_SEPARATE = {"cluster.colors", "target.selector"}
"""Settings that share the option ``-k``."""
_GROUPS = {
    "": "colours",
    "target": "colours",
    "indexed": "colours",
    "cluster": "clustering",
    "adjust": "size and tone, adjusted before the colours are chosen",
    "animation": "animation",
    "firmware": "files for firmware (--format c and bin)",
}
"""Heading of the options of a part of `Settings`; of all others it is "pixels"."""
_TYPES = {
    "N": int,
    "X": float,
    "DB": parse_decibels,
    "SIZE": parse_size,
    "COLOR": parse_color,
    "R,G,B": parse_bits,
    "FILE": parse_kernel,
    "WxH": parse_image_size,
    "FRAMES": str,
    "FRAMES:MS": str,
    "MS": int,
    "TIMES": int,
}
"""How a value is read, by its name in the help."""
_OF_FILES = {"target.max_bytes", "indexed.bit_depth"}
"""Settings that only matter where an image file is written."""
_NOT_MET = {
    "target.min_psnr": "exit with 99 and write nothing if no number of colours reaches it",
    "target.max_bytes": "exit with 98 and write nothing if no file is small enough",
}


def add_settings(
    parser: argparse.ArgumentParser, usual: Settings, *, sized: bool, many: bool = False
) -> None:
    """Add all options that `quantizer.cli.chosen` reads.

    Parameters
    ----------
    parser
        The parser of a command that reduces colours.
    usual
        The command's default settings.
    sized
        Whether the result is an image file, whose size can be limited.
    many
        Whether the command converts thousands of files: each on one thread, and a file that cannot
        meet a requirement is skipped.
    """
    parser.set_defaults(usual=usual, sized=sized)
    text = (
        "start from the settings of a preset (web-image, gif, e-ink, game-boy and others, "
        "or your own; see 'quantizer presets'), or of a preset file FILE.json; other options "
        "override it"
    )
    parser.add_argument("--preset", metavar="NAME", help=text)
    names = ["colours", "clustering", "pixels", _GROUPS["adjust"]]
    names += [_GROUPS["animation"], _GROUPS["firmware"]] if sized else ["animation"]
    groups = {name: parser.add_argument_group(name) for name in names}
    _add_count(groups["colours"], usual.cluster.colors)
    for name, option in OPTIONS.items():
        group = groups.get(_GROUPS.get(name.rpartition(".")[0], "pixels"))
        if group and name not in _SEPARATE and (sized or name not in _OF_FILES):
            _add_option(group, name, option, usual, many=many)
    text = (
        "use the colours of a palette, in its order: all of them, or with -k the ones that serve "
        "the image best; a built-in palette, such as pico-8 (see 'quantizer palettes'), or a "
        "palette file"
    )
    groups["colours"].add_argument("--palette", metavar="PALETTE", dest="palette_file", help=text)
    text = (
        "the colours that the screen really shows for those of the palette, in the same order: "
        "colours are chosen, dithered and measured by these, and written as those of the palette"
    )
    groups["colours"].add_argument(
        "--measured-palette", metavar="PALETTE", dest="measured_file", help=text
    )
    if many:
        parser.set_defaults(threads=1)
    else:
        text = "largest number of threads; does not change the result (default: all cores)"
        groups["clustering"].add_argument("--threads", metavar="N", type=parse_threads, help=text)
    add_limits(parser)


def _add_count(group: argparse._ActionsContainer, colors: int) -> None:
    group.add_argument(
        "-k",
        "--colors",
        metavar="N",
        dest="cluster.colors",
        type=parse_colors,
        default=argparse.SUPPRESS,
        help=f"number of colours, 1 to {MAX_COLORS} (default {colors}), or a method that finds it "
        "for each image: elbow (stops where more colours improve the image little) or silhouette "
        "(the number of colours that are most distinct from each other); with either, a drawing "
        "of few colours keeps exactly those",
    )


def _add_option(
    group: argparse._ActionsContainer, name: str, option: Option, usual: Settings, *, many: bool
) -> None:
    if option.kind is bool:
        action = argparse.BooleanOptionalAction
        group.add_argument(
            option.flag, dest=name, action=action, default=argparse.SUPPRESS, help=option.help
        )
        return
    words = DITHERERS.names if name == "dither.name" else [str(one) for one in option.choices]
    read: dict[str, Any] = {"choices": words} if words else {"type": _TYPES[option.metavar]}
    if name == "alpha.matte":
        read = {"type": parse_matte}
    elif name == "locked":
        read["action"] = "append"
    text = option.help
    if not all(word in text for word in words):  # unless the help explains them one by one
        text += f": {', '.join(words)}"
    if name in _NOT_MET:
        text += f"; {'a file is skipped if that is not possible' if many else _NOT_MET[name]}"
    default = usual.values([name])[name]
    if isinstance(default, float):
        default = f"{default:g}"
    if default not in {None, (), ""} or option.automatic:
        text += f" (default {option.automatic if default is None else default})"
    read["help"] = text.replace("%", "%%")
    group.add_argument(
        option.flag, metavar=option.metavar, dest=name, default=argparse.SUPPRESS, **read
    )
