"""``quantizer palette``: print the main colours of an image, or write a palette file."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from quantizer.adjust.adjust import adjust_image
from quantizer.built_in_palettes import find_palette
from quantizer.cli.chosen import (
    chosen_palette,
    chosen_settings,
    describe,
    each,
    tell_notices,
)
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.outputs import plan_outputs
from quantizer.cli.palette_tables import print_palette
from quantizer.cli.streams import print_result
from quantizer.cli.terminal import Terminal, format_count
from quantizer.conversion.fit_format import unused_matte
from quantizer.errors import SettingsError
from quantizer.image_files.atomic import made_folder
from quantizer.image_files.read import read_image
from quantizer.palette_files import CODECS, codec_for_path, write_palette
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
        return each(pairs, lambda pair: _extract(job, *pair, terminal), terminal, itemgetter(0))


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
    if codec is None:
        for entry in outputs:
            codec_for_path(entry.target)
    return [entry.target for entry in outputs]


def _read(job: _Job, path: Path, progress: Progress, terminal: Terminal) -> Image:
    megapixels = job.arguments.max_megapixels
    image = read_image(path, max_megapixels=megapixels, progress=progress)
    image = adjust_image(image, job.settings, progress, job.arguments.threads)
    unused = (notice.text for notice in unused_matte(job.settings.alpha, [image]))
    for notice in (*image.source.notices, *unused):
        terminal.say(f"{path}: {notice}")
    return image


def _extract(job: _Job, path: Path, target: Path | None, terminal: Terminal) -> ExitCode:
    arguments = job.arguments
    progress = terminal.progress(path.name)
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
    named = replace(palette, name=palette.name or path.stem)
    report = describe(replace(result, palette=named)) if arguments.json else {}
    _give(job, named, [path], target, report, terminal)
    return ExitCode.DONE


def _together(job: _Job, target: Path | None, terminal: Terminal) -> ExitCode:
    """Extract one palette from all images."""
    paths = job.arguments.images
    progress = terminal.progress(format_count(len(paths), "image"))
    images = [_read(job, path, progress, terminal) for path in paths]
    palette = extract_together(images, job.settings, job.options, progress, palette=job.palette)
    named = replace(palette, name=palette.name or paths[0].stem)
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
    inputs = ", ".join(map(str, paths))
    if target is not None:
        overwrite, images = arguments.overwrite, arguments.images
        with made_folder(target.parent):
            losses = write_palette(
                palette, target, codec=job.codec, overwrite=overwrite, protect=images
            )
        for loss in losses:
            terminal.say(f"{target}: {loss}")
        terminal.say(f"{inputs} -> {target}: {format_count(len(palette), 'colour')}")
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
