"""Jarvis-Judice-Ninke error diffusion.

J. F. Jarvis, C. N. Judice and W. H. Ninke, "A survey of techniques for the display of continuous
tone pictures on bilevel displays", Computer Graphics and Image Processing 5(1), 1976. Twelve
neighbours receive the error; the result is smooth, and edges become sharper.
"""

from __future__ import annotations

from quantizer.dither._diffusion import ErrorDiffusion, kernel

DITHERER = ErrorDiffusion(
    "Jarvis-Judice-Ninke", kernel(48, (7, 5), (3, 5, 7, 5, 3), (1, 3, 5, 3, 1))
)
