"""Preferences kept between sessions: typed access to `QSettings`.

The layout of the windows is in `ui.layout_preferences`, with what happens to values that cannot be
read: the window starts whatever is stored.

What imports NumPy is imported where it is used, so that the window appears at once.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from .canvas.view_mode import DEFAULT_GAIN, GAINS, ViewMode
from .layout_preferences import LayoutPreferences
from .theme import Theme
from .translation import Language

if TYPE_CHECKING:
    from quantizer.image.palette import Palette
    from quantizer.image_files.formats import FileFormat
    from quantizer.settings.settings import Settings

_MOST_RECENT = 10


class ExportKind(StrEnum):
    """Kinds of files that are exported, each to a folder of its own."""

    IMAGE = "image"
    ANIMATION = "animation"
    FIRMWARE = "firmware"
    PALETTE = "palette"


class Preferences(LayoutPreferences):
    """The user's preferences: what is remembered beside the layout of the windows.

    Parameters
    ----------
    store
        Where they are saved; None for the user's own.
    """

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
    def keep_profile(self) -> bool:
        """Whether images keep the colour profile of their file instead of becoming sRGB."""
        return str(self._store.value("keep profile", "no")) == "yes"

    @keep_profile.setter
    def keep_profile(self, keep: bool) -> None:
        self._store.setValue("keep profile", "yes" if keep else "no")

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
