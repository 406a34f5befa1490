"""The axis of the inertia, with the unit of the colour space."""

from __future__ import annotations

from quantizer.language import mark, tr
from quantizer.settings.settings import Metric, Space

from .axis import Axis, Scale

_UNITS = {
    Space.SRGB: mark("levels"),
    Space.LINEAR: mark("levels"),
    Space.YCBCR: mark("levels"),
    Space.HSV: mark("levels"),
    Space.LAB: mark("Lab units"),
    Space.LUV: mark("Luv units"),
    Space.OKLAB: mark("OKLab units"),
    Space.XYZ: mark("XYZ units"),
}


def inertia_axis(space: Space, metric: Metric, scale: Scale = Scale.LINEAR) -> Axis:
    """Return the axis of an inertia: a sum of squared distances, or with Manhattan of distances."""
    unit = tr(_UNITS[space])
    return Axis(tr("Inertia"), unit if metric is Metric.MANHATTAN else f"{unit}²", scale)
