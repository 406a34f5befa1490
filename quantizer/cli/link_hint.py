"""What to do about links that lead out of a folder, which are not followed unless asked for."""

from __future__ import annotations


def link_hint(count: int) -> str:
    """Return a sentence that names the option, for a number of links, 1 or more."""
    links = "a link leads" if count == 1 else f"{count:,} links lead"
    return f"{links} out of the folder: --follow-links takes the images there, too"
