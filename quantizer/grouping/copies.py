"""Copies images into one folder for each group.

Originals are only read. A copy appears whole or not at all, and never replaces a file: where the
name is taken, a number is added. A file that an earlier run has copied there, with the same bytes,
is left as it is.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.errors import FileError, SettingsError, WriteError
from quantizer.image_files.atomic import make_folder, write_atomically
from quantizer.progress import SILENT, Progress, Stage

from ..language import tr

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.grouping.group import Grouping


@dataclass(frozen=True, slots=True)
class Copies:
    """What was copied.

    Parameters
    ----------
    made
        Number of copies that were written.
    present
        Number of images of which there was a copy already.
    failed
        Images that could not be copied, each with the reason.
    """

    made: int
    present: int
    failed: tuple[tuple[str, str], ...]


def check_target(target: Path, source: Path) -> None:
    """Check that copies of images in the folder `source` may go into the folder `target`.

    Raises
    ------
    SettingsError
        If they are one folder: originals and copies would mix.
    WriteError
        If the target exists and is no folder.
    """
    if os.path.realpath(target) == os.path.realpath(source):
        raise SettingsError(
            tr("{target} is the folder of the images; copy them to another folder", target=target)
        )
    if os.path.lexists(target) and not target.is_dir():
        raise WriteError(target, tr("is a file, but a folder is to be made there"))


def copy_groups(grouping: Grouping, target: Path, progress: Progress = SILENT) -> Copies:
    """Copy each image into the folder of its group.

    Parameters
    ----------
    grouping
        The groups; each gets a folder with its number and name.
    target
        The folder of these folders; it is created if needed.
    progress
        Told the share of the images done. After a cancel, the copies that were made stay.

    Raises
    ------
    WriteError
        If a folder cannot be created, or the folder of a group is a link.
    """
    progress = progress.at(Stage.WRITE)
    made = present = 0
    failed: list[tuple[str, str]] = []
    for group in grouping.groups:
        folder = target / group.title
        if folder.is_symlink():
            raise WriteError(folder, tr("is a link, which may lead to originals; remove it"))
        make_folder(folder)
        taken: set[str] = set()
        for place in group.members.tolist():
            progress.report((made + present + len(failed)) / len(grouping.images))
            file = grouping.images[place].file
            try:
                is_new = _copy(file.path, folder, taken)
            except FileError as error:
                failed.append((file.name, error.reason))
            except OSError as error:
                failed.append(
                    (file.name, tr("cannot be read: {reason}", reason=error.strerror or error))
                )
            else:
                made, present = made + is_new, present + (not is_new)
    progress.report(1)
    return Copies(made, present, tuple(failed))


def _copy(source: Path, folder: Path, taken: set[str]) -> bool:
    """Copy a file; return False if it was there already.

    The name of the copy, without regard to case, is added to `taken`.
    """
    data = source.read_bytes()
    number = 1
    while True:
        suffix = "" if number == 1 else f"-{number}"
        name = f"{source.stem}{suffix}{source.suffix}"
        copy = folder / name
        number += 1
        key = name.casefold()  # the disk, or one the folder is moved to, may ignore case
        if key in taken:
            continue
        if not os.path.lexists(copy):
            write_atomically(copy, data, like=source)
            taken.add(key)
            return True
        if not copy.is_symlink() and _holds(copy, data):
            taken.add(key)
            return False


def _holds(path: Path, data: bytes) -> bool:
    """Return whether a file has these bytes."""
    try:
        return path.stat().st_size == len(data) and path.read_bytes() == data
    except OSError:
        return False
