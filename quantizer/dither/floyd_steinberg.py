"""Floyd-Steinberg error diffusion.

R. W. Floyd and L. Steinberg, "An adaptive algorithm for spatial greyscale", Proc. SID 17(2),
1976. The smallest of the common kernels: four neighbours receive all of the error.
"""

from __future__ import annotations

from quantizer.dither._diffusion import ErrorDiffusion, kernel

KERNEL = kernel(16, (7,), (3, 5, 1))

DITHERER = ErrorDiffusion("Floyd-Steinberg", KERNEL)
