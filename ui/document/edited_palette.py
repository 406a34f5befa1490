"""The palette of a document while it is edited: before its pixels follow, and after.

    an edit -> settings of the document -> palette and colours to show, at once
        -> a job, after a short rest -> the result with the edits

The edits that are chosen and those that the result has may differ for a moment. Then the result
without edits, recoloured, shows what will come.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quantizer.image_files.icc import palette_to_srgb
from quantizer.language import tr
from quantizer.reduction.clustering import levels_for
from quantizer.reduction.palette_edits import PaletteEdits

from .document import ResultState

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from quantizer.image.image import IndexedImage
    from quantizer.image.palette import Palette

    from .document import Document


def unedited(document: Document) -> IndexedImage | None:
    """Return the frame that is shown as it is without edits; None without a result."""
    outcome = document.outcome
    if outcome is None:
        return None
    return (outcome.reduced.unedited or outcome.reduced).images[document.frame]


def differs_by_edits(document: Document) -> bool:
    """Return whether the result differs from the one asked for by edits of its palette alone."""
    outcome, wanted = document.outcome, document.recipe
    if outcome is None or wanted.edits == outcome.recipe.edits:
        return False
    if replace(outcome.recipe, edits=wanted.edits) != wanted:
        return False
    base = outcome.reduced.unedited or outcome.reduced
    if wanted.edits is None:  # the palette that was edited may not be the one that is found now
        return base.fitted.recipe.palette == outcome.fitted.recipe.palette
    return all(wanted.edits.fits(image.palette) for image in base.images)


def is_up_to_date(document: Document) -> bool:
    """Return whether `shown_palette` is that of the settings, and not of a result before."""
    return document.state is ResultState.CURRENT or differs_by_edits(document)


def shown_palette(document: Document) -> Palette | None:
    """Return the palette of the frame that is shown, as it is edited now; None without a result."""
    shown, base, edits = document.shown, unedited(document), document.chosen.edits
    if shown is None or base is None or not differs_by_edits(document):
        return shown.palette if shown is not None else None
    if edits is None:
        return base.palette
    return edits.applied_to(base.palette, levels_for(document.settings))


def recolored(document: Document) -> NDArray[np.uint8]:
    """Return the colour that each entry of the `unedited` frame has now, in sRGB, uint8 (n, 4)."""
    base, palette = unedited(document), shown_palette(document)
    assert base is not None
    assert palette is not None
    in_srgb = palette_to_srgb(palette.as_shown(), base.metadata.icc_profile).colors
    return np.asarray(in_srgb[entries_of(document)], np.uint8)


def entries_of(document: Document) -> NDArray[np.uint8]:
    """Return the entry of the palette that each one of the `unedited` frame has now, uint8 (n,)."""
    base, outcome = unedited(document), document.outcome
    assert base is not None
    assert outcome is not None
    is_chosen = is_up_to_date(document)
    edits = document.chosen.edits if is_chosen else outcome.recipe.edits
    if edits is None or not edits.fits(base.palette):
        return np.arange(len(base.palette), dtype=np.uint8)
    further = np.arange(len(edits.entries), 256, dtype=np.uint8)
    return np.concatenate([edits.entry_map, further])[: len(base.palette)]


def why_not_editable(document: Document) -> str:
    """Return why the palette cannot be edited now; empty if it can."""
    outcome = document.outcome
    if outcome is None:
        return tr("There is no palette yet.")
    if not is_up_to_date(document):
        return tr("The palette can be edited once the result is up to date.")
    base = outcome.reduced.unedited or outcome.reduced
    if any(image.palette != base.images[0].palette for image in base.images[1:]):
        return tr("Each frame has a palette of its own. Choose one for all frames to edit it.")
    return ""


def current_edits(document: Document) -> PaletteEdits:
    """Return the edits so far, or the palette without any; for a palette that can be edited."""
    edits, base = document.chosen.edits, unedited(document)
    assert base is not None
    return (
        edits if edits is not None and edits.fits(base.palette) else PaletteEdits.of(base.palette)
    )


def as_choice(edits: PaletteEdits, document: Document) -> PaletteEdits | None:
    """Return edits as they are chosen: None if they change nothing."""
    base = unedited(document)
    return None if base is not None and edits == PaletteEdits.of(base.palette) else edits
