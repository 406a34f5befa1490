"""The configuration file: where it is, what it holds, and where in it a key is.

It is a TOML file. Its keys are long options without the dashes; those in a table such as
``[reduce]`` are for that command, those above all tables for every command with that option.
`quantizer.cli.configuration` makes default values of options from it.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quantizer.errors import SettingsError
from quantizer.installation import user_configuration_folder

VARIABLE = "QUANTIZER_CONFIG"
"""Environment variable with the path of another file; if it is empty, no file is read."""

_MAX_BYTES = 1_000_000
"""Largest file that is read; thousands of times what all options take."""
_HEADER = re.compile(r"""\s*\[\s*["']?([\w-]+)["']?\s*\]""")


@dataclass(frozen=True, slots=True)
class ConfigFile:
    """A configuration file that was read.

    Parameters
    ----------
    path
        Its path.
    text
        Its text.
    content
        Its keys and tables, as `tomllib` returns them.
    """

    path: Path
    text: str
    content: dict[str, Any]

    def place(self, key: str, table: str | None = None) -> str:
        """Return the path and, if it can be found, the line of a key: ``"config.toml, line 3"``.

        Parameters
        ----------
        key
            A key, or the name of a table.
        table
            The table that the key is in; None for one above all tables, and for a table itself.
        """
        entry = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
        header = None
        for number, line in enumerate(self.text.splitlines(), 1):
            if found := _HEADER.match(line):
                header = found[1]
            if (table is None and found and header == key) or (
                header == table and entry.match(line)
            ):
                return f"{self.path}, line {number}"
        return str(self.path)


def find_file() -> Path | None:
    """Return the path of the configuration file, which may not exist; None for no file."""
    given = os.environ.get(VARIABLE)
    if given is not None:
        return Path(given) if given else None
    try:
        return user_configuration_folder() / "quantizer" / "config.toml"
    except RuntimeError:  # the user has no home folder
        return None


def read_file() -> ConfigFile | None:
    """Return the configuration file; None if there is none.

    Raises
    ------
    SettingsError
        If it cannot be read, is not a TOML file in UTF-8, or is larger than a megabyte; or if the
        environment names a file that does not exist.
    """
    path = find_file()
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        if VARIABLE in os.environ:
            raise SettingsError(f"{VARIABLE} names {path}, which does not exist") from None
        return None
    except (OSError, ValueError) as error:  # ValueError: a null character in the path
        reason = getattr(error, "strerror", None) or str(error)
        raise SettingsError(f"{path}: the configuration cannot be read: {reason}") from None
    if len(data) > _MAX_BYTES:
        raise SettingsError(f"{path}: a configuration of more than a megabyte is not read")
    return _parse(path, data)


def _parse(path: Path, data: bytes) -> ConfigFile:
    import tomllib  # only if there is a file: it takes a moment

    try:
        text = data.decode("utf-8-sig")
        return ConfigFile(path, text, tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SettingsError(f"{path}, line {line}: the text is not UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: not a TOML file: {error}") from None
    except RecursionError:
        raise SettingsError(f"{path}: not a usable TOML file: it is nested too deeply") from None
