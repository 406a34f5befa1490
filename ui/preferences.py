"""Preferences kept between sessions: typed access to `QSettings`.

What cannot be read, because another program or version wrote it or it was damaged, is set aside
under another key and logged, and the default is used: the window starts whatever is stored.

What imports NumPy is imported where it is used, so that the window appears at once.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, QSettings

from quantizer.errors import QuantizerError

from .canvas.view_mode import DEFAULT_GAIN, GAINS, ViewMode
from .controls.splitter_state import restore_splitter
from .theme import Theme
from .translation import Language

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMainWindow, QSplitter

    from quantizer.image.palette import Palette
    from quantizer.image_files.formats import FileFormat
    from quantizer.settings.settings import Settings


_log = logging.getLogger(__name__)
_MOST_RECENT = 10
_ASIDE = "unreadable"
"""The group of keys that hold what could not be read."""
_Value = TypeVar("_Value")


class ExportKind(StrEnum):
    """Kinds of files that are exported, each to a folder of its own."""

    IMAGE = "image"
    ANIMATION = "animation"
    FIRMWARE = "firmware"
    PALETTE = "palette"


class Preferences:
    """The user's preferences.

    Parameters
    ----------
    store
        Where they are saved; None for the user's own.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = QSettings("Quantizer", "Quantizer") if store is None else store

    @property
    def theme(self) -> Theme:
        """The theme of the windows."""
        return self._read("theme", Theme, Theme.SYSTEM)

    @theme.setter
    def theme(self, theme: Theme) -> None:
        self._store.setValue("theme", theme.value)

    @property
    def language(self) -> Language:
        """The language of the windows."""
        return self._read("language", Language, Language.SYSTEM)

    @language.setter
    def language(self, language: Language) -> None:
        self._store.setValue("language", language.value)

    @property
    def reduced_motion(self) -> bool | None:
        """Whether motion is reduced; None to do as the desktop says."""
        return {"yes": True, "no": False}.get(str(self._store.value("reduced motion", "")))

    @reduced_motion.setter
    def reduced_motion(self, reduced: bool | None) -> None:
        self._store.setValue("reduced motion", {True: "yes", False: "no", None: ""}[reduced])

    @property
    def canvas_view(self) -> ViewMode:
        """The view mode of the canvas."""
        return self._read("canvas view", ViewMode, ViewMode.SPLIT)

    @canvas_view.setter
    def canvas_view(self, view: ViewMode) -> None:
        self._store.setValue("canvas view", view.value)

    @property
    def gain(self) -> int:
        """The factor of the difference view."""
        name = str(self._store.value("gain", DEFAULT_GAIN))
        return next((gain for gain in GAINS if str(gain) == name), DEFAULT_GAIN)

    @gain.setter
    def gain(self, gain: int) -> None:
        self._store.setValue("gain", gain)

    @property
    def split_position(self) -> float:
        """Position of the split as a fraction of the canvas's width."""
        try:
            position = float(str(self._store.value("split position", 0.5)))
        except ValueError:
            return 0.5
        return position if 0 <= position <= 1 else 0.5

    @split_position.setter
    def split_position(self, position: float) -> None:
        self._store.setValue("split position", position)

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
    def pin_measure(self) -> str:
        """Name of the measure of quality that the pins show; empty if none was chosen."""
        return str(self._store.value("pin measure", ""))

    @pin_measure.setter
    def pin_measure(self, name: str) -> None:
        self._store.setValue("pin measure", name)

    @property
    def magnifier_zoom(self) -> int:
        """How many times the magnifier enlarges."""
        from .canvas.magnifier import ZOOMS  # noqa: PLC0415

        name = str(self._store.value("magnifier zoom", ZOOMS[-1]))
        return next((zoom for zoom in ZOOMS if str(zoom) == name), ZOOMS[-1])

    @magnifier_zoom.setter
    def magnifier_zoom(self, zoom: int) -> None:
        self._store.setValue("magnifier zoom", zoom)

    @property
    def toolbar_open(self) -> bool:
        """Whether the main window has its toolbar."""
        return str(self._store.value("toolbar open", "yes")) == "yes"

    @toolbar_open.setter
    def toolbar_open(self, opened: bool) -> None:
        self._store.setValue("toolbar open", "yes" if opened else "no")

    @property
    def keep_profile(self) -> bool:
        """Whether images keep the colour profile of their file instead of becoming sRGB."""
        return str(self._store.value("keep profile", "no")) == "yes"

    @keep_profile.setter
    def keep_profile(self, keep: bool) -> None:
        self._store.setValue("keep profile", "yes" if keep else "no")

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

    @property
    def knows_clusters(self) -> bool:
        """Whether the user was told once that there is an area of clusters."""
        return str(self._store.value("knows clusters", "no")) == "yes"

    @knows_clusters.setter
    def knows_clusters(self, known: bool) -> None:
        self._store.setValue("knows clusters", "yes" if known else "no")

    def settings(self, default: Settings) -> Settings:
        """Return the settings of the last session, or `default`."""
        from quantizer.settings.settings import Settings  # noqa: PLC0415

        return self._read("settings", Settings.from_json, default)

    def set_settings(self, settings: Settings) -> None:
        """Save the settings for the next session."""
        self._store.setValue("settings", settings.to_json())

    @property
    def palette(self) -> Palette | None:
        """The palette of the last session; None if colours were found by clustering."""
        given = self._read("palette", _palette, None)
        measured = self._read("measured_palette", _palette, None)
        if given and measured and len(given) == len(measured):
            given = given.with_measured(measured)
        name = str(self._store.value("palette_name", ""))
        return None if given is None else replace(given, name=name)

    @palette.setter
    def palette(self, palette: Palette | None) -> None:
        codes = () if palette is None else (swatch.hex for swatch in palette)
        self._store.setValue("palette", " ".join(codes))
        shown = palette.as_shown() if palette is not None and palette.is_measured else ()
        self._store.setValue("measured_palette", " ".join(swatch.hex for swatch in shown))
        self._store.setValue("palette_name", "" if palette is None else palette.name)

    @property
    def preset(self) -> str:
        """Name of the preset chosen in the last session; empty if none was."""
        return str(self._store.value("preset", ""))

    @preset.setter
    def preset(self, name: str) -> None:
        self._store.setValue("preset", name)

    @property
    def recent(self) -> list[Path]:
        """Recently opened files, the newest first."""
        value = self._store.value("recent", [])
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list):
            return []
        return [Path(name) for name in names if isinstance(name, str) and _is_path(name)]

    def add_recent(self, path: Path) -> None:
        """Add a file to the recent ones."""
        path = path.absolute()
        others = [one for one in self.recent if one != path]
        self._store.setValue("recent", [str(one) for one in [path, *others][:_MOST_RECENT]])

    def clear_recent(self) -> None:
        """Clear the list of recent files."""
        self._store.setValue("recent", [])

    @property
    def folder(self) -> Path:
        """The folder used last, or the home folder."""
        name = str(self._store.value("folder", ""))
        return Path(name) if _is_path(name) and Path(name).is_dir() else Path.home()

    @folder.setter
    def folder(self, folder: Path) -> None:
        self._store.setValue("folder", str(folder))

    def export_folder(self, kind: ExportKind) -> Path | None:
        """Return the folder that a kind of file was exported to last, if it is still there."""
        name = str(self._store.value(_folder_key(kind), ""))
        return Path(name) if name and Path(name).is_dir() else None

    def set_export_folder(self, kind: ExportKind, folder: Path) -> None:
        """Remember the folder of an export."""
        self._store.setValue(_folder_key(kind), str(folder))

    def file_format(self, formats: tuple[FileFormat, ...], *, moves: bool) -> FileFormat:
        """Return the format that was exported last: the first of `formats` if none was.

        `moves` says whether it is for animations, which have a format of their own.
        """
        name = str(self._store.value(_format_key(moves), ""))
        return next((entry for entry in formats if entry.name == name), formats[0])

    def set_file_format(self, file_format: FileFormat, *, moves: bool) -> None:
        """Remember the format of an export; not if only one frame of an animation was."""
        if file_format.animates or not moves:
            self._store.setValue(_format_key(moves), file_format.name)

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


def _palette(codes: str) -> Palette:
    """Return the palette of hex codes; raise `SettingsError` if one is none."""
    from quantizer.image.palette import Palette, Swatch, parse_hex  # noqa: PLC0415

    return Palette(tuple(Swatch(parse_hex(code)) for code in codes.split()))


def _is_path(name: str) -> bool:
    """Whether the system takes a text for the path of a file, which may be missing."""
    try:
        Path(name).exists()
    except PermissionError:
        return True
    except (OSError, ValueError):  # too long; with a zero
        return False
    return bool(name)


def _folder_key(kind: ExportKind) -> str:
    return f"{kind.value} folder"


def _format_key(moves: bool) -> str:
    return "animation format" if moves else "image format"
