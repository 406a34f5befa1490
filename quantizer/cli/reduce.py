"""``quantizer reduce``: images in, images with fewer colours out.

A pipe always gets an image: where a file would not be written, because it is larger or worse than
allowed, stdout gets the bytes of the input as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.cli.chosen import (
    chosen_palette,
    chosen_settings,
    describe,
    each,
    named_palettes,
    tell_notices,
    unmet_requirement,
)
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.limit_arguments import chosen_limits
from quantizer.cli.outputs import plan_outputs
from quantizer.cli.pipes import (
    STREAM,
    check_read_once,
    check_stdout,
    inner_name,
    input_name,
    output_name,
    read_pipe,
    write_output,
)
from quantizer.cli.streams import print_data, print_result, refuse_terminal
from quantizer.cli.terminal import Terminal, format_bytes, format_count
from quantizer.conversion.convert import load, reduce
from quantizer.conversion.encode import encode_result
from quantizer.conversion.fit_format import Loss
from quantizer.conversion.recipe import Recipe
from quantizer.errors import QualityError, SizeError
from quantizer.image_files.formats import FileFormat, format_by_name, format_for_path
from quantizer.process.time_limit import time_limit
from quantizer.settings.settings import TargetSettings

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from quantizer.cli.outputs import Output
    from quantizer.conversion.fit_format import Notice
    from quantizer.image.palette import Palette
    from quantizer.progress import Progress
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
    check_read_once([*arguments.images, *named_palettes(arguments)])
    given = format_by_name(arguments.format) if arguments.format else None
    settings, palette = chosen_settings(arguments), chosen_palette(arguments)
    usual = given or format_by_name(arguments.default_format or "png")
    is_chosen = settings.target != TargetSettings() and arguments.output is None
    job = _Job(arguments, settings, palette, usual.extensions[0], is_chosen)
    most = settings.fitted_to_depth().cluster.colors
    colors = most if palette is None else min(len(palette), most)
    outputs = plan_outputs(
        arguments.images,
        arguments.output,
        lambda path: _name(job, path, colors),
        overwrite=arguments.overwrite,
        known=not is_chosen,
    )
    targets = [entry.target for entry in outputs]
    check_stdout(targets, as_json=arguments.json)
    if STREAM in targets and usual.name != "c":  # C source text is fit for a terminal
        refuse_terminal()
    formats = [usual if one == STREAM else given or format_for_path(one) for one in targets]
    pairs = list(zip(outputs, formats, strict=True))
    with Terminal(quiet=arguments.quiet) as terminal:
        tell_notices(palette, arguments, terminal)
        return each(
            pairs,
            lambda pair: _reduce(job, terminal, *pair),
            terminal,
            lambda pair: input_name(pair[0].image),
        )


def _name(job: _Job, path: Path, colors: int) -> str:
    beside = job.arguments.output is None
    return f"{path.stem}-{colors}{job.extension}" if beside else f"{path.stem}{job.extension}"


def _reduce(job: _Job, terminal: Terminal, output: Output, file_format: FileFormat) -> ExitCode:
    """Reduce an image; what is not met leaves stdout the input's own bytes."""
    data = read_pipe(output.image, job.arguments.max_megapixels)
    source = input_name(output.image)
    seconds = job.arguments.max_seconds
    try:
        with time_limit(source, seconds, terminal.progress(source.name)) as progress:
            return _convert(job, terminal, output, file_format, data, progress)
    except (QualityError, SizeError) as error:
        if output.target != STREAM:
            raise
        terminal.complain(f"{input_name(output.image)}: passed on as it is, since {error}")
        print_data(output.image.read_bytes() if data is None else data)
        return unmet_requirement(error)


def _convert(
    job: _Job,
    terminal: Terminal,
    output: Output,
    file_format: FileFormat,
    data: bytes | None,
    progress: Progress,
) -> ExitCode:
    arguments, source = job.arguments, input_name(output.image)
    fitted = load(source, _recipe(job, output, file_format), progress, data=data)
    notices = [*fitted.animation.source.notices, *map(_sentence, fitted.notices)]
    for notice in notices:
        terminal.say(f"{source}: {notice}")
    reduced = reduce(fitted, progress)
    result, animation = reduced.result, reduced.animation
    recipe, moves = fitted.recipe, fitted.moves
    before = fitted.animation.source.bytes or 0
    del fitted, reduced  # and with them the pixels of the image, which are the most memory
    encoded = encode_result(animation, recipe, progress)
    if job.chosen and result.selection is not None:
        output = _renamed(job, output, result.selection.k)
    target = output_name(output.target)
    for notice in encoded.notices:
        terminal.say(f"{target}: {notice}")
    size = len(encoded.data)
    ratio = f"{size / before:.0%} of {format_bytes(before)}" if before else "of an empty file"
    if arguments.skip_if_larger and size > before:
        raise SizeError(f"the result would be {format_bytes(size)}, {ratio}")
    write_output(
        output.target, encoded.data, overwrite=arguments.overwrite, inputs=arguments.images
    )
    colors = format_count(len(result.palette), "colour")
    if moves and recipe.has_frame_palettes:
        colors = f"up to {colors} a frame"
    terminal.say(f"{source} -> {target}: {colors}, {format_bytes(size)}, {ratio}")
    if arguments.json:
        import json

        report = {
            **_describe_files(output, file_format, size, before),
            **describe(result),
            "frames": len(animation.frames),
            "notices": [*notices, *encoded.notices],
        }
        print_result(json.dumps(report))
    return ExitCode.DONE


def _describe_files(
    output: Output, file_format: FileFormat, size: int, before: int
) -> dict[str, str | int]:
    return {
        "input": str(output.image),
        "output": str(output.target),
        "format": file_format.name,
        "bytes": size,
        "original_bytes": before,
    }


def _sentence(notice: Notice) -> str:
    hint = _HINTS.get(notice.loss)
    return f"{notice.text.removesuffix('.')} ({hint})." if hint else notice.text


def _recipe(job: _Job, output: Output, file_format: FileFormat) -> Recipe:
    arguments = job.arguments
    # The number of colours, which a default name ends in, may not be known yet.
    is_named = arguments.output is not None and output.target != STREAM
    return Recipe(
        file_format,
        job.settings,
        job.palette,
        optimize=arguments.optimize,
        keep_exif=arguments.keep_exif,
        keep_profile=arguments.keep_profile,
        limits=chosen_limits(arguments),
        with_metrics=arguments.json,
        threads=arguments.threads,
        name=inner_name(output.target if is_named else output.image),
    )


def _renamed(job: _Job, output: Output, colors: int) -> Output:
    """Return an output whose name tells the number of colours that was chosen."""
    overwrite = job.arguments.overwrite
    image = [output.image]
    return plan_outputs(image, None, lambda path: _name(job, path, colors), overwrite=overwrite)[0]
