"""The colours of devices with few bits per channel."""

from __future__ import annotations

import numpy as np
import pytest

from quantizer.color.level_grid import EVERY_LEVEL, LevelGrid

EVERY = np.repeat(np.arange(256, dtype=np.uint8)[:, None], 4, axis=1)


@pytest.mark.parametrize("bits", range(1, 9))
def test_each_level_is_a_share_of_white_and_each_colour_takes_the_nearest(bits: int) -> None:
    top = 2**bits - 1
    levels = [round(255 * level / top) for level in range(top + 1)]
    rounded = LevelGrid((bits, bits, bits)).round(EVERY)
    assert sorted(set(rounded[:, 0].tolist())) == levels
    for value, level in enumerate(rounded[:, 1].tolist()):
        assert abs(value - level) == min(abs(value - one) for one in levels)
    assert (rounded[:, 3] == EVERY[:, 3]).all()


def test_a_grid_knows_its_colours() -> None:
    grid = LevelGrid((1, 2, 3))
    assert len(np.unique(grid.colors, axis=0)) == 64
    assert grid.holds(grid.colors).all()
    assert not grid.holds(np.array([[0, 84, 0, 255]], np.uint8)).any()
    assert EVERY_LEVEL.holds(EVERY).all()


@pytest.mark.parametrize("bits", [(8, 8, 8), (5, 6, 5), (1, 2, 3)])
def test_neighbours_are_one_level_away(bits: tuple[int, int, int]) -> None:
    grid = LevelGrid(bits)
    colors = grid.round(EVERY)
    near = grid.neighbours(colors)
    assert near.shape == (256, 28, 4)  # two of them in alpha
    opaque = np.concatenate([colors[:, :3], np.full((256, 1), 255, np.uint8)], axis=1)
    np.testing.assert_array_equal(grid.neighbours(opaque)[..., :3], near[:, :26, :3])
    assert grid.holds(near.reshape(-1, 4)).all()
    for channel, count in enumerate(bits):
        steps = np.abs(near[..., channel].astype(float) - colors[:, None, channel])
        assert steps.max() <= np.ceil(255 / (2**count - 1))
