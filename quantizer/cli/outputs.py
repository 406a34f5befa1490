"""The output file of each input, decided before anything is written.

A folder that ends in a slash need not exist: `quantizer.image_files.atomic.made_folder` makes it
when its first file is written.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.cli.pipes import STREAM, files, input_name, output_name, parse_output
from quantizer.errors import SettingsError, WriteError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Output:
    """One input file and its output file."""

    image: Path
    target: Path


def plan_outputs(
    images: Sequence[Path],
    output: str | None,
    name: Callable[[Path], str],
    *,
    overwrite: bool,
    known: bool = True,
) -> tuple[Output, ...]:
    """Return the output of each image.

    Parameters
    ----------
    images
        The inputs.
    output
        Value of ``-o``: a file, a folder, which exists or ends in a slash, or ``-`` for stdout.
        None for a file beside each image, and for stdout if the image comes from stdin.
    name
        Returns the output's file name for an input's path, if `output` is not a file.
    overwrite
        Whether an output file may exist already.
    known
        Whether `name` returns the final name. If not, existing files are not checked yet: the
        output is planned again, one image at a time, once its name is known.

    Raises
    ------
    SettingsError
        If several images would go to one file.
    WriteError
        If an output is an input, exists, or its folder neither exists nor can be made.
    """
    if output is None:
        outputs = [
            Output(image, STREAM if image == STREAM else image.with_name(name(image)))
            for image in images
        ]
    elif len(images) > 1 and not names_folder(output):
        shown = output_name(parse_output(output))
        raise SettingsError(
            f"{len(images)} inputs cannot be written to one file, {shown}: name a folder for the "
            f"results, which ends in a slash: -o {shown.with_suffix('')}/"
        )
    else:
        outputs = [Output(image, output_file(output, name(input_name(image)))) for image in images]
    _check(outputs, overwrite=overwrite or not known)
    return tuple(outputs)


def output_file(output: str, name: str) -> Path:
    """Return the file that an output is: itself, or `name` in it if it is a folder.

    Raises
    ------
    WriteError
        If its folder neither exists nor can be made; only one that ends in a slash is made.
    """
    target = parse_output(output)
    if target == STREAM:
        return STREAM
    if names_folder(output):
        _check_folder(target)
        return target / name
    if not target.parent.is_dir():
        raise WriteError(target, f"there is no folder {target.parent}")
    return target


def names_folder(output: str) -> bool:
    """Return whether an output is a folder: one that exists, or one that ends in a slash."""
    path = parse_output(output)
    return path != STREAM and (output.endswith(("/", os.sep)) or path.is_dir())


def _check_folder(path: Path) -> None:
    """Raise `WriteError` if a file is where a folder, or one of its parents, is to be made."""
    for folder in (path, *path.parents):
        if os.path.lexists(folder):
            if not folder.is_dir():
                raise WriteError(folder, "is a file, but a folder is to be made there")
            return


def _check(outputs: list[Output], *, overwrite: bool) -> None:
    inputs = {_identity(image) for image in files([entry.image for entry in outputs])}
    taken: dict[Path, Path] = {}
    for entry in outputs:
        if entry.target == STREAM:
            continue
        target = _identity(entry.target)
        if target in taken:
            raise SettingsError(
                f"{taken[target]} and {entry.image} would both be written to {entry.target}"
            )
        taken[target] = entry.image
        if target in inputs:
            raise WriteError(entry.target, "is an input, and inputs are never replaced")
        if entry.target.is_dir():
            raise WriteError(entry.target, "is a folder, not a file to write")
        if entry.target.exists() and not entry.target.is_file():
            reason = "is a device or a pipe, not a file; use -o -, and redirect stdout to it"
            raise WriteError(entry.target, reason)
        if os.path.lexists(entry.target) and not overwrite:
            raise WriteError(entry.target, "already exists; pass --overwrite to replace it")


def _identity(path: Path) -> Path:
    return Path(os.path.realpath(path))
