"""``quantizer pngquant``: takes the arguments of pngquant, and stands in for it in a build.

    words -> number of colours, images -> for each image: where its result goes (`_target`)
        -> load -> reduce, to a quality if one is asked for -> encode_result -> write

It is the only command that may replace an image that it reads: if its result goes to the same file
and ``--force`` is given. The image itself is never opened for writing. The new file is written
beside it whole, read back and compared, and renamed over it only if it has not changed meanwhile.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.run.snapshot import FileSnapshot
from quantizer.cli.chosen import each, unmet_requirement
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.limit_arguments import chosen_limits
from quantizer.cli.palette_pipes import read_named_palette
from quantizer.cli.pipes import (
    STREAM,
    check_read_once,
    files,
    inner_name,
    input_name,
    output_name,
    parse_output,
    parse_path,
    read_pipe,
)
from quantizer.cli.pngquant_arguments import FASTEST, split_words
from quantizer.cli.streams import print_data, refuse_terminal
from quantizer.cli.terminal import Terminal, format_bytes, format_count
from quantizer.conversion.convert import load, reduce
from quantizer.conversion.encode import encode_result
from quantizer.conversion.recipe import Recipe
from quantizer.conversion.reduce_to_quality import reduce_to_quality
from quantizer.errors import QualityError, ReadError, SettingsError, SizeError, WriteError
from quantizer.image.image import Metadata
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.formats import format_by_name
from quantizer.process.time_limit import time_limit
from quantizer.settings.sections import USUAL_STRENGTH
from quantizer.settings.settings import Effort, Settings

if TYPE_CHECKING:
    from argparse import Namespace

    from quantizer.image.palette import Palette
    from quantizer.progress import Progress

_EXTENSION = ".png"
_EVERY_BIT = 8
_IGNORED = {
    "iebug": "--iebug is ignored: it was for Internet Explorer 6",
    "transbug": "--transbug is ignored: a transparent entry keeps its place in the palette",
}


@dataclass(frozen=True, slots=True)
class _Job:
    """What is the same for all images."""

    arguments: Namespace
    images: tuple[Path, ...]
    settings: Settings
    palette: Palette | None
    suffix: str
    terminal: Terminal


def run(arguments: Namespace) -> int:
    """Convert all images; a failed one does not stop the others."""
    colors, names = split_words(arguments.words)
    if not names and sys.stdin.isatty():
        raise SettingsError("name an image, or give - a file to read (- < FILE)")
    images = tuple(map(parse_path, names)) or (STREAM,)
    check_read_once([*images, *([parse_path(arguments.map)] if arguments.map else [])])
    if arguments.output is not None and len(images) > 1:
        raise SettingsError(f"--output is for one image, not {len(images)}; --ext is for several")
    settings = _settings(arguments, colors)
    palette = read_named_palette(arguments.map) if arguments.map else None
    with Terminal(quiet=arguments.quiet or not arguments.verbose) as terminal:
        for name, sentence in _IGNORED.items():
            if getattr(arguments, name) and not arguments.quiet:
                terminal.complain(sentence)
        suffix = _suffix(arguments, settings)
        job = _Job(arguments, images, settings, palette, suffix, terminal)
        return each(images, lambda image: _pass_on_or_write(job, image), terminal, input_name)


def _settings(arguments: Namespace, colors: int) -> Settings:
    speed, strength = arguments.speed, arguments.floyd
    if arguments.nofs or speed == FASTEST:
        strength = 0.0
    bits = _EVERY_BIT - arguments.posterize
    return Settings().with_values(
        {
            "cluster.colors": colors,
            "cluster.effort": _effort(speed),
            "dither.name": "adaptive" if strength else "none",
            "dither.strength": None if strength in {0.0, 1.0} else strength * USUAL_STRENGTH,
            "indexed.bits": None if bits == _EVERY_BIT else (bits, bits, bits),
        }
    )


def _effort(speed: int) -> Effort:
    if speed <= 2:
        return Effort.BEST
    return Effort.BALANCED if speed <= 7 else Effort.FAST


def _suffix(arguments: Namespace, settings: Settings) -> str:
    """Return what the names of new files end in."""
    if arguments.ext is None:
        return "-fs8.png" if settings.is_dithered else "-or8.png"
    suffix: str = arguments.ext
    if not suffix or Path(f"a{suffix}").name != f"a{suffix}" or "\0" in suffix:
        raise SettingsError(f"{suffix!r} cannot be the end of a file name; give --ext -small.png")
    return suffix


def _target(job: _Job, image: Path) -> Path:
    """Return the output of an image; `STREAM` for stdout."""
    if job.arguments.output is not None:
        return parse_output(job.arguments.output)
    if image == STREAM:
        return STREAM
    name = image.name
    stem = name[: -len(_EXTENSION)] if name.lower().endswith(_EXTENSION) else name
    return image.with_name(stem + job.suffix)


def _pass_on_or_write(job: _Job, image: Path) -> ExitCode:
    """Convert an image; what is not met leaves stdout the image's own bytes."""
    target = _target(job, image)
    if target == STREAM:
        refuse_terminal()
    is_replaced = _is_same_file(image, target)
    _check(job, target)
    snapshot = _snapshot(image) if is_replaced else None
    data = snapshot.data if snapshot else read_pipe(image, job.arguments.max_megapixels)
    try:
        source = input_name(image)
        seconds = chosen_limits(job.arguments).max_seconds
        with time_limit(source, seconds, job.terminal.progress(source.name)) as progress:
            made, message = _convert(job, image, data, progress)
    except (QualityError, SizeError) as error:
        if target != STREAM:
            raise
        job.terminal.complain(f"{input_name(image)}: passed on as it is, since {error}")
        print_data(image.read_bytes() if data is None else data)
        return unmet_requirement(error)
    if target == STREAM:
        print_data(made)
    else:
        _write(job, target, made, snapshot)
    job.terminal.say(f"{input_name(image)} -> {output_name(target)}: {message}")
    return ExitCode.DONE


