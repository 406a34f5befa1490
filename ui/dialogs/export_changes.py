"""What an export changes in a result, in sentences for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.language import tr

from ..document.larger_file import larger_words, remedies
from ..panels.texts import colors_of

if TYPE_CHECKING:
    from quantizer.conversion.recipe import Recipe

    from ..jobs.jobs import ReductionResult


def changes(before: ReductionResult, now: ReductionResult) -> tuple[str, ...]:
    """Return what the format of `now` could not keep, and whether its colours are others.

    Parameters
    ----------
    before
        The result in the window.
    now
        The result that is exported.
    """
    fitted = tuple(notice.text for notice in now.fitted.notices)
    if now.quantized.indexed is before.quantized.indexed:
        return fitted
    count, old = len(now.quantized.palette), len(before.quantized.palette)
    changed = tr(" instead of {count}", count=old) if count != old else ""
    chosen_again = tr(
        "Colours chosen again for {label}: {count}{changed}.",
        label=now.recipe.file_format.label,
        count=colors_of(count),
        changed=changed,
    )
    return (*fitted, chosen_again)


def growth(length: int, original: int | None, recipe: Recipe, colors: int) -> tuple[str, ...]:
    """Return that a file is larger than its original, and what would help; nothing if it is not.

    Parameters
    ----------
    length, original
        Sizes in bytes; `original` is None without a file.
    recipe, colors
        How the file was made, and its number of colours.
    """
    if not original or length <= original:
        return ()
    return (larger_words(remedies(recipe, colors)),)
