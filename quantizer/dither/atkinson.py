"""Atkinson's error diffusion.

Bill Atkinson, for the first Macintosh (1984): six neighbours get an eighth each, and a quarter of
the error is dropped, which keeps contrast and leaves light and dark areas clean.
"""

from __future__ import annotations

from quantizer.dither._diffusion import ErrorDiffusion, kernel

DITHERER = ErrorDiffusion("Atkinson", kernel(8, (1, 1), (1, 1, 1), (0, 1, 0)))
