"""Pictures of the clusters of a table, by matplotlib: a scatter plot, and the curve over k.

Each cluster has a colour, a number at its centroid, and a hull around its rows but the outliers,
which are marked. Of very many rows a random sample is drawn, and points are stored as pixels, so
that the file stays small.
"""

from __future__ import annotations

import io
import warnings
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from scipy.spatial import ConvexHull, QhullError

from quantizer.settings.enums import Metric, Selector
from quantizer.tables.sampling import sample_rows
from quantizer.tables.suggestion import REASONS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from quantizer.kmeans.selection import Selection
    from quantizer.tables.segmentation import Segmentation
    from quantizer.tables.view import View

_MOST_POINTS = 20_000
"""Most rows drawn: an SVG file of them has a few hundred kilobytes. Not tuned."""
_MOST_SHAPES = 2_000
"""Most points that are stored as shapes; of more, a picture is stored."""
_MOST_OUTLIERS = 200
"""Most outliers marked, the farthest."""
_MOST_NAMED = 20
"""Most clusters in the legend; all are numbered at their centroids."""
_DPI = 150
_INK = "#333333"
_COLORS = (
    # Okabe and Ito, "Color universal design", 2008: told apart with all kinds of colour vision.
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#8c8c00",
    "#000000",
)


class PlotFormat(StrEnum):
    """Formats of a picture; the value is the extension of its file."""

    SVG = "svg"
    PNG = "png"


def draw(segmentation: Segmentation, seen: View) -> Figure:
    """Return the plot of a table's clusters, with the curve over k if k was searched for.

    Parameters
    ----------
    segmentation
        The clusters.
    seen
        The same in two dimensions.
    """
    selection = segmentation.selection
    figure = Figure(figsize=(9 if selection is None else 14, 6), layout="constrained")
    if selection is None:
        scatter = figure.subplots()
    else:
        scatter, curve = figure.subplots(1, 2, width_ratios=(9, 5))
        _draw_curve(curve, selection, segmentation.options.metric)
    _draw_scatter(scatter, segmentation, seen)
    return figure


def save(figure: Figure, kind: PlotFormat, title: str) -> bytes:
    """Return the file of a figure; the same figure always gives the same bytes.

    Parameters
    ----------
    figure
        The figure.
    kind
        Format of the file.
    title
        Title in the file's metadata.
    """
    file = io.BytesIO()
    # SVG holds text as text: it can be searched and read aloud, and any script can be shown.
    settings: dict[Any, Any] = {"svg.fonttype": "none", "svg.hashsalt": "quantizer"}
    metadata = {"Title": title} | ({"Date": None} if kind is PlotFormat.SVG else {})
    with mpl.rc_context(settings), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from")
        figure.savefig(file, format=str(kind), dpi=_DPI, metadata=metadata)
    return file.getvalue()


def cluster_color(index: int) -> str:
    """Return the colour of a cluster, as ``#rrggbb``."""
    return _COLORS[index % len(_COLORS)]


def _draw_scatter(axes: Axes, segmentation: Segmentation, seen: View) -> None:
    points, labels = seen.points, segmentation.labels
    far = segmentation.outliers.rows[:_MOST_OUTLIERS]
    is_far = np.zeros(len(labels), bool)
    is_far[segmentation.outliers.rows] = True
    drawn = sample_rows(len(labels), _MOST_POINTS, segmentation.options.seed)
    size = float(np.clip(12_000 / len(drawn), 3, 28))
    counts = segmentation.summary.counts.tolist()
    for index, count in enumerate(counts):
        color = cluster_color(index)
        near = points[(labels == index) & ~is_far]
        _draw_hull(axes, near, color)
        own = points[drawn[(labels[drawn] == index) & ~is_far[drawn]]]
        axes.scatter(
            own[:, 0],
            own[:, 1],
            s=size,
            color=color,
            alpha=0.6,
            linewidths=0,
            label=f"{index + 1}: {count:,} row{'s' * (count != 1)}",
            rasterized=len(drawn) > _MOST_SHAPES,
        )
    if len(far):
        colors = [cluster_color(label) for label in labels[far].tolist()]
        x, y = points[far].T
        axes.scatter(x, y, s=44, marker="x", color=colors, label="outlier")
    _draw_centroids(axes, seen.centroids)
    axes.set_xlabel(seen.axes[0], parse_math=False)
    axes.set_ylabel(seen.axes[1], parse_math=False)
    if len(drawn) < len(labels):
        axes.set_title(f"{len(drawn):,} of {len(labels):,} rows are drawn", fontsize="small")
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)
    _add_legend(axes, len(counts))


def _add_legend(axes: Axes, clusters: int) -> None:
    """Explain colours and marks, beside the axes so that no point is hidden."""
    handles, names = axes.get_legend_handles_labels()
    if clusters > _MOST_NAMED:
        handles, names = handles[clusters:], names[clusters:]
    beside = (1.01, 1)
    legend = axes.legend(
        handles, names, title="cluster", fontsize="small", loc="upper left", bbox_to_anchor=beside
    )
    for name, handle in zip(names, legend.legend_handles, strict=True):
        if not isinstance(handle, PathCollection):
            continue
        if name == "outlier":
            handle.set_color(_INK)
        elif name != "centroid":
            handle.set_alpha(1)
            handle.set_sizes([28])


def _draw_centroids(axes: Axes, centroids: NDArray[np.float64]) -> None:
    x, y = centroids.T
    axes.scatter(x, y, s=190, color="white", edgecolors=_INK, zorder=4, label="centroid")
    font: dict[str, Any] = {"fontsize": 8, "weight": "bold"}
    for number, (across, up) in enumerate(centroids.tolist(), 1):
        axes.text(across, up, str(number), ha="center", va="center", zorder=5, **font)


def _draw_hull(axes: Axes, points: NDArray[np.float64], color: str) -> None:
    """Draw the convex hull of points, unless they lie on a line."""
    if len(points) < 3:
        return
    spread = np.ptp(points, axis=0)
    try:
        corners = ConvexHull((points - points.min(axis=0)) / np.where(spread > 0, spread, 1))
    except QhullError:
        return
    axes.fill(*points[corners.vertices].T, color=color, alpha=0.12, linewidth=0)
    closed = np.append(corners.vertices, corners.vertices[0])
    axes.plot(*points[closed].T, color=color, linewidth=1, alpha=0.7)


def _draw_curve(axes: Axes, selection: Selection, metric: Metric) -> None:
    """Draw what the number of clusters was chosen by: inertia, or silhouette and inertia."""
    counts = [one.k for one in selection.candidates]
    unit = "squared distances" if metric is Metric.EUCLIDEAN else "distances"
    axes.plot(counts, [one.inertia for one in selection.candidates], "o-", color=_COLORS[0])
    axes.set_xlabel("number of clusters k")
    axes.set_ylabel(f"inertia (sum of {unit})", color=_COLORS[0])
    axes.set_ylim(bottom=0)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.axvline(selection.k, color=_INK, linestyle="--", linewidth=1)
    axes.set_title(f"k = {selection.k}: {REASONS[selection.reason]}", fontsize="small")
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    if selection.selector is Selector.SILHOUETTE:
        scored = [(one.k, one.silhouette) for one in selection.candidates]
        known = [(k, score) for k, score in scored if score is not None]
        if not known:
            return
        other = axes.twinx()
        other.plot(*zip(*known, strict=True), "s-", color=_COLORS[5])
        other.set_ylabel("mean silhouette (-1 to 1)", color=_COLORS[5])
