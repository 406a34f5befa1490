"""The compiled road of error diffusion, taken in batches where Numba is installed.

    rows of the picture -> values, dither map -> `_loops.diffuse` -> indices; errors stay for the
        rows that follow

It pays for small pictures, whose fronts are short: NumPy then spends its time between the fronts.
But loading Numba takes as long as thousands of fronts, and compiling the loop, once in an
installation, ten times as long. So a process that may load it (`History.may_load`) does so after as
many, that is after some files of a batch. The indices are the same on both roads, to the last bit.
"""

from __future__ import annotations

import importlib.util
import logging
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from quantizer.dither._fronts import Fronts
from quantizer.dither._loop_arguments import Rows, control_of, no_arguments, searches_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.dither._mapped_diffusion import DiffusionMap
    from quantizer.dither._wavefront import Kernel
    from quantizer.progress import Progress

_log = logging.getLogger(__name__)

_FRONTS, _FRONTS_UNCOMPILED = 1 << 13, 1 << 16
"""Fronts after which Numba is loaded: about as many as take as long as loading it, with the machine
code on the disk and without. Timed by hand."""

_LARGEST = 1 << 22
"""Most pixels of a picture for which the loop is quicker than long fronts. Timed by hand."""

_STRIP = 1 << 18
"""Pixels that are diffused between two progress reports; not tuned."""


class History:
    """What this process has diffused so far, and whether it may load Numba."""

    fronts = 0
    may_load = False


def is_worthwhile(source: DitherInput, kernel: Kernel) -> bool:
    """Return whether to take this road for a picture that is to be diffused now."""
    if not History.may_load or source.search is None or source.pixels.size > _LARGEST:
        return False
    height, width = source.pixels.shape
    History.fronts += len(Fronts(height, width, kernel.slope))
    enough = _FRONTS if _is_on_disk() else _FRONTS_UNCOMPILED
    return History.fronts > enough and _loop() is not None


def diffuse(
    source: DitherInput,
    kernel: Kernel,
    strength: float,
    control: DiffusionMap | None,
    progress: Progress,
) -> NDArray[np.uint8]:
    """Return the index of each pixel's entry, uint8 (height, width).

    Parameters
    ----------
    source
        The picture and the palette; its `search` must not be None.
    kernel
        Which pixels receive which share of an error.
    strength
        Share of the error that is diffused, 0 to 1.
    control
        How much each pixel receives; None for all of it.
    progress
        Told the share of pixels done.
    """
    loop = _loop()
    assert loop is not None
    assert source.search is not None
    height, width = source.pixels.shape
    fixed = control_of(source, kernel, strength, control)
    cells, lab = searches_of(source.search)
    step = max(1, min(height, _STRIP // width))
    values = np.empty((step, width, 4), np.float32)
    errors = np.zeros((fixed.reach + step, fixed.stride, 4), np.float32)
    indices = np.zeros((height, width), np.uint8)
    everywhere = np.ones((step, width), np.bool_)
    dither_map = indices if control is None else control.dither_map
    own = source.nearest(progress.between(0, 0)) if control and source.is_soft else indices
    for top in range(0, height, step):
        progress.report(top / height)
        strip = slice(top, min(height, top + step))
        count = strip.stop - top
        visible = source.values(source.pixels[strip], values[:count])
        visible = everywhere[:count] if visible is None else visible
        parts = dither_map[strip], own[strip], errors.reshape(-1, 4), indices[strip]
        loop(Rows(values[:count], visible, *parts), fixed, cells, lab, source.entries)
        errors[: fixed.reach] = errors[count : count + fixed.reach]
    return indices


def _is_on_disk() -> bool:
    """Return whether Numba has left machine code beside this module, as it does if it can."""
    return any(Path(__file__).with_name("__pycache__").glob("_loops.diffuse-*.nbi"))


@lru_cache(1)
def _loop() -> Callable[..., None] | None:
    """Return the compiled loop; None if Numba is not installed or cannot be used here."""
    if importlib.util.find_spec("numba") is None:
        return None
    try:
        from quantizer.dither._loops import diffuse as loop  # noqa: PLC0415 - takes long to load

        # The first call compiles it; all later calls have arguments of the same types.
        loop(*no_arguments())
    except Exception:  # noqa: BLE001 - Numba can fail in many ways, and wavefronts do as well
        _log.debug("the compiled loop cannot be used", exc_info=True)
        return None
    return loop
