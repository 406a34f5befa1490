"""What the commands that reduce have in common: settings in, one description of the result out."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar

from quantizer.cli.exit_code import ExitCode
from quantizer.errors import QualityError, QuantizerError, SettingsError, SizeError
from quantizer.image.palette import parse_hex
from quantizer.settings.settings import (
    AlphaMode,
    AlphaSettings,
    AnimationSettings,
    ClusterSettings,
    DitherSettings,
    DitherSpace,
    Effort,
    FramePalettes,
    Init,
    Metric,
    Selector,
    Settings,
    Space,
    TargetSettings,
    Weights,
)

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence

    from quantizer.cli.terminal import Terminal
    from quantizer.image.palette import Palette
    from quantizer.kmeans.selection import Selection
    from quantizer.metrics.metrics import Metrics
    from quantizer.reduction.pipeline import Quantized

T = TypeVar("T")

_OPAQUE = 255


def chosen_settings(arguments: Namespace) -> Settings:
    """Return the settings that the arguments ask for."""
    colors, target = _chosen_colors(arguments)
    matte = None if arguments.matte is None else parse_hex(arguments.matte)
    if matte is not None and matte[3] != _OPAQUE:
        raise SettingsError(f"a matte is opaque, and {arguments.matte} is not")
    return Settings(
        cluster=ClusterSettings(
            colors=colors,
            space=None if arguments.space is None else Space(arguments.space),
            lightness=arguments.lightness,
            metric=None if arguments.metric is None else Metric(arguments.metric),
            effort=Effort(arguments.effort),
            init=None if arguments.init is None else Init(arguments.init),
            restarts=arguments.restarts,
            max_iter=arguments.max_iter,
            tol=arguments.tol,
            seed=arguments.seed,
            weights=None if arguments.weights is None else Weights(arguments.weights),
        ),
        dither=DitherSettings(
            arguments.dither, arguments.dither_strength, DitherSpace(arguments.dither_space)
        ),
        locked=tuple(parse_hex(color) for color in arguments.lock),
        target=target,
        alpha=AlphaSettings(AlphaMode(arguments.alpha), None if matte is None else matte[:3]),
        animation=AnimationSettings(FramePalettes(arguments.frame_palettes)),
    )


def _chosen_colors(arguments: Namespace) -> tuple[int, TargetSettings]:
    """Return the number of colours, or the most there may be, and how it is to be chosen."""
    asked = arguments.colors
    selector = asked if isinstance(asked, Selector) else Selector.FIXED
    target = TargetSettings(selector, arguments.min_psnr, arguments.max_bytes)
    if isinstance(asked, int):
        return asked, target
    most: int = arguments.most_colors
    return (most if target != TargetSettings() else arguments.usual_colors), target


def chosen_palette(arguments: Namespace) -> Palette | None:
    """Return the palette of ``--palette``, or of a preset; None without one."""
    if arguments.palette_file is None:
        own: Palette | None = arguments.preset_palette
        return own
    from quantizer.palette_files import read_palette

    if _chosen_colors(arguments)[1] != TargetSettings():
        raise SettingsError(
            "-k elbow, -k silhouette, --min-psnr and --max-bytes choose a number of colours, "
            "which --palette gives"
        )
    if arguments.lock:
        raise SettingsError("--lock does nothing with --palette, whose colours are all kept")
    return read_palette(arguments.palette_file)


def each(
    items: Sequence[T],
    work: Callable[[T], ExitCode],
    terminal: Terminal,
    name: Callable[[T], object],
) -> ExitCode:
    """Work on every item, tell what failed, and return the gravest exit code.

    `name` gives an item's file, for messages that do not name it themselves.
    """
    codes = {ExitCode.DONE}
    for item in items:
        try:
            codes.add(work(item))
        except SettingsError as error:
            is_named = str(name(item)) in str(error)
            terminal.complain(str(error) if is_named else f"{name(item)}: {error}")
            codes.add(ExitCode.USAGE)
        except QualityError as error:
            terminal.complain(f"{name(item)}: not written, since {error}")
            codes.add(ExitCode.QUALITY_NOT_REACHABLE)
        except SizeError as error:
            terminal.complain(f"{name(item)}: not written, since {error}")
            codes.add(ExitCode.WOULD_BE_LARGER)
        except QuantizerError as error:
            terminal.complain(str(error))
            codes.add(ExitCode.FAILED)
    order = (
        ExitCode.FAILED,
        ExitCode.USAGE,
        ExitCode.QUALITY_NOT_REACHABLE,
        ExitCode.WOULD_BE_LARGER,
        ExitCode.DONE,
    )
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
        "selection": result.selection and _describe_selection(result.selection),
        "seconds": round(result.elapsed, 4),
        "palette": [
            {"color": swatch.hex, "share": swatch.share, "name": swatch.name}
            for swatch in result.palette
        ],
    }


def _describe_selection(selection: Selection) -> dict[str, Any]:
    """Return how k was chosen; what was not looked at, and an infinite PSNR, is null."""
    return {
        "selector": str(selection.selector),
        "k": selection.k,
        "reason": str(selection.reason),
        "candidates": [
            {
                "k": candidate.k,
                "inertia": candidate.inertia,
                "silhouette": candidate.silhouette,
                "psnr": _finite(candidate.psnr),
                "bytes": candidate.bytes,
            }
            for candidate in selection.candidates
        ],
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def describe_metrics(metrics: Metrics) -> dict[str, float | None]:
    """Return metrics as JSON has them: an infinite PSNR, of equal images, is null."""
    return {
        "mse": metrics.mse,
        "psnr": _finite(metrics.psnr),
        "ssim": metrics.ssim,
        "delta_e": metrics.delta_e,
    }
