"""What the commands that reduce colours share: settings, palette, exit code, JSON result."""

from __future__ import annotations

import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

from quantizer.cli.exit_code import ExitCode
from quantizer.cli.pipes import parse_path
from quantizer.cli.preset_defaults import OF_COLORS
from quantizer.errors import QualityError, QuantizerError, SettingsError, SizeError
from quantizer.image.palette import format_hex
from quantizer.settings.settings import MAX_COLORS, OPTIONS, Selector, Settings, TargetSettings

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from quantizer.cli.terminal import Terminal
    from quantizer.image.palette import Palette
    from quantizer.kmeans.selection import Selection
    from quantizer.metrics.metrics import Metrics
    from quantizer.reduction.pipeline import Quantized
    from quantizer.settings.settings import DitherSettings

T = TypeVar("T")

_SEARCH_OPTIONS = {
    "cluster.effort",
    "cluster.init",
    "cluster.restarts",
    "cluster.max_iter",
    "cluster.tol",
    "cluster.seed",
    "cluster.weights",
    "cluster.rare_colors",
    "alpha.bleed",
    "animation.palettes",
}
"""Settings of the search for a palette."""
_UNMET = (ExitCode.QUALITY_NOT_REACHABLE, ExitCode.WOULD_BE_LARGER)
_MOST_SERIOUS_FIRST = (ExitCode.FAILED, ExitCode.USAGE, *_UNMET, ExitCode.DONE)


def chosen_settings(arguments: Namespace) -> Settings:
    """Return the settings: the given options, else `Namespace.defaults`, else the command's own.

    Raises
    ------
    SettingsError
        If a value is not allowed, or the values do not fit together.
    """
    given = _given(arguments)
    _check_kept_indices(given)
    if {"dither.name", "dither.kernel"} <= set(given):
        raise SettingsError("--dither-kernel takes the place of --dither: give one of them")
    if "dither.name" in given:
        given["dither.kernel"] = None  # of a preset
    asked = given.pop("cluster.colors", None)
    values = arguments.defaults | given
    # Locked colours add up; any other option replaces what the preset says.
    values["locked"] = (*arguments.defaults.get("locked", ()), *given.get("locked", ()))
    if asked is None and _has_palette(arguments):
        values.setdefault("cluster.colors", MAX_COLORS)  # all of them
    if asked is not None:
        is_count = isinstance(asked, int)
        values["target.selector"] = Selector.FIXED if is_count else asked
        values["cluster.colors"] = asked if is_count else MAX_COLORS
    target = {name: value for name, value in values.items() if name.startswith("target.")}
    if arguments.usual.with_values(target).target != TargetSettings():
        values.setdefault("cluster.colors", MAX_COLORS)  # search among all numbers of colours
    settings: Settings = arguments.usual.with_values(values)
    depth = settings.indexed.bit_depth
    if depth is not None and isinstance(asked, int) and asked > depth.most_colors:
        raise SettingsError(
            f"-k {asked} does not fit into {depth.label} a pixel, which hold {depth.most_colors} "
            "colours"
        )
    if given.get("dither.is_serpentine"):
        _check_order(settings.dither)
    return settings


def _check_order(dither: DitherSettings) -> None:
    """Raise `SettingsError` if the ditherer has no order of rows that could be serpentine."""
    from quantizer.dither import ditherer_for, has_order  # loads NumPy

    if not has_order(ditherer_for(dither)):
        raise SettingsError(
            f"--serpentine has no effect on {dither.name}; it is for dithers that diffuse errors "
            "through all rows in one direction"
        )


def chosen_palette(arguments: Namespace) -> Palette | None:
    """Return the palette of ``--palette``, or of a preset; None without one.

    It has the colours of ``--measured-palette``, if that is given.

    Raises
    ------
    QuantizerError
        If a palette cannot be read.
    SettingsError
        If measured colours are given without a palette, or for another number of colours.
    """
    palette: Palette | None = None if arguments.preset is None else arguments.preset.palette
    if arguments.palette_file is None and arguments.measured_file is None:
        return palette
    from quantizer.cli.palette_pipes import read_named_palette

    if arguments.palette_file is not None:
        palette = read_named_palette(arguments.palette_file)
    if arguments.measured_file is None:
        return palette
    if palette is None:
        raise SettingsError(
            "--measured-palette tells what a screen shows for the colours of a palette: give that, "
            "too, with --palette"
        )
    return palette.with_measured(read_named_palette(arguments.measured_file))


