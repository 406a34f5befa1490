"""The names of outputs: a template such as ``{parent}/{stem}-{k}.{ext}``, filled for each file.

A name stays in the output folder whatever the template and the file are called: text that could
lead out of it is refused when the template is parsed, and what a file's own name brings in (a
file may be called ``...png``, whose stem is ``..``) is made harmless.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath
from string import Formatter

from quantizer.errors import SettingsError
from quantizer.image_files.formats import READABLE, FileFormat, format_for_path

_FIELDS = ("stem", "ext", "k", "n", "relative", "parent")
_NUMBERS = {"k", "n"}
_WIDTH = re.compile(r"0[0-9]{1,2}d?")
_RESERVED = re.compile(r'[<>:"|?*\\\x00-\x1f\x7f]')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_DOTS = {".", ".."}


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template.

    Parameters
    ----------
    text
        As it was given.
    pieces
        Text, and after it the name of a field and how its number is written; both empty at the
        end of the template.
    format
        What its last ending stands for; None where the ending is ``{ext}``.
    """

    text: str
    pieces: tuple[tuple[str, str, str], ...]
    format: FileFormat | None

    @classmethod
    def parse(cls, text: str) -> Template:
        """Return the template that `text` is; ``.{ext}`` is added where it has no ending.

        Raises
        ------
        SettingsError
            If it is empty, has a field that there is not, could lead out of the output folder,
            has characters that not every disk allows in names, or ends as a format that cannot
            be written.
        """
        pieces = _parse(text)
        _check_names(text, pieces)
        ending = None
        if not _ends_in_field(pieces):
            ending = _ending(pieces)
            if ending is None:
                pieces = (*pieces, (".", "ext", ""))
        file_format = None if ending is None else format_for_path(Path(text))
        return cls(text, pieces, file_format)

    @property
    def asks_for_colors(self) -> bool:
        """Whether the number of colours is part of the name."""
        return any(field == "k" for _, field, _ in self.pieces)

    def fill(self, relative: PurePath, *, ext: str, k: int, n: int) -> PurePath:
        """Return the name of a file's output, relative to the output folder.

        Parameters
        ----------
        relative
            The input's path below the folder that was given.
        ext
            Ending of the output's format, without a dot.
        k
            Number of colours.
        n
            Number of the file.
        """
        parent = "/".join(relative.parts[:-1])
        stem = relative.stem
        if stem in _DOTS:
            stem = "_" * len(stem)
        values = {
            "stem": stem,
            "ext": ext,
            "relative": f"{parent}/{stem}" if parent else stem,
            "parent": parent,
        }
        numbers = {"k": k, "n": n}
        made = "".join(
            text + (format(numbers[field], spec) if field in numbers else values.get(field, ""))
            for text, field, spec in self.pieces
        )
        if made.endswith(f"/.{ext}") or made == f".{ext}":
            made = f"{made.removesuffix(f'.{ext}')}{stem}.{ext}"  # a name needs more than an ending
        return PurePath(*(part for part in made.split("/") if part not in {"", *_DOTS}))


def _parse(text: str) -> tuple[tuple[str, str, str], ...]:
    """Cut a template into text and fields."""
    try:
        parsed = [
            (literal, field, spec or "", conversion)
            for literal, field, spec, conversion in Formatter().parse(text)
        ]
    except ValueError as error:
        raise SettingsError(
            f"the name {text!r} has a brace without its partner; a brace itself is written {{{{ "
            "or }}"
        ) from error
    for _, field, spec, conversion in parsed:
        if field is None:
            continue
        if field not in _FIELDS:
            known = ", ".join(f"{{{name}}}" for name in _FIELDS)
            raise SettingsError(f"the name {text!r} has a field {{{field}}}; there are {known}")
        if conversion or (spec and not (field in _NUMBERS and _WIDTH.fullmatch(spec))):
            raise SettingsError(
                f"the name {text!r} says how {{{field}}} is written in a way that is not known; "
                "only numbers take a width, such as {n:04}"
            )
    return tuple((literal, field or "", spec) for literal, field, spec, _ in parsed)


def _check_names(text: str, pieces: tuple[tuple[str, str, str], ...]) -> None:
    """Refuse what cannot be, or should not be, the name of a file in the output folder."""
    found = _RESERVED.search("".join(literal for literal, _, _ in pieces))
    if found and not re.match(r"[A-Za-z]:", text):
        raise SettingsError(
            f"the name {text!r} has the character {found.group()!r}, which not every disk allows"
            + ("; write / between folders" if found.group() == "\\" else "")
        )
    # A field stands for some name here, so that only what the user wrote is looked at.
    outline = "".join(literal + ("*" if field else "") for literal, field, _ in pieces)
    parts = outline.split("/")
    if found or outline.startswith("/") or ".." in parts:
        raise SettingsError(f"the name {text!r} leads out of the output folder")
    if not parts[-1].strip(" ."):
        raise SettingsError(f"the name {text!r} is empty; give one such as '{{stem}}.{{ext}}'")
    for part in parts:
        if part.lower().startswith(".quantizer-"):
            raise SettingsError(f"the name {text!r} begins as a journal's does; choose another")
        if _DEVICES.fullmatch(part) or (part != "." and part.endswith((" ", "."))):
            raise SettingsError(
                f"the name {text!r} has a part that not every disk allows: it is the name of a "
                "device, or ends in a dot or a space"
            )


def _ends_in_field(pieces: tuple[tuple[str, str, str], ...]) -> bool:
    literal, field, _ = pieces[-1]
    return field == "ext" and literal.endswith(".")


def _ending(pieces: tuple[tuple[str, str, str], ...]) -> str | None:
    """Return the ending that a template spells out, if it is that of an image."""
    literal, field, _ = pieces[-1]
    if field:
        return None
    ending = PurePath(f"name{literal}").suffix.lower()
    return ending if any(ending in entry.extensions for entry in READABLE) else None
