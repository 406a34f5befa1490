"""Shows the palette, and what edits and the pointer make of the picture, at once.

    document -> swatches, and the picture recoloured until the result has the edits
    swatch under the pointer, or two or more chosen -> their pixels lit

Nothing here starts a job: the pixels keep their indices, and only a table of colours changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from quantizer.color.color_vision import simulate
from quantizer.color.color_vision_kind import ColorVision
from quantizer.image.palette import Palette
from quantizer.image_files.icc import palette_to_srgb, profile_name
from quantizer.language import tr, tr_n

from ..canvas.recolored import Recolored
from ..document.document import ResultState
from ..document.edited_palette import (
    differs_by_edits,
    entries_of,
    recolored,
    shown_palette,
    unedited,
)
from ..jobs.timer import single_shot_timer
from ..panels.texts import colors_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..canvas.canvas import Canvas
    from ..document.document import Document
    from ..panels.swatch_panel import SwatchPanel

_REST_MS = 60
"""A swatch is pointed at for so long before its pixels light up, so that the picture does not
flicker while the pointer crosses the palette; not tuned."""


class ShownPalette(QObject):
    """Follows a document, and what is chosen and pointed at in the panel."""

    def __init__(self, document: Document, canvas: Canvas, swatches: SwatchPanel) -> None:
        super().__init__(document)
        self._document, self._canvas, self._swatches = document, canvas, swatches
        self._pointed: int | None = None
        self._shown: tuple[object, ...] = ()
        self.may_glance = True
        """Whether pixels are lit; not while a colour is being changed."""
        self.vision = ColorVision.USUAL
        self._rest = single_shot_timer(self, _REST_MS, self.glance)
        document.opened.connect(self.show)
        document.settings_changed.connect(self.show)
        document.result_changed.connect(self.show)
        document.state_changed.connect(self.show)
        document.frame_changed.connect(self.show)
        swatches.list.pointed.connect(self._point)
        swatches.list.selection_changed.connect(self.glance)
        self.show()

    def set_vision(self, vision: ColorVision) -> None:
        """Show palette and picture as somebody with this colour vision sees them."""
        self.vision = vision
        self._canvas.set_vision(vision)
        self.show()

    def show(self) -> None:
        """Show the palette as it is now, and the picture in its colours."""
        document = self._document
        palette = shown_palette(document)
        if palette is None:
            self._show_swatches(Palette(()), Palette(()), self._why_empty(), frozenset())
        else:
            profile = document.shown.metadata.icc_profile if document.shown else None
            in_srgb = palette_to_srgb(palette, profile)
            words = self._notes(palette, None if in_srgb is palette else profile)
            self._show_swatches(palette, in_srgb, words, self._changed())
        is_ahead = differs_by_edits(document)
        self._swatches.set_dimmed(document.state is ResultState.RUNNING and not is_ahead)
        self._recolor(is_ahead=is_ahead)
        self.glance()

    def take_pictures(self, frame: int) -> None:
        """Show the picture of a frame of an animation, now that it is made with the edits."""
        if frame == self._document.frame and not differs_by_edits(self._document):
            self._canvas.set_recolored(None)

    def glance(self) -> None:
        """Light the pixels of the swatch that is pointed at, or of several that are chosen."""
        rows = self._swatches.list.rows
        lit = [self._pointed] if self._pointed is not None else rows if len(rows) > 1 else []
        base, palette = unedited(self._document), shown_palette(self._document)
        if not lit or base is None or palette is None or not self.may_glance:
            self._canvas.end_glance()
            return
        entries = np.flatnonzero(np.isin(entries_of(self._document), lit)).tolist()
        colors = recolored(self._document)
        self._canvas.glance_at(base, colors, entries, _label(palette, lit))

    def _point(self, row: int | None) -> None:
        self._pointed = row
        self._rest.start()

    def _show_swatches(
        self, palette: Palette, in_srgb: Palette, words: str, changed: frozenset[int]
    ) -> None:
        seen = in_srgb
        if self.vision is not ColorVision.USUAL and len(palette):
            seen = in_srgb.with_colors(simulate(in_srgb.colors, self.vision))
        shown = (palette, seen, words, changed)
        if shown != self._shown:
            self._shown = shown
            self._swatches.set_palette(palette, words, seen, changed)

    def _changed(self) -> frozenset[int]:
        edits = self._document.chosen.edits
        if edits is None:
            return frozenset()
        return frozenset(
            place for place, entry in enumerate(edits.entries) if edits.is_changed(entry)
        )

    def _recolor(self, *, is_ahead: bool) -> None:
        document, base = self._document, unedited(self._document)
        if is_ahead and base is not None:
            self._canvas.set_recolored(Recolored.of(base, recolored(document)))
        elif document.animation is None or self._canvas.recolored is None:
            self._canvas.set_recolored(None)
        elif document.shown is not None:  # until the pictures of the frames are made
            shown = document.shown
            in_srgb = palette_to_srgb(shown.palette.as_shown(), shown.metadata.icc_profile)
            self._canvas.set_recolored(Recolored.of(shown, in_srgb.colors))

    def _why_empty(self) -> str:
        document = self._document
        if document.image is None:
            return tr("No palette yet. Open an image to find its colours.")
        if document.state is ResultState.RUNNING:
            return tr("No palette yet: the colours are being found…")
        if document.refusal is not None:
            return tr("No palette: no number of colours meets the limit.")
        return tr("No palette: the colours were not found. Press F5 to find them.")

    def _notes(self, palette: Palette, profile: bytes | None) -> str:
        outcome, notes = self._document.outcome, []
        if outcome is not None and outcome.quantized.exact and self._document.chosen.edits is None:
            colors = colors_of(len(palette))
            notes.append(
                tr("The image has only {colors}, so the result is identical.", colors=colors)
            )
        if profile is not None:
            space = profile_name(profile) or tr("the colour space of the file")
            notes.append(tr("The colour codes are in {space}.", space=space))
        if self.vision is not ColorVision.USUAL:
            notes.append(tr("Colours look as with {vision}.", vision=tr(self.vision.label)))
        return " ".join(notes)


def _label(palette: Palette, lit: Sequence[int]) -> str:
    """Return what is lit, in a few words."""
    if len(lit) > 1:
        return tr_n("Only {n} colour", "Only {n} colours", len(lit))
    swatch = palette.swatches[lit[0]]
    return tr("Only {code}", code=swatch.hex) if swatch.color[3] else tr("Only transparent")
