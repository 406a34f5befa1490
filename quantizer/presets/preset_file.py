"""Presets as files: a versioned JSON object that says no more than the preset sets.

    {"format": "quantizer-preset", "version": 1, "name": "Game Boy", "description": "...",
     "settings": {"cluster": {"colors": 4}, ...}, "palette": ["#0f380f", ...],
     "file_format": "png", "optimize": true}

Only ``format`` and ``version`` must be there: what is missing is left to whoever uses the preset,
and a missing name is that of the file. Reading is strict: an unknown key, a wrong type or
another version is an error that names the file, so that nothing is dropped in silence.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quantizer.dither import DITHERERS
from quantizer.errors import ReadError, SettingsError
from quantizer.image.palette import Palette, Swatch, parse_hex
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.stream import read_small_file
from quantizer.presets.preset import SECTIONS, Preset
from quantizer.settings.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

EXTENSION = ".json"
_FORMAT = "quantizer-preset"
_VERSION = 1
_MAX_BYTES = 1 << 20
_KEYS = {
    "format",
    "version",
    "name",
    "description",
    "settings",
    "palette",
    "file_format",
    "optimize",
}
_WHOLE = {"colors", "restarts", "max_iter", "seed", "max_bytes"}
_REAL = {"lightness", "tol", "strength", "min_psnr"}


def read_preset(path: Path) -> Preset:
    """Read the preset in a file.

    Raises
    ------
    ReadError
        If the file is missing, unreadable, no preset, of another version, or holds an unknown key
        or an unusable value; the message names the file.
    """
    path = Path(path)
    try:
        return parse_preset(read_small_file(path, _MAX_BYTES, "a preset"), path.stem)
    except SettingsError as error:
        raise ReadError(path, f"not a usable preset: {error}") from error


def write_preset(
    preset: Preset, path: Path, *, overwrite: bool = False, protect: Sequence[Path] = ()
) -> None:
    """Write a preset into a file, whole or not at all.

    Raises
    ------
    WriteError
        If it cannot be written, or a file stands there and `overwrite` is not set.
    """
    data = format_preset(preset).encode()
    write_atomically(Path(path), data, overwrite=overwrite, protect=protect)


def format_preset(preset: Preset) -> str:
    """Return a preset as the text of its file."""
    told: dict[str, Any] = {"format": _FORMAT, "version": _VERSION, "name": preset.name}
    if preset.description:
        told["description"] = preset.description
    everything = asdict(preset.settings)
    chosen: dict[str, Any] = {
        part: values
        for part in SECTIONS
        if (
            values := {
                key: value
                for key, value in everything[part].items()
                if f"{part}.{key}" in preset.given
            }
        )
    }
    if "locked" in preset.given:
        chosen["locked"] = everything["locked"]
    if chosen:
        told["settings"] = chosen
    if preset.palette is not None:
        told["palette"] = [swatch.hex for swatch in preset.palette]
    if preset.file_format is not None:
        told["file_format"] = preset.file_format
    if preset.optimize is not None:
        told["optimize"] = preset.optimize
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def parse_preset(data: bytes, usual_name: str) -> Preset:
    """Return the preset that a file's bytes tell of.

    Raises
    ------
    SettingsError
        If they tell of none; the message does not name the file.
    """
    told = _object(_loaded(data), "the file", _KEYS)
    if told.get("format") != _FORMAT:
        raise SettingsError(f'"format" is not "{_FORMAT}"')
    version = told.get("version")
    if type(version) is not int or version != _VERSION:
        raise SettingsError(
            f"its version is {json.dumps(version)}, and this program reads {_VERSION}"
        )
    name = _text(told, "name", usual_name)
    settings, given = _settings(told.get("settings", {}))
    file_format, optimize = told.get("file_format"), told.get("optimize")
    if file_format is not None and not isinstance(file_format, str):
        raise SettingsError('"file_format" is not text')
    if optimize is not None and not isinstance(optimize, bool):
        raise SettingsError('"optimize" is neither true nor false')
    return Preset(
        name,
        _text(told, "description", ""),
        settings,
        given,
        _palette(told.get("palette"), name),
        file_format,
        optimize,
    )


def _loaded(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise SettingsError(f"line {error.lineno}: {error.msg}") from error
    except (ValueError, RecursionError) as error:  # no text, numbers too long, brackets too deep
        raise SettingsError("this is no JSON that can be read") from error


def _object(value: object, place: str, keys: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise SettingsError(f"{place} is not a JSON object")
    unknown = sorted(set(value) - keys)
    if unknown:
        raise SettingsError(f"{place} has an unknown key {unknown[0]!r}")
    return value


def _text(told: dict[str, Any], key: str, usual: str) -> str:
    text = told.get(key, usual)
    if not isinstance(text, str):
        raise SettingsError(f'"{key}" is not text')
    return " ".join(text.encode("utf-8", "replace").decode().split())


def _settings(told: object) -> tuple[Settings, frozenset[str]]:
    """Return the settings with defaults for what is not told, and the names of what is."""
    parts = _object(told, '"settings"', {*SECTIONS, "locked"})
    given = {"locked"} & set(parts)
    for part in SECTIONS:
        keys = set(asdict(getattr(Settings(), part)))
        for key, value in _object(parts.get(part, {}), f'"{part}"', keys).items():
            _check_number(key, value)
            given.add(f"{part}.{key}")
    settings = Settings.from_json(json.dumps(parts))
    if settings.dither.name not in DITHERERS.names:
        raise SettingsError(f"there is no dither {settings.dither.name!r}")
    return settings, frozenset(given)


def _check_number(key: str, value: object) -> None:
    """Refuse what compares like a number of the right size, but is none."""
    if value is None:
        return
    if key in _WHOLE and type(value) is not int:
        raise SettingsError(f'"{key}" is not a whole number')
    if key in _REAL and type(value) not in {int, float}:
        raise SettingsError(f'"{key}" is not a number')


def _palette(codes: object, name: str) -> Palette | None:
    if codes is None:
        return None
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise SettingsError('"palette" is not a list of colours')
    return Palette(tuple(Swatch(parse_hex(code)) for code in codes), name)
