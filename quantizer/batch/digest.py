"""Digests (BLAKE2b) of file contents, and of all that determines a result."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from quantizer import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from _typeshed import SupportsRead

    from quantizer.batch.plan.options import Conversion
    from quantizer.image.palette import Palette

_BLOCK = 1 << 20


def digest(data: bytes) -> str:
    """Return the BLAKE2b digest of some bytes: 128 bits as 32 hexadecimal digits."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def file_digest(path: Path) -> str:
    """Return the digest of a file's content; see `digest`."""
    with path.open("rb") as file:
        return stream_digest(file)


def stream_digest(file: SupportsRead[bytes]) -> str:
    """Return the digest of the rest of an open file; see `digest`."""
    state = hashlib.blake2b(digest_size=16)
    while block := file.read(_BLOCK):
        state.update(block)
    return state.hexdigest()


def recipe_digest(conversion: Conversion, file_format: str, palette: Palette | None) -> str:
    """Return the digest of all that determines an output besides its input.

    `palette` was given or is shared with other files; None if one is found for this file alone.
    """
    swatches = None
    if palette is not None:
        swatches = [swatch.color + (swatch.measured or ()) for swatch in palette]
    recipe = {
        "settings": asdict(conversion.settings),
        "skip_if_larger": conversion.skip_if_larger,
        "min_saving": conversion.min_saving,
        "copy_original": conversion.copy_original,
        "optimize": conversion.optimize,
        "keep_exif": conversion.keep_exif,
        "keep_profile": conversion.keep_profile,
        "format": file_format,
        "palette": swatches,
        "version": __version__,
    }
    return digest(json.dumps(recipe, sort_keys=True).encode())
