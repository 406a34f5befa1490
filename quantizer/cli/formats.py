"""``quantizer formats``: list the image and palette formats that can be read and written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from quantizer.cli.exit_code import ExitCode
from quantizer.cli.streams import print_result
from quantizer.image_files.formats import FORMATS
from quantizer.palette_files import CODECS

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: Namespace) -> int:
    """Print the image formats and the palette formats."""
    images: list[dict[str, Any]] = [
        {
            "name": entry.name,
            "label": entry.label,
            "extensions": list(entry.extensions),
            "reads": entry.reads,
            "writes": entry.writes,
        }
        for entry in FORMATS
    ]
    palettes: list[dict[str, Any]] = [
        {
            "name": codec.name,
            "label": codec.label,
            "extensions": list(codec.extensions),
            "reads": codec.read is not None,
            "writes": codec.write is not None,
        }
        for codec in CODECS
    ]
    if arguments.json:
        print_result(json.dumps({"images": images, "palettes": palettes}))
        return ExitCode.DONE
    _show("Image formats", images)
    _show("Palette formats", palettes)
    return ExitCode.DONE


def _show(title: str, formats: list[dict[str, Any]]) -> None:
    print_result(title)
    for entry in formats:
        verbs = [verb for verb, key in (("read", "reads"), ("write", "writes")) if entry[key]]
        extensions = " ".join(entry["extensions"])
        words = " and ".join(verbs)
        print_result(f"  {entry['name']:<9} {entry['label']:<22} {words:<15} {extensions}")
