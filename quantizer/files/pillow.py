"""Pillow's process-wide switches, set while this process reads or checks an image.

Two things in Pillow can only be steered for the whole process: the number of pixels beyond which
it calls an image a bomb, and the warnings it gives about broken metadata. `tamed` sets both for
as long as any thread of ours is at work and puts them back when the last one is done; threads may
enter and leave in any order.

The limit is raised to the largest one in use rather than lifted, since some formats only reveal
the true size of what they hold (the PNG within an ICO) inside Pillow.
"""

from __future__ import annotations

import contextlib
import threading
import warnings
from typing import TYPE_CHECKING

from PIL import Image as Pillow

if TYPE_CHECKING:
    from collections.abc import Iterator

_lock = threading.Lock()
_limits: list[int] = []
_saved = contextlib.ExitStack()


@contextlib.contextmanager
def tamed(max_pixels: int) -> Iterator[None]:
    """Let Pillow open images of `max_pixels` (it refuses twice as many) without warnings."""
    with _lock:
        if not _limits:
            _set_aside()
        _limits.append(max_pixels)
        Pillow.MAX_IMAGE_PIXELS = max(_limits)
    try:
        yield
    finally:
        with _lock:
            _limits.remove(max_pixels)
            if _limits:
                Pillow.MAX_IMAGE_PIXELS = max(_limits)
            else:
                _saved.close()


def _set_aside() -> None:
    """Keep the switches as they are, to be put back by `_saved`."""
    _saved.callback(setattr, Pillow, "MAX_IMAGE_PIXELS", Pillow.MAX_IMAGE_PIXELS)
    _saved.enter_context(warnings.catch_warnings())
    warnings.filterwarnings("ignore", module=r"PIL(\.|$)")
