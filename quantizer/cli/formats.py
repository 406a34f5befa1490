"""``quantizer formats``: list the image and palette formats that can be read and written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quantizer.cli.exit_code import ExitCode
from quantizer.cli.streams import print_result
from quantizer.image_files.formats import FORMATS
from quantizer.palette_files import CODECS

if TYPE_CHECKING:
    from argparse import Namespace

    from quantizer.image_files.formats import FileFormat

_BOTH = "read and write"


def run(arguments: Namespace) -> int:
    """Print the image formats and the palette formats."""
    images = [
        {
            "name": entry.name,
            "label": entry.label,
            "extensions": list(entry.extensions),
            "reads": entry.reads,
            "writes": entry.writes,
        }
        for entry in FORMATS
    ]
    palettes = [
        {"name": name, "label": CODECS[name].label, "extensions": list(CODECS[name].extensions)}
        for name in CODECS.names
    ]
    if arguments.json:
        print_result(json.dumps({"images": images, "palettes": palettes}))
        return ExitCode.DONE
    _show("Image formats", [(e.name, e.label, _verbs(e), " ".join(e.extensions)) for e in FORMATS])
    codecs = [(name, CODECS[name]) for name in CODECS.names]
    _show("Palette formats", [(n, c.label, _BOTH, " ".join(c.extensions)) for n, c in codecs])
    return ExitCode.DONE


def _verbs(entry: FileFormat) -> str:
    return _BOTH if entry.reads and entry.writes else "read" if entry.reads else "write"


def _show(title: str, rows: list[tuple[str, str, str, str]]) -> None:
    print_result(title)
    for name, label, verbs, extensions in rows:
        print_result(f"  {name:<9} {label:<20} {verbs:<15} {extensions}")
