"""In which format a result is proposed to be exported, and so measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.image_files.formats import FileFormat

    from ..preferences import Preferences
    from .document import Document
    from .export_content import Content


def proposed_format(document: Document, preferences: Preferences, content: Content) -> FileFormat:
    """Return the format of the chosen preset, if it holds the content, or that exported last."""
    preset = document.chosen.preset
    own = preset.format if preset is not None else None
    return own if own in content.formats and own is not None else preferences.file_format(content)


def proposed_image_format(document: Document, preferences: Preferences) -> FileFormat:
    """Return the same for a still image that is not there yet."""
    preset = document.chosen.preset
    own = preset.format if preset is not None else None
    return preferences.image_format if own is None else own
