"""``quantizer palette``: print the main colours of an image, or write a palette file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quantizer.adjust.adjust import adjust_image
from quantizer.built_in_palettes import find_palette
from quantizer.cli.chosen import (
    chosen_palette,
    chosen_settings,
    describe,
    each,
    named_palettes,
    tell_notices,
)
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.limit_arguments import chosen_limits
from quantizer.cli.outputs import plan_outputs
from quantizer.cli.palette_pipes import codec_for_output, write_palette_output
from quantizer.cli.palette_tables import print_palette
from quantizer.cli.pipes import (
    check_read_once,
    check_stdout,
    inner_name,
    input_name,
    output_name,
    read_pipe,
)
from quantizer.cli.streams import print_result
from quantizer.cli.terminal import Terminal, format_count
from quantizer.conversion.fit_format import unused_matte
from quantizer.errors import SettingsError
from quantizer.image_files.read_apart import read_image_within
from quantizer.palette_files import CODECS
from quantizer.swatches.contrast import contrasts
from quantizer.swatches.extract import SwatchOptions, extract, extract_together
from quantizer.swatches.names import css_colors
from quantizer.swatches.order import SwatchOrder
from quantizer.swatches.roles import assign_roles

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from quantizer.image.image import Image
    from quantizer.image.palette import Palette
    from quantizer.palette_files import PaletteCodec
    from quantizer.progress import Progress
    from quantizer.settings.settings import Settings


@dataclass(frozen=True, slots=True)
class _Job:
    arguments: Namespace
    settings: Settings
    palette: Palette | None
    codec: PaletteCodec | None
    options: SwatchOptions


def run(arguments: Namespace) -> int:
    """Extract a palette from each image; an error in one does not stop the others."""
    check_read_once([*arguments.images, *named_palettes(arguments)])
    codec = CODECS[arguments.format] if arguments.format else None
    inputs = arguments.images[:1] if arguments.together else arguments.images
    targets = _targets(arguments, inputs, codec)
    settings, palette = chosen_settings(arguments), chosen_palette(arguments)
    job = _Job(arguments, settings, palette, codec, _options(arguments, settings))
    with Terminal(quiet=arguments.quiet) as terminal:
        tell_notices(job.palette, arguments, terminal)
        if arguments.together:
            return each(
                targets, lambda target: _together(job, target, terminal), terminal, lambda _: "-"
            )
        pairs = list(zip(arguments.images, targets, strict=True))
        return each(
            pairs,
            lambda pair: _extract(job, *pair, terminal),
            terminal,
            lambda pair: input_name(pair[0]),
        )


def _options(arguments: Namespace, settings: Settings) -> SwatchOptions:
    """Return what is done with each palette.

    Raises
    ------
    SettingsError
        If options exclude each other.
    QuantizerError
        If the palette with the names cannot be read.
    """
    order = None if arguments.order is None else SwatchOrder(arguments.order)
    if arguments.together and order is SwatchOrder.IMAGE:
        raise SettingsError("--order image is for one image; with --together there are several")
    if arguments.together and settings.target.min_psnr is not None:
        raise SettingsError("--min-psnr is for one image; with --together there are several")
    named = None
    if arguments.names is not None:
        named = css_colors() if arguments.names == "css" else find_palette(arguments.names)
    return SwatchOptions(
        order,
        named,
        ignores_white=arguments.ignore_white,
        ignores_background=arguments.ignore_background,
        min_share=arguments.min_share / 100,
    )


def _targets(
    arguments: Namespace, images: list[Path], codec: PaletteCodec | None
) -> list[Path | None]:
    """Return the palette file of each image; None if the palette is printed."""
    if arguments.output is None:
        if codec is not None:
            raise SettingsError("--format needs a file to write: give one with -o")
        return [None] * len(images)
    if codec is not None and codec.write is None:
        raise SettingsError(f"{codec.label} palettes can be read, but not written")
    extension = (codec or CODECS["gpl"]).extensions[0]
    output, overwrite = arguments.output, arguments.overwrite
    outputs = plan_outputs(images, output, lambda path: path.stem + extension, overwrite=overwrite)
    targets = [entry.target for entry in outputs]
    for target in targets:
        codec_for_output(target, codec)
    check_stdout(targets, as_json=arguments.json)
    return list(targets)


def _read(job: _Job, path: Path, progress: Progress, terminal: Terminal) -> Image:
    limits, name = chosen_limits(job.arguments), input_name(path)
    data = read_pipe(path, limits.max_megapixels)
    image = read_image_within(name, limits, progress=progress, data=data)
    image = adjust_image(image, job.settings, progress, job.arguments.threads)
    unused = (notice.text for notice in unused_matte(job.settings.alpha, [image]))
    for notice in (*image.source.notices, *unused):
        terminal.say(f"{name}: {notice}")
    return image


def _extract(job: _Job, path: Path, target: Path | None, terminal: Terminal) -> ExitCode:
    arguments = job.arguments
    progress = terminal.progress(input_name(path).name)
    image = _read(job, path, progress, terminal)
    palette, result = extract(
        image,
        job.settings,
        job.options,
        progress,
        with_metrics=arguments.json,
        palette=job.palette,
        threads=arguments.threads,
    )
    named = replace(palette, name=palette.name or inner_name(path))
    report = describe(replace(result, palette=named)) if arguments.json else {}
    _give(job, named, [path], target, report, terminal)
    return ExitCode.DONE


def _together(job: _Job, target: Path | None, terminal: Terminal) -> ExitCode:
    """Extract one palette from all images."""
    paths = job.arguments.images
    progress = terminal.progress(format_count(len(paths), "image"))
    images = [_read(job, path, progress, terminal) for path in paths]
    palette = extract_together(images, job.settings, job.options, progress, palette=job.palette)
    named = replace(palette, name=palette.name or inner_name(paths[0]))
    colors = [
        {"color": one.hex, "share": one.share, "name": one.name, "locked": one.locked}
        for one in named
    ]
    report = {"k": len(named), "palette": colors}
    _give(job, named, paths, target, report, terminal)
    return ExitCode.DONE


def _give(
    job: _Job,
    palette: Palette,
    paths: list[Path],
    target: Path | None,
    report: dict[str, Any],
    terminal: Terminal,
) -> None:
    """Write, and print, a palette."""
    arguments = job.arguments
    inputs = ", ".join(str(input_name(path)) for path in paths)
    if target is not None:
        codec, shown = codec_for_output(target, job.codec), output_name(target)
        overwrite, images = arguments.overwrite, arguments.images
        for loss in write_palette_output(
            palette, target, codec, overwrite=overwrite, inputs=images
        ):
            terminal.say(f"{shown}: {loss}")
        terminal.say(f"{inputs} -> {shown}: {format_count(len(palette), 'colour')}")
    roles = assign_roles(palette) if arguments.roles and palette.colors[:, 3].any() else None
    if arguments.json:
        files: Any = [str(path) for path in paths] if arguments.together else str(paths[0])
        output = None if target is None else str(target)
        data = {"input": files, "output": output, **report}
        if roles is not None:
            data["roles"] = {str(role): swatch.hex for role, swatch in roles.items()}
        if arguments.contrast_table:
            data["contrast"] = contrasts(palette.colors, palette.colors).round(2).tolist()
        print_result(json.dumps(data))
    elif target is None:
        is_titled = len(arguments.images) > 1 and not arguments.together
        print_palette(
            palette, roles, title=inputs if is_titled else "", table=arguments.contrast_table
        )
