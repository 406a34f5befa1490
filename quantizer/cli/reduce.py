"""``quantizer reduce``: images in, images with fewer colours out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from quantizer.cli.terminal import Terminal, format_bytes, format_count
from quantizer.conversion.convert import load, reduce
from quantizer.conversion.encode import encode_result
from quantizer.conversion.fit_format import Loss
from quantizer.conversion.recipe import Recipe
from quantizer.image_files.atomic import made_folder, write_atomically
from quantizer.image_files.formats import FileFormat, format_by_name, format_for_path
from quantizer.settings.settings import TargetSettings

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from quantizer.cli.outputs import Output
    from quantizer.conversion.fit_format import Notice
    from quantizer.image.palette import Palette
    from quantizer.settings.settings import Settings


_HINTS = {
    Loss.SOFT_EDGES: "--alpha dither and --matte are other ways",
    Loss.MATTE: "--alpha opaque puts the image on it",
}
"""Options that change what a notice is about."""


@dataclass(frozen=True, slots=True)
class _Job:
    """What is the same for all images.

    `chosen` says that the number of colours, and with it the default name of an output, is found
    for each image.
    """

    arguments: Namespace
    settings: Settings
    palette: Palette | None
    extension: str
    chosen: bool


def run(arguments: Namespace) -> int:
    """Reduce all images; a failed one does not stop the others."""
    given = format_by_name(arguments.format) if arguments.format else None
    settings, palette = chosen_settings(arguments), chosen_palette(arguments)
    extension = (given or format_by_name(arguments.default_format or "png")).extensions[0]
    is_chosen = settings.target != TargetSettings() and arguments.output is None
    job = _Job(arguments, settings, palette, extension, is_chosen)
    most = settings.fitted_to_depth().cluster.colors
    colors = most if palette is None else min(len(palette), most)
    outputs = plan_outputs(
        arguments.images,
        arguments.output,
        lambda path: _name(job, path, colors),
        overwrite=arguments.overwrite,
        known=not is_chosen,
    )
    formats = [given or format_for_path(entry.target) for entry in outputs]
    pairs = list(zip(outputs, formats, strict=True))
    with Terminal(quiet=arguments.quiet) as terminal:
        tell_notices(palette, arguments, terminal)
        return each(
            pairs, lambda pair: _reduce(job, terminal, *pair), terminal, lambda pair: pair[0].image
        )


def _name(job: _Job, path: Path, colors: int) -> str:
    beside = job.arguments.output is None
    return f"{path.stem}-{colors}{job.extension}" if beside else f"{path.stem}{job.extension}"


def _reduce(job: _Job, terminal: Terminal, output: Output, file_format: FileFormat) -> ExitCode:
    arguments = job.arguments
    progress = terminal.progress(output.image.name)
    fitted = load(output.image, _recipe(job, output, file_format), progress)
    notices = [*fitted.animation.source.notices, *map(_sentence, fitted.notices)]
    for notice in notices:
        terminal.say(f"{output.image}: {notice}")
    reduced = reduce(fitted, progress)
    result, animation = reduced.result, reduced.animation
    recipe, moves = fitted.recipe, fitted.moves
    before = fitted.animation.source.bytes or 0
    del fitted, reduced  # and with them the pixels of the image, which are the most memory
    encoded = encode_result(animation, recipe, progress)
    if job.chosen and result.selection is not None:
        output = _renamed(job, output, result.selection.k)
    for notice in encoded.notices:
        terminal.say(f"{output.target}: {notice}")
    size = len(encoded.data)
    ratio = f"{size / before:.0%} of {format_bytes(before)}" if before else "of an empty file"
    if arguments.skip_if_larger and size > before:
        terminal.complain(
            f"{output.image}: not written, since the result would be {format_bytes(size)}, {ratio}"
        )
        return ExitCode.WOULD_BE_LARGER
    with made_folder(output.target.parent):
        write_atomically(
            output.target, encoded.data, overwrite=arguments.overwrite, protect=arguments.images
        )
    colors = format_count(len(result.palette), "colour")
    if moves and recipe.has_frame_palettes:
        colors = f"up to {colors} a frame"
    terminal.say(f"{output.image} -> {output.target}: {colors}, {format_bytes(size)}, {ratio}")
    if arguments.json:
        import json

        report = {
            "input": str(output.image),
            "output": str(output.target),
            "format": file_format.name,
            "bytes": size,
            "original_bytes": before,
            **describe(result),
            "frames": len(animation.frames),
            "notices": [*notices, *encoded.notices],
        }
        print_result(json.dumps(report))
    return ExitCode.DONE


def _sentence(notice: Notice) -> str:
    hint = _HINTS.get(notice.loss)
    return f"{notice.text.removesuffix('.')} ({hint})." if hint else notice.text


def _recipe(job: _Job, output: Output, file_format: FileFormat) -> Recipe:
    arguments = job.arguments
    # The number of colours, which a default name ends in, may not be known yet.
    named = output.image if arguments.output is None else output.target
    return Recipe(
        file_format,
        job.settings,
        job.palette,
        optimize=arguments.optimize,
        keep_exif=arguments.keep_exif,
        keep_profile=arguments.keep_profile,
        max_megapixels=arguments.max_megapixels,
        with_metrics=arguments.json,
        threads=arguments.threads,
        name=named.stem,
    )


def _renamed(job: _Job, output: Output, colors: int) -> Output:
    """Return an output whose name tells the number of colours that was chosen."""
    overwrite = job.arguments.overwrite
    image = [output.image]
    return plan_outputs(image, None, lambda path: _name(job, path, colors), overwrite=overwrite)[0]
