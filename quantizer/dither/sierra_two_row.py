"""Sierra's error diffusion of two rows.

Frankie Sierra (1990): the first two rows of his three-row kernel, with new weights.
"""

from __future__ import annotations

from quantizer.dither._diffusion import ErrorDiffusion, kernel

from ..language import mark

DITHERER = ErrorDiffusion(mark("Sierra Two-Row"), kernel(16, (4, 3), (1, 2, 3, 2, 1)))
