"""Atkinson's error diffusion.

Bill Atkinson, for the first Macintosh (1984): six neighbours receive an eighth each, and a quarter
of the error is dropped. This keeps contrast, and light and dark areas stay clean.
"""

from __future__ import annotations

from quantizer.dither._diffusion import ErrorDiffusion, kernel

DITHERER = ErrorDiffusion("Atkinson", kernel(8, (1, 1), (1, 1, 1), (0, 1, 0)))
