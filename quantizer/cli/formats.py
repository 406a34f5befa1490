"""``quantizer formats``: what can be read and written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quantizer.cli.exit_code import ExitCode
from quantizer.files.formats import FORMATS
from quantizer.palettes import CODECS

if TYPE_CHECKING:
    from argparse import Namespace


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
        print(json.dumps({"images": images, "palettes": palettes}))
        return ExitCode.DONE
    print("Image formats")
    for entry in FORMATS:
        does = " and ".join(
            verb for verb, able in (("read", entry.reads), ("write", entry.writes)) if able
        )
        print(f"  {entry.name:<6} {entry.label:<24} {does:<15} {' '.join(entry.extensions)}")
    print("Palette formats")
    for name in CODECS.names:
        codec = CODECS[name]
        print(f"  {name:<6} {codec.label:<24} {'read and write':<15} {' '.join(codec.extensions)}")
    return ExitCode.DONE
