from __future__ import annotations

import pytest

from quantizer.quantities import quantity


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1e-17, "0"),
        (0.00001, "1.00 \N{MULTIPLICATION SIGN} 10⁻⁵"),
        (0.03123, "0.0312"),
        (9.999, "10.0"),
        (1234.5, "1,234"),
        (51234, "51,234"),
        (99999.9, "1.00 \N{MULTIPLICATION SIGN} 10⁵"),
        (123456789, "1.23 \N{MULTIPLICATION SIGN} 10⁸"),
        (float("inf"), "∞"),
    ],
)
def test_a_quantity_has_three_significant_digits(value: float, text: str) -> None:
    assert quantity(value) == text
