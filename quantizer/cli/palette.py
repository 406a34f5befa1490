"""``quantizer palette``: print the main colours of an image, or write a palette file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING

from quantizer.adjust.adjust import adjust_image
from quantizer.cli.chosen import (
    chosen_palette,
    chosen_settings,
    describe,
    each,
    tell_notices,
)
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.outputs import plan_outputs
from quantizer.cli.streams import print_result
from quantizer.cli.swatch_line import swatch_line
from quantizer.cli.terminal import Terminal, format_count
from quantizer.conversion.fit_format import unused_matte
from quantizer.errors import SettingsError
from quantizer.image_files.read import read_image
from quantizer.palette_files import CODECS, codec_for_path, write_palette
from quantizer.reduction.pipeline import quantize

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from quantizer.image.palette import Palette
    from quantizer.palette_files import PaletteCodec
    from quantizer.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class _Job:
    arguments: Namespace
    settings: Settings
    palette: Palette | None
    codec: PaletteCodec | None


def run(arguments: Namespace) -> int:
    """Extract a palette from each image; an error in one does not stop the others."""
    codec = CODECS[arguments.format] if arguments.format else None
    targets = _targets(arguments, codec)
    job = _Job(arguments, chosen_settings(arguments), chosen_palette(arguments), codec)
    with Terminal(quiet=arguments.quiet) as terminal:
        tell_notices(job.palette, arguments, terminal)
        pairs = list(zip(arguments.images, targets, strict=True))
        return each(pairs, lambda pair: _extract(job, *pair, terminal), terminal, itemgetter(0))


def _targets(arguments: Namespace, codec: PaletteCodec | None) -> list[Path | None]:
    """Return the palette file of each image; None if the palette is printed."""
    if arguments.output is None:
        if codec is not None:
            raise SettingsError("--format needs a file to write: give one with -o")
        return [None] * len(arguments.images)
    if codec is not None and codec.write is None:
        raise SettingsError(f"{codec.label} palettes can be read, but not written")
    extension = (codec or CODECS["gpl"]).extensions[0]
    images, output, overwrite = arguments.images, arguments.output, arguments.overwrite
    outputs = plan_outputs(images, output, lambda path: path.stem + extension, overwrite=overwrite)
    if codec is None:
        for entry in outputs:
            codec_for_path(entry.target)
    return [entry.target for entry in outputs]


def _extract(job: _Job, path: Path, target: Path | None, terminal: Terminal) -> ExitCode:
    arguments = job.arguments
    progress = terminal.progress(path.name)
    image = read_image(path, max_megapixels=arguments.max_megapixels, progress=progress)
    image = adjust_image(image, job.settings, progress, arguments.threads)
    unused = (notice.text for notice in unused_matte(job.settings.alpha, [image]))
    for notice in (*image.source.notices, *unused):
        terminal.say(f"{path}: {notice}")
    given, threads = job.palette, arguments.threads
    result = quantize(
        image, job.settings, progress, with_metrics=arguments.json, palette=given, threads=threads
    )
    named = replace(result.palette, name=result.palette.name or path.stem)
    if target is not None:
        overwrite, inputs = arguments.overwrite, arguments.images
        losses = write_palette(named, target, codec=job.codec, overwrite=overwrite, protect=inputs)
        for loss in losses:
            terminal.say(f"{target}: {loss}")
        terminal.say(f"{path} -> {target}: {format_count(len(named), 'colour')}")
    if arguments.json:
        output = None if target is None else str(target)
        print_result(json.dumps({"input": str(path), "output": output, **describe(result)}))
    elif target is None:
        _show(path, named, titled=len(arguments.images) > 1)
    return ExitCode.DONE


def _show(path: Path, palette: Palette, *, titled: bool) -> None:
    title = [f"{path}:"] if titled else []
    print_result("\n".join([*title, *map(swatch_line, palette)]))
