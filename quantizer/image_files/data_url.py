"""Image files as text for web pages: data URLs (RFC 2397), and CSS that uses them."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.image_files.formats import format_by_name

if TYPE_CHECKING:
    from quantizer.image_files.formats import FileFormat

_MEDIA_TYPES = {"png": "image/png", "gif": "image/gif", "webp": "image/webp"}
"""Media types of the formats that are written here and shown by browsers, by name."""


def web_format(file_format: FileFormat) -> FileFormat:
    """Return a format itself if browsers show it, else PNG."""
    return file_format if file_format.name in _MEDIA_TYPES else format_by_name("png")


def data_url(data: bytes, file_format: FileFormat) -> str:
    """Return a file as a URL that contains it: ``data:image/png;base64,…``.

    Raises
    ------
    SettingsError
        If browsers do not show the format.
    """
    media_type = _MEDIA_TYPES.get(file_format.name)
    if media_type is None:
        raise SettingsError(f"browsers do not show {file_format.label}; choose PNG, GIF or WebP")
    return f"data:{media_type};base64,{b64encode(data).decode('ascii')}"


def css_background(url: str) -> str:
    """Return the CSS declaration that shows the image at a URL behind an element."""
    return f'background-image: url("{url}");'
