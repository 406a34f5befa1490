"""The columns of the table of clusters: what each shows, how, and what it sorts by."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from quantizer.language import mark, number, tr
from quantizer.quantities import quantity
from quantizer.reduction.color_clusters import lightness_chroma_hue

from ..panels.texts import percentage

if TYPE_CHECKING:
    from collections.abc import Callable

    from .model import ClusterView

_GREY = 1.0
"""Chroma below which a hue is mostly a matter of rounding; not tuned."""

ABSENT = "\N{EN DASH}"
"""Text of a figure that a cluster does not have."""


@dataclass(frozen=True, slots=True)
class ClusterRow:
    """The figures of one cluster; None where there are none, as for the transparent entry.

    Parameters
    ----------
    place
        Position of its entry in the palette.
    hex, name
        Code of the entry's colour, and the nearest CSS colour.
    pixels, share
        Number of pixels, and their share of the picture, 0 to 1.
    inertia
        Contribution to the inertia.
    mean_distance, largest_distance
        Distances of the pixels to the centroid.
    lightness, chroma, hue
        Of the entry, in CIELAB; the hue is an angle in degrees, and a grey has none.
    outlier
        Why the cluster is an outlier, in words; empty if it is none.
    """

    place: int
    hex: str
    name: str
    pixels: int
    share: float
    inertia: float | None
    mean_distance: float | None
    largest_distance: float | None
    lightness: float | None
    chroma: float | None
    hue: float | None
    outlier: str


Value = str | float | None


@dataclass(frozen=True, slots=True)
class ClusterColumn:
    """One column.

    Parameters
    ----------
    heading, tip
        Text of the header, and an explanation.
    value
        What a row has in this column; sorted by, and copied as it is.
    text
        Writes a value for people; None if it is a text already.
    width
        Width in pixels; 0 for what the others leave.
    """

    heading: str
    tip: str
    value: Callable[[ClusterRow], Value]
    text: Callable[[float], str] | None
    width: int

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers."""
        return self.text is not None

    def words(self, row: ClusterRow) -> str:
        """Return the text of a cell."""
        value = self.value(row)
        if value is None:
            return ABSENT
        return self.text(value) if self.text and not isinstance(value, str) else str(value)


def _whole(value: float) -> str:
    return number(value, ",.0f")


def _degrees(value: float) -> str:
    return f"{round(value) % 360}"


def _distance(value: float) -> str:
    return number(value, ".2f" if value < 10 else ".1f")


COLUMNS = (
    ClusterColumn(mark("Colour"), mark("The colour of the entry"), attrgetter("hex"), None, 100),
    ClusterColumn(
        mark("Name"), mark("The nearest named colour of CSS"), attrgetter("name"), None, 0
    ),
    ClusterColumn(
        mark("Pixels"),
        mark("Pixels whose nearest entry this is; a dither may give some of them another one"),
        attrgetter("pixels"),
        _whole,
        72,
    ),
    ClusterColumn(mark("Share"), mark("Share of all pixels"), attrgetter("share"), percentage, 64),
    ClusterColumn(
        mark("Inertia"),
        mark(
            "Sum of the squared distances of the pixels to the centroid; with the "
            "Manhattan distance, the sum of the distances"
        ),
        attrgetter("inertia"),
        quantity,
        82,
    ),
    ClusterColumn(
        mark("Mean"),
        mark("Mean distance of the pixels"),
        attrgetter("mean_distance"),
        _distance,
        48,
    ),
    ClusterColumn(
        mark("Largest"),
        mark("Largest distance of a pixel"),
        attrgetter("largest_distance"),
        _distance,
        56,
    ),
    ClusterColumn("L", mark("Lightness in CIELAB, 0 to 100"), attrgetter("lightness"), _whole, 36),
    ClusterColumn("C", mark("Chroma in CIELAB"), attrgetter("chroma"), _whole, 36),
    ClusterColumn("h", mark("Hue angle in CIELAB, in degrees"), attrgetter("hue"), _degrees, 36),
    ClusterColumn(
        mark("Outlier"),
        mark("Whether the cluster is small and far from the others"),
        lambda row: tr("yes") if row.outlier else "",
        None,
        52,
    ),
)


def rows_of(view: ClusterView) -> tuple[ClusterRow, ...]:
    """Return the rows of some clusters, in the order of the palette."""
    clusters, summary = view.clusters, view.clusters.summary
    lch = lightness_chroma_hue(view.palette.colors)
    usual = _usual_separation(summary.separations)
    rows = []
    for place, (swatch, named) in enumerate(zip(view.shown.palette, view.palette, strict=True)):
        is_visible, has_pixels = swatch.color[3] > 0, bool(summary.counts[place])
        share = float(clusters.shares[place])
        far = float(summary.separations[place])
        lightness, chroma, hue = (_known(one, is_visible) for one in lch[place])
        rows.append(
            ClusterRow(
                place=place,
                hex=swatch.hex if is_visible else "clear",
                name=named.name if is_visible else "transparent",
                pixels=round(float(clusters.pixels[place])),
                share=share,
                inertia=_known(summary.inertias[place], is_visible),
                mean_distance=_known(summary.mean_distances[place], has_pixels),
                largest_distance=_known(summary.largest_distances[place], has_pixels),
                lightness=lightness,
                chroma=chroma,
                hue=hue if chroma and chroma >= _GREY else None,
                outlier=_outlier_words(share, far, usual) if summary.outliers[place] else "",
            )
        )
    return tuple(rows)


def _known(value: np.float64, known: bool) -> float | None:
    return float(value) if known else None


def _usual_separation(separations: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
    """Return the median distance of a centroid to the nearest other one; 0 if there is none."""
    known = separations[np.isfinite(separations)]
    return float(np.median(known)) if len(known) else 0.0


def _outlier_words(share: float, separation: float, usual: float) -> str:
    times = tr("{separation:.1f} times as far", separation=separation / usual) if usual else "far"
    return tr(
        "{share} of the pixels, {times} from the nearest other entry as usual",
        share=percentage(share),
        times=times,
    )
