"""The layout of the windows, kept between sessions in `QSettings`.

What cannot be read, because another program or version wrote it or it was damaged, is set aside
under another key and logged, and the default is used: the window starts whatever is stored.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from quantizer.errors import QuantizerError

from .controls.splitter_state import restore_splitter

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow, QSplitter

_log = logging.getLogger(__name__)
_ASIDE = "unreadable"
"""The group of keys that hold what could not be read."""
_Value = TypeVar("_Value")


class LayoutPreferences:
    """Which parts the windows show, and the sizes of the windows and of their parts.

    Parameters
    ----------
    store
        Where it is saved; None for the user's own.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = QSettings("Quantizer", "Quantizer") if store is None else store

    @property
    def hidden_panels(self) -> list[str]:
        """Names of the panels that are hidden."""
        return str(self._store.value("hidden panels", "")).split()

    @hidden_panels.setter
    def hidden_panels(self, names: list[str]) -> None:
        self._store.setValue("hidden panels", " ".join(names))

    @property
    def open_sections(self) -> list[str]:
        """The sections of the settings panel that are open, by their places from 0."""
        return str(self._store.value("open sections", "")).split()

    @open_sections.setter
    def open_sections(self, places: list[str]) -> None:
        self._store.setValue("open sections", " ".join(places))

    @property
    def toolbar_open(self) -> bool:
        """Whether the main window has its toolbar."""
        return str(self._store.value("toolbar open", "yes")) == "yes"

    @toolbar_open.setter
    def toolbar_open(self, opened: bool) -> None:
        self._store.setValue("toolbar open", "yes" if opened else "no")

    @property
    def clusters_open(self) -> bool:
        """Whether the area of clusters is open."""
        return str(self._store.value("clusters open", "no")) == "yes"

    @clusters_open.setter
    def clusters_open(self, opened: bool) -> None:
        self._store.setValue("clusters open", "yes" if opened else "no")

    @property
    def clusters_page(self) -> str:
        """Name of the page that the area of clusters shows; empty if none was chosen."""
        return str(self._store.value("clusters page", ""))

    @clusters_page.setter
    def clusters_page(self, name: str) -> None:
        self._store.setValue("clusters page", name)

    def restore_splitter(self, splitter: QSplitter, name: str) -> None:
        """Restore the sizes of a part of a window."""
        value = self._store.value(name)
        if value is None:
            return
        if not isinstance(value, QByteArray) or not restore_splitter(splitter, value):
            self._set_aside(name, value)

    def remember_splitter(self, splitter: QSplitter, name: str) -> None:
        """Save the sizes of a part of a window."""
        self._store.setValue(name, splitter.saveState())

    def restore_geometry(self, window: QMainWindow, prefix: str = "") -> None:
        """Restore the size and the place of a window; `prefix` distinguishes the windows."""
        name = f"{prefix}geometry"
        value = self._store.value(name)
        is_shape = isinstance(value, QByteArray) and window.restoreGeometry(value)
        if value is not None and not is_shape:
            self._set_aside(name, value)

    def remember_geometry(self, window: QMainWindow, prefix: str = "") -> None:
        """Save the size and the place of a window, and write all preferences to the disk."""
        self._store.setValue(f"{prefix}geometry", window.saveGeometry())
        self._store.sync()

    def restore(self, window: QMainWindow, splitter: QSplitter, prefix: str = "") -> None:
        """Restore the size and layout of a window; `prefix` distinguishes the windows."""
        self.restore_geometry(window, prefix)
        self.restore_splitter(splitter, f"{prefix}split")

    def remember(self, window: QMainWindow, splitter: QSplitter, prefix: str = "") -> None:
        """Save the size and layout of a window."""
        self.remember_splitter(splitter, f"{prefix}split")
        self.remember_geometry(window, prefix)

    def forget_layout(self) -> None:
        """Forget the sizes of all windows and of their parts."""
        for key in self._store.allKeys():
            if key.endswith(("geometry", "split")):
                self._store.remove(key)

    def _read(self, key: str, parse: Callable[[str], _Value], default: _Value) -> _Value:
        """Return what `parse` makes of a stored text; set aside what it does not understand."""
        value = self._store.value(key)
        if value is None or value == "":
            return default
        try:
            return parse(str(value))
        except (ValueError, QuantizerError, RecursionError):
            self._set_aside(key, value)
            return default

    def _set_aside(self, key: str, value: object) -> None:
        _log.warning("the preference %r cannot be read and is set aside", key)
        self._store.setValue(f"{_ASIDE}/{key}", value)
        self._store.remove(key)
