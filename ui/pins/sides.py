"""Which two pictures are compared: the original, the result or any pin, at the left and the right.

    choice, frame or pins changed -> missing pictures of pins -> worker -> canvas, comparison

The picture of a pin is made while it is shown, and dropped afterwards. Until it is there, the
canvas keeps what it shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quantizer.image.image import IndexedImage
from quantizer.image.palette import format_hex
from quantizer.language import tr

from ..canvas.pyramid import Pyramid
from ..canvas.sides import Side, SidePicture, Sides
from ..document.difference_pictures import Pair
from ..jobs.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QPoint

    from quantizer.image.palette import Color
    from quantizer.metrics.compositing import Picture
    from quantizer.settings.settings import AlphaSettings

    from ..canvas.canvas import Canvas
    from ..document.comparison import Comparison
    from ..document.document import Document
    from ..jobs.worker import Context
    from .board import PinBoard

Choice = Side | int
"""`Side.ORIGINAL`, `Side.RESULT`, or the key of a pin."""


@dataclass(frozen=True, eq=False)
class _Made:
    """The picture of a reduced image."""

    image: IndexedImage
    picture: Pyramid


class ComparedSides(QObject):
    """Holds both choices and shows them; call `shutdown` before it is destroyed."""

    changed = Signal()
    """Another picture was chosen for a side."""
    failed = Signal(str, Exception)
    """What was attempted, and the error."""

    def __init__(
        self, board: PinBoard, document: Document, canvas: Canvas, comparison: Comparison
    ) -> None:
        super().__init__(document)
        self._board, self._document = board, document
        self._canvas, self._comparison = canvas, comparison
        self.left: Choice = Side.ORIGINAL
        self.right: Choice = Side.RESULT
        self._pictures: dict[IndexedImage, Pyramid] = {}
        self._under_way: list[IndexedImage] = []
        self._ahead = 0
        """The frame of an animation that is shown next."""
        self._worker = Worker("quantizer-pin-pictures", self)
        self._worker.published.connect(self._take)
        self._worker.finished.connect(self._follow)
        self._worker.failed.connect(
            lambda error: self.failed.emit(tr("The pin could not be shown"), error)
        )
        board.changed.connect(self._follow_board)
        document.frame_changed.connect(self._follow)
        canvas.describe_pixel = self._describe_pixel

    @property
    def are_usual(self) -> bool:
        """Whether the original is at the left and the result at the right."""
        return self.left is Side.ORIGINAL and self.right is Side.RESULT

    @property
    def choices(self) -> tuple[Choice, ...]:
        """All that can be shown: original, result, then the pins in their order."""
        return (Side.ORIGINAL, Side.RESULT, *(pin.key for pin in self._board.pins))

    def show(self, choice: Choice, *, at_left: bool = False) -> None:
        """Show a picture at one side; if the other side has it, both change places."""
        now, other = (self.left, self.right) if at_left else (self.right, self.left)
        if choice == now:
            return
        if choice == other:
            other = now
        self.left, self.right = (choice, other) if at_left else (other, choice)
        self._tell()

    def swap(self) -> None:
        """Let both sides change places."""
        self.left, self.right = self.right, self.left
        self._tell()

    def reset(self) -> None:
        """Compare the original with the result."""
        self.left, self.right = Side.ORIGINAL, Side.RESULT
        self._tell()

    def step(self, *, at_left: bool = False) -> None:
        """Show the next picture at one side, leaving out that of the other side."""
        now, other = (self.left, self.right) if at_left else (self.right, self.left)
        round_trip = [one for one in self.choices if one != other]
        place = (round_trip.index(now) + 1) % len(round_trip)
        self.show(round_trip[place], at_left=at_left)

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._worker.shutdown()

    # ---- the pictures

    def _tell(self) -> None:
        self._follow()
        self.changed.emit()

    def _follow_board(self) -> None:
        """Leave the pins that are gone, and show other names."""
        before = (self.left, self.right)
        left, right = (one if one in self.choices else None for one in before)
        if left is None:
            left = Side.RESULT if right is Side.ORIGINAL else Side.ORIGINAL
        if right is None:
            right = Side.ORIGINAL if left is Side.RESULT else Side.RESULT
        self.left, self.right = left, right
        self._follow()
        if (left, right) != before:
            self.changed.emit()

    def is_ready(self, frame: int) -> bool:
        """Whether a frame of an animation can be shown next; if not, it is being made."""
        self._ahead = frame
        missing = self._missing(self._images(frame))
        if missing:
            self._make(missing)
        return not missing

    def _reduced(self, choice: Choice, frame: int | None = None) -> IndexedImage | None:
        """Return the pin's image in a frame or the current one; None if the choice is no pin."""
        pin = None if isinstance(choice, Side) else self._board.find(choice)
        number = self._document.frame if frame is None else frame
        return None if pin is None else pin.frame(number)

    def _images(self, frame: int) -> list[IndexedImage]:
        """Return the images of the pins at both sides."""
        found = (self._reduced(choice, frame) for choice in (self.left, self.right))
        return [image for image in found if image is not None]

    def _missing(self, images: Sequence[IndexedImage]) -> list[IndexedImage]:
        return [image for image in images if image not in self._pictures]

    def _follow(self) -> None:
        images = self._images(self._document.frame)
        missing = self._missing(images)
        if missing:
            self._make(missing)
            return
        kept = {*images, *self._images(self._ahead)} if self._document.animation else {*images}
        self._pictures = {image: one for image, one in self._pictures.items() if image in kept}
        if not kept.issuperset(self._under_way):
            self._worker.cancel()
        sides = Sides(self._shown(self.left), self._shown(self.right))
        if not (sides.are_usual and self._canvas.sides.are_usual):
            self._canvas.set_sides(sides)
            self._comparison.set_pair_source(None if sides.are_usual else self.pair)

    def _make(self, missing: Sequence[IndexedImage]) -> None:
        """Make pictures; of an animation that plays, those under way are finished first."""
        is_under_way = all(image in self._under_way for image in missing)
        if self._worker.is_busy and (is_under_way or self._document.animation is not None):
            return
        self._under_way = list(missing)
        self._worker.start(_make_pictures(missing))

    def _shown(self, choice: Choice) -> SidePicture | Side:
        image = self._reduced(choice)
        if image is None or isinstance(choice, Side):
            return choice if isinstance(choice, Side) else Side.RESULT
        return SidePicture(self._pictures[image], self._board.name(choice))

    def _take(self, made: object) -> None:
        if isinstance(made, _Made):
            self._pictures[made.image] = made.picture

    # ---- what is compared

    def pair(self) -> Pair | None:
        """Return the two images of the current frame; None while one of them is missing."""
        before, after = self._image(self.left), self._image(self.right)
        alpha = self._alpha(self.right) or self._alpha(self.left)
        if before is None or after is None or alpha is None:
            return None
        return Pair(before, after, alpha)

    def _image(self, choice: Choice) -> Picture | None:
        document = self._document
        if choice is Side.RESULT:
            return document.shown
        if isinstance(choice, Side):
            animation = document.animation
            return animation.frames[document.frame].image if animation else document.image
        return self._reduced(choice)

    def _alpha(self, choice: Choice) -> AlphaSettings | None:
        """Return the settings of transparency of a reduced picture."""
        if choice is Side.RESULT:
            outcome = self._document.outcome
            return None if outcome is None else outcome.quantized.settings.alpha
        pin = None if isinstance(choice, Side) else self._board.find(choice)
        return None if pin is None else pin.quantized.settings.alpha

    def _describe_pixel(self, side: Side, pixel: QPoint) -> tuple[str, str]:
        """Return the hex code of a pixel, and which entry of the palette it is."""
        choice = {Side.LEFT: self.left, Side.RIGHT: self.right}.get(side, side)
        image, x, y = self._image(choice), pixel.x(), pixel.y()
        if image is None or x >= image.width or y >= image.height:
            return "", ""
        if not isinstance(image, IndexedImage):
            red, green, blue, alpha = map(int, image.pixels[y, x])
            return _code((red, green, blue, alpha)), ""
        entry, palette = int(image.indices[y, x]), image.palette
        place = tr("Entry {number} of {count}", number=entry + 1, count=len(palette))
        return _code(palette.swatches[entry].color), place


def _code(color: Color) -> str:
    return format_hex(color) if color[3] else tr("Transparent")


def _make_pictures(images: Sequence[IndexedImage]) -> Callable[[Context], None]:
    def job(context: Context) -> None:
        for image in images:
            context.publish(_Made(image, Pyramid.of_indexed(image, context.progress)))

    return job
