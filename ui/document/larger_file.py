"""What is said of a file that is larger than its original, and what would make it smaller."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from quantizer.language import mark, tr

if TYPE_CHECKING:
    from quantizer.conversion.recipe import Recipe

NO_DITHER = "none"
_FEW = 2
"""Number of colours that cannot become fewer."""


class Remedy(Enum):
    """What would make a file smaller; the value is the text for people, within a sentence."""

    FEWER_COLORS = mark("fewer colours")
    NO_DITHER = mark("no dither")
    OPTIMIZE = mark("“Compress as much as possible” when exporting")


def remedies(recipe: Recipe, colors: int) -> tuple[Remedy, ...]:
    """Return what would help a result made by `recipe` that has so many colours."""
    found = []
    if colors > _FEW and recipe.palette is None:
        found.append(Remedy.FEWER_COLORS)
    if recipe.settings.dither.name != NO_DITHER:
        found.append(Remedy.NO_DITHER)
    if not recipe.optimize:
        found.append(Remedy.OPTIMIZE)
    return tuple(found)


def larger_words(found: tuple[Remedy, ...]) -> str:
    """Return the sentences about a file that is larger than its original."""
    larger = tr("The file is larger than its original.")
    if not found:
        return larger
    names = ", ".join(tr(one.value) for one in found)
    return " ".join((larger, tr("What would help: {remedies}.", remedies=names)))
