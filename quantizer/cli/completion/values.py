"""What may stand in place of a value: words, files of some kind, folders.

Choices are taken from the parser. `values_of` tells the rest by the name of an argument, or else by
the name of its value in the help: an ``IMAGE`` is a file with the extension of an image.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from quantizer.built_in_palettes import built_in_names
from quantizer.cli.arguments import COMMANDS
from quantizer.cli.group_arguments import FOLDER_LABELS
from quantizer.grouping.features import FEATURES
from quantizer.image_files.formats import FORMATS
from quantizer.palette_files import CODECS
from quantizer.presets import BUILT_IN
from quantizer.presets.preset_file import EXTENSION
from quantizer.settings.enums import Selector
from quantizer.tables.options import DECIMALS, SEPARATORS

if TYPE_CHECKING:
    import argparse


@dataclass(frozen=True, slots=True)
class Values:
    """What may stand in place of a value.

    Parameters
    ----------
    words
        Words that are meant literally.
    extensions
        Extensions of files, in lower case and without the dot.
    any_file
        Whether it may be a file of any extension.
    folders
        Whether it may be a folder. Where files are meant, folders are always completed, since the
        file may be in one.
    """

    words: tuple[str, ...] = ()
    extensions: tuple[str, ...] = ()
    any_file: bool = False
    folders: bool = False

    @property
    def has_paths(self) -> bool:
        """Whether a path may be meant."""
        return bool(self.extensions) or self.any_file or self.folders


NOTHING = Values()
ANY_FILE = Values(any_file=True, folders=True)
FOLDERS = Values(folders=True)


def values_of(action: argparse.Action, words: tuple[str, ...]) -> Values:
    """Return what the value of an argument may be; `NOTHING` if it is free text or a number.

    Parameters
    ----------
    action
        The argument.
    words
        The words that call its command, such as ``("presets", "show")``.
    """
    if action.choices is not None:
        return Values(words=tuple(str(choice) for choice in action.choices))
    metavar = action.metavar if isinstance(action.metavar, str) else ""
    known = _by_name()
    for name in (" ".join((*words, action.dest)), action.dest, metavar):
        if name in known:
            return known[name]
    return NOTHING


def images() -> Values:
    """Return what an image may be."""
    return _by_name()["IMAGE"]


@cache
def _by_name() -> dict[str, Values]:
    """Return values by names of arguments (``dest``), and by names of values in the help.

    An argument that means something else in another command has its command before its name.
    """
    images = _files(*(name for entry in FORMATS if entry.reads for name in entry.extensions))
    palettes = _files(*(name for codec in CODECS for name in codec.extensions))
    palette = Values(built_in_names(), palettes.extensions, folders=True)
    presets = tuple(preset.key for preset in BUILT_IN)
    preset = Values(presets, (EXTENSION[1:],), folders=True)
    return {
        "cluster.colors": Values(words=_selectors()),
        "clusters": Values(words=_selectors()),
        "dither.kernel": _files(".json"),
        "decimal": Values(words=tuple(DECIMALS)),
        "features": Values(words=FEATURES.names),
        "groups": Values(words=("auto",)),
        "help words": Values(words=(*COMMANDS, "config")),
        "heat_map": _files(".png"),
        "labels": Values((FOLDER_LABELS,), ("csv",), folders=True),
        "names": Values(("css", *palette.words), palette.extensions, folders=True),
        "palettes name": palette,
        "pngquant map": Values((), (*images.extensions, *palettes.extensions), folders=True),
        "pngquant words": images,
        "plot": _files(".svg", ".png", ".html"),
        "preset": preset,
        "presets export name": Values(words=presets),
        "presets import files": _files(EXTENSION),
        "presets show name": preset,
        "report": _files(".csv", ".json"),
        "separator": Values(words=tuple(name for name in SEPARATORS if name.isalpha())),
        "FILE": ANY_FILE,
        "FOLDER": FOLDERS,
        "IMAGE": images,
        "JOURNAL": _files(".jsonl"),
        "ORIGINAL": images,
        "OUT": ANY_FILE,
        "PALETTE": palette,
        "PATH": images,
        "RESULT": images,
        "TABLE": _files(".csv", ".tsv"),
    }


def _files(*extensions: str) -> Values:
    return Values(extensions=tuple(dict.fromkeys(name[1:] for name in extensions)), folders=True)


def _selectors() -> tuple[str, ...]:
    return (str(Selector.ELBOW), str(Selector.SILHOUETTE))
