"""JSON from bytes, with one error for all that can be wrong with it."""

from __future__ import annotations

import json

from quantizer.palette_files._codec import PaletteFormatError, decode_text

from ..language import tr


def load_json(data: bytes) -> object:
    """Return the value that JSON text stands for.

    Raises
    ------
    PaletteFormatError
        If it is not JSON; the message names the line.
    """
    try:
        document: object = json.loads(decode_text(data))
    except json.JSONDecodeError as error:
        raise PaletteFormatError(
            tr("line {lineno}: {msg}", lineno=error.lineno, msg=error.msg)
        ) from error
    except (ValueError, RecursionError) as error:  # numbers too long, brackets too deep
        raise PaletteFormatError(tr("line 1: this JSON cannot be read")) from error
    return document
