"""``quantizer compare``: how near one image comes to another."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quantizer.cli.chosen import describe_metrics
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.terminal import Terminal
from quantizer.files.read import read_image
from quantizer.metrics import measure

if TYPE_CHECKING:
    from argparse import Namespace


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
        metrics = measure(original, result, terminal.progress(arguments.result.name))
    if arguments.json:
        sizes = {"original_bytes": original.source.bytes, "bytes": result.source.bytes}
        files = {"original": str(arguments.original), "result": str(arguments.result)}
        print(json.dumps({**files, **describe_metrics(metrics), **sizes}))
        return ExitCode.DONE
    rows = (
        ("MSE", f"{metrics.mse:.4f}"),
        ("PSNR", f"{metrics.psnr:.2f} dB" if metrics.mse else "infinite (the images are the same)"),
        ("SSIM", f"{metrics.ssim:.4f}"),
        ("CIEDE2000", f"{metrics.delta_e:.3f}"),
    )
    for name, value in rows:
        print(f"{name:<10} {value}")
    return ExitCode.DONE
