"""Connects the pins with the rest of the window: canvas, comparison, export, menu, preferences.

commands -> `PinBoard` -> strip        card -> `ComparedSides` -> canvas, comparison
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from quantizer.language import tr

from ..canvas.magnifier import ZOOMS
from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from . import sets
from .board import PinBoard
from .card import Measure, cards_of
from .card_menu import card_menu
from .making import outcome_of
from .sides import ComparedSides
from .strip import PinStrip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QAction

    from quantizer.conversion.recipe import Recipe
    from quantizer.progress import Stage

    from ..canvas.canvas import Canvas
    from ..document.comparison import Comparison
    from ..document.document import Document
    from ..document.file_size import SizeMeter
    from ..preferences import Preferences
    from .card import Card
    from .pin import Pin
    from .sides import Choice

_PINNING = ("pin", "pin_counts", "pin_dithers", "pin_formats")
_NEED_RESULT = (*_PINNING, "next_right", "next_left", "swap_sides")
_REST_MS = 30
"""Changes of one moment are shown in one go; not tuned."""


class PinPresenter(QObject):
    """Owns the pins and their strip; call `shutdown` before it is destroyed.

    Parameters
    ----------
    document
        The document; becomes the Qt owner.
    canvas, comparison, size_meter
        Where the sides are shown and compared, and where the size of the result is measured.
    actions
        The actions of the window by name.
    preferences
        Where the measure of quality is kept.
    """

    export_requested = Signal(object)
    """A `ReductionResult` to export."""
    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str, Exception)
    """What was attempted, and the error."""

    def __init__(
        self,
        document: Document,
        canvas: Canvas,
        comparison: Comparison,
        size_meter: SizeMeter,
        actions: Mapping[str, QAction],
        preferences: Preferences,
    ) -> None:
        super().__init__(document)
        self._document, self._canvas = document, canvas
        self._sizes, self._actions, self._preferences = size_meter, actions, preferences
        self.board = PinBoard(document)
        self.sides = ComparedSides(self.board, document, canvas, comparison)
        menu = QMenu()
        menu.addActions([actions[name] for name in _PINNING])
        menu.addSeparator()
        menu.addAction(actions["remove_pins"])
        self.strip = PinStrip(menu, self._measure)
        menu.setParent(self.strip, menu.windowFlags())
        self.strip.hide()
        self._exports = Worker("quantizer-pin-export", self)
        self._exports.published.connect(self.export_requested)
        self._exports.failed.connect(
            lambda error: self.failed.emit(tr("The pin could not be exported"), error)
        )
        self._rest = single_shot_timer(self, _REST_MS, self._show_cards)
        self._connect_actions()
        self._connect_board()
        self._connect_strip()
        canvas.set_magnifier_zoom(preferences.magnifier_zoom)
        self._show_cards()

    @property
    def pin_action(self) -> QAction:
        """The action that pins the result."""
        return self._actions["pin"]

    @property
    def _measure(self) -> Measure:
        name = self._preferences.pin_measure
        return Measure(name) if name in set(Measure) else Measure.PSNR

    def shutdown(self) -> None:
        """Save what is kept between sessions, and stop the workers."""
        self._preferences.magnifier_zoom = self._canvas.magnifier_zoom
        self._rest.stop()
        self._exports.shutdown()
        self.sides.shutdown()
        self.board.shutdown()

    def _connect_actions(self) -> None:
        slots: dict[str, Callable[[], object]] = {
            "pin": self.board.pin_result,
            "pin_counts": partial(self._pin_set, sets.counts),
            "pin_dithers": partial(self._pin_set, sets.dithers),
            "pin_formats": partial(self._pin_set, sets.formats),
            "remove_pins": self.board.remove_all,
            "go_to_pins": self.go_to_pins,
            "next_right": self.sides.step,
            "next_left": partial(self.sides.step, at_left=True),
            "swap_sides": self.sides.swap,
            "usual_sides": self.sides.reset,
            "magnifier_zoom": self._switch_magnifier_zoom,
            "cancel": self.board.cancel,
        }
        for name, slot in slots.items():
            self._actions[name].triggered.connect(partial(_call, slot))
        self._actions["pins"].toggled.connect(self._open)
        magnifier = self._actions["magnifier"]
        magnifier.toggled.connect(self._canvas.set_magnified)
        self._canvas.magnified.connect(magnifier.setChecked)

    def _connect_board(self) -> None:
        document, board = self._document, self.board
        board.changed.connect(self._follow_board)
        board.pending_changed.connect(self._show_pending)
        board.progressed.connect(self._show_progress)
        for signal in (
            document.opened,
            document.result_changed,
            document.metrics_changed,
            document.busy_changed,
            self._sizes.changed,
            self.sides.changed,
        ):
            signal.connect(lambda *_: self._rest.start())
        for part in (board, self.sides):
            part.failed.connect(self.failed)
        board.message.connect(self.message)
        document.result_changed.connect(self._follow_result)
        self._follow_result()

    def _connect_strip(self) -> None:
        strip, board = self.strip, self.board
        strip.list.shown.connect(self._show_at)
        strip.list.removed.connect(board.remove)
        strip.list.shifted.connect(lambda key, by: board.move(key, board.place(key) + by))
        strip.list.menu_requested.connect(self._open_menu)
        strip.model.renamed.connect(board.rename)
        strip.model.moved.connect(board.move)
        strip.cancelled.connect(board.cancel)
        strip.brought_back.connect(board.bring_back)
        strip.measure_chosen.connect(self._choose_measure)

    # ---- pinning

    def _pin_set(self, recipes: Callable[[Recipe], Iterable[Recipe]]) -> None:
        """Pin the open image in several variants of the chosen settings."""
        if self._document.read is not None:
            self.board.pin(recipes(self._document.recipe))

    # ---- showing

    def _open(self, opened: bool) -> None:
        self.strip.setVisible(opened)
        if opened:
            self._show_cards()

    def go_to_pins(self) -> None:
        """Show the strip, and give it the keyboard."""
        self._actions["pins"].setChecked(True)
        self.strip.take_focus()

    def _follow_board(self) -> None:
        """Open the strip with the first pin, and close it with the last one."""
        board = self.board
        if board.pins or board.pending:
            self._actions["pins"].setChecked(True)
        elif board.removed is None:
            self._actions["pins"].setChecked(False)
        self._rest.start()

    def _follow_result(self) -> None:
        for name in _NEED_RESULT:
            self._actions[name].setEnabled(self._document.outcome is not None)

    def _show_cards(self) -> None:
        board = self.board
        self._actions["cancel"].setEnabled(self._document.is_busy or bool(board.pending))
        self._actions["remove_pins"].setEnabled(bool(board.pins or board.pending))
        self._actions["usual_sides"].setEnabled(not self.sides.are_usual)
        if not self._actions["pins"].isChecked():
            return
        cards = cards_of(board, self._document, self.sides, self._sizes.value, self._measure)
        self.strip.show_cards(cards, can_bring_back=board.removed is not None)

    def _show_pending(self) -> None:
        count = len(self.board.pending)
        if count:
            self._actions["pins"].setChecked(True)
        self.strip.show_pending(count)
        self._rest.start()

    def _show_progress(self, _stage: Stage, fraction: float) -> None:
        self.strip.show_progress(fraction)

    def _choose_measure(self, measure: Measure) -> None:
        self._preferences.pin_measure = measure.value
        self._show_cards()

    def _show_at(self, choice: Choice, at_left: bool) -> None:
        self.sides.show(choice, at_left=at_left)

    def _switch_magnifier_zoom(self) -> None:
        place = ZOOMS.index(self._canvas.magnifier_zoom)
        self._canvas.set_magnifier_zoom(ZOOMS[(place + 1) % len(ZOOMS)])
        self._actions["magnifier"].setChecked(True)

    # ---- a pin

    def _open_menu(self, card: Card, place: QPoint) -> None:
        card_menu(self, card).popup(place)

    def use(self, pin: Pin) -> None:
        """Choose the settings of a pin for the image; undo goes back to those before."""
        name = self.board.name(pin.key)
        self._document.use(pin.recipe)
        self.message.emit(tr("The settings are those of “{name}”", name=name))

    def export(self, pin: Pin) -> None:
        """Make the result of a pin again, and open the dialog that exports it."""
        read, outcome = self._document.read, self._document.outcome
        if read is not None:
            known = () if outcome is None else (outcome,)
            self._exports.start(outcome_of(read, pin, known))


def _call(slot: Callable[[], object], _checked: bool = False) -> None:
    """Call a slot without the check state of the action."""
    slot()
