"""``quantizer reduce``: images in, images with fewer colours out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.cli.chosen import chosen_palette, chosen_settings, describe, each
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.outputs import plan_outputs
from quantizer.cli.terminal import Terminal, count_colors, format_bytes
from quantizer.files.atomic import write_atomically
from quantizer.files.formats import FileFormat, format_by_name, format_for_path
from quantizer.files.read import read_image
from quantizer.files.write import encode
from quantizer.pipeline import quantize
from quantizer.progress import Stage

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from quantizer.cli.outputs import Output
    from quantizer.palette import Palette
    from quantizer.settings import Settings


@dataclass(frozen=True, slots=True)
class _Job:
    arguments: Namespace
    settings: Settings
    palette: Palette | None
    inputs: tuple[Path, ...]


def run(arguments: Namespace) -> int:
    """Reduce all images; a failed one does not stop the others."""
    given = format_by_name(arguments.format) if arguments.format else None
    colors = arguments.colors
    extension = (given or format_by_name("png")).extensions[0]
    beside = arguments.output is None
    outputs = plan_outputs(
        arguments.images,
        arguments.output,
        name=lambda path: f"{path.stem}-{colors}{extension}" if beside else path.stem + extension,
        overwrite=arguments.overwrite,
    )
    formats = [given or format_for_path(entry.target) for entry in outputs]
    job = _Job(
        arguments,
        chosen_settings(arguments),
        chosen_palette(arguments),
        tuple(entry.image for entry in outputs),
    )
    with Terminal(quiet=arguments.quiet) as terminal:
        return each(
            list(zip(outputs, formats, strict=True)),
            lambda pair: _reduce(job, pair[0], pair[1], terminal),
            terminal,
        )


def _reduce(job: _Job, output: Output, file_format: FileFormat, terminal: Terminal) -> ExitCode:
    arguments = job.arguments
    progress = terminal.progress(output.image.name)
    image = read_image(output.image, max_megapixels=arguments.max_megapixels, progress=progress)
    for notice in image.source.notices:
        terminal.say(f"{output.image}: {notice}")
    result = quantize(
        image, job.settings, progress, with_metrics=arguments.json, palette=job.palette
    )
    progress.at(Stage.WRITE).report(0)
    encoded = encode(
        result.indexed, file_format, keep_exif=arguments.keep_exif, optimize=arguments.optimize
    )
    for notice in encoded.notices:
        terminal.say(f"{output.target}: {notice}")
    size, before = len(encoded.data), image.source.bytes or 0
    ratio = f"{size / before:.0%} of {format_bytes(before)}" if before else "of an empty file"
    if arguments.skip_if_larger and size > before:
        terminal.complain(
            f"{output.image}: not written, since the result would be {format_bytes(size)}, {ratio}"
        )
        return ExitCode.WOULD_BE_LARGER
    write_atomically(output.target, encoded.data, overwrite=arguments.overwrite, protect=job.inputs)
    terminal.say(
        f"{output.image} -> {output.target}: {count_colors(result.palette)}, "
        f"{format_bytes(size)}, {ratio}"
    )
    if arguments.json:
        notices = [*image.source.notices, *encoded.notices]
        print(
            json.dumps(
                {
                    "input": str(output.image),
                    "output": str(output.target),
                    "format": file_format.name,
                    "bytes": size,
                    "original_bytes": before,
                    **describe(result),
                    "notices": notices,
                }
            ),
            flush=True,
        )
    return ExitCode.DONE
