"""``quantizer compare``: measure how close one image, or animation, is to another."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from quantizer.cli.chosen import describe_metrics
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.limit_arguments import chosen_limits
from quantizer.cli.pipes import check_read_once, files, input_name, read_pipe
from quantizer.cli.streams import print_result
from quantizer.cli.terminal import Terminal
from quantizer.errors import SettingsError
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.read_apart import read_animation_within
from quantizer.metrics.animation import compare_animations

if TYPE_CHECKING:
    from argparse import Namespace

    from quantizer.image.image import Animation
    from quantizer.metrics.animation import AnimationComparison
    from quantizer.metrics.difference import DifferenceMap


def run(arguments: Namespace) -> int:
    """Measure the result against the original and print the metrics."""
    if arguments.heat_map is not None and arguments.heat_map.suffix.lower() != ".png":
        raise SettingsError(
            f"a heat map is a PNG file, so its name must end in .png: {arguments.heat_map}"
        )
    with Terminal() as terminal:
        original, result = _read(arguments, terminal)
        progress = terminal.progress(input_name(arguments.result).name)
        found = compare_animations(original, result, progress)
        if arguments.heat_map is not None:
            _write_heat_map(found.differences, arguments)
    if arguments.json:
        metrics, frame = describe_metrics(found.metrics), found.frame + 1
        report = {
            "original": str(arguments.original),
            "result": str(arguments.result),
            **metrics,
            "worst_region": {**asdict(found.worst), "frame": frame},
            "frames": found.frames,
            "original_bytes": original.source.bytes,
            "bytes": result.source.bytes,
        }
        print_result(json.dumps(report))
        return ExitCode.DONE
    print_result("\n".join(f"{name:<10} {value}" for name, value in _rows(found)))
    return ExitCode.DONE


def _read(arguments: Namespace, terminal: Terminal) -> tuple[Animation, Animation]:
    """Read both files; if one is a still image, only the first frame of the other."""
    inputs = arguments.original, arguments.result
    check_read_once(inputs)
    paths = [input_name(path) for path in inputs]
    found = []
    for given, path in zip(inputs, paths, strict=True):
        animation = read_animation_within(
            path,
            chosen_limits(arguments),
            progress=terminal.progress(path.name),
            data=read_pipe(given, arguments.max_megapixels),
        )
        for notice in animation.source.notices:
            terminal.say(f"{path}: {notice}")
        found.append(animation)
    if 1 in {len(animation.frames) for animation in found}:
        for number, path in enumerate(paths):
            frames = found[number].frames
            if len(frames) > 1:
                still = paths[1 - number]
                terminal.say(
                    f"{path}: has {len(frames)} frames, but {still} has one; only the first is "
                    "compared."
                )
                found[number] = replace(found[number], frames=frames[:1])
    return found[0], found[1]


def _rows(found: AnimationComparison) -> list[tuple[str, str]]:
    """Return the rows of the table: names and values."""
    metrics = found.metrics
    rows = [
        ("MSE", f"{metrics.mse:.4f}"),
        ("PSNR", f"{metrics.psnr:.2f} dB" if metrics.mse else "infinite (the images are the same)"),
        ("SSIM", f"{metrics.ssim:.4f}"),
        ("CIEDE2000", f"{metrics.delta_e:.3f}"),
        ("worst", _place(found)),
    ]
    if found.frames > 1:
        rows.append(("frames", f"{found.frames}; the values are means over all of them"))
    return rows


def _place(found: AnimationComparison) -> str:
    """Return the worst region in words."""
    worst = found.worst
    if not worst.delta_e:
        return "nowhere (no area differs)"
    frame = f" of frame {found.frame + 1}" if found.frames > 1 else ""
    pixels = f"{worst.width} x {worst.height} pixels at {worst.x}, {worst.y}"
    return f"{worst.delta_e:.1f} in the {pixels}{frame}"


def _write_heat_map(differences: DifferenceMap, arguments: Namespace) -> None:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(differences.heat_image()).convert("RGB").save(file, "PNG")
    inputs = files((arguments.original, arguments.result))
    path, data = arguments.heat_map, file.getvalue()
    write_atomically(path, data, overwrite=arguments.overwrite, protect=inputs)