def _is_same_file(image: Path, target: Path) -> bool:
    try:
        return STREAM not in {image, target} and image.is_file() and image.samefile(target)
    except (OSError, ValueError):
        return False


def _check(job: _Job, target: Path) -> None:
    """Raise `WriteError` if the output exists, before any work is done for it."""
    if target != STREAM and not job.arguments.force and os.path.lexists(target):
        raise WriteError(target, "already exists; pass --force to replace it")


def _snapshot(image: Path) -> FileSnapshot:
    try:
        return FileSnapshot.read(image)
    except OSError as error:
        raise ReadError(image, f"cannot be read: {error.strerror or error}") from error


def _convert(job: _Job, image: Path, data: bytes | None, progress: Progress) -> tuple[bytes, str]:
    """Return the bytes of the new file, and what is told about it with ``--verbose``."""
    arguments, source = job.arguments, input_name(image)
    fitted = load(source, _recipe(job, image), progress, data=data)
    for text in fitted.texts:
        job.terminal.say(f"{source}: {text}")
    if arguments.quality or arguments.skip_if_larger:
        least, wanted = arguments.quality or (0, 100)
        reduced, quality = reduce_to_quality(fitted, least, wanted, progress)
        told = f"quality {quality}, "
    else:
        reduced, quality, told = reduce(fitted, progress), 100, ""
    animation = reduced.animation
    if arguments.strip:
        frames = [
            replace(frame, image=replace(frame.image, metadata=Metadata()))
            for frame in animation.frames
        ]
        animation = replace(animation, frames=tuple(frames))
    made = encode_result(animation, fitted.recipe, progress).data
    before = fitted.animation.source.bytes or 0
    if arguments.skip_if_larger:
        _check_saving(len(made), before, quality)
    colors = format_count(len(reduced.result.palette), "colour")
    share = f"{len(made) / before:.0%} of {format_bytes(before)}" if before else "of an empty file"
    return made, f"{colors}, {told}{format_bytes(len(made))}, {share}"


def _check_saving(size: int, before: int, quality: int) -> None:
    """Raise `SizeError` if the file did not shrink by more than the quality fell."""
    if size > before:
        raise SizeError(
            f"the result would be {format_bytes(size)}, larger than {format_bytes(before)}"
        )
    if size > before * quality / 100:
        raise SizeError(
            f"the result would have {size / before:.0%} of the bytes at a quality of {quality}"
        )


def _recipe(job: _Job, image: Path) -> Recipe:
    return Recipe(
        format_by_name("png"),
        job.settings,
        job.palette,
        keep_exif=not job.arguments.strip,
        limits=chosen_limits(job.arguments),
        name=inner_name(image),
    )


def _write(job: _Job, target: Path, data: bytes, snapshot: FileSnapshot | None) -> None:
    """Write a new file; with a snapshot of the image, in place of that."""
    others = [image for image in files(job.images) if not _is_same_file(image, target)]

    def check_unchanged() -> None:
        if snapshot is not None and not snapshot.is_current:
            raise WriteError(
                target, "was changed while it was converted, so it is not replaced; try again"
            )

    write_atomically(
        target,
        data,
        overwrite=job.arguments.force,
        protect=others if snapshot is not None else files(job.images),
        before_placing=check_unchanged,
    )
