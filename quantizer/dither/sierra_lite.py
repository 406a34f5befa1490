"""Sierra's smallest error diffusion.

Frankie Sierra (1990): three neighbours, much like Floyd-Steinberg.
"""

from __future__ import annotations

from quantizer.dither._diffusion import ErrorDiffusion, kernel

from ..language import mark

DITHERER = ErrorDiffusion(mark("Sierra Lite"), kernel(4, (2,), (1, 1, 0)))
