"""The Qt model of the strip: one row for each card; pins can be renamed and dragged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, Qt, Signal

from quantizer.language import tr

from ..canvas.sides import Side

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..panels.parts import ModelIndex
    from .card import Card

CARD_ROLE = Qt.ItemDataRole.UserRole
_MIME = "application/x-quantizer-pin"
_FIXED = 2
"""The rows before the first pin: original and result."""


class CardModel(QAbstractListModel):
    """The cards in their order."""

    renamed = Signal(int, str)
    """The key of a pin, and the name that the user has written."""
    moved = Signal(int, int)
    """The key of a pin, and the place among the pins to which it was dragged."""

    def __init__(self) -> None:
        super().__init__()
        self.cards: tuple[Card, ...] = ()

    def set_cards(self, cards: Sequence[Card]) -> None:
        """Show other cards; the rows of the same choices stay where they are."""
        before = [card.choice for card in self.cards]
        after = [card.choice for card in cards]
        if before == after:
            self.cards = tuple(cards)
            self.dataChanged.emit(self.index(0), self.index(len(cards) - 1))
            return
        self.beginResetModel()
        self.cards = tuple(cards)
        self.endResetModel()

    def rowCount(self, parent: ModelIndex = QModelIndex()) -> int:  # noqa: N802, B008
        """Return the number of cards."""
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: ModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the data of a card for a role."""
        if not index.isValid():
            return None
        card = self.cards[index.row()]
        if role == CARD_ROLE:
            return card
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return card.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return card.description
        if role == Qt.ItemDataRole.ToolTipRole:
            how = tr("Click to show it at the right, with Shift at the left")
            return f"{card.description}\n{how}"
        return None

    def setData(  # noqa: N802
        self, index: ModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Give a pin the name that the user has written."""
        card = self.cards[index.row()]
        if role != Qt.ItemDataRole.EditRole or isinstance(card.choice, Side):
            return False
        if str(value).strip() != card.name:
            self.renamed.emit(card.choice, str(value))
        return True

    def flags(self, index: ModelIndex) -> Qt.ItemFlag:
        """Return what can be done with a card."""
        usual = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        if not self.cards[index.row()].is_pin:
            return usual
        return usual | Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled

    # ---- dragging

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802
        """Return that cards are moved."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """Return the type of a dragged card."""
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802
        """Return a dragged card: the key of its pin."""
        data = QMimeData()
        data.setData(_MIME, str(self.cards[indexes[0].row()].choice).encode())
        return data

    def dropMimeData(  # noqa: N802
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: ModelIndex
    ) -> bool:
        """Tell where a card was dropped; the board moves the pin."""
        if not data.hasFormat(_MIME):
            return False
        key = int(bytes(data.data(_MIME).data()))
        target = row if row >= 0 else parent.row() if parent.isValid() else len(self.cards)
        now = next(n for n, card in enumerate(self.cards) if card.choice == key)
        place = target - _FIXED - (now < target)
        self.moved.emit(key, max(0, place))
        return True
