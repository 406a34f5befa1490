"""Burkes' error diffusion.

Daniel Burkes, "Presentation of the Burkes error filter for use in preparing continuous-tone images
for presentation on bi-level devices" (1988): Stucki's kernel without its last row.
"""

from __future__ import annotations

from quantizer.dither._diffusion import ErrorDiffusion, kernel

DITHERER = ErrorDiffusion("Burkes", kernel(32, (8, 4), (2, 4, 8, 4, 2)))
