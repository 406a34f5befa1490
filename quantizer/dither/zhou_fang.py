"""Zhou and Fang's error diffusion: kernel and noise depend on the value of the pixel.

B. Zhou and X. Fang, "Improving mid-tone quality of variable-coefficient error diffusion using
threshold modulation", SIGGRAPH 2003. Ostromoukhov's dither with other shares, and with noise where
regular patterns would show, at about a third and a half of full light. The figures are those of
the authors' own program, TMED; between the levels that they give, they are interpolated.
"""

from __future__ import annotations

import numpy as np

from quantizer.dither._level_diffusion import LevelDiffusion

_PARTS = {
    0: (13, 0, 5),
    1: (1300249, 0, 499250),
    2: (214114, 287, 99357),
    3: (351854, 0, 199965),
    4: (801100, 0, 490999),
    10: (704075, 297466, 303694),
    22: (46613, 31917, 21469),
    32: (47482, 30617, 21900),
    44: (43024, 42131, 14826),
    64: (36411, 43219, 20369),
    72: (38477, 53843, 7678),
    77: (40503, 51547, 7948),
    85: (35865, 34108, 30026),
    95: (34117, 36899, 28983),
    102: (35132, 36059, 28807),
    107: (16477, 18810, 14712),
    112: (33360, 37954, 28685),
    127: (35269, 36066, 28664),
}
"""The parts of the right, the lower left and the lower neighbour."""

_NOISE = {
    0: 0.0,
    44: 0.34,
    64: 0.5,
    80: 1.0,
    85: 1.0,
    95: 0.17,
    102: 0.5,
    107: 0.7,
    112: 0.79,
    127: 1.0,
}
"""How strong the noise is."""


def _interpolated(levels: list[int], figures: list[float]) -> list[float]:
    return np.interp(np.arange(128), levels, figures).tolist()


_SHARES = [[part / sum(parts) for part in parts] for parts in _PARTS.values()]

DITHERER = LevelDiffusion(
    "Zhou-Fang",
    np.array([_interpolated(list(_PARTS), list(one)) for one in zip(*_SHARES, strict=True)]).T,
    np.array(_interpolated(list(_NOISE), list(_NOISE.values()))),
)
