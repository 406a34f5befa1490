"""Tallies: exact while colours are few, bounded when they are not, and the same in any order."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.batch.shared_palette import color_tally
from quantizer.batch.shared_palette.color_tally import ColorTally, cell_means, sum_cells
from quantizer.errors import Cancelled
from quantizer.image.histogram import Histogram
from quantizer.image.image import Image
from quantizer.progress import Progress


def noise(seed: int, side: int = 24, levels: int = 256, *, soft: bool = False) -> Histogram:
    """Return the colours of a picture of noise, a few of its pixels fully transparent."""
    pixels = np.random.default_rng(seed).integers(0, levels, (side, side, 4), dtype=np.uint8)
    if not soft:
        pixels[..., 3] = 255
    pixels[:2, :2, 3] = 0
    return Histogram.of(Image(pixels))


def added(histograms: list[Histogram]) -> ColorTally:
    result = ColorTally()
    for histogram in histograms:
        result.add(histogram)
    return result


def content(histogram: Histogram) -> tuple[bytes, bytes]:
    assert (np.diff(histogram.packed.astype(np.int64)) > 0).all()
    return histogram.packed.tobytes(), histogram.weights.tobytes()


def in_groups(histograms: list[Histogram], order: list[int], cuts: set[int]) -> ColorTally:
    """Return the tally of tallies, as workers would make them, each sent from one to another."""
    parts, group = [], ColorTally()
    for place, number in enumerate(order):
        group.add(histograms[number])
        if place in cuts:
            parts.append(group)
            group = ColorTally()
    total = ColorTally()
    for part in (*parts, group):
        total.merge(pickle.loads(pickle.dumps(part.compact())))
    return total


@pytest.mark.exhaustive
@pytest.mark.parametrize("most", [1 << 20, 2500, 700, 100])
@given(order=st.permutations(range(6)), cuts=st.sets(st.integers(0, 5)))
def test_neither_order_nor_grouping_matters(most: int, order: list[int], cuts: set[int]) -> None:
    histograms = [noise(seed, levels=30 + 40 * seed, soft=seed > 3) for seed in range(6)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(color_tally, "MOST_COLORS", most)
        plain = added(histograms).histogram()
        assert content(in_groups(histograms, order, cuts).histogram()) == content(plain)


def test_few_colors_are_all_there() -> None:
    histograms = [noise(seed) for seed in range(5)]
    expected = histograms[0].merge(*histograms[1:])
    assert content(added(histograms).histogram()) == content(expected)


def test_exactly_as_many_as_are_allowed_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    histograms = [noise(seed, levels=12) for seed in range(3)]
    expected = histograms[0].merge(*histograms[1:])
    monkeypatch.setattr(color_tally, "MOST_COLORS", len(expected))
    assert content(added(histograms).histogram()) == content(expected)
    monkeypatch.setattr(color_tally, "MOST_COLORS", len(expected) - 1)
    assert len(added(histograms).histogram()) < len(expected)


@pytest.mark.parametrize("soft", [False, True])
def test_cells_have_the_sums_of_their_colors(soft: bool) -> None:
    histogram = noise(1, 60, soft=soft)
    cells = sum_cells(histogram)
    colors = histogram.colors.astype(np.int64)
    opacity = colors[:, 3] * histogram.weights
    assert cells.weights.sum() == histogram.weights.sum()
    assert (cells.sums[:, :3].sum(axis=0) == (colors[:, :3] * opacity[:, None]).sum(axis=0)).all()
    assert cells.sums[:, 3].sum() == opacity.sum()


def test_a_cell_becomes_its_mean() -> None:
    # Two opaque neighbours, three to one; two soft ones, of which the denser tells more.
    packed = np.array([0, 0x40000010, 0x41000013, 0xFF000004, 0xFF000005], np.uint32)
    found = cell_means(sum_cells(Histogram(packed, np.array([7, 1, 1, 3, 1], np.int64))))
    alpha = round((0x40 + 0x41) / 2)
    red = round((0x10 * 0x40 + 0x13 * 0x41) / (0x40 + 0x41))
    assert found.colors.tolist() == [[0, 0, 0, 0], [red, 0, 0, alpha], [4, 0, 0, 255]]
    assert found.weights.tolist() == [7, 2, 4]
    assert found.has_transparent


def test_opaque_and_soft_colors_do_not_share_a_cell() -> None:
    packed = np.array([0xFE102030, 0xFF102030], np.uint32)
    found = cell_means(sum_cells(Histogram(packed, np.array([1, 1], np.int64))))
    assert sorted(found.colors[:, 3].tolist()) == [254, 255]


def test_it_does_not_grow_with_the_images(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(color_tally, "MOST_COLORS", 2000)
    total, sizes = ColorTally(), []
    for seed in range(40):
        total.add(noise(seed % 10, 40, soft=seed % 2 == 1))
        sizes.append(len(pickle.dumps(total)))
    # Waiting and merged colours, each 12 bytes; cells of 48 bytes, no more than there are colours.
    assert max(sizes[10:]) < 2 * 2000 * 12 + 1600 * 12 + 16000 * 48
    assert max(sizes[20:]) == max(sizes[30:])


def test_an_empty_one_says_so() -> None:
    empty = ColorTally()
    assert empty.is_empty
    empty.merge(ColorTally())
    assert empty.is_empty
    with pytest.raises(ValueError, match="no colours have been added"):
        empty.histogram()
    empty.add(noise(0))
    assert not empty.is_empty
    assert not empty.compact().is_empty


def test_a_merge_can_be_cancelled() -> None:
    total = added([noise(0), noise(1)])
    with pytest.raises(Cancelled):
        total.histogram(Progress(cancelled=lambda: True))
