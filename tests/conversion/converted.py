"""A conversion in memory, for tests of what its file shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.conversion.convert import Reduced, reduce
from quantizer.conversion.encode import encode_result

if TYPE_CHECKING:
    from quantizer.conversion.fit_format import Fitted
    from quantizer.image_files.write import Encoded


def convert(fitted: Fitted) -> tuple[Reduced, Encoded]:
    """Return the reduced image and its file."""
    reduced = reduce(fitted)
    return reduced, encode_result(reduced.animation, fitted.recipe)
