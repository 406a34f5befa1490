"""What ``quantizer cluster`` prints: tables for people, or one JSON object."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from quantizer.cli.terminal import format_count
from quantizer.settings.enums import Selector
from quantizer.tables.profile import profile, remarks
from quantizer.tables.segmentation import SELECTION_ROWS
from quantizer.tables.suggestion import REASONS

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.kmeans.selection import Selection
    from quantizer.tables.segmentation import Segmentation

_ACROSS = 8
"""Most clusters beside each other."""
_BAR = 40
"""Width of the longest bar of the curve in characters."""
_WIDEST_NAME = 30
"""Most characters of a column's name in the table."""


def report_lines(found: Segmentation) -> list[str]:
    """Return the lines for people."""
    lines = []
    if found.selection is not None:
        lines += [*_curve_lines(found.selection, len(found.labels)), ""]
    rows = profile(found)
    names, *clusters, everything = zip(*rows, strict=True)
    for start in range(0, len(clusters), _ACROSS):
        shown = [*clusters[start : start + _ACROSS]]
        if start + _ACROSS >= len(clusters):
            shown.append(everything)
        lines += [*_aligned(names, shown), ""]
    lines += [f"{number:>3}  {text}" for number, text in enumerate(found.descriptions, 1)]
    lines += ["", *remarks(found)] if remarks(found) else []
    options = found.options
    lines += [
        "",
        f"inertia {found.result.inertia:.6g} ({options.scale} scale, {options.metric} distance), "
        f"{format_count(found.result.n_iter, 'iteration')}, "
        f"best of {format_count(found.restarts, 'run')}",
    ]
    return lines


def _aligned(names: tuple[str, ...], columns: list[tuple[str, ...]]) -> list[str]:
    """Return rows of text: names to the left, all else to the right."""
    shown = [
        name if len(name) <= _WIDEST_NAME else f"{name[: _WIDEST_NAME - 3]}..." for name in names
    ]
    width = max(map(len, shown))
    widths = [max(map(len, column)) for column in columns]
    lines = []
    for name, *cells in zip(shown, *columns, strict=True):
        aligned = (f"{cell:>{room}}" for cell, room in zip(cells, widths, strict=True))
        lines.append("  ".join([f"{name:<{width}}", *aligned]))
    return lines


def _curve_lines(selection: Selection, rows: int) -> list[str]:
    """Return the curve over k as bars, with the choice marked."""
    by_silhouette = selection.selector is Selector.SILHOUETTE
    title = "silhouette" if by_silhouette else "inertia"
    values = [
        (one.k, one.silhouette if by_silhouette else one.inertia) for one in selection.candidates
    ]
    known = [(k, value) for k, value in values if value is not None]
    largest = max((value for _, value in known), default=0)
    lines = [f"   k  {title:>12}"] if known else []
    for k, value in known:
        length = round(_BAR * max(0.0, value) / largest) if largest > 0 else 0
        number = f"{value:12.3f}" if by_silhouette else f"{value:12.6g}"
        mark = ">" if k == selection.k else " "
        lines.append(f"{mark}{k:>3}  {number}  {'#' * length}".rstrip())
    sample = f", for a sample of {SELECTION_ROWS:,} rows" if rows > SELECTION_ROWS else ""
    count = format_count(selection.k, "cluster")
    lines.append(f"{count}: {REASONS[selection.reason]}{sample}.")
    return lines


def report_data(found: Segmentation, output: Path | None, plot: Path | None) -> dict[str, Any]:
    """Return the object for JSON; clusters are numbered from 1, unknown values are null."""
    table, options, dialect = found.table, found.options, found.table.dialect
    return {
        "input": str(table.path),
        "output": None if output is None else str(output),
        "plot": None if plot is None else str(plot),
        "separator": dialect.separator,
        "decimal": dialect.decimal,
        "encoding": dialect.encoding,
        "header": dialect.has_header,
        "columns": list(table.names),
        "rows": len(table.values),
        "clustered_rows": len(found.labels),
        "filled_values": found.rows.filled,
        "scale": str(options.scale),
        "metric": str(options.metric),
        "init": str(options.init),
        "seed": options.seed,
        "restarts": found.restarts,
        "k": len(found.centers),
        "inertia": found.result.inertia,
        "iterations": found.result.n_iter,
        "converged": found.result.converged,
        "silhouette": found.silhouettes.overall,
        "silhouette_rows": found.silhouettes.rows,
        "selection": found.selection and _selection_data(found.selection),
        "clusters": [_cluster_data(found, index) for index in range(len(found.centers))],
        "outliers": _outlier_data(found),
        "notices": list(table.notices),
    }


def _selection_data(selection: Selection) -> dict[str, Any]:
    return {
        "selector": str(selection.selector),
        "k": selection.k,
        "reason": REASONS[selection.reason],
        "candidates": [
            {"k": one.k, "inertia": one.inertia, "silhouette": one.silhouette}
            for one in selection.candidates
        ],
    }


def _cluster_data(found: Segmentation, index: int) -> dict[str, Any]:
    summary = found.summary
    silhouette = float(found.silhouettes.clusters[index])
    centroid = found.scaling.restore(found.centers)[index]
    names = found.table.names
    return {
        "cluster": index + 1,
        "rows": int(summary.counts[index]),
        "share": float(summary.shares[index]),
        "silhouette": None if math.isnan(silhouette) else silhouette,
        "means": dict(zip(names, found.means[index].tolist(), strict=True)),
        "centroid": dict(zip(names, centroid.tolist(), strict=True)),
        "description": found.descriptions[index],
        "inertia": float(summary.inertias[index]),
        "mean_distance": float(summary.mean_distances[index]),
        "largest_distance": float(summary.largest_distances[index]),
        "small": bool(found.small[index]),
        "far": bool(summary.outliers[index]),
    }


def _outlier_data(found: Segmentation) -> list[dict[str, Any]]:
    rows = found.outliers.rows
    lines = found.table.lines[found.rows.indices[rows]].tolist()
    labels = found.labels[rows].tolist()
    return [
        {"line": line, "cluster": label + 1, "ratio": ratio}
        for line, label, ratio in zip(lines, labels, found.outliers.ratios.tolist(), strict=True)
    ]
