"""Saves a run that was watched: as an animation, or as numbered pictures of its steps.

    frames -> reduced to at most 256 colours (`quantizer.conversion`) -> bytes -> disk

Both functions run in a worker's thread. Nothing is on the disk until everything is encoded.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from quantizer.conversion.convert import reduce
from quantizer.conversion.encode import encode_result
from quantizer.conversion.fit_format import fit_format
from quantizer.conversion.recipe import Recipe
from quantizer.errors import WriteError
from quantizer.image.image import Animation, Frame, Image
from quantizer.image_files.atomic import make_folder, write_atomically
from quantizer.image_files.formats import ANIMATED, format_by_name, format_for_path
from quantizer.language import tr
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.settings import DitherSettings, Settings

from ..jobs.jobs import encoded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_SETTINGS = Settings(dither=DitherSettings(name="none"))
"""256 colours, one palette for all frames; a dither would blur the text and move in flat parts."""


def save_animation(
    frames: Sequence[Pixels],
    durations_ms: Sequence[int],
    path: Path,
    progress: Progress = SILENT,
    *,
    overwrite: bool = False,
) -> int:
    """Save pictures as one animation, which plays endlessly.

    Parameters
    ----------
    frames
        At least one picture, uint8 (height, width, 4), red, green, blue and alpha, not
        premultiplied; all of one size.
    durations_ms
        Time on screen of each, in milliseconds.
    path
        The file; its extension is that of a GIF, a PNG or a WebP.
    progress
        Told stage and fraction; asked whether the job is still wanted.
    overwrite
        Whether an existing file may be replaced.

    Returns
    -------
    int
        Size of the file in bytes.

    Raises
    ------
    WriteError
        If the file cannot be written; an existing one is unchanged.
    SettingsError
        If the extension is that of no format that can be written.
    DataError
        If there is no frame, or one of another size.
    Cancelled
        If `progress` says so. Then nothing was written.
    """
    file_format = format_for_path(path)
    if file_format not in ANIMATED:
        known = ", ".join(entry.label for entry in ANIMATED)
        raise WriteError(
            path,
            tr(
                "{label} holds no animation; choose one of {known}",
                label=file_format.label,
                known=known,
            ),
        )
    shown = tuple(
        Frame(Image(pixels), duration)
        for pixels, duration in zip(frames, durations_ms, strict=True)
    )
    fitted = fit_format(Animation(shown), Recipe(file_format, _SETTINGS))
    reduced = reduce(fitted, progress)
    data = encoded(reduced.animation, reduced.fitted.recipe, progress).data
    progress.check()
    write_atomically(path, data, overwrite=overwrite)
    return len(data)


def save_pictures(
    frames: Sequence[Pixels], folder: Path, stem: str, progress: Progress = SILENT
) -> list[Path]:
    """Save pictures as PNG files ``stem-01.png``, ``stem-02.png`` and so on.

    Parameters
    ----------
    frames
        The pictures, as for `save_animation`; they may differ in size.
    folder
        The folder; it is made if it does not exist.
    stem
        Start of the files' names.
    progress
        Told stage and fraction; asked whether the job is still wanted.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    WriteError
        If a file exists or cannot be written. Then none is left behind.
    Cancelled
        If `progress` says so. Then nothing was written.
    """
    digits = max(2, len(str(len(frames))))
    paths = [folder / f"{stem}-{number:0{digits}}.png" for number in range(1, len(frames) + 1)]
    if taken := next((path for path in paths if path.exists()), None):
        raise WriteError(taken, tr("already exists; choose another name or folder"))
    writing = progress.at(Stage.WRITE)
    parts = writing.parts(len(frames))
    pictures = [_picture(pixels, part) for pixels, part in zip(frames, parts, strict=True)]
    writing.report(1)
    make_folder(folder)
    written: list[Path] = []
    try:
        for path, data in zip(paths, pictures, strict=True):
            progress.check()
            write_atomically(path, data)
            written.append(path)
    except BaseException:
        for path in written:
            with contextlib.suppress(OSError):
                path.unlink()
        raise
    return paths


def _picture(pixels: Pixels, progress: Progress) -> bytes:
    """Return a picture as a PNG of at most 256 colours."""
    progress.report(0)
    fitted = fit_format(Animation.still(Image(pixels)), Recipe(format_by_name("png"), _SETTINGS))
    reduced = reduce(fitted, progress)
    return encode_result(reduced.animation, reduced.fitted.recipe, progress).data
