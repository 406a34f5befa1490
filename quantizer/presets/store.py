"""The store of all presets: the built-in ones, and the user's own in one folder, a file each."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.errors import QuantizerError, ReadError, SettingsError, WriteError
from quantizer.installation import user_configuration_folder
from quantizer.presets.built_in import BUILT_IN
from quantizer.presets.naming import checked_name, key_of
from quantizer.presets.preset import named
from quantizer.presets.preset_file import EXTENSION, read_preset, write_preset

from ..language import tr

if TYPE_CHECKING:
    from quantizer.presets.preset import Preset


_log = logging.getLogger(__name__)


def user_folder() -> Path:
    """Return the folder of the user's own presets; it may not exist yet."""
    return user_configuration_folder() / "Quantizer" / "presets"


class PresetStore:
    """All presets by name.

    Parameters
    ----------
    folder
        Folder of the user's own presets; None for the default one. It is created when needed.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = user_folder() if folder is None else folder

    def presets(self) -> tuple[Preset, ...]:
        """Return the built-in presets, then the user's own that can be read, sorted by name."""
        return (*BUILT_IN, *self._own()[0])

    def damaged(self) -> tuple[ReadError, ...]:
        """Return the errors of the preset files that cannot be read."""
        return self._own()[1]

    def is_built_in(self, name: str) -> bool:
        """Whether a preset is built in, so that it can be neither changed nor removed."""
        return named(name, BUILT_IN) is not None

    def find(self, name: str) -> Preset:
        """Return the preset called `name`; case, hyphens and spaces do not matter.

        Raises
        ------
        SettingsError
            If there is none; the message lists the existing ones.
        ReadError
            If its file cannot be read.
        """
        built_in = named(name, BUILT_IN)
        if built_in is not None:
            return built_in
        if (path := self._path(name)).is_file():
            return read_preset(path)
        found = named(name, self._own()[0])  # a file under another name, added by hand
        if found is None:
            known = ", ".join(preset.key for preset in self.presets())
            raise SettingsError(
                tr("there is no preset {name!r}; there are {known}", name=name, known=known)
            )
        return found

    def find_or_read(self, name: str) -> Preset:
        """Return the preset called `name`, or the one in a file if `name` is a path.

        Raises
        ------
        SettingsError, ReadError
            As `find` and `read_preset`.
        """
        is_path = name.lower().endswith(EXTENSION) or "/" in name or os.sep in name
        return read_preset(Path(name)) if is_path else self.find(name)

    def has(self, name: str) -> bool:
        """Whether saving a preset of that name would replace one."""
        return self._path(name).exists() or named(name, self.presets()) is not None

    def save(self, preset: Preset, *, overwrite: bool = False) -> None:
        """Save a preset among the user's own.

        Raises
        ------
        SettingsError
            If a built-in preset has its name, or another one has and `overwrite` is not set.
        WriteError
            If its file cannot be written.
        """
        if self.is_built_in(preset.name):
            raise SettingsError(
                tr("{name!r} is a built-in preset; choose another name", name=preset.name)
            )
        if not overwrite and self.has(preset.name):
            raise SettingsError(
                tr(
                    "a preset {name!r} exists already; allow overwriting (--overwrite) to replace "
                    "it",
                    name=preset.name,
                )
            )
        path = self._file_of(preset.name) or self._path(preset.name)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise WriteError(
                self.folder, tr("this folder cannot be created: {reason}", reason=reason)
            ) from error
        write_preset(preset, path, overwrite=overwrite)

    def remove(self, name: str) -> None:
        """Remove one of the user's own presets, even if its file cannot be read.

        Raises
        ------
        SettingsError
            If there is none of that name, or it is built in.
        WriteError
            If its file cannot be removed.
        """
        if self.is_built_in(name):
            raise SettingsError(
                tr("{name!r} is a built-in preset and cannot be removed", name=name)
            )
        path = self._file_of(name)
        if path is None:
            raise SettingsError(tr("there is no preset {name!r} of your own", name=name))
        try:
            path.unlink()
        except OSError as error:
            raise WriteError(
                path, tr("cannot be removed: {reason}", reason=error.strerror or error)
            ) from error

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
                _log.info("preset file is skipped: %s", error)
                damaged.append(error)
                continue
            if not self.is_built_in(preset.name):
                presets.setdefault(preset.key, preset)
        return tuple(sorted(presets.values(), key=lambda one: one.key)), tuple(damaged)
