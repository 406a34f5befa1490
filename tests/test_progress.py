"""Progress: parts compose, and a bar never moves back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.errors import Cancelled
from quantizer.progress import Progress, Stage

FRACTIONS = st.floats(0, 1)
PARTS = st.tuples(FRACTIONS, FRACTIONS).map(sorted)


def listening() -> tuple[list[tuple[Stage, float]], Progress]:
    heard: list[tuple[Stage, float]] = []
    return heard, Progress(lambda stage, fraction: heard.append((stage, fraction)))


@given(st.lists(PARTS, max_size=4), st.lists(FRACTIONS, min_size=1).map(sorted))
def test_nested_parts_are_monotone_and_within_each_other(
    parts: list[list[float]], fractions: list[float]
) -> None:
    heard, progress = listening()
    line = progress.at(Stage.CLUSTER)
    low, high = 0.0, 1.0
    for start, end in parts:
        low, high = low + (high - low) * start, low + (high - low) * end
        line = line.between(start, end).at(Stage.CLUSTER)
    for fraction in fractions:
        line.report(fraction)
    found = [fraction for _, fraction in heard]
    assert found == sorted(found)
    assert all(low - 1e-9 <= fraction <= high + 1e-9 for fraction in found)


def test_a_whole_job_may_name_one_stage_after_the_other() -> None:
    heard, progress = listening()
    progress.at(Stage.COUNT).at(Stage.CLUSTER).report(0.5)
    progress.between(0.5, 1).at(Stage.REMAP).report(0.5)
    assert heard == [(Stage.CLUSTER, 0.5), (Stage.REMAP, 0.75)]


def test_a_part_of_a_stage_does_not_report_other_stages() -> None:
    heard, progress = listening()
    part = progress.at(Stage.CLUSTER).between(0.5, 1)
    part.at(Stage.REMAP).report(0.1)
    part.at(Stage.REMAP).between(0, 1).report(0.1)
    part.at(Stage.CLUSTER).report(0.5)
    assert heard == [(Stage.CLUSTER, 0.75)]


def test_a_silent_part_can_still_be_cancelled() -> None:
    part = Progress(cancelled=lambda: True).at(Stage.CLUSTER).between(0, 1)
    with pytest.raises(Cancelled):
        part.at(Stage.REMAP).report(0)
