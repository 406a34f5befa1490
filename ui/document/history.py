"""Undo and redo of a value, where a drag of a slider counts as one step."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from quantizer.settings.settings import Settings

T = TypeVar("T")
_DEPTH = 200


class History(Generic[T]):
    """The values that stood before and after the present one.

    Parameters
    ----------
    value
        The present value.
    """

    def __init__(self, value: T) -> None:
        self._value = value
        self._past: list[T] = []
        self._future: list[T] = []

    @property
    def value(self) -> T:
        """The present value."""
        return self._value

    @property
    def can_undo(self) -> bool:
        """Whether there is a value before."""
        return bool(self._past)

    @property
    def can_redo(self) -> bool:
        """Whether there is a value that was undone."""
        return bool(self._future)

    def change(self, value: T, *, merge: bool = False) -> None:
        """Make `value` the present one; with `merge`, as part of the step before."""
        if not (merge and self._past):
            self._past = [*self._past, self._value][-_DEPTH:]
        self._future.clear()
        self._value = value

    def undo(self) -> T:
        """Return to the value before and return it."""
        self._future.append(self._value)
        self._value = self._past.pop()
        return self._value

    def redo(self) -> T:
        """Return to the value that was undone last and return it."""
        self._past.append(self._value)
        self._value = self._future.pop()
        return self._value


def differing_fields(before: Settings, after: Settings) -> frozenset[str]:
    """Return the names of the settings that differ."""
    pairs: tuple[tuple[object, object], ...] = (
        (before.cluster, after.cluster),
        (before.dither, after.dither),
        (before.target, after.target),
        (before, after),
    )
    return frozenset(
        f"{type(old).__name__}.{entry.name}"
        for old, new in pairs
        for entry in fields(old)  # type: ignore[arg-type]
        if getattr(old, entry.name) != getattr(new, entry.name)
    )
