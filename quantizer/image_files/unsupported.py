"""Tell a valid file that uses what is not implemented from a damaged one."""

from __future__ import annotations

import re

_UNSUPPORTED = re.compile(
    r"unsupported|not supported|not implemented|not available|not configured|unknown pixel mode"
    r"|unknown (?:raw )?(?:mode|compression)|unrecognized (?:photometric|mode)|cannot handle"
    r"|MAX_TEXT_",
    re.IGNORECASE,
)
"""What decoders say about files that are valid, but use what they do not implement."""


class UnsupportedError(Exception):
    """The file is valid, but uses something that cannot be read; the text says what."""


def says_unsupported(text: object) -> bool:
    """Return whether a decoder's message says that it lacks something, not that data are wrong."""
    return _UNSUPPORTED.search(str(text)) is not None
