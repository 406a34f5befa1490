"""Write ``examples/customers.csv``: made customers of a shop, in four segments that are known.

Run ``python resources/make_customers.py``; it needs NumPy. The spending is in euros a year.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

COLUMNS = ("electronics", "clothing", "groceries", "travel", "visits")
SEGMENTS = (
    # customers, mean of each column, standard deviation of each column
    (90, (160, 240, 2900, 180, 96), (45, 60, 330, 60, 11)),  # families
    (70, (1450, 130, 620, 260, 22), (210, 45, 130, 80, 6)),  # technicians
    (60, (210, 1250, 740, 420, 41), (60, 190, 140, 110, 8)),  # fashion
    (40, (520, 480, 900, 3100, 14), (110, 100, 160, 390, 4)),  # travellers
)
FAR = ((9, "electronics", 3900), (140, "groceries", 6400))
"""Row, column and value of the two outliers."""
MISSING = ((31, "groceries"), (77, "visits"), (203, "travel"))
"""Row and column of the missing values."""


def make() -> tuple[np.ndarray, np.ndarray]:
    """Return the values, float64 (260, 5), NaN where missing, and the segments, int64 (260,)."""
    rng = np.random.default_rng(7)
    parts = [rng.normal(mean, spread, (count, 5)) for count, mean, spread in SEGMENTS]
    values = np.maximum(np.concatenate(parts).round(), 0)
    segments = np.repeat(np.arange(len(SEGMENTS)), [count for count, _, _ in SEGMENTS])
    order = rng.permutation(len(values))
    values, segments = values[order], segments[order]
    for row, column, value in FAR:
        values[row, COLUMNS.index(column)] = value
    for row, column in MISSING:
        values[row, COLUMNS.index(column)] = np.nan
    return values, segments


def write(path: Path) -> None:
    """Write the table."""
    lines = [",".join(("customer", *COLUMNS))]
    for number, row in enumerate(make()[0].tolist(), 1):
        cells = ["" if cell != cell else f"{cell:.0f}" for cell in row]  # noqa: PLR0124 - NaN
        lines.append(",".join((f"C{number:03}", *cells)))
    path.write_text("\n".join(lines) + "\n", encoding="ascii")


if __name__ == "__main__":
    write(Path(__file__).with_name("examples") / "customers.csv")
