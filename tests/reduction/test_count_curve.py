"""The curves over the number of colours agree with the automatic number and with a reduction."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.metrics.metrics import measure
from quantizer.reduction.auto_k import suggest
from quantizer.reduction.count_curve import count_curve
from quantizer.reduction.pipeline import quantize
from quantizer.settings.settings import (
    ClusterSettings,
    DitherSettings,
    Selector,
    Settings,
    Space,
    TargetSettings,
)
from tests.conftest import make_photo

PLAIN = Settings(ClusterSettings(colors=256), DitherSettings("none"))


@pytest.mark.exhaustive
def test_the_curve_suggests_the_automatic_numbers() -> None:
    photo = Image(make_photo(24, 32))
    curve = count_curve([photo], PLAIN)
    numbers = {}
    for selector in (Selector.ELBOW, Selector.SILHOUETTE):
        settings = replace(PLAIN, target=TargetSettings(selector))
        numbers[selector] = suggest(photo, Histogram.of(photo), settings).selection.k
    assert curve.selection.knee == numbers[Selector.ELBOW]
    assert curve.selection.clearest is not None
    assert curve.selection.clearest.k == numbers[Selector.SILHOUETTE]
    measured = [one.k for one in curve.selection.candidates if one.silhouette is not None]
    assert measured == list(range(2, 65))
    assert [one.k for one in curve.selection.candidates] == list(range(2, 257))
    inertias = [one.inertia for one in curve.selection.candidates]
    assert (np.diff(inertias) < 0).mean() > 0.9  # no stairs between the k that were computed


@pytest.mark.parametrize("space", [Space.SRGB, Space.OKLAB])
@pytest.mark.exhaustive
def test_the_psnr_is_that_of_a_reduction_without_a_dither(space: Space) -> None:
    photo = Image(make_photo(24, 32))
    settings = replace(PLAIN, cluster=replace(PLAIN.cluster, colors=12, space=space))
    result = measure(photo, quantize(photo, settings, with_metrics=False).indexed).psnr
    curve = count_curve([photo], settings)
    assert (curve.estimates is None) == (space is not Space.SRGB)
    found = curve.psnr(12) if curve.estimates is None else curve.estimates[12]
    assert found == pytest.approx(result, abs=0.6)


@pytest.mark.exhaustive
def test_soft_edges_are_compared_on_black_and_white(icon: Image) -> None:
    settings = replace(PLAIN, cluster=replace(PLAIN.cluster, colors=12))
    result = measure(icon, quantize(icon, settings, with_metrics=False).indexed).psnr
    assert count_curve([icon], settings).psnr(12) == pytest.approx(result, abs=0.6)
