"""What a file format changes in a result, in sentences for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.language import tr

from ..panels.texts import colors_of

if TYPE_CHECKING:
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
