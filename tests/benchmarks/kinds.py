"""Kinds of picture: photos, icons, screenshots. Figures are for one kind at a time.

A mean over pictures of several kinds says little, since each kind asks for something else. So the
images of a benchmark are grouped, and each group has rows of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer import QuantizerError, read_image

if TYPE_CHECKING:
    from collections.abc import Sequence

_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".tif", ".tiff", ".bmp", ".ppm"})

SOFT_EDGES = ", with alpha"
"""What the name of a kind ends with if its pictures have transparent pixels."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Pictures that are measured together.

    Parameters
    ----------
    name
        What tables call them.
    files
        The image files, at least one.
    """

    name: str
    files: tuple[Path, ...]

    @property
    def title(self) -> str:
        """The name with the number of files."""
        return f"{self.name} ({len(self.files)})"


def find_kinds(paths: Sequence[Path]) -> list[Kind]:
    """Return the kinds of picture that command-line arguments name, in their order.

    Parameters
    ----------
    paths
        Images, and folders whose images directly in them are meant. ``KIND=PATH`` names the kind;
        otherwise it is called as the folder is.

    Raises
    ------
    SystemExit
        If a path does not exist, or a kind has no image.
    """
    files: dict[str, list[Path]] = {}
    for path in paths:
        name, place = _named(path)
        if not place.exists():
            raise SystemExit(f"{place}: there is no such file or folder")
        found = files.setdefault(name, [])
        if place.is_dir():
            found += sorted(file for file in place.iterdir() if file.suffix.lower() in _ENDINGS)
        else:
            found.append(place)
    for name, found in files.items():
        if not found:
            raise SystemExit(f"{name}: there is no image in this folder")
    return [Kind(name, tuple(found)) for name, found in files.items()]


def split_by_alpha(kinds: Sequence[Kind]) -> list[Kind]:
    """Return the kinds, those that hold both opaque and other pictures as two kinds each."""
    found = []
    for kind in kinds:
        soft = tuple(file for file in kind.files if _has_alpha(file))
        opaque = tuple(file for file in kind.files if file not in soft)
        found += [Kind(kind.name, opaque)] if opaque else []
        found += [Kind(kind.name + SOFT_EDGES, soft)] if soft else []
    return found


def _named(path: Path) -> tuple[str, Path]:
    """Return the name of a kind, and the path of its image or folder."""
    name, sign, place = str(path).partition("=")
    if sign and not path.exists():
        return name, Path(place)
    folder = path.resolve()
    return (folder if folder.is_dir() else folder.parent).name, path


def _has_alpha(file: Path) -> bool:
    try:
        return read_image(file).has_alpha
    except QuantizerError as error:
        raise SystemExit(str(error)) from error
