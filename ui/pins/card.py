"""What the strip shows of the original, of the result and of each pin: a card."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from quantizer.language import mark, number, tr

from ..canvas.sides import Side
from ..panels.texts import size
from .pin import thumbnail

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from quantizer.metrics.metrics import PartialMetrics

    from ..document.document import Document
    from ..document.file_size import FileSize
    from .board import PinBoard
    from .pin import Pin
    from .sides import Choice, ComparedSides

_WAITING = "…"


class Measure(StrEnum):
    """The measure of quality that the cards show."""

    PSNR = "psnr"
    DELTA_E = "delta_e"
    SSIM = "ssim"


MEASURES = {
    Measure.PSNR: ("PSNR", mark("Peak signal-to-noise ratio in decibels; higher is better")),
    Measure.DELTA_E: (
        mark("Mean ΔE"),
        mark("Mean CIEDE2000 colour difference; lower is better"),
    ),
    Measure.SSIM: ("SSIM", mark("Structural similarity, at most 1; higher is better")),
}
"""Label and tooltip of each measure."""


@dataclass(frozen=True, eq=False)
class Card:
    """One card of the strip.

    Parameters
    ----------
    choice
        What it stands for.
    name
        What it is, in a few words.
    size, quality
        Bytes of its file and its distance from the original, in words; empty if there is none.
    picture
        Its thumbnail; None while there is none.
    is_left, is_right
        Whether the canvas shows it at that side.
    all_measures
        Every measure in words, for the tooltip.
    """

    choice: Choice
    name: str
    size: str
    quality: str
    picture: QImage | None
    is_left: bool
    is_right: bool
    all_measures: str = ""

    @property
    def is_pin(self) -> bool:
        """Whether it stands for a pin, which can be renamed, moved and removed."""
        return not isinstance(self.choice, Side)

    @property
    def figures(self) -> str:
        """Bytes and quality in one line."""
        return " · ".join(one for one in (self.size, self.quality) if one)

    @property
    def side(self) -> str:
        """At which side the canvas shows it, in words; empty if it does not."""
        if self.is_left:
            return tr("shown at the left")
        return tr("shown at the right") if self.is_right else ""

    @property
    def description(self) -> str:
        """Everything in one line, for screen readers and as tooltip."""
        parts = (self.name, self.size, self.all_measures, self.side)
        return " · ".join(one for one in parts if one)


def quality_text(metrics: PartialMetrics, measure: Measure) -> str:
    """Return one measure in words; an ellipsis while it is not known."""
    value = {
        Measure.PSNR: metrics.psnr,
        Measure.DELTA_E: metrics.delta_e,
        Measure.SSIM: metrics.ssim,
    }[measure]
    if value is None:
        return _WAITING
    if measure is Measure.PSNR:
        return tr("identical") if math.isinf(value) else f"{number(value, '.2f')} dB"
    is_difference = measure is Measure.DELTA_E
    return f"ΔE {number(value, '.2f')}" if is_difference else f"SSIM {number(value, '.4f')}"


def cards_of(
    board: PinBoard, document: Document, sides: ComparedSides, length: FileSize, measure: Measure
) -> tuple[Card, ...]:
    """Return all cards: original and result, then the pins in their order.

    Parameters
    ----------
    length
        The size of the result's file, as far as it is known.
    """
    outcome = document.outcome
    original, result = document.original, outcome.picture if outcome else None

    def card(
        choice: Choice,
        name: str,
        bytes_text: str,
        metrics: PartialMetrics | None,
        picture: QImage | None,
    ) -> Card:
        every = (quality_text(metrics, one) for one in Measure) if metrics else ()
        return Card(
            choice,
            name,
            bytes_text,
            quality_text(metrics, measure) if metrics else "",
            picture,
            choice == sides.left,
            choice == sides.right,
            " · ".join(every),
        )

    def pinned(pin: Pin, name: str) -> Card:
        text = _WAITING if pin.size is None else size(pin.size)
        return card(pin.key, name, text, pin.metrics, pin.thumbnail)

    fixed = (
        card(
            Side.ORIGINAL,
            tr("Original"),
            size(length.original) if length.original else "",
            None,
            thumbnail(original) if original else None,
        ),
        card(
            Side.RESULT,
            tr("Result"),
            size(length.length) if length.length is not None else _WAITING if outcome else "",
            document.metrics if outcome else None,
            thumbnail(result) if result else None,
        ),
    )
    return (*fixed, *map(pinned, board.pins, board.names))