def named_palettes(arguments: Namespace) -> list[Path]:
    """Return the palette files that options name; some may be built-in palettes."""
    texts = arguments.palette_file, arguments.measured_file
    return [parse_path(text) for text in texts if text is not None]


def _has_palette(arguments: Namespace) -> bool:
    preset = arguments.preset
    return arguments.palette_file is not None or (preset is not None and preset.palette is not None)


def _check_kept_indices(given: dict[str, Any]) -> None:
    """Raise `SettingsError` if options ask for indices to be kept and for other colours."""
    if given.get("indexed.keep_indices") and OF_COLORS & set(given):
        raise SettingsError(
            "--keep-indices keeps all entries of a palette: leave out -k, --lock, --min-psnr and "
            "--max-bytes"
        )


def tell_notices(palette: Palette | None, arguments: Namespace, terminal: Terminal) -> None:
    """Print what of a palette file is not used, and which options change nothing."""
    for notice in () if palette is None else palette.notices:
        terminal.say(f"{arguments.palette_file}: {notice}")
    for notice in _unused_options(arguments, palette):
        terminal.say(notice)


def _unused_options(arguments: Namespace, palette: Palette | None) -> list[str]:
    """Return a sentence for each reason for which given options change nothing."""
    given, found = _given(arguments), []
    if palette is not None and "cluster.colors" not in given:
        flags = _flags(_SEARCH_OPTIONS & set(given))
        if flags:
            found.append(f"No palette is searched for, so {flags} changed nothing.")
    if chosen_settings(arguments).dither.name == "none":
        flags = _flags({"dither.strength", "dither.space"} & set(given))
        if flags:
            found.append(f"Nothing is dithered, so {flags} changed nothing.")
    return found


def _flags(names: set[str]) -> str:
    """Return the flags of settings as words: ``"--seed and --tol"``."""
    flags = [option.flag for name, option in OPTIONS.items() if name in names]
    return " and ".join([", ".join(flags[:-1]), *flags[-1:]] if len(flags) > 1 else flags)


def _given(arguments: Namespace) -> dict[str, Any]:
    """Return the settings that options gave, by dotted names."""
    return {name: value for name, value in vars(arguments).items() if name in OPTIONS}


def each(
    items: Sequence[T],
    work: Callable[[T], ExitCode],
    terminal: Terminal,
    name: Callable[[T], object],
) -> ExitCode:
    """Call `work` for every item, report errors, and return the most serious exit code.

    `name` returns an item's file, for messages that do not name it themselves.
    """
    codes = {ExitCode.DONE}
    for item in items:
        try:
            codes.add(work(item))
        except SettingsError as error:
            is_named = str(name(item)) in str(error)
            terminal.complain(str(error) if is_named else f"{name(item)}: {error}")
            codes.add(ExitCode.USAGE)
        except (QualityError, SizeError) as error:
            terminal.complain(f"{name(item)}: not written, since {error}")
            codes.add(unmet_requirement(error))
        except QuantizerError as error:
            terminal.complain(str(error))
            codes.add(ExitCode.FAILED)
    return next(code for code in _MOST_SERIOUS_FIRST if code in codes)


def unmet_requirement(error: QualityError | SizeError) -> ExitCode:
    """Return the exit code for a result that is not as good, or not as small, as required."""
    is_quality = isinstance(error, QualityError)
    return ExitCode.QUALITY_NOT_REACHABLE if is_quality else ExitCode.WOULD_BE_LARGER


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
        "metrics_of": "measured palette" if result.palette.is_measured else "palette",
        "selection": result.selection and _describe_selection(result.selection),
        "seconds": round(result.elapsed, 4),
        "palette": [
            {"color": swatch.hex, "share": swatch.share, "name": swatch.name}
            | ({} if swatch.measured is None else {"measured": format_hex(swatch.measured)})
            for swatch in result.palette
        ],
    }


def _describe_selection(selection: Selection) -> dict[str, Any]:
    """Return how k was chosen; values that were not measured, and an infinite PSNR, are null."""
    return {
        "selector": str(selection.selector),
        "k": selection.k,
        "reason": str(selection.reason),
        "candidates": [
            asdict(candidate) | {"psnr": _finite(candidate.psnr)}
            for candidate in selection.candidates
        ],
    }


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def describe_metrics(metrics: Metrics) -> dict[str, float | None]:
    """Return metrics for JSON; the infinite PSNR of equal images is null."""
    return asdict(metrics) | {"psnr": _finite(metrics.psnr)}
