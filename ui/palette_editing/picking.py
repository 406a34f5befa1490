"""Colours that are picked: in the dialog of the picker, or from the picture.

While the eyedropper waits for a pixel, the dialog is out of its way.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from quantizer.language import tr

from ..canvas.eyedropper import Eyedropper
from ..canvas.sides import Side

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from quantizer.image.palette import Color

    from ..canvas.canvas import Canvas
    from ..document.document import Document
    from .editor import PaletteEditor
    from .picker import ColorPicker

_GAP = 24
"""Pixels between the picker and the palette beside which it opens."""


class ColorPicking(QObject):
    """Owns the picker and the eyedropper; call `shutdown` before it is destroyed.

    Parameters
    ----------
    window
        The window, over which the picker opens.
    document
        The document; becomes the Qt owner.
    canvas
        Where pixels are picked.
    editor
        What the picked colours are given to.
    """

    message = Signal(str)
    """A sentence for the status bar."""
    opened = Signal()
    """The picker is open: the picture is to be seen in all its colours."""
    closed = Signal()

    def __init__(
        self, window: QWidget, document: Document, canvas: Canvas, editor: PaletteEditor
    ) -> None:
        super().__init__(document)
        self._window, self._document, self._canvas = window, document, canvas
        self._editor = editor
        self.eyedropper = Eyedropper(canvas)
        self.picker: ColorPicker | None = None
        self._gives: Callable[[Color], None] | None = None
        self.eyedropper.picked.connect(self._give_pixel)
        self.eyedropper.ended.connect(self._return_to_picker)

    def change(self, row: int, beside: QWidget) -> None:
        """Open the picker for an entry, beside a panel."""
        from .picker import ColorPicker  # noqa: PLC0415 - the start of the window does without

        self.close_picker()
        self.opened.emit()
        picker = ColorPicker(self._window, self._editor.edits.entries[row].color)
        picker.changed.connect(partial(self._recolor, row))
        picker.released.connect(self._document.history.end_gesture)
        picker.eyedropper_requested.connect(lambda: self.pick_pixel(picker.set_color))
        picker.finished.connect(self._forget_picker)
        corner = beside.mapToGlobal(QPoint(-picker.sizeHint().width() - _GAP, _GAP))
        picker.move(max(0, corner.x()), corner.y())
        picker.show()
        self.picker = picker

    def pick_pixel(self, gives: Callable[[Color], None]) -> None:
        """Give the colour of the next pixel that is picked to a function."""
        if self._document.image is None:
            return
        self._gives = gives
        if self.picker is not None:
            self.picker.hide()
        self.message.emit(tr("Click a pixel, or press Return at the magnifier. Esc ends this."))
        self.eyedropper.begin()

    def close_picker(self) -> None:
        """Close the picker, with the colour that it shows."""
        if self.picker is not None:
            self.picker.accept()

    def shutdown(self) -> None:
        """Close the picker and end the eyedropper."""
        self.eyedropper.end()
        self.close_picker()

    def _recolor(self, row: int, color: Color) -> None:
        if not self._editor.why_not and row < len(self._editor.edits.entries):
            self._editor.recolor(row, color, is_gesture=True)

    def _forget_picker(self) -> None:
        if self.picker is not None:
            self.picker.deleteLater()
            self.picker = None
        self._document.history.end_gesture()
        self.closed.emit()

    def _give_pixel(self, side: Side, pixel: QPoint) -> None:
        color, gives = self._color_at(side, pixel), self._gives
        if color is None or gives is None:
            return
        if color[3] == 0:
            self.message.emit(tr("A transparent pixel has no colour."))
        else:
            gives(color)

    def _return_to_picker(self) -> None:
        if self.picker is not None:
            self.picker.show()
            self.picker.activateWindow()

    def _color_at(self, side: Side, pixel: QPoint) -> Color | None:
        """Return the colour of a pixel in the colour space of the image."""
        document, shown = self._document, self._document.shown
        if side is Side.RESULT and shown is not None:
            return shown.palette.swatches[int(shown.indices[pixel.y(), pixel.x()])].color
        picture = self._canvas.picture_of(side) if side in {Side.LEFT, Side.RIGHT} else None
        if picture is not None:
            color = picture.levels[0].pixelColor(pixel)
            return color.red(), color.green(), color.blue(), color.alpha()
        return document.color_at(pixel.x(), pixel.y())
