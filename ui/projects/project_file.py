"""Project files: a versioned JSON object.

    {"format": "quantizer-project", "version": 1,
     "image": {"path": "/home/ann/photo.png", "relative": "../photo.png", "blake2b": "5f0c..."},
     "choice": {"settings": {...}, "palette": {...}, "preset": {...}, "edits": {...}},
     "pins": [{"name": "", "recipe": {...}}], "view": {"mode": "split", ...}}

An image without a file is in the project itself: ``{"name": "Clipboard", "data": "iVBORw0..."}``,
the bytes of an image file in Base64. The image is looked for beside the project first, so
that a folder with both can be moved.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from pathlib import Path
from typing import Any

from quantizer.errors import QuantizerError, ReadError, SettingsError
from quantizer.image_files.atomic import write_atomically
from quantizer.image_files.stream import read_small_file
from quantizer.language import mark, tr

from ..canvas.view_mode import DEFAULT_GAIN, GAINS, ViewMode
from ..pins.pin import PinnedRecipe
from .choice_data import choice_data, choice_of, fields, recipe_data, recipe_of, typed
from .project import EmbeddedImage, ImageFile, Project, SavedView

FORMAT = "quantizer-project"
VERSION = 1
_KIND = mark("a project")
_MAX_BYTES = 1 << 30
"""Larger files are refused: an embedded image of 100 megapixels takes less."""


class NewerVersionError(SettingsError):
    """The project was saved by a later version of the program."""


def write_project(project: Project, path: Path) -> None:
    """Write a project to a file, completely or not at all; an existing file is replaced.

    Raises
    ------
    WriteError
        If it cannot be written.
    """
    write_atomically(path, format_project(project, path.absolute().parent), overwrite=True)


def read_project(path: Path) -> Project:
    """Read the project in a file.

    Raises
    ------
    ReadError
        If the file is missing, unreadable, no project, or from a newer version of the program; the
        message names the file.
    """
    content = read_small_file(path, _MAX_BYTES, _KIND)
    try:
        return parse_project(content, path.absolute().parent)
    except NewerVersionError as error:
        raise ReadError(path, str(error)) from error
    except QuantizerError as error:
        raise ReadError(path, tr("not a usable project: {error}", error=error)) from error


def format_project(project: Project, folder: Path) -> bytes:
    """Return a project as the bytes of a file in a folder."""
    view = project.view
    data = {
        "format": FORMAT,
        "version": VERSION,
        "image": _image_data(project.image, folder),
        "choice": choice_data(project.chosen),
        "pins": [{"name": pin.name, "recipe": recipe_data(pin.recipe)} for pin in project.pins],
        "view": {
            "mode": view.mode.value,
            "gain": view.gain,
            "split": view.split,
        },
    }
    if project.saved_as is not None:
        data["saved_as"] = str(project.saved_as)
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def parse_project(content: bytes, folder: Path) -> Project:
    """Return the project in the bytes of a file in a folder.

    Raises
    ------
    SettingsError
        If they hold no usable project; the message does not name the file.
    """
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # not text, no JSON, deeply nested brackets
        raise SettingsError(tr("the file is not readable JSON")) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise SettingsError(tr('"format" is not "{format}"', format=FORMAT))
    version = data.get("version")
    if type(version) is not int or version < 1:
        raise SettingsError(tr("it has no version"))
    if version > VERSION:
        raise NewerVersionError(
            tr("was saved by a newer version of Quantizer: update the program to open it")
        )
    found = fields(data, {"format", "version", "image", "choice", "pins", "view", "saved_as"})
    saved_as = typed(found, "saved_as", str, None)
    return Project(
        _image_of(found.get("image"), folder),
        choice_of(found.get("choice")),
        tuple(_pin_of(one) for one in typed(found, "pins", list, [])),
        _view_of(found.get("view")),
        None if saved_as is None else Path(saved_as),
    )


def _image_data(image: ImageFile | EmbeddedImage, folder: Path) -> dict[str, Any]:
    if isinstance(image, EmbeddedImage):
        return {"name": image.name, "data": base64.b64encode(image.data).decode()}
    return {
        "path": str(image.path),
        "relative": _relative(image.path, folder),
        "blake2b": image.digest,
    }


def _relative(path: Path, folder: Path) -> str | None:
    """Return a path from a folder on, with slashes; None on another drive."""
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:
        return None


def _image_of(data: object, folder: Path) -> ImageFile | EmbeddedImage:
    found = fields(data, {"path", "relative", "blake2b", "name", "data"})
    code = typed(found, "data", str, None)
    if code is not None:
        try:
            content = base64.b64decode(code, validate=True)
        except (binascii.Error, ValueError) as error:
            raise SettingsError(tr("its image is not readable")) from error
        return EmbeddedImage(typed(found, "name", str, ""), content)
    path, digest = typed(found, "path", str, ""), typed(found, "blake2b", str, "")
    if not path or "\0" in path:
        raise SettingsError(tr("it names no image"))
    relative = typed(found, "relative", str, None)
    if relative is not None and "\0" not in relative:
        beside = Path(os.path.normpath(folder / relative))
        if beside.is_file():
            return ImageFile(beside, digest)
    return ImageFile(Path(path), digest)


def _pin_of(data: object) -> PinnedRecipe:
    found = fields(data, {"name", "recipe"})
    return PinnedRecipe(recipe_of(found.get("recipe")), typed(found, "name", str, ""))


def _view_of(data: object) -> SavedView:
    if data is None:
        return SavedView()
    found = fields(data, {"mode", "gain", "split"})
    name, gain = typed(found, "mode", str, ""), typed(found, "gain", int, DEFAULT_GAIN)
    mode = next((one for one in ViewMode if one.value == name), ViewMode.SPLIT)
    split = found.get("split")
    place = float(split) if isinstance(split, int | float) and 0 <= split <= 1 else 0.5
    return SavedView(mode, gain if gain in GAINS else DEFAULT_GAIN, place)
