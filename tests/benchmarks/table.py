"""Tables in Markdown that are aligned for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def table(header: Sequence[str], rows: Sequence[Sequence[str]], texts: int = 1) -> str:
    """Return a table with the first `texts` columns aligned left, the others right."""
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    rule = [f"{'-' * width}{'-' if n < texts else ':'}" for n, width in enumerate(widths)]
    lines = [_line(header, widths, texts), f"|-{'|-'.join(rule)}|"]
    return "\n".join([*lines, *(_line(row, widths, texts) for row in rows)])


def figure(value: float | None, digits: int = 3) -> str:
    """Return a number with `digits` significant digits and no exponent; a dash for None."""
    if value is None:
        return "-"
    if value == 0 or value != value or abs(value) == float("inf"):  # noqa: PLR0124 - NaN
        return f"{value:g}"
    magnitude = len(f"{abs(value):.0f}") if abs(value) >= 1 else 0
    if magnitude:
        return f"{value:.{max(0, digits - magnitude)}f}"
    return f"{value:.{digits}f}" if abs(value) >= 0.01 else f"{value:.{digits}g}"


def ratio(value: float | None) -> str:
    """Return a ratio below 10 with three decimals, and a larger one as `figure` does."""
    return f"{value:.3f}" if value is not None and value < 10 else figure(value)


def _line(cells: Sequence[str], widths: Sequence[int], texts: int) -> str:
    padded = [
        cell.ljust(width) if n < texts else cell.rjust(width)
        for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"
