"""What the canvas shows: its pictures, what is laid over them, and their labels; no drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from quantizer.color.color_vision_kind import ColorVision
from quantizer.language import tr

from .highlight import Highlight
from .sides import Side, SidePicture, Sides

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy as np
    from numpy.typing import NDArray

    from quantizer.image.image import IndexedImage

    from .overlay import Overlay
    from .preview import Preview
    from .pyramid import Pyramid
    from .recolored import Recolored


class CanvasContent(QWidget):
    """Holds the pictures; `ui.canvas.surface.CanvasSurface` draws them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._original: Pyramid | None = None
        self._result: Pyramid | None = None
        self.sides = Sides()
        """What is compared in all views."""
        self.preview: Preview | None = None
        """Drawn over the result while the exact one is being computed."""
        self.overlay: Overlay | None = None
        """The difference or heat map; None if there is none yet."""
        self.highlight: Highlight | None = None
        """Drawn in place of original and result while some pixels are lit."""
        self.glance: Highlight | None = None
        """Drawn in place of that for a moment."""
        self.recolored: Recolored | None = None
        """Drawn in place of the result until its picture has the colours of the edited palette."""
        self.vision = ColorVision.USUAL
        """How colours look to whom the canvas is shown for; differences stay as they are."""
        self._flipped = False
        self._caption = ""
        self._original_caption = tr("Original")
        self._note = ""
        self._is_computing = False

    def set_sides(self, sides: Sides) -> None:
        """Show other pictures at the left and the right."""
        self.sides = sides
        self.update()

    def set_overlay(self, overlay: Overlay | None) -> None:
        """Show this difference or heat map in the views for them; None if there is none yet."""
        self.overlay = overlay
        self.update()

    def set_highlight(self, highlight: Highlight | None) -> None:
        """Show other pictures of the same size, in which some pixels are lit; None shows all."""
        if highlight is not self.highlight:
            self.highlight = highlight
            self.update()

    def glance_at(
        self, result: IndexedImage, colors: NDArray[np.uint8], lit: Collection[int], label: str
    ) -> None:
        """Light the pixels of some entries for a moment; arguments as for `Highlight.at_once`.

        Without entries, nothing is lit.
        """
        original = self._original
        size = (result.width, result.height)
        if original is None or not lit or (original.width, original.height) != size:
            self.end_glance()
        else:
            self.glance = Highlight.at_once(original, result, colors, lit, label)
            self.update()

    def end_glance(self) -> None:
        """Show all pixels again, or those that are lit for longer."""
        if self.glance is not None:
            self.glance = None
            self.update()

    def set_recolored(self, picture: Recolored | None) -> None:
        """Show the result in other colours; None shows it in its own."""
        if picture is not self.recolored:
            self.recolored = picture
            self.update()

    def set_vision(self, vision: ColorVision) -> None:
        """Show the colours as somebody with this colour vision sees them."""
        if vision is not self.vision:
            self.vision = vision
            self.update()

    def set_computing(self, computing: bool) -> None:
        """Show whether the overlay is being computed."""
        if computing != self._is_computing:
            self._is_computing = computing
            self.update()

    def set_note(self, text: str) -> None:
        """Show why there is no overlay; empty if nothing is wrong."""
        if text != self._note:
            self._note = text
            self.update()

    def set_caption(self, text: str) -> None:
        """Set the text of the result's label; empty for the usual one."""
        self._caption = text
        self.update()

    def set_original_caption(self, text: str) -> None:
        """Set the text of the original's label."""
        self._original_caption = text
        self.update()

    def set_flipped(self, flipped: bool) -> None:
        """Show only the original while `flipped` is true."""
        self._flipped = flipped
        self.update()

    def shown_sides(self) -> tuple[Side, Side | None]:
        """Return what the left and the right side show now; None if there is nothing to show."""
        if self._flipped:
            return Side.ORIGINAL, None
        left = self._shown(self.sides.left, Side.LEFT)
        return left or Side.ORIGINAL, self._shown(self.sides.right, Side.RIGHT)

    def _shown(self, chosen: SidePicture | Side, own: Side) -> Side | None:
        if isinstance(chosen, SidePicture):
            return own
        return None if chosen is Side.RESULT and self._result is None else chosen

    def _own(self, side: Side) -> SidePicture | None:
        chosen = {Side.LEFT: self.sides.left, Side.RIGHT: self.sides.right}.get(side)
        return chosen if isinstance(chosen, SidePicture) else None

    def picture_of(self, side: Side) -> Pyramid | None:
        """Return the picture of a side, with some pixels lit if they are; not for an overlay."""
        own, lit = self._own(side), self._lit
        if own is not None:
            return own.picture
        if side is Side.ORIGINAL:
            return lit.original if lit else self._original
        return lit.result if lit else self.recolored or self._result

    @property
    def _lit(self) -> Highlight | None:
        """What is lit now; an edited palette is shown in its own colours."""
        return self.glance or (None if self.recolored else self.highlight)

    def veil_of(self, side: Side) -> Pyramid | None:
        """Return what is drawn over the picture of a side, if pixels are lit; None for nothing."""
        lit = self._lit if side is Side.ORIGINAL and self._own(side) is None else None
        return lit.veil if lit else None

    def caption_of(self, side: Side) -> str:
        """Return the label of a side; not for an overlay."""
        own = self._own(side)
        if own is not None:
            return own.caption
        if side is Side.ORIGINAL:
            return self._original_caption
        if self.fitting_preview() is not None:
            return tr("Preview")
        if self._caption:
            return self._caption
        return self._lit.label if self._lit else tr("Result")

    def fitting_preview(self) -> Preview | None:
        """Return the preview if it belongs to the picture that is shown, not to another frame."""
        preview = self.preview
        return preview if preview and preview.part.picture is self._original else None

    def overlay_caption(self) -> str:
        """Return the label of the overlay; it names the sides unless they are the usual ones."""
        label = self.overlay.label if self.overlay else ""
        if self.sides.are_usual:
            return label
        names = [self.caption_of(side) for side in self.shown_sides() if side is not None]
        if len(names) < 2:
            return label
        return tr("{view}: {left} and {right}", view=label, left=names[0], right=names[1])

    def overlay_state(self) -> str:
        """Return the label that says why the overlay is not up to date; empty if it is."""
        if self._flipped:
            return ""
        if self._is_computing:
            return tr("Computing…")
        return self._note or self._caption
