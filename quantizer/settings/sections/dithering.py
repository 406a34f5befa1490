"""How pixels are mapped to the palette, and what an error-diffusion kernel is."""

# ruff: noqa: RUF009 - `option` returns a dataclass field

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.settings.enums import DitherSpace  # noqa: TC001 - `options_of` looks it up
from quantizer.settings.option import CheckedSettings, option

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

USUAL_STRENGTH = 0.85
"""Strength of a dither with a palette that was found for the image, unless another is chosen."""

MOST_KERNEL_ROWS, MOST_KERNEL_COLUMNS = 16, 33
"""Size of the largest error-diffusion kernel."""


def check_kernel(rows: Sequence[Sequence[float]]) -> None:
    """Raise `SettingsError` if rows of shares are not an error-diffusion kernel."""
    width = len(rows[0]) if rows else 0
    middle = width // 2
    if not 1 <= len(rows) <= MOST_KERNEL_ROWS:
        raise SettingsError(
            tr(
                "a kernel has 1 to {most_kernel_rows} rows, not {count}",
                most_kernel_rows=MOST_KERNEL_ROWS,
                count=len(rows),
            )
        )
    if any(len(row) != width for row in rows) or width % 2 == 0 or width > MOST_KERNEL_COLUMNS:
        raise SettingsError(
            tr(
                "the rows of a kernel have the same odd number of columns, at most "
                "{most_kernel_columns}",
                most_kernel_columns=MOST_KERNEL_COLUMNS,
            )
        )
    if any(rows[0][: middle + 1]):
        raise SettingsError(
            tr("the first row of a kernel is 0 up to its middle, since these pixels come before")
        )
    if any(share < 0 for row in rows for share in row):
        raise SettingsError(tr("the numbers of a kernel are 0 or more"))
    total = sum(map(sum, rows))
    if not 0 < total < 1 + 1e-6:
        raise SettingsError(
            tr(
                "a kernel gives away {total:g} of each error, and not more than 0 and at most 1",
                total=total,
            )
        )


@dataclass(frozen=True, slots=True)
class DitherSettings(CheckedSettings):
    """How pixels are mapped to the palette.

    Parameters
    ----------
    name
        Name of a ditherer in `quantizer.dither.DITHERERS`. That registry lies above this package,
        so `quantize` checks the name before it starts, not this class. ``adaptive`` is left out
        where the palette already reproduces the image so closely that nobody sees a difference.
    strength
        Share of the quantisation error that is spread to neighbours, 0 to 1. None chooses
        `USUAL_STRENGTH`, or 1 for a given palette.
    space
        Space in which errors are computed; None chooses it by the palette, see
        `quantizer.remap.mixing`.
    is_serpentine
        Whether error diffusion runs through every second row from right to left.
    kernel
        Rows of an error-diffusion kernel that is used instead of the named ditherer; None for that
        ditherer. All rows have the same odd length. The pixel itself is in the middle of the first
        row; a number is the share of its error that a pixel there receives.
    """

    name: str = option("adaptive", flag="--dither", help="dither", label="Dither")
    strength: float | None = option(
        None,
        flag="--dither-strength",
        help="share of a pixel's error that is spread to its neighbours, 0 to 1",
        automatic=f"{USUAL_STRENGTH:g}, 1 with a given palette",
        label="Strength",
        range=(0, 1),
    )
    space: DitherSpace | None = option(
        None,
        flag="--dither-space",
        help="space in which the dither computes errors",
        automatic="linear with a given palette, unless image or palette are grey and the image is "
        "mostly flat; srgb otherwise",
        label="Dither in",
    )
    is_serpentine: bool = option(
        False,
        flag="--serpentine",
        help="let error diffusion run through every second row from right to left, against worms "
        "and slanted patterns; takes five times as long",
        label="Serpentine order",
        tooltip="Every second row is dithered from right to left. There are fewer worms and "
        "slanted patterns, but it takes five times as long",
        is_advanced=True,
    )
    kernel: tuple[tuple[float, ...], ...] | None = option(
        None,
        flag="--dither-kernel",
        metavar="FILE",
        help="diffuse errors by the kernel in this JSON file instead of --dither: "
        '{"rows": [[0, 0, 7], [3, 5, 1]], "divisor": 16} is that of Floyd-Steinberg; the pixel '
        "itself is in the middle of the first row",
    )

    def __post_init__(self) -> None:
        CheckedSettings.__post_init__(self)  # `super()` does not work in a dataclass with slots
        if self.kernel is not None:
            check_kernel(self.kernel)

    @property
    def is_usual(self) -> bool:
        """Whether the ditherer is the one that is used unless another is chosen."""
        return self.name == DitherSettings.__dataclass_fields__["name"].default and not self.kernel

    def strength_with(self, *, is_given: bool) -> float:
        """Return the strength: as chosen, otherwise by whether the palette is given or found."""
        usual = 1.0 if is_given else USUAL_STRENGTH
        return usual if self.strength is None else self.strength
