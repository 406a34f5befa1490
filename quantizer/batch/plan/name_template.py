"""Templates of output names, such as ``{parent}/{stem}-{k}.{ext}``, filled in for each file.

An output never leaves the output folder: text that could lead out of it is an error when the
template is parsed, and unsafe parts of a file's own name (the stem of ``...png`` is ``..``) are
replaced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath
from string import Formatter

from quantizer.errors import SettingsError
from quantizer.image_files.formats import READABLE, FileFormat, format_for_path

from ...language import tr

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
        The template as given.
    pieces
        Triples of text, the name of the field that follows it, and the format of its number; the
        last two are empty at the end of the template.
    format
        Format of its file extension; None if that is ``{ext}``.
    """

    text: str
    pieces: tuple[tuple[str, str, str], ...]
    format: FileFormat | None

    @classmethod
    def parse(cls, text: str) -> Template:
        """Parse a template; ``.{ext}`` is appended if it has no file extension.

        Raises
        ------
        SettingsError
            If it is empty, has an unknown field, could lead out of the output folder, or contains
            characters that not every disk allows in names.
        """
        pieces = _parse(text)
        _check_names(text, pieces)
        literal, field, _ = pieces[-1]
        if field == "ext" and literal.endswith("."):
            return cls(text, pieces, None)
        ending = "" if field else PurePath(f"name{literal}").suffix.lower()
        if any(ending in entry.extensions for entry in READABLE):
            return cls(text, pieces, format_for_path(Path(text)))
        return cls(text, (*pieces, (".", "ext", "")), None)

    @property
    def asks_for_colors(self) -> bool:
        """Whether it contains ``{k}``."""
        return any(field == "k" for _, field, _ in self.pieces)

    def fill(self, relative: PurePath, *, ext: str, k: int, n: int) -> PurePath:
        """Return the path of an output relative to the output folder.

        Parameters
        ----------
        relative
            Path of the input below the given folder.
        ext
            Extension of the output, without a dot.
        k
            Number of colours.
        n
            Number of the file in the plan.
        """
        parent = "/".join(relative.parts[:-1])
        stem = "_" * len(relative.stem) if relative.stem in _DOTS else relative.stem
        below = f"{parent}/{stem}" if parent else stem
        values = {"stem": stem, "ext": ext, "relative": below, "parent": parent}
        numbers = {"k": k, "n": n}
        made = "".join(
            text + (format(numbers[field], spec) if field in numbers else values.get(field, ""))
            for text, field, spec in self.pieces
        )
        if made.endswith(f"/.{ext}") or made == f".{ext}":
            # A name needs more than an extension.
            made = f"{made.removesuffix(f'.{ext}')}{stem}.{ext}"
        return PurePath(*(part for part in made.split("/") if part not in {"", *_DOTS}))


def _parse(text: str) -> tuple[tuple[str, str, str], ...]:
    """Split a template into text and fields."""
    try:
        parsed = list(Formatter().parse(text))
    except ValueError as error:
        raise SettingsError(
            tr(
                "the name {text!r} has an unmatched brace; write a literal brace as {{{{ or }}}}",
                text=text,
            )
        ) from error
    for _, field, spec, conversion in parsed:
        if field is None:
            continue
        if field not in _FIELDS:
            known = ", ".join(f"{{{name}}}" for name in _FIELDS)
            raise SettingsError(
                tr(
                    "the name {text!r} has the field {{{field}}}, "
                    "which does not exist; use {known}",
                    text=text,
                    field=field,
                    known=known,
                )
            )
        if conversion or (spec and not (field in _NUMBERS and _WIDTH.fullmatch(spec))):
            raise SettingsError(
                tr(
                    "the name {text!r} has an unknown format for {{{field}}}; only numbers take a "
                    "width, such as {{n:04}}",
                    text=text,
                    field=field,
                )
            )
    return tuple((literal, field or "", spec or "") for literal, field, spec, _ in parsed)


def _check_names(text: str, pieces: tuple[tuple[str, str, str], ...]) -> None:
    """Raise an error for a template that is not a safe name in the output folder."""
    found = _RESERVED.search("".join(literal for literal, _, _ in pieces))
    if found and not re.match(r"[A-Za-z]:", text):
        raise SettingsError(
            tr(
                "the name {text!r} has the character {char!r}, which not every disk allows",
                text=text,
                char=found.group(),
            )
            + (tr("; write / between folders") if found.group() == "\\" else "")
        )
    # Fields are replaced by *, so that only what the user wrote is checked.
    outline = "".join(literal + ("*" if field else "") for literal, field, _ in pieces)
    parts = outline.split("/")
    if found or outline.startswith("/") or ".." in parts:
        raise SettingsError(tr("the name {text!r} leads out of the output folder", text=text))
    if not parts[-1].strip(" ."):
        raise SettingsError(
            tr("the name {text!r} is empty; give one such as '{{stem}}.{{ext}}'", text=text)
        )
    for part in parts:
        if part.lower().startswith(".quantizer-"):
            raise SettingsError(
                tr("the name {text!r} begins like the name of a journal; choose another", text=text)
            )
        if _DEVICES.fullmatch(part) or (part != "." and part.endswith((" ", "."))):
            raise SettingsError(
                tr(
                    "the name {text!r} has a part that not every disk allows: the name of a "
                    "device, or one that ends in a dot or a space",
                    text=text,
                )
            )
