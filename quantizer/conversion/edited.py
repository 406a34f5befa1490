"""Edits of the palette, as part of a conversion.

result without edits -> edited palette, indices by a table -> what the format can hold
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quantizer.conversion.encode import fit_animation_to_format
from quantizer.reduction.clustering import levels_for

if TYPE_CHECKING:
    from quantizer.conversion.fit_format import Fitted
    from quantizer.image.image import IndexedAnimation, IndexedFrame
    from quantizer.reduction.palette_edits import PaletteEdits
    from quantizer.reduction.quantized import Quantized


def without_edits(fitted: Fitted) -> Fitted:
    """Return how to reduce an image before its palette is edited."""
    return replace(fitted, recipe=replace(fitted.recipe, edits=None))


def with_edited_palette(fitted: Fitted, edits: PaletteEdits) -> Fitted:
    """Return how to reduce an image to the very palette that was edited.

    That is needed where another palette is found now: for another format, size or dither.
    """
    settings = fitted.recipe.settings.for_whole_palette()
    recipe = replace(fitted.recipe, settings=settings, palette=edits.base, edits=None)
    return replace(fitted, recipe=recipe)


def edit_result(
    result: Quantized, animation: IndexedAnimation, fitted: Fitted, edits: PaletteEdits
) -> tuple[Quantized, IndexedAnimation]:
    """Return a result with an edited palette in all its frames; it is not measured.

    Parameters
    ----------
    result, animation
        The result without edits, whose palette in each frame the edits fit.
    fitted
        What was reduced, and the format that must hold the edited result.
    edits
        The edits.
    """
    settings = fitted.recipe.settings
    levels = levels_for(settings)

    def edited(frame: IndexedFrame) -> IndexedFrame:
        palette = edits.applied_to(frame.image.palette, levels)
        return replace(frame, image=edits.applied_to_image(frame.image, palette))

    animation = replace(animation, frames=tuple(map(edited, animation.frames)))
    animation = fit_animation_to_format(animation, fitted.recipe)
    first = animation.frames[0].image
    is_exact = result.exact and not any(map(edits.is_changed, edits.entries))
    result = replace(
        result,
        indexed=first,
        palette=first.palette,
        metrics=None,
        exact=is_exact,
        settings=settings,
    )
    return result, animation
