"""``quantizer compare``: how near one image comes to another."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from quantizer.cli.chosen import describe_metrics
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.terminal import Terminal
from quantizer.difference import difference_map
from quantizer.files.atomic import write_atomically
from quantizer.files.read import read_image
from quantizer.metrics import measure

if TYPE_CHECKING:
    from argparse import Namespace

    from quantizer.difference import DifferenceMap, Region


def run(arguments: Namespace) -> int:
    """Measure the result against the original and print the metrics."""
    with Terminal() as terminal:
        images = []
        for path in (arguments.original, arguments.result):
            image = read_image(
                path,
                max_megapixels=arguments.max_megapixels,
                progress=terminal.progress(path.name),
            )
            for notice in image.source.notices:
                terminal.say(f"{path}: {notice}")
            images.append(image)
        original, result = images
        progress = terminal.progress(arguments.result.name)
        metrics = measure(original, result, progress)
        differences = difference_map(original, result, progress)
        if arguments.heat_map is not None:
            _write_heat_map(differences, arguments)
    worst = differences.worst_region()
    if arguments.json:
        sizes = {"original_bytes": original.source.bytes, "bytes": result.source.bytes}
        files = {"original": str(arguments.original), "result": str(arguments.result)}
        found = {**describe_metrics(metrics), "worst_region": asdict(worst)}
        print(json.dumps({**files, **found, **sizes}))
        return ExitCode.DONE
    rows = (
        ("MSE", f"{metrics.mse:.4f}"),
        ("PSNR", f"{metrics.psnr:.2f} dB" if metrics.mse else "infinite (the images are the same)"),
        ("SSIM", f"{metrics.ssim:.4f}"),
        ("CIEDE2000", f"{metrics.delta_e:.3f}"),
        ("worst", _place(worst)),
    )
    for name, value in rows:
        print(f"{name:<10} {value}")
    return ExitCode.DONE


def _place(worst: Region) -> str:
    """Return the worst region in words."""
    if not worst.delta_e:
        return "nowhere (no area differs)"
    return (
        f"{worst.delta_e:.1f} in the {worst.width} x {worst.height} pixels at {worst.x}, {worst.y}"
    )


def _write_heat_map(differences: DifferenceMap, arguments: Namespace) -> None:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(differences.heat_image()).convert("RGB").save(file, "PNG")
    write_atomically(
        arguments.heat_map,
        file.getvalue(),
        overwrite=arguments.overwrite,
        protect=(arguments.original, arguments.result),
    )
