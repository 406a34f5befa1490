"""The job that saves a run: its steps are painted, then written by `recording`.

runs -> to their end -> the steps to show -> frames -> animation or pictures
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from quantizer.progress import Progress, Stage

from .comparing import compared
from .frame_painter import FramePainter
from .moment import moment_of
from .recording import save_animation, save_pictures

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from quantizer.kmeans.steps import StepRun

    from ..jobs.worker import Context
    from .frame_painter import FrameStyle
    from .step_data import StepData

MOST_FRAMES = 60
"""Most frames: of a longer run every n-th step is shown. 60 frames of 1280 by 720 pixels take
220 MB while they are made."""
_FIRST = 30
"""The first steps of a longer run are all shown: most happens there."""
_LAST_TIMES = 3
"""How much longer the last frame stays."""


class Kind(StrEnum):
    """What is saved; the value is the extension."""

    GIF = ".gif"
    APNG = ".png"
    WEBP = ".webp"
    PICTURES = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """What to save, and how.

    Parameters
    ----------
    kind
        The format.
    path
        The file; for pictures the folder.
    stem
        Start of the names of pictures.
    milliseconds
        Time of each step in an animation.
    style
        Size and colours.
    overwrite
        Whether an existing file may be replaced.
    """

    kind: Kind
    path: Path
    stem: str
    milliseconds: int
    style: FrameStyle
    overwrite: bool


def record(
    runs: Sequence[StepRun], lock: threading.Lock, data: StepData, recording: Recording
) -> Callable[[Context], Path]:
    """Return the job that saves runs from their start to their end; it returns the path.

    The runs are used while `lock` is held, and left at the steps at which they were.
    """

    def job(context: Context) -> Path:
        with lock:
            frames = _frames_to_end(runs, data, recording.style, context.progress)
        writing = context.progress
        if recording.kind is Kind.PICTURES:
            save_pictures(frames, recording.path, recording.stem, writing)
        else:
            times = [recording.milliseconds] * len(frames)
            times[-1] *= _LAST_TIMES
            save_animation(frames, times, recording.path, writing, overwrite=recording.overwrite)
        return recording.path

    return job


def shown_positions(count: int) -> list[int]:
    """Return which of `count` steps are shown: all, or the first ones and every n-th."""
    if count <= MOST_FRAMES:
        return list(range(count))
    later = np.linspace(_FIRST, count - 1, MOST_FRAMES - _FIRST).round().astype(int)
    return [*range(_FIRST), *later.tolist()]


def _frames_to_end(
    runs: Sequence[StepRun], data: StepData, style: FrameStyle, progress: Progress
) -> list[NDArray[np.uint8]]:
    stood = [run.position for run in runs]
    try:
        for run in runs:
            run.run_to_end(Progress(cancelled=progress.cancelled))
        return _frames(runs, data, style, progress.at(Stage.CLUSTER))
    finally:
        for run, position in zip(runs, stood, strict=True):
            run.go_to(position)


def _frames(
    runs: Sequence[StepRun], data: StepData, style: FrameStyle, progress: Progress
) -> list[NDArray[np.uint8]]:
    painter = FramePainter(data, style)
    positions = shown_positions(max(len(run.steps) for run in runs))
    frames = []
    for number, at in enumerate(positions):
        progress.report(number / len(positions))
        for run in runs:
            run.go_to(min(at, len(run.steps) - 1))
        moments = [moment_of(run, data) for run in runs]
        words = compared(runs, moments, data) if len(runs) == 2 else ""
        frames.append(painter.frame(moments, words))
    return frames
