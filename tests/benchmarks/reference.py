"""Published errors to compare with: a CSV with the columns image, k and NAME_mse."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Reference:
    """Published errors of another program, by image and number of colours.

    Parameters
    ----------
    name
        Name of the program.
    errors
        MSE by (image, k).
    """

    name: str
    errors: dict[tuple[str, int], float]

    @classmethod
    def read(cls, path: Path) -> Reference:
        """Read a table.

        Raises
        ------
        SystemExit
            If the file is not such a table.
        """
        try:
            with path.open(newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            column = next(name for name in rows[0] if name.endswith("mse"))
            errors = {(row["image"], int(row["k"])): float(row[column]) for row in rows}
        except (OSError, KeyError, IndexError, StopIteration, TypeError, ValueError) as error:
            raise SystemExit(
                f"{path}: this is not a CSV table of image, k and NAME_mse ({error!r})"
            ) from error
        return cls(column.removesuffix("mse").rstrip("_") or path.stem, errors)

    def of(self, image: str, k: int) -> float | None:
        """Return the error for an image; None if no row of the table matches, or several do.

        A row matches if its name is, or contains, the file's name without extension.
        """
        stem = image.rpartition(".")[0] or image
        for name in (image, stem):
            if (name, k) in self.errors:
                return self.errors[name, k]
        found = [
            error for (name, colors), error in self.errors.items() if colors == k and stem in name
        ]
        return found[0] if len(found) == 1 else None
