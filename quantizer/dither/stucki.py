"""Stucki's error diffusion.

P. Stucki, "MECCA: a multiple-error correction computation algorithm for bi-level image hardcopy
reproduction", IBM Research Report RZ1060, 1981. Twelve neighbours with weights that are powers of
two; crisper than Jarvis-Judice-Ninke.
"""

from __future__ import annotations

from quantizer.dither._diffusion import ErrorDiffusion, kernel

DITHERER = ErrorDiffusion("Stucki", kernel(42, (8, 4), (2, 4, 8, 4, 2), (1, 2, 4, 2, 1)))
