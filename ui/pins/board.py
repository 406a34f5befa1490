"""The pins of the open image, and the queue of those that are still to be made.

    pin_result, pin, restore -> queue -> worker, one after the other -> `Pin` -> changed

Pins belong to the image that was read. Another image clears the board; the same file read again
makes its pins again.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quantizer.language import tr, tr_n

from ..jobs.worker import Worker
from .making import make_pin
from .naming import names_of
from .pin import Pin, PinnedRecipe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quantizer.conversion.recipe import Recipe

    from ..document.document import Document
    from ..jobs.reading import Opened


@dataclass(frozen=True, slots=True)
class Pending:
    """A pin to be made: its key and recipe."""

    key: int
    made: PinnedRecipe


class PinBoard(QObject):
    """The pins in their order; call `shutdown` before it is destroyed."""

    changed = Signal()
    """Pins were added, measured, removed, renamed or put in another order."""
    pending_changed = Signal()
    """Another pin is being made, or none any more."""
    progressed = Signal(object, float)
    """The stage of the pin that is being made, and the share of the stage that is done."""
    added = Signal(int)
    """The key of a pin that the user has asked for and that can now be shown."""
    message = Signal(str)
    """A sentence for the status bar."""
    failed = Signal(str, Exception)
    """What was attempted, and the error."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._read: Opened | None = None
        self.pins: tuple[Pin, ...] = ()
        self.pending: tuple[Pending, ...] = ()
        """The pins that are still to be made; the first one is being made."""
        self.removed: tuple[int, Pin] | None = None
        """The pin that was removed last, after its place; None if it cannot be brought back."""
        self._keys = itertools.count(1)
        self._worker = Worker("quantizer-pins", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(self._tell_failure)
        self._worker.progressed.connect(self.progressed)
        self._worker.finished.connect(self._go_on)
        document.opened.connect(self._follow_image)
        document.closed.connect(self._follow_image)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the pins, in their order: given ones, or what distinguishes each."""
        return names_of(self.pins)

    def name(self, key: int) -> str:
        """Return the name of a pin."""
        return self.names[self.place(key)]

    def find(self, key: int) -> Pin | None:
        """Return the pin with a key; None if there is none any more."""
        return next((pin for pin in self.pins if pin.key == key), None)

    def place(self, key: int) -> int:
        """Return the place of a pin, from 0."""
        return next(place for place, pin in enumerate(self.pins) if pin.key == key)

    # ---- for projects

    def recipes(self) -> tuple[PinnedRecipe, ...]:
        """Return how all pins are made, also those that are not made yet."""
        keys = {pin.key for pin in self.pins}
        waiting = (one.made for one in self.pending if one.key not in keys)
        return (*(pin.made for pin in self.pins), *waiting)

    def restore(self, recipes: Iterable[PinnedRecipe]) -> None:
        """Replace all pins by those of `recipes`, which are made one after the other."""
        self._clear()
        self._add(recipes)
        self.changed.emit()

    # ---- adding

    def pin_result(self) -> None:
        """Pin the result that the window shows."""
        outcome = self._document.outcome
        if outcome is not None:
            self.pin([outcome.recipe])

    def pin(self, recipes: Iterable[Recipe]) -> None:
        """Make pins of the open image; recipes that are pinned already are left out."""
        known = {one.recipe for one in self.recipes()}
        wanted = list(dict.fromkeys(recipes))
        missing = [PinnedRecipe(recipe) for recipe in wanted if recipe not in known]
        if len(missing) < len(wanted):
            there = len(wanted) - len(missing)
            text = tr_n(
                "This result is pinned already", "{n} of these results are pinned already", there
            )
            self.message.emit(text)
        self._add(missing)

    def cancel(self) -> None:
        """Make no more pins; those that are made stay, and one that is not measured yet goes."""
        if not self.pending:
            return
        unfinished = self.pending[0].key
        self.pending = ()
        self._worker.cancel()
        self.pins = tuple(pin for pin in self.pins if pin.key != unfinished)
        self.pending_changed.emit()
        self.changed.emit()

    # ---- changing

    def rename(self, key: int, name: str) -> None:
        """Give a pin a name; an empty one gives it back the name that follows from its settings."""
        made = tuple(
            replace(pin, made=replace(pin.made, name=name.strip())) if pin.key == key else pin
            for pin in self.pins
        )
        self.pending = tuple(
            replace(one, made=replace(one.made, name=name.strip())) if one.key == key else one
            for one in self.pending
        )
        self._set(made)

    def remove(self, key: int) -> None:
        """Remove a pin; `bring_back` undoes it."""
        pin = self.find(key)
        if pin is None:
            return
        name, place = self.name(key), self.place(key)
        if self.pending and self.pending[0].key == key:
            self.pending = self.pending[1:]
            self._worker.cancel()
        self._set(tuple(one for one in self.pins if one.key != key))
        self.removed = (place, pin)
        self.changed.emit()
        self.message.emit(tr("Removed the pin “{name}”", name=name))

    def remove_all(self) -> None:
        """Remove all pins, and make no more."""
        count = len(self.pins)
        self._clear()
        self.changed.emit()
        self.message.emit(tr_n("Removed the pin", "Removed {n} pins", count))

    def bring_back(self) -> None:
        """Put the pin that was removed last back in its place."""
        if self.removed is not None:
            place, pin = self.removed
            self._set((*self.pins[:place], pin, *self.pins[place:]))
            if pin.size is None:  # it was removed before it was measured
                self._remake(pin)

    def move(self, key: int, place: int) -> None:
        """Move a pin to another place, from 0 to the number of pins less one."""
        pin = self.find(key)
        if pin is not None:
            others = [one for one in self.pins if one.key != key]
            others.insert(max(0, min(place, len(others))), pin)
            self._set(tuple(others))

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self.pending = ()
        self._worker.shutdown()

    def _set(self, pins: tuple[Pin, ...]) -> None:
        self.removed = None
        self.pins = pins
        self.changed.emit()

    def _add(self, recipes: Iterable[PinnedRecipe]) -> None:
        new = tuple(Pending(next(self._keys), made) for made in recipes)
        if new and self._read is not None:
            self.pending += new
            self._go_on()

    def _remake(self, pin: Pin) -> None:
        self.pending += (Pending(pin.key, pin.made),)
        self._go_on()

    def _clear(self) -> None:
        self.pins, self.removed = (), None
        if self.pending:
            self.pending = ()
            self._worker.cancel()
            self.pending_changed.emit()

    # ---- making

    def _follow_image(self) -> None:
        read, before = self._document.read, self._read
        if read is before:
            return  # the same image, as another file format holds it
        self._read = read
        path = read.image.source.path if read is not None else None
        is_same_file = before is not None and path is not None
        if is_same_file and before is not None and before.image.source.path == path:
            self.restore(self.recipes())
            return
        count = len(self.pins)
        self._clear()
        self.changed.emit()
        if count:
            text = tr_n(
                "The pin of the image before was removed",
                "The {n} pins of the image before were removed",
                count,
            )
            self.message.emit(text)

    def _go_on(self) -> None:
        if self.pending and not self._worker.is_busy and self._read is not None:
            first, outcome = self.pending[0], self._document.outcome
            known = () if outcome is None else (outcome,)
            self._worker.start(make_pin(self._read, first.made, first.key, known))
        self.pending_changed.emit()

    def _take(self, pin: object) -> None:
        assert isinstance(pin, Pin)
        if pin.size is not None:
            self.pending = self.pending[1:]
        now = self.find(pin.key)
        if now is None:
            self.pins = (*self.pins, pin)
        else:
            pin = replace(pin, made=now.made)  # it may have another name since
            self.pins = tuple(pin if one.key == pin.key else one for one in self.pins)
        self.changed.emit()
        if now is None:
            self.added.emit(pin.key)

    def _tell_failure(self, error: Exception) -> None:
        failed, self.pending = self.pending[0], self.pending[1:]
        self.pins = tuple(pin for pin in self.pins if pin.key != failed.key)
        self.changed.emit()
        self.failed.emit(tr("A result could not be pinned"), error)
