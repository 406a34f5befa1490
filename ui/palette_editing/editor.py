"""Changes the palette of a document by hand: what each command of the menu *Palette* does.

    chosen swatches -> an operation (`palette_operations`) -> edits of the document

Each is one step of undo. What was chosen stays chosen, wherever it has gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from quantizer.image.palette import Palette, Swatch
from quantizer.language import tr, tr_n
from quantizer.palette_files import colors_in_text
from quantizer.reduction import palette_operations as operations
from quantizer.settings.settings import MAX_COLORS
from quantizer.swatches.order import SwatchOrder, places_in_order

from ..document.edited_palette import as_choice, current_edits, shown_palette, why_not_editable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from quantizer.image.palette import Color
    from quantizer.reduction.palette_edits import PaletteEdits

    from ..document.document import Document
    from ..panels.swatch_panel import SwatchPanel


class PaletteEditor(QObject):
    """Edits the palette of a document."""

    message = Signal(str)
    """A sentence for the status bar."""

    def __init__(self, document: Document, swatches: SwatchPanel) -> None:
        super().__init__(document)
        self._document, self._swatches = document, swatches

    @property
    def why_not(self) -> str:
        """Why nothing can be edited now; empty if it can."""
        return why_not_editable(self._document)

    @property
    def edits(self) -> PaletteEdits:
        """The edits so far; call it only while the palette can be edited."""
        return current_edits(self._document)

    @property
    def rows(self) -> list[int]:
        """The chosen swatches that can be edited: not what a format has added at the end."""
        if self.why_not:
            return []
        count = len(self.edits.entries)
        return [row for row in self._swatches.list.rows if row < count]

    def recolor(self, row: int, color: Color, *, is_gesture: bool = False) -> None:
        """Give an entry another colour."""
        self._edit(operations.recolored(self.edits, {row: color}), [row], is_gesture=is_gesture)

    def add(self, colors: Sequence[Color]) -> None:
        """Add colours at the end of the palette."""
        edits = self.edits
        known = {entry.color for entry in edits.entries}
        new = [color for color in dict.fromkeys(colors) if color not in known]
        if not new:
            self.message.emit(tr("The palette has this colour already."))
        elif not operations.can_add(edits, len(new)):
            self.message.emit(tr("A palette has at most {most} colours.", most=MAX_COLORS))
        else:
            first = len(edits.entries)
            self._edit(operations.added(edits, new), range(first, first + len(new)))
            self.message.emit(
                tr_n(
                    "Added a colour. No pixel has it yet; “Fit the rest” gives it some.",
                    "Added {n} colours. No pixel has them yet; “Fit the rest” gives them some.",
                    len(new),
                )
            )

    def delete(self) -> None:
        """Delete the chosen entries; their pixels take the nearest others."""
        rows, edits = self.rows, self.edits
        if not operations.can_delete(edits, rows):
            self.message.emit(tr("A palette keeps one visible colour and its transparent ones."))
            return
        left = len(edits.entries) - len(rows)
        self._edit(operations.deleted(edits, rows), [min(rows[0], left - 1)])
        self.message.emit(
            tr_n(
                "Deleted a colour; its pixels have the nearest other one.",
                "Deleted {n} colours; their pixels have the nearest others.",
                len(rows),
            )
        )

    def merge(self) -> None:
        """Make one entry of those that are chosen."""
        rows, edits, palette = self.rows, self.edits, shown_palette(self._document)
        if palette is None or not operations.can_merge(edits, rows):
            self.message.emit(tr("Choose two or more visible colours to merge."))
            return
        shares = [swatch.share for swatch in palette]
        self._edit(operations.merged(edits, rows, shares), [rows[0]])

    def rename(self, row: int, name: str) -> None:
        """Give an entry a name; an empty one takes it away."""
        self._edit(operations.renamed(self.edits, row, name.strip()), self.rows)

    def toggle_lock(self) -> None:
        """Lock the chosen entries, or unlock them if all are locked."""
        rows, entries = self.rows, self.edits.entries
        lock = not all(entries[row].locked for row in rows)
        self._edit(operations.locked(self.edits, rows, lock), rows)

    def move(self, rows: Sequence[int], target: int) -> None:
        """Move entries in front of another one."""
        count = len(self.edits.entries)
        rows = [row for row in rows if row < count]
        target = min(target, count)
        first = target - sum(row < target for row in rows)
        self._edit(operations.moved(self.edits, rows, target), range(first, first + len(rows)))

    def move_by(self, step: int) -> None:
        """Move the chosen entries one place up, for -1, or down, for 1."""
        rows, count = self.rows, len(self.edits.entries)
        target = rows[0] - 1 if step < 0 else rows[-1] + 2
        if 0 <= target <= count:
            self.move(rows, target)

    def sort(self, order: SwatchOrder) -> None:
        """Sort the palette."""
        palette = shown_palette(self._document)
        count = len(self.edits.entries)
        if palette is not None:
            places = places_in_order(Palette(palette.swatches[:count]), order)
            self._reorder(places)

    def reverse(self) -> None:
        """Turn the order of the palette round."""
        self._reorder(range(len(self.edits.entries) - 1, -1, -1))

    def copy(self) -> None:
        """Copy the hex codes of the chosen entries, or of all, one per line."""
        palette = shown_palette(self._document)
        if palette is None:
            return
        rows = self._swatches.list.rows or range(len(palette))
        codes = [palette.swatches[row].hex for row in rows]
        QGuiApplication.clipboard().setText("\n".join(codes))
        self.message.emit(tr_n("Copied {n} hex code", "Copied {n} hex codes", len(codes)))

    def paste(self) -> None:
        """Use the colours that the text on the clipboard names.

        As many as are chosen replace those; a single one is added otherwise; more become the
        palette to use, to which the pixels are mapped.
        """
        colors = colors_in_text(QGuiApplication.clipboard().text())
        rows = self.rows
        if not colors:
            self.message.emit(tr("There are no colour codes on the clipboard."))
        elif len(colors) == len(rows):
            self._edit(operations.recolored(self.edits, dict(zip(rows, colors, strict=True))), rows)
            self.message.emit(tr_n("Replaced a colour", "Replaced {n} colours", len(rows)))
        elif len(colors) == 1 and not self.why_not:
            self.add(colors)
        elif len(colors) > MAX_COLORS:
            self.message.emit(tr("A palette has at most {most} colours.", most=MAX_COLORS))
        else:
            swatches = tuple(Swatch(color) for color in dict.fromkeys(colors))
            self._document.use_palette(Palette(swatches, tr("Pasted palette")))
            self.message.emit(
                tr_n("The palette has {n} colour", "The palette has {n} colours", len(swatches))
            )

    def fit_rest(self) -> None:
        """Find the other colours anew, beside those that were edited or locked."""
        if self._document.chosen.edits is not None and not self.why_not:
            self._document.fit_rest()

    def _reorder(self, places: Sequence[int]) -> None:
        chosen = self.rows
        rows = [row for row, place in enumerate(places) if place in chosen]
        self._edit(operations.reordered(self.edits, places), rows)

    def _edit(self, edits: PaletteEdits, rows: Iterable[int], *, is_gesture: bool = False) -> None:
        rows = list(rows)
        self._document.edit_palette(as_choice(edits, self._document), is_gesture=is_gesture)
        if self._swatches.list.rows != rows:
            self._swatches.list.choose(rows)
