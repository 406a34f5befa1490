"""The compiled road of error diffusion, taken in batches where Numba is installed.

    rows of the picture -> values, dither map -> `_loops.diffuse` -> indices; errors stay for the
        rows that follow

It pays for small pictures, whose fronts are short: NumPy then spends its time between the fronts.
But loading Numba takes as long as thousands of fronts, and compiling the loop, once in an
installation, ten times as long. So a process that may load it (`History.may_load`) does so after as
many, or once as many are to be expected in the pictures that are to come. The indices are the same
on both roads, to the last bit.
"""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from quantizer.dither._fronts import Fronts
from quantizer.dither._loop_arguments import Rows, control_of, no_arguments, searches_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    from quantizer.dither import DitherInput
    from quantizer.dither._mapped_diffusion import DiffusionMap
    from quantizer.dither._wavefront import Kernel
    from quantizer.progress import Progress

_log = logging.getLogger(__name__)

_FRONTS, _FRONTS_UNCOMPILED = 1 << 13, 1 << 16
"""Fronts for which Numba is loaded: about as many as take as long as loading it, with the machine
code on the disk and without. Timed by hand."""

_LARGEST = 1 << 22
"""Most pixels of a picture for which the loop is quicker than long fronts. Timed by hand."""

_STRIP = 1 << 18
"""Pixels that are diffused between two progress reports; not tuned."""

_UNNEEDED = ("scipy.linalg", "cffi")
"""Modules that Numba uses if they are there. Loading them takes a third of the time, for functions
that the loop does not call."""


class History:
    """What this process has diffused so far, what is to come, and whether it may load Numba.

    Attributes
    ----------
    fronts
        Fronts of the pictures that were diffused.
    pictures
        All pictures so far, diffused or not.
    coming
        Pictures that are expected after the current one.
    """

    fronts = 0
    pictures = 0
    coming = 0
    may_load = False

    @classmethod
    def expected_fronts(cls) -> float:
        """Return the fronts to come, if the pictures to come are like those so far."""
        return cls.fronts / max(1, cls.pictures) * cls.coming


def is_worthwhile(source: DitherInput, kernel: Kernel) -> bool:
    """Return whether to take this road for a picture that is to be diffused now."""
    if not History.may_load or source.search is None or source.pixels.size > _LARGEST:
        return False
    height, width = source.pixels.shape
    History.fronts += len(Fronts(height, width, kernel.slope))
    enough = _FRONTS if _is_on_disk() else _FRONTS_UNCOMPILED
    most = max(History.fronts, History.expected_fronts())
    return most > enough and _loop() is not None


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
    return any(_machine_code("_loops.diffuse-*.nbi"))


def _machine_code(pattern: str = "_loops.*.nb[ic]") -> list[Path]:
    """Return the files of machine code beside this module."""
    return list(Path(__file__).with_name("__pycache__").glob(pattern))


@contextlib.contextmanager
def _without(names: tuple[str, ...]) -> Iterator[None]:
    """Have the import of modules fail that are not loaded yet."""
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)


@lru_cache(1)
def _loop() -> Callable[..., None] | None:
    """Return the compiled loop; None if Numba is not installed or cannot be used here."""
    if importlib.util.find_spec("numba") is None:
        return None
    try:
        with _without(_UNNEEDED):
            from quantizer.dither._loops import diffuse as loop  # noqa: PLC0415 - takes long to load

            # The first call compiles it; all later calls have arguments of the same types.
            try:
                loop(*no_arguments())
            except (AttributeError, ImportError):
                # Machine code of an earlier version may name classes that are elsewhere now.
                for file in _machine_code():
                    file.unlink(missing_ok=True)
                loop(*no_arguments())
    except Exception:  # noqa: BLE001 - Numba can fail in many ways, and wavefronts do as well
        _log.debug("the compiled loop cannot be used", exc_info=True)
        return None
    return loop
