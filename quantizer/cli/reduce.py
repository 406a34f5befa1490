"""``quantizer reduce``: images in, images with fewer colours out."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from quantizer.cli.chosen import chosen_palette, chosen_settings, describe, each, idle_matte
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.outputs import plan_outputs
from quantizer.cli.terminal import Terminal, count_colors, format_bytes
from quantizer.files.atomic import write_atomically
from quantizer.files.formats import AlphaSupport, FileFormat, format_by_name, format_for_path
from quantizer.files.read_animation import read_animation
from quantizer.files.write import encode
from quantizer.files.write_animation import ANIMATED, encode_animation
from quantizer.matte import has_soft_edges
from quantizer.palette import format_hex
from quantizer.pipeline import quantize
from quantizer.progress import SILENT, Stage
from quantizer.settings import AlphaMode, FramePalettes, TargetSettings

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from quantizer.cli.outputs import Output
    from quantizer.files.write import Encoded
    from quantizer.image import Animation, Image, IndexedAnimation, IndexedImage
    from quantizer.palette import Palette
    from quantizer.pipeline import Quantized
    from quantizer.progress import Progress
    from quantizer.settings import Settings


@dataclass(frozen=True, slots=True)
class _Job:
    """What is the same for all images.

    `chosen` says that the number of colours, and with it the default name of an output, is found
    for each image.
    """

    arguments: Namespace
    settings: Settings
    palette: Palette | None
    inputs: tuple[Path, ...]
    extension: str
    chosen: bool


class _Encoder:
    """Encodes results, and remembers the files of those that are still in use."""

    def __init__(self, file_format: FileFormat, arguments: Namespace) -> None:
        self._format = file_format
        self._arguments = arguments
        self._done: WeakKeyDictionary[IndexedImage, Encoded] = WeakKeyDictionary()

    def __call__(self, indexed: IndexedImage) -> Encoded:
        """Return the file of an image."""
        if indexed not in self._done:
            self._done[indexed] = encode(
                indexed,
                self._format,
                keep_exif=self._arguments.keep_exif,
                optimize=self._arguments.optimize,
                threads=self._arguments.threads,
            )
        return self._done[indexed]

    def animated(self, indexed: IndexedAnimation, progress: Progress = SILENT) -> Encoded:
        """Return the file of an animation; it is known by its first frame."""
        first = indexed.frames[0].image
        if first not in self._done:
            self._done[first] = encode_animation(
                indexed,
                self._format,
                optimize=self._arguments.optimize,
                threads=self._arguments.threads,
                progress=progress,
            )
        return self._done[first]

    def size(self, indexed: IndexedImage) -> int:
        """Return the bytes of the file of an image."""
        return len(self(indexed).data)

    def animated_size(self, indexed: IndexedAnimation) -> int:
        """Return the bytes of the file of an animation."""
        return len(self.animated(indexed).data)


def run(arguments: Namespace) -> int:
    """Reduce all images; a failed one does not stop the others."""
    given = format_by_name(arguments.format) if arguments.format else None
    settings, palette = chosen_settings(arguments), chosen_palette(arguments)
    job = _Job(
        arguments,
        settings,
        palette,
        tuple(arguments.images),
        (given or format_by_name("png")).extensions[0],
        chosen=settings.target != TargetSettings() and arguments.output is None,
    )
    outputs = plan_outputs(
        arguments.images,
        arguments.output,
        name=lambda path: _name(job, path, settings.cluster.colors),
        overwrite=arguments.overwrite,
        known=not job.chosen,
    )
    formats = [given or format_for_path(entry.target) for entry in outputs]
    with Terminal(quiet=arguments.quiet) as terminal:
        return each(
            list(zip(outputs, formats, strict=True)),
            lambda pair: _reduce(job, pair[0], pair[1], terminal),
            terminal,
            name=lambda pair: pair[0].image,
        )


def _name(job: _Job, path: Path, colors: int) -> str:
    beside = job.arguments.output is None
    return f"{path.stem}-{colors}{job.extension}" if beside else f"{path.stem}{job.extension}"


def _reduce(job: _Job, output: Output, file_format: FileFormat, terminal: Terminal) -> ExitCode:
    arguments = job.arguments
    progress = terminal.progress(output.image.name)
    animation, notices = _read(arguments, output.image, file_format, progress)
    job, lost = _without_lost_alpha(job, animation, file_format)
    notices += lost
    for notice in notices:
        terminal.say(f"{output.image}: {notice}")
    image, frames = animation.frames[0].image, len(animation.frames)
    if frames > 1:
        result, encoded = _reduce_frames(job, animation, file_format, progress)
    else:
        result, encoded = _reduce_image(job, image, file_format, progress)
    if job.chosen and result.selection is not None:
        output = _renamed(job, output, result.selection.k)
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
    colors = count_colors(result.palette)
    if frames > 1 and _has_palettes(job):
        colors = f"up to {colors} a frame"
    terminal.say(f"{output.image} -> {output.target}: {colors}, {format_bytes(size)}, {ratio}")
    if arguments.json:
        report = {
            "input": str(output.image),
            "output": str(output.target),
            "format": file_format.name,
            "bytes": size,
            "original_bytes": before,
            **describe(result),
            "frames": frames,
            "notices": [*notices, *encoded.notices],
        }
        print(json.dumps(report), flush=True)
    return ExitCode.DONE


def _read(
    arguments: Namespace, path: Path, file_format: FileFormat, progress: Progress
) -> tuple[Animation, tuple[str, ...]]:
    """Read what the format to be written can hold of a file, and say what it cannot."""
    animation = read_animation(
        path,
        max_megapixels=arguments.max_megapixels,
        progress=progress,
        keep_profile=arguments.keep_profile and file_format.keeps_profile,
    )
    notices = animation.source.notices
    label = file_format.label
    if arguments.keep_profile and not file_format.keeps_profile and animation.metadata.icc_profile:
        notices += (f"{label} cannot hold a colour profile; the colours are sRGB now.",)
    if len(animation.frames) > 1 and file_format not in ANIMATED:
        notices += (f"{label} holds no animation; only the first frame is used.",)
        animation = replace(animation, frames=animation.frames[:1])
    return animation, notices


def _without_lost_alpha(
    job: _Job, animation: Animation, file_format: FileFormat
) -> tuple[_Job, tuple[str, ...]]:
    """Have transparency that a format cannot hold go before colours are chosen, and say so."""
    alpha = job.settings.alpha
    images = [frame.image for frame in animation.frames]
    if file_format.alpha is AlphaSupport.NONE and alpha.mode is not AlphaMode.OPAQUE:
        mode = AlphaMode.OPAQUE
        matte = "white" if alpha.matte is None else format_hex((*alpha.matte, 255))
        notice = f"{file_format.label} cannot hold transparency; the image was put on {matte}."
        is_lost = any(image.has_alpha for image in images)
    elif file_format.alpha is AlphaSupport.BINARY and alpha.mode is AlphaMode.FULL:
        mode = AlphaMode.THRESHOLD
        notice = (
            f"{file_format.label} cannot hold partial transparency; each pixel is now opaque or "
            "clear (--alpha dither and --matte are other ways)."
        )
        is_lost = any(has_soft_edges(image) for image in images)
    else:
        return job, idle_matte(alpha, images)
    if not is_lost:
        return job, ()
    settings = replace(job.settings, alpha=replace(alpha, mode=mode))
    return replace(job, settings=settings), (notice,)


def _reduce_image(
    job: _Job, image: Image, file_format: FileFormat, progress: Progress
) -> tuple[Quantized, Encoded]:
    encoder = _Encoder(file_format, job.arguments)
    result = quantize(
        image,
        job.settings,
        progress,
        with_metrics=job.arguments.json,
        palette=job.palette,
        threads=job.arguments.threads,
        file_size=encoder.size,
    )
    progress.at(Stage.WRITE).report(0)
    return result, encoder(result.indexed)


def _reduce_frames(
    job: _Job, animation: Animation, file_format: FileFormat, progress: Progress
) -> tuple[Quantized, Encoded]:
    """Reduce an animation; where palettes differ, the one told of is the largest."""
    from quantizer.animate import quantize_animation
    from quantizer.animation_target import fit_animation

    encoder = _Encoder(file_format, job.arguments)
    with_metrics, threads = job.arguments.json, job.arguments.threads
    if job.settings.target.max_bytes is None:
        result = quantize_animation(
            animation,
            job.settings,
            progress,
            with_metrics=with_metrics,
            palette=job.palette,
            threads=threads,
        )
    else:
        result = fit_animation(
            animation,
            job.settings,
            encoder.animated_size,
            progress,
            with_metrics=with_metrics,
            threads=threads,
        )
    encoded = encoder.animated(result.indexed, progress)
    if not _has_palettes(job):
        return result.quantized, encoded
    palettes = [frame.image.palette for frame in result.indexed.frames]
    return replace(result.quantized, palette=max(palettes, key=len)), encoded


def _has_palettes(job: _Job) -> bool:
    """Tell whether each frame of an animation has a palette of its own."""
    return job.palette is None and job.settings.animation.palettes is FramePalettes.EACH


def _renamed(job: _Job, output: Output, colors: int) -> Output:
    """Return an output whose name tells the number of colours that was chosen."""
    return plan_outputs(
        [output.image],
        None,
        name=lambda path: _name(job, path, colors),
        overwrite=job.arguments.overwrite,
    )[0]
