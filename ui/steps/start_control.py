"""How a run starts: the method for the first centroids, and the seed of its random numbers."""

from __future__ import annotations

import random

from PySide6.QtCore import QSignalBlocker, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QToolButton, QWidget

from quantizer.language import mark, tr
from quantizer.settings.settings import Init

from ..panels.parts import choice, hbox, muted, show_choice, whole_number

BY_HAND = mark("by hand")
"""The value of the choice to place all centroids by hand."""
_STARTS = (
    (mark("Random"), Init.RANDOM, mark("Samples drawn at random")),
    (
        "k-means++",
        Init.KMEANS_PLUS_PLUS,
        mark("Drawn one by one, likelier the farther from those before"),
    ),
    (
        mark("PCA split"),
        Init.PCA,
        mark("Clusters split in two along their principal axis; nothing is random"),
    ),
    (mark("By hand"), BY_HAND, mark("Click to place each centroid")),
)
_LARGEST_SEED = 999_999
_DOTS = ((-4, -4), (4, -4), (0, 0), (-4, 4), (4, 4))


class _Dice(QToolButton):
    """A button with the five of a die."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(QSize(30, 30))
        self.setToolTip(tr("Another seed"))
        self.setAccessibleName(tr("Another seed"))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the dots over the button."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self.palette().color(QPalette.ColorRole.ButtonText))
        painter.setBrush(self.palette().color(QPalette.ColorRole.ButtonText))
        painter.translate(self.width() / 2, self.height() / 2)
        for x, y in _DOTS:
            painter.drawEllipse(x - 1, y - 1, 2, 2)


class StartControl(QWidget):
    """The start and the seed in one row.

    Parameters
    ----------
    name
        What starts, for screen readers.
    with_labels
        Whether the controls are named by labels beside them.
    """

    changed = Signal()

    def __init__(self, name: str, *, with_labels: bool) -> None:
        super().__init__()
        self.start = choice(tr("Start of {name}", name=name), _STARTS)
        self.start.setToolTip(tr("How the first centroids are chosen"))
        show_choice(self.start, Init.KMEANS_PLUS_PLUS)
        self.seed = whole_number(tr("Seed of {name}", name=name), 0, _LARGEST_SEED)
        self.seed.setToolTip(tr("Seed of the random numbers: the same seed gives the same start"))
        self.seed.setFixedWidth(84)
        self.dice = _Dice()
        self.dice.clicked.connect(self._throw)
        self.start.currentIndexChanged.connect(self._change)
        self.seed.valueChanged.connect(self.changed)
        if with_labels:
            row = hbox(
                self, muted(tr("Start")), self.start, muted(tr("Seed")), self.seed, self.dice
            )
            row.addStretch(1)
        else:
            hbox(self, self.start, self.seed, self.dice, spacing=4)

    @property
    def init(self) -> Init | None:
        """The method; None for by hand."""
        value = self.start.currentData()
        return None if value == BY_HAND else Init(value)

    def set_value(self, init: Init | None, seed: int) -> None:
        """Show a start, without emitting signals."""
        show_choice(self.start, BY_HAND if init is None else init)
        with QSignalBlocker(self.seed):
            self.seed.setValue(seed)
        self._show()

    def _change(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        is_random = self.init in {Init.RANDOM, Init.KMEANS_PLUS_PLUS}
        for one in (self.seed, self.dice):
            one.setEnabled(is_random)

    def _throw(self) -> None:
        self.seed.setValue(random.randrange(1000))
