"""How much one input file may take: pixels, frames, memory and time.

A file of a few bytes can claim billions of pixels, or hold frames for hours of work. The defaults
are far beyond what people keep as images, and end such a file early. They are raised for a file
that is trusted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from quantizer.errors import SettingsError

from ..language import tr

MAX_MEGAPIXELS = 250.0
"""Default limit of the size of an image, in millions of pixels. Not tuned."""

MAX_FRAMES = 10_000
"""Default limit of the frames of an animation: seven minutes at 24 frames a second. Not tuned."""

MAX_SECONDS = 3600.0
"""Default limit of the time that one file takes. Not tuned."""

BYTES_PER_PIXEL = 4
"""Bytes of a decoded pixel: red, green, blue, alpha."""

_SMALL_DECODED = 192_000_000
"""Bytes that every animation may decode into: 48 megapixels in all frames. Not tuned."""

_MOST_EXPANSION = 8000
"""Decoded bytes for each byte of an animation's image data, beyond which a file is refused.

Flat drawings of 800 x 600 pixels, of which little moves, stay below it. Not tuned further.
"""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits for one input file.

    Parameters
    ----------
    max_megapixels
        Most pixels, in millions, of an image or of all frames of an animation together.
    max_frames
        Most frames of an animation. Pages and images of which only the first is used are counted
        up to this number.
    max_decoded
        Most bytes of the decoded pixels, of all frames together; a pixel has 4. None for the
        default: what `max_megapixels` allows, and for an animation whose image data are small, a
        multiple of these.
    max_seconds
        Most seconds that the whole conversion of the file takes.

    Raises
    ------
    SettingsError
        If a limit is not above 0.
    """

    max_megapixels: float = MAX_MEGAPIXELS
    max_frames: int = MAX_FRAMES
    max_decoded: int | None = None
    max_seconds: float = MAX_SECONDS

    def __post_init__(self) -> None:
        for name in ("max_frames", "max_decoded", "max_seconds"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise SettingsError(
                    tr("the limit {name} is {value}, but must be above 0", name=name, value=value)
                )

    @property
    def max_pixels(self) -> int:
        """Most pixels, at least 1."""
        pixels = self.max_megapixels * 1e6
        if self.max_decoded is not None:
            pixels = min(pixels, self.max_decoded / BYTES_PER_PIXEL)
        # Infinity cannot become an integer; no image has 2**62 pixels.
        return max(1, int(pixels)) if math.isfinite(pixels) else 2**62

    def decoded_bytes(self, image_data: int) -> float:
        """Return the most bytes that an animation may decode into.

        Parameters
        ----------
        image_data
            Bytes of its compressed image data.
        """
        if self.max_decoded is not None:
            return self.max_decoded
        most = self.max_megapixels * 1e6 * BYTES_PER_PIXEL
        return min(most, _SMALL_DECODED + _MOST_EXPANSION * image_data)


DEFAULT_LIMITS = Limits()
"""The limits of a file that nobody has vouched for."""
