"""Preset files: a versioned JSON object that holds only what the preset sets.

    {"format": "quantizer-preset", "version": 1, "name": "Game Boy", "description": "...",
     "settings": {"cluster": {"colors": 4}, ...}, "palette": ["#0f380f", ...],
     "file_format": "png", "optimize": true}

Only ``format`` and ``version`` are required. The palette is a list of colours or the name of a
built-in palette, such as ``"pico-8"``. A preset without a name is named after its file. An unknown
key, a wrong type or another version is an error that names the file, so nothing in a file is
ignored silently.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quantizer.built_in_palettes import built_in_palette
from quantizer.dither import DITHERERS
from quantizer.errors import ReadError, SettingsError
from quantizer.image.palette import Palette, Swatch, parse_hex
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.stream import read_small_file
from quantizer.presets.preset import Preset
from quantizer.settings.nested_values import nest, unnest
from quantizer.settings.settings import OPTIONS, Settings

from ..language import tr

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
    "measured_palette",
    "file_format",
    "optimize",
}

_log = logging.getLogger(__name__)


def read_preset(path: Path) -> Preset:
    """Read the preset in a file.

    Raises
    ------
    ReadError
        If the file is missing, unreadable, not a preset, of another version, or holds an unknown
        key or a value that is not allowed; the message names the file.
    """
    path = Path(path)
    try:
        preset = parse_preset(read_small_file(path, _MAX_BYTES, tr("a preset")), path.stem)
    except SettingsError as error:
        raise ReadError(path, tr("not a usable preset: {error}", error=error)) from error
    _log.debug("read preset %r from %s", preset.name, path)
    return preset


def write_preset(
    preset: Preset, path: Path, *, overwrite: bool = False, protect: Sequence[Path] = ()
) -> None:
    """Write a preset to a file, completely or not at all.

    Raises
    ------
    WriteError
        If it cannot be written, or the file exists and `overwrite` is not set.
    """
    data = format_preset(preset).encode()
    write_atomically(Path(path), data, overwrite=overwrite, protect=protect)


def format_preset(preset: Preset) -> str:
    """Return a preset as the text of its file."""
    data: dict[str, Any] = {"format": _FORMAT, "version": _VERSION, "name": preset.name}
    if preset.description:
        data["description"] = preset.description
    if preset.given:
        data["settings"] = nest(preset.values())
    if preset.palette is not None:
        data["palette"] = [swatch.hex for swatch in preset.palette]
        if preset.palette.is_measured:
            data["measured_palette"] = [swatch.hex for swatch in preset.palette.as_shown()]
    if preset.file_format is not None:
        data["file_format"] = preset.file_format
    if preset.optimize is not None:
        data["optimize"] = preset.optimize
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def parse_preset(content: bytes, default_name: str) -> Preset:
    """Return the preset in a file's bytes.

    Raises
    ------
    SettingsError
        If they hold no usable preset; the message does not name the file.
    """
    data = _object(_loaded(content))
    if data.get("format") != _FORMAT:
        raise SettingsError(tr('"format" is not "{format}"', format=_FORMAT))
    version = data.get("version")
    if type(version) is not int or version != _VERSION:
        raise SettingsError(
            tr(
                "its version is {found}, and this program reads {version}",
                found=json.dumps(version),
                version=_VERSION,
            )
        )
    name = _text(data, "name", default_name)
    values = unnest(data.get("settings", {}), OPTIONS)
    settings = Settings().with_values(values)
    DITHERERS.check(settings.dither.name)
    file_format, optimize = data.get("file_format"), data.get("optimize")
    if file_format is not None and not isinstance(file_format, str):
        raise SettingsError(tr('"file_format" is not text'))
    if optimize is not None and not isinstance(optimize, bool):
        raise SettingsError(tr('"optimize" is neither true nor false'))
    description, palette = _text(data, "description", ""), _palette(data, name)
    given = frozenset(values)
    return Preset(name, description, settings, given, palette, file_format, optimize)


def _loaded(content: bytes) -> object:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise SettingsError(
            tr("line {lineno}: {msg}", lineno=error.lineno, msg=error.msg)
        ) from error
    except (ValueError, RecursionError) as error:  # not text, long numbers, deeply nested brackets
        raise SettingsError(tr("the file is not readable JSON")) from error


def _object(data: object) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise SettingsError(tr("the file is not a JSON object"))
    unknown = sorted(set(data) - _KEYS)
    if unknown:
        raise SettingsError(tr("the file has an unknown key {unknown!r}", unknown=unknown[0]))
    return data


def _text(data: dict[str, Any], key: str, default: str) -> str:
    text = data.get(key, default)
    if not isinstance(text, str):
        raise SettingsError(tr('"{key}" is not text', key=key))
    return " ".join(text.encode("utf-8", "replace").decode().split())


def _palette(data: dict[str, Any], name: str) -> Palette | None:
    palette, measured = (_colors(data, key, name) for key in ("palette", "measured_palette"))
    if measured is None:
        return palette
    if palette is None:
        raise SettingsError(tr('there is a "measured_palette", but no "palette"'))
    return palette.with_measured(measured)


def _colors(data: dict[str, Any], key: str, name: str) -> Palette | None:
    codes = data.get(key)
    if codes is None:
        return None
    if isinstance(codes, str):
        return built_in_palette(codes)
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise SettingsError(tr('"{key}" is neither a list of colours nor a name', key=key))
    return Palette(tuple(Swatch(parse_hex(code)) for code in codes), name)
