"""The file format that an export proposes, and that the image is reduced for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.image_files.formats import ANIMATED, WRITABLE

if TYPE_CHECKING:
    from quantizer.image_files.formats import FileFormat

    from ..preferences import Preferences
    from .document import Document


def proposed_format(document: Document, preferences: Preferences) -> FileFormat:
    """Return the chosen format or that of the chosen preset, if it fits, or the last exported."""
    preset = document.chosen.preset
    own = document.chosen.file_format or (preset.format if preset is not None else None)
    if own is not None and (own.animates or not document.moves):
        return own
    return preferences.file_format(offered_formats(document), moves=document.moves)


def offered_formats(document: Document) -> tuple[FileFormat, ...]:
    """Return all formats that are written, the one that suits the image best first.

    For an animation that is its own format, then the others that hold animations.
    """
    if not document.moves or document.read is None:
        return WRITABLE
    own = document.read.animation.source.format
    return tuple(sorted(WRITABLE, key=lambda one: (one not in ANIMATED, one.pillow != own)))
