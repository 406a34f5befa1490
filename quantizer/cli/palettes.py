"""``quantizer palettes``: list the built-in palettes, show one, or write it to a file.

A palette file may be named as well; so the command also converts between the file formats.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quantizer.built_in_palettes import (
    built_in_names,
    built_in_palette,
    built_in_source,
    is_built_in,
)
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.outputs import output_file
from quantizer.cli.palette_pipes import (
    codec_for_output,
    read_named_palette,
    write_palette_output,
)
from quantizer.cli.pipes import (
    check_stdout,
    input_name,
    output_name,
    parse_output,
    parse_path,
)
from quantizer.cli.streams import print_result
from quantizer.cli.swatch_line import color_strip, swatch_line
from quantizer.cli.terminal import Terminal, format_count
from quantizer.errors import SettingsError
from quantizer.escape import escape_controls
from quantizer.palette_files import CODECS

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from quantizer.image.palette import Palette

_STRIP = 32
"""Most colours that a line of the list shows."""


def run(arguments: Namespace) -> int:
    """List all palettes, or show or write the named one."""
    if arguments.name is None:
        if arguments.output is not None or arguments.format is not None:
            raise SettingsError("-o and --format need the name of a palette")
        _list(as_json=arguments.json)
        return ExitCode.DONE
    if arguments.output is not None:
        check_stdout([parse_output(arguments.output)], as_json=arguments.json)
    palette = read_named_palette(arguments.name)
    with Terminal(quiet=arguments.quiet) as terminal:
        for notice in palette.notices:
            terminal.say(f"{_source(arguments.name)}: {notice}")
        target = _write(arguments, palette, terminal) if arguments.output is not None else None
    if arguments.format is not None and target is None:
        raise SettingsError("--format needs a file to write: give one with -o")
    if arguments.json:
        print_result(json.dumps(_describe(arguments.name, palette) | {"output": target}))
    elif target is None:
        _show(arguments.name, palette)
    return ExitCode.DONE


def _list(*, as_json: bool) -> None:
    palettes = {name: built_in_palette(name) for name in built_in_names()}
    if as_json:
        described = [_describe(name, palette) for name, palette in palettes.items()]
        print_result(json.dumps({"palettes": described}))
        return
    width = max(map(len, palettes))
    lines = (
        f"{name:<{width}}  {len(palette):>3}  {color_strip(palette, _STRIP)}{palette.name}"
        for name, palette in palettes.items()
    )
    print_result("\n".join(lines), styled=True)


def _describe(name: str, palette: Palette) -> dict[str, object]:
    source = built_in_source(name) if is_built_in(name) else None
    colors = [
        {"color": swatch.hex, "name": swatch.name, "group": swatch.group} for swatch in palette
    ]
    return {"name": name, "title": palette.name, "source": source, "colors": colors}


def _show(name: str, palette: Palette) -> None:
    title = escape_controls(palette.name or str(_source(name)))
    lines = [f"{title}: {format_count(len(palette), 'colour')}"]
    if is_built_in(name):
        lines.append(f"Source: {built_in_source(name)}")
    lines += [swatch_line(swatch).rstrip() for swatch in palette]
    print_result("\n".join(lines), styled=True)


def _write(arguments: Namespace, palette: Palette, terminal: Terminal) -> str:
    """Write the palette and return the path of its file."""
    codec = CODECS[arguments.format] if arguments.format else None
    source = _source(arguments.name)
    name = source.stem + (codec or CODECS["gpl"]).extensions[0]
    target = output_file(arguments.output, name)
    codec = codec_for_output(target, codec)
    inputs = () if is_built_in(arguments.name) else (parse_path(arguments.name),)
    losses = write_palette_output(
        palette, target, codec, overwrite=arguments.overwrite, inputs=inputs
    )
    shown = output_name(target)
    for loss in losses:
        terminal.say(f"{shown}: {loss}")
    terminal.say(f"{source} -> {shown}: {format_count(len(palette), 'colour')}")
    return str(target)


def _source(name: str) -> Path:
    """Return what messages call the palette that an argument names."""
    return input_name(parse_path(name))
