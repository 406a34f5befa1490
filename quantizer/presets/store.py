"""Where presets are found: those that come with the program, and the user's own, a file each."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.errors import QuantizerError, ReadError, SettingsError, WriteError
from quantizer.presets.built_in import BUILT_IN
from quantizer.presets.naming import checked_name, key_of
from quantizer.presets.preset import named
from quantizer.presets.preset_file import EXTENSION, read_preset, write_preset

if TYPE_CHECKING:
    from quantizer.presets.preset import Preset


def user_folder() -> Path:
    """Return the folder of the user's own presets, which need not exist yet."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA", "")
        usual = Path.home() / "AppData" / "Roaming"
    elif sys.platform == "darwin":
        base, usual = "", Path.home() / "Library" / "Application Support"
    else:
        base, usual = os.environ.get("XDG_CONFIG_HOME", ""), Path.home() / ".config"
    # The XDG Base Directory Specification has relative paths ignored.
    return (Path(base) if Path(base).is_absolute() else usual) / "Quantizer" / "presets"


class PresetStore:
    """All presets by name.

    Parameters
    ----------
    folder
        Where the user's own are kept; None for the usual place. It is made when it is needed.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = user_folder() if folder is None else folder

    def presets(self) -> tuple[Preset, ...]:
        """Return those built in, then the user's own that can be read, by name."""
        return (*BUILT_IN, *self._own()[0])

    def damaged(self) -> tuple[ReadError, ...]:
        """Return what is wrong with files in the folder that cannot be read."""
        return self._own()[1]

    def is_built_in(self, name: str) -> bool:
        """Whether a preset comes with the program, and so can be neither changed nor removed."""
        return named(name, BUILT_IN) is not None

    def find(self, name: str) -> Preset:
        """Return the preset called `name`, however that is capitalised or hyphenated.

        Raises
        ------
        SettingsError
            If there is none; the message lists those that there are.
        ReadError
            If its file cannot be read.
        """
        built_in = named(name, BUILT_IN)
        if built_in is not None:
            return built_in
        if (path := self._path(name)).is_file():
            return read_preset(path)
        found = named(name, self._own()[0])  # a file of another name, put there by hand
        if found is None:
            known = ", ".join(preset.key for preset in self.presets())
            raise SettingsError(f"there is no preset {name!r}; there are {known}")
        return found

    def find_or_read(self, name: str) -> Preset:
        """Return the preset called `name`, or that in the file `name`; a path names a file.

        Raises
        ------
        SettingsError, ReadError
            As `find` and `read_preset`.
        """
        is_path = name.lower().endswith(EXTENSION) or "/" in name or os.sep in name
        return read_preset(Path(name)) if is_path else self.find(name)

    def has(self, name: str) -> bool:
        """Whether a preset of that name would be replaced."""
        return self._path(name).exists() or named(name, self.presets()) is not None

    def save(self, preset: Preset, *, overwrite: bool = False) -> None:
        """Keep a preset among the user's own.

        Raises
        ------
        SettingsError
            If one that comes with the program, or without `overwrite` any other, has its name.
        WriteError
            If its file cannot be written.
        """
        if self.is_built_in(preset.name):
            raise SettingsError(f"{preset.name!r} comes with the program; choose another name")
        if not overwrite and self.has(preset.name):
            raise SettingsError(
                f"there is a preset {preset.name!r} already; allow overwriting (--overwrite) to "
                "replace it"
            )
        path = self._file_of(preset.name) or self._path(preset.name)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise WriteError(self.folder, f"this folder cannot be made: {reason}") from error
        write_preset(preset, path, overwrite=overwrite)

    def remove(self, name: str) -> None:
        """Remove one of the user's own presets, also one whose file cannot be read.

        Raises
        ------
        SettingsError
            If there is none of that name, or it comes with the program.
        WriteError
            If its file cannot be removed.
        """
        if self.is_built_in(name):
            raise SettingsError(f"{name!r} comes with the program, and stays")
        path = self._file_of(name)
        if path is None:
            raise SettingsError(f"there is no preset {name!r} of your own")
        try:
            path.unlink()
        except OSError as error:
            raise WriteError(path, f"cannot be removed: {error.strerror or error}") from error

    def _path(self, name: str) -> Path:
        return self.folder / f"{key_of(checked_name(name))}{EXTENSION}"

    def _file_of(self, name: str) -> Path | None:
        """Return the file of one of the user's own presets."""
        if (path := self._path(name)).is_file():
            return path
        for other in self._files():
            try:
                if key_of(name) == read_preset(other).key:
                    return other
            except QuantizerError:
                continue
        return None

    def _files(self) -> list[Path]:
        try:
            found = [path for path in self.folder.iterdir() if path.suffix == EXTENSION]
        except OSError:
            return []
        return sorted(path for path in found if not path.name.startswith("."))

    def _own(self) -> tuple[tuple[Preset, ...], tuple[ReadError, ...]]:
        presets: dict[str, Preset] = {}
        damaged = []
        for path in self._files():
            try:
                preset = read_preset(path)
            except ReadError as error:
                damaged.append(error)
                continue
            if not self.is_built_in(preset.name):
                presets.setdefault(preset.key, preset)
        return tuple(sorted(presets.values(), key=lambda one: one.key)), tuple(damaged)
