"""Sierra's error diffusion of three rows.

Frankie Sierra (1989): ten neighbours, nearly as smooth as Jarvis-Judice-Ninke.
"""

from __future__ import annotations

from quantizer.dither._diffusion import ErrorDiffusion, kernel

DITHERER = ErrorDiffusion("Sierra", kernel(32, (5, 3), (2, 4, 5, 4, 2), (0, 2, 3, 2, 0)))
