from __future__ import annotations

import numpy as np
import pytest

from quantizer.swatches.contrast import contrasts, luminances

BLACK, WHITE, GREY, RED = [[0, 0, 0]], [[255, 255, 255]], [[118, 118, 118]], [[255, 0, 0]]


def of(*colors: list[list[int]]) -> np.ndarray:
    return np.array([color[0] for color in colors], np.uint8)


def test_contrasts_are_those_of_the_guidelines() -> None:
    ratios = contrasts(of(BLACK, WHITE, GREY, RED), of(WHITE))[:, 0]
    # 21 and 1 by definition; 4.54 and 4.00 are the published ratios of #767676 and #ff0000.
    assert ratios == pytest.approx([21, 1, 4.54, 4.00], abs=0.005)
    assert luminances(of(RED)) == pytest.approx(0.2126)
