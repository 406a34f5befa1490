"""Ticks are round, few, and within the axis."""

from __future__ import annotations

import pytest

from ui.charts.axis import Axis, Scale, common_exponent, tick_text


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize(("low", "high"), [(0.4, 0.9), (3.1e6, 3.4e6), (1, 1e9), (2, 256)])
def test_ticks_are_within_the_axis_and_told_apart(low: float, high: float, scale: Scale) -> None:
    axis = Axis("Inertia", scale=scale)
    ticks = axis.tick_values(low, high, 6)
    assert 2 <= len(ticks) <= 7
    assert all(low <= tick <= high for tick in ticks)
    texts = [tick_text(tick, common_exponent(high)) for tick in ticks]
    assert len(set(texts)) == len(texts)
    for tick in ticks:
        assert axis.value(float(axis.place(tick))) == pytest.approx(tick)


def test_the_title_names_the_unit_and_the_power_of_ten() -> None:
    assert Axis("Inertia", "ΔE²").title(6) == "Inertia (10⁶ ΔE²)"
    assert Axis("Iteration").title() == "Iteration"
