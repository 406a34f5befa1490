"""What the commands that reduce have in common: settings in, one description of the result out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar

from quantizer.cli.exit_code import ExitCode
from quantizer.errors import QuantizerError, SettingsError
from quantizer.palette import parse_hex
from quantizer.settings import (
    ClusterSettings,
    DitherSettings,
    Effort,
    Init,
    Metric,
    Settings,
    Space,
)

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from quantizer.cli.terminal import Terminal
    from quantizer.metrics import Metrics
    from quantizer.palette import Palette
    from quantizer.pipeline import Quantized

T = TypeVar("T")


def chosen_settings(arguments: Namespace) -> Settings:
    """Return the settings that the arguments ask for."""
    return Settings(
        cluster=ClusterSettings(
            colors=arguments.colors,
            space=Space(arguments.space),
            lightness=arguments.lightness,
            metric=Metric(arguments.metric),
            effort=Effort(arguments.effort),
            init=None if arguments.init is None else Init(arguments.init),
            restarts=arguments.restarts,
            max_iter=arguments.max_iter,
            tol=arguments.tol,
            seed=arguments.seed,
        ),
        dither=DitherSettings(arguments.dither, arguments.dither_strength),
        locked=tuple(parse_hex(color) for color in arguments.lock),
    )


def chosen_palette(arguments: Namespace) -> Palette | None:
    """Return the palette of ``--palette``, or None without one."""
    if arguments.palette_file is None:
        return None
    from quantizer.palettes import read_palette

    if arguments.lock:
        raise SettingsError("--lock does nothing with --palette, whose colours are all kept")
    return read_palette(arguments.palette_file)


def each(items: Sequence[T], work: Callable[[T], ExitCode], terminal: Terminal) -> ExitCode:
    """Work on every item, tell what failed, and return the gravest exit code."""
    codes = {ExitCode.DONE}
    for item in items:
        try:
            codes.add(work(item))
        except SettingsError as error:
            terminal.complain(str(error))
            codes.add(ExitCode.USAGE)
        except QuantizerError as error:
            terminal.complain(str(error))
            codes.add(ExitCode.FAILED)
    order = (ExitCode.FAILED, ExitCode.USAGE, ExitCode.WOULD_BE_LARGER, ExitCode.DONE)
    return next(code for code in order if code in codes)


def describe(result: Quantized) -> dict[str, Any]:
    """Return a result as the JSON object that commands print."""
    clusters = result.kmeans
    return {
        "k": len(result.palette),
        "exact": result.exact,
        "inertia": clusters.inertia,
        "iterations": clusters.n_iter,
        "converged": clusters.converged,
        **(describe_metrics(result.metrics) if result.metrics else {}),
        "seconds": round(result.elapsed, 4),
        "palette": [
            {"color": swatch.hex, "share": swatch.share, "name": swatch.name}
            for swatch in result.palette
        ],
    }


def describe_metrics(metrics: Metrics) -> dict[str, float | None]:
    """Return metrics as JSON has them: an infinite PSNR, of equal images, is null."""
    return {
        "mse": metrics.mse,
        "psnr": metrics.psnr if math.isfinite(metrics.psnr) else None,
        "ssim": metrics.ssim,
        "delta_e": metrics.delta_e,
    }
