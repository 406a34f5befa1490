"""The menu of a card: where to show it, and what can be done with a pin."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from quantizer.language import tr

if TYPE_CHECKING:
    from .card import Card
    from .presenter import PinPresenter


def card_menu(presenter: PinPresenter, card: Card) -> QMenu:
    """Return the menu of a card, which is deleted when it closes."""
    menu, board, show = QMenu(presenter.strip), presenter.board, presenter.sides.show
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(tr("Show at the right"), partial(show, card.choice))
    menu.addAction(tr("Show at the left"), partial(show, card.choice, at_left=True))
    menu.addSeparator()
    pin = board.find(card.choice) if isinstance(card.choice, int) else None
    if pin is None:
        menu.addAction(presenter.pin_action)
        return menu
    place = board.place(pin.key)
    menu.addAction(tr("Use these settings"), partial(presenter.use, pin))
    menu.addAction(tr("Export this…"), partial(presenter.export, pin))
    menu.addSeparator()
    menu.addAction(tr("Rename"), presenter.strip.edit_name)
    before = menu.addAction(tr("Move to the left"), partial(board.move, pin.key, place - 1))
    before.setEnabled(place > 0)
    after = menu.addAction(tr("Move to the right"), partial(board.move, pin.key, place + 1))
    after.setEnabled(place < len(board.pins) - 1)
    menu.addAction(tr("Remove"), partial(board.remove, pin.key))
    return menu
