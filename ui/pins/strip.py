"""The strip below the canvas: a card for the original, for the result and for each pin.

A click or Return shows a card at the right of the canvas, with Shift at the left. Pins are dragged,
or moved with Control and the arrows, renamed with F2 and removed with Delete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from quantizer.language import tr

from ..panels.parts import GAP, button, choice, hbox, muted, show_choice, styled, vbox
from .card import MEASURES, Card, Measure
from .card_delegate import CardDelegate, card_heights
from .card_model import CARD_ROLE, CardModel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QMenu

_PER_MILLE = 1000
_OWN_KEYS = {Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter}
"""Keys that the list uses itself, whatever the window does with them."""


class CardList(QListView):
    """The list of cards, from left to right."""

    shown = Signal(object, bool)
    """The choice of a card, and whether to show it at the left."""
    removed = Signal(int)
    """The key of a pin."""
    shifted = Signal(int, int)
    """The key of a pin, and by how many places to move it."""
    menu_requested = Signal(object, QPoint)
    """The card, and the position on the screen at which to open its menu."""

    def __init__(self, cards: CardModel) -> None:
        super().__init__()
        self.setModel(cards)
        self._delegate = CardDelegate()
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("Pins"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(False)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.clicked.connect(self._show)
        least, usual = card_heights(self.font())
        self._beside = self.horizontalScrollBar().sizeHint().height() + 4
        self.setMinimumSize(120, least + self._beside)
        self.setMaximumHeight(usual + self._beside)

    def card(self, index: QModelIndex | None = None) -> Card | None:
        """Return the card of a row; without a row, that with the focus."""
        card = (self.currentIndex() if index is None else index).data(CARD_ROLE)
        return card if isinstance(card, Card) else None

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the usual size; in a low window the thumbnails are smaller."""
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the cards to the height."""
        super().resizeEvent(event)
        height = self.height() - self._beside
        if height != self._delegate.height:
            self._delegate.height = height
            self.scheduleDelayedItemsLayout()

    def event(self, event: QEvent) -> bool:
        """Keep the keys of the list from being shortcuts of the window."""
        is_asked = event.type() == QEvent.Type.ShortcutOverride
        if is_asked and isinstance(event, QKeyEvent) and Qt.Key(event.key()) in _OWN_KEYS:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Show, move or remove the card with the focus."""
        card, key = self.card(), Qt.Key(event.key())
        modifiers = event.modifiers()
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if card is None or self.state() == QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.shown.emit(card.choice, bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Delete and card.is_pin:
            self.removed.emit(card.choice)
        elif key in steps and modifiers & Qt.KeyboardModifier.ControlModifier and card.is_pin:
            self.shifted.emit(card.choice, steps[key])
        else:
            super().keyPressEvent(event)

    def _show(self, index: QModelIndex) -> None:
        card = self.card(index)
        if card is not None:
            held = QGuiApplication.keyboardModifiers()
            self.shown.emit(card.choice, bool(held & Qt.KeyboardModifier.ShiftModifier))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Request the menu of the card under the pointer, or by key of that with the focus."""
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        card = self.card(index)
        if card is not None:
            self.setCurrentIndex(index)
            place = self.visualRect(index).center() if by_key else event.pos()
            self.menu_requested.emit(card, self.viewport().mapToGlobal(place))


class PinStrip(QWidget):
    """The list of cards, with a button to pin, the choice of a measure, and the progress."""

    measure_chosen = Signal(object)
    """The `Measure` to show."""
    cancelled = Signal()
    """Make no more pins."""
    brought_back = Signal()
    """Undo the removal of a pin."""

    def __init__(self, menu: QMenu, measure: Measure) -> None:
        super().__init__()
        styled(self, "pins")
        self.setAccessibleName(tr("Pins"))
        self.model = CardModel()
        self.list = CardList(self.model)
        self.hint = muted(tr("Pin results with Ctrl+P to compare them"))
        self.hint.setWordWrap(True)
        hbox(
            self,
            self._controls(menu, measure),
            (self.list, 1),
            self.hint,
            margins=(GAP, 4, GAP, 0),
            spacing=GAP,
        )

    def _controls(self, menu: QMenu, measure: Measure) -> QVBoxLayout:
        self.pin = QToolButton()
        self.pin.setText(tr("Pin"))
        self.pin.setToolTip(tr("Keep results to compare them"))
        self.pin.setAccessibleName(tr("Pin results"))
        self.pin.setMenu(menu)
        self.pin.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.pin.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.pin.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        entries = [(tr(label), one, tr(tip)) for one, (label, tip) in MEASURES.items()]
        self.measure = choice(tr("Measure of quality"), entries)
        show_choice(self.measure, measure)
        self.measure.activated.connect(
            lambda _index: self.measure_chosen.emit(Measure(self.measure.currentData()))
        )
        self.progress = QProgressBar()
        self.progress.setRange(0, _PER_MILLE)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Progress of the pins"))
        self.cancel = button(tr("Cancel"), tr("Make no more pins"), style="link")
        self.cancel.clicked.connect(self.cancelled)
        self.back: QPushButton = button(
            tr("Bring back"), tr("Put the pin that was removed last back"), style="link"
        )
        self.back.clicked.connect(self.brought_back)
        controls = vbox(
            None, self.pin, self.measure, self.progress, self.cancel, self.back, spacing=4
        )
        controls.addStretch(1)
        self.show_pending(0)
        self.back.hide()
        return controls

    def show_cards(self, cards: Sequence[Card], *, can_bring_back: bool) -> None:
        """Show the cards; keep the focus on the same choice, or on its neighbour."""
        card, row = self.list.card(), self.list.currentIndex().row()
        self.model.set_cards(cards)
        choices = [one.choice for one in cards]
        if card is not None:
            row = choices.index(card.choice) if card.choice in choices else row
            index = self.model.index(max(0, min(row, len(cards) - 1)))
            if index != self.list.currentIndex():
                self.list.setCurrentIndex(index)
        self.list.scheduleDelayedItemsLayout()  # a name may have another width
        self.hint.setVisible(not any(one.is_pin for one in cards))
        self.back.setVisible(can_bring_back and self.cancel.isHidden())

    def show_pending(self, count: int) -> None:
        """Show how many pins are still to be made."""
        for widget in (self.progress, self.cancel):
            widget.setVisible(count > 0)
        if count > 0:
            self.back.hide()
            self.cancel.setText(tr("Cancel ({count})", count=count))

    def show_progress(self, fraction: float) -> None:
        """Show the share of a pin that is made."""
        self.progress.setValue(round(_PER_MILLE * fraction))

    def take_focus(self) -> None:
        """Give the focus to the list, with a card in focus."""
        if not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def edit_name(self) -> None:
        """Let the user rename the pin in focus."""
        self.list.edit(self.list.currentIndex())
