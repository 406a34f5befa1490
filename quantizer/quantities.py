"""Numbers as people read them, in the sentences of the library and in the window alike."""

from __future__ import annotations

import math

from .language import number

_ZERO = 1e-12
"""Numbers below this are what rounding leaves of 0."""
_PLAIN = range(-3, 5)
"""Exponents of ten of the numbers that are written without one; not tuned."""
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def quantity(value: float, digits: int = 3) -> str:
    """Return a number with some significant digits: ``1,234``, ``0.0312`` or ``1.23 × 10⁶``.

    Digits before the point are never rounded away: ``51,234``.
    """
    if not math.isfinite(value):
        return "∞"
    if abs(value) < _ZERO:
        return "0"
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    exponent = int(power)
    if exponent in _PLAIN:
        return number(value, f",.{max(0, digits - 1 - exponent)}f")
    factor = number(float(mantissa), f".{digits - 1}f")
    return f"{factor} \N{MULTIPLICATION SIGN} 10{str(exponent).translate(_RAISED)}"
