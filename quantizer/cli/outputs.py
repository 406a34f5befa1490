"""The output file of each input, decided before anything is written."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.cli.pipes import STREAM, files, input_name, parse_output
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
        Value of ``-o``: a file, a folder, or ``-`` for stdout. None for a file beside each image,
        and for stdout if the image comes from stdin.
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
        If an output is an input, exists, or its folder does not exist.
    """
    if output is None:
        outputs = [
            Output(image, STREAM if image == STREAM else image.with_name(name(image)))
            for image in images
        ]
    elif parse_output(output) == STREAM:
        if len(images) > 1:
            raise SettingsError("several results cannot go to one stdout; give a folder with -o")
        return (Output(images[0], STREAM),)
    elif Path(output).is_dir() or output.endswith(("/", os.sep)) or len(images) > 1:
        outputs = [Output(image, Path(output, name(input_name(image)))) for image in images]
        if not Path(output).is_dir():
            raise WriteError(output, "there is no such folder; create it first")
    else:
        outputs = [Output(image, parse_output(output)) for image in images]
    _check(outputs, overwrite=overwrite or not known)
    return tuple(outputs)


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
        if not entry.target.parent.is_dir():
            raise WriteError(entry.target, f"there is no folder {entry.target.parent}")
        if os.path.lexists(entry.target) and not overwrite:
            raise WriteError(entry.target, "already exists; pass --overwrite to replace it")


def _identity(path: Path) -> Path:
    return Path(os.path.realpath(path))
