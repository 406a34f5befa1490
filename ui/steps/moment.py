"""What the step mode shows of one step of a run: made in the worker, drawn in the window.

StepRun, StepData -> Moment: centroids, labels, trails, sentence, inertia so far, picture
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

from quantizer.kmeans.steps import StepKind, sentence
from quantizer.kmeans.steps.data_sets import agreement_sentence
from quantizer.metrics.psnr import psnr

from ..canvas.pyramid import true_color_picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from quantizer.kmeans.steps import Step, StepRun

    from .step_data import ShownPicture, StepData

_TRAILS = 64
"""Most positions of a trail: the older ones of a long run are too close together to be seen."""
_DARKEST = 0.12
"""Brightness of the least likely pixel while k-means++ chooses; not tuned."""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One step of one run, ready to be drawn.

    Parameters
    ----------
    step
        The step.
    position
        Its place in the run, from 0.
    is_finished
        Whether it is the last one.
    text
        What it did, in a sentence.
    remark
        A second sentence; may be empty.
    labels
        int32 (n,) or None.
    centroids
        float32 (m, p): where the centroids are drawn.
    colors
        uint8 (m, 3): the colours of the clusters.
    trails
        Where the centroids were drawn before, oldest first; each float32 (m, p).
    probabilities
        float64 (n,) of the next choice of k-means++, or None.
    inertias
        float64 (j, 2): number and inertia of each step so far that has an inertia.
    picture
        The picture of an image as the step leaves it, else None.
    spots
        int (m, 2): column and row in the picture of each centroid that is a pixel; -1 for others.
    psnr
        PSNR of the recoloured picture in dB, or None.
    """

    step: Step
    position: int
    is_finished: bool
    text: str
    remark: str
    labels: NDArray[np.int32] | None
    centroids: NDArray[np.float32]
    colors: NDArray[np.uint8]
    trails: tuple[NDArray[np.float32], ...]
    probabilities: NDArray[np.float64] | None
    inertias: NDArray[np.float64]
    picture: QImage | None
    spots: NDArray[np.intp]
    psnr: float | None


def moment_of(run: StepRun, data: StepData, position: int | None = None) -> Moment:
    """Return what there is to be seen after a step, by default the current one."""
    position = run.position if position is None else position
    steps = run.steps[: position + 1]
    step = steps[-1]
    labels, probabilities = step.labels, step.probabilities
    colors = data.centroid_colors(step.centers)
    picture, error = None, None
    if data.picture is not None:
        picture, error = _picture(data, labels, colors, probabilities)
    return Moment(
        step=step,
        position=position,
        is_finished=run.is_finished and position == run.position,
        text=sentence(step, run, data.unit, data.describe),
        remark=_remark(step, data),
        labels=labels,
        centroids=data.view.project(step.centers),
        colors=colors,
        trails=_trails(steps, data),
        probabilities=probabilities,
        inertias=_inertias(steps),
        picture=picture,
        spots=_spots(steps, data.picture),
        psnr=error,
    )


def _remark(step: Step, data: StepData) -> str:
    """Return how well clusters match the true groups, once a run on a built-in set has ended."""
    labels = step.labels if step.kind is StepKind.CONVERGED else None
    if labels is None or data.data_set is None:
        return ""
    return agreement_sentence(data.data_set, labels)


def _inertias(steps: Sequence[Step]) -> NDArray[np.float64]:
    rows = [(number, step.inertia) for number, step in enumerate(steps) if step.inertia is not None]
    return np.array(rows, np.float64).reshape(-1, 2)


def _trails(steps: Sequence[Step], data: StepData) -> tuple[NDArray[np.float32], ...]:
    """Return where the centroids were since their number last changed."""
    count = len(steps[-1].centers)
    found: list[NDArray[np.float32]] = []
    for step in reversed(steps[:-1]):
        if len(step.centers) != count or len(found) == _TRAILS:
            break
        if step.kind in {StepKind.UPDATE, StepKind.EDIT, StepKind.SEED, StepKind.START}:
            found.append(data.view.project(step.centers))
    return tuple(reversed(found)) if count else ()


def _spots(steps: Sequence[Step], picture: ShownPicture | None) -> NDArray[np.intp]:
    """Return where in the picture the pixels are that became centroids, while they are chosen."""
    spots = np.full((len(steps[-1].centers), 2), -1, np.intp)
    if picture is None or steps[-1].kind is not StepKind.SEED:
        return spots
    for step in steps:
        if step.kind is StepKind.SEED and step.chosen is not None and len(step.centers):
            places = np.flatnonzero(picture.samples.reshape(-1) == step.chosen)
            if len(places):
                row, column = divmod(int(places[len(places) // 2]), picture.samples.shape[1])
                spots[len(step.centers) - 1] = column, row
    return spots


def _picture(
    data: StepData,
    labels: NDArray[np.int32] | None,
    colors: NDArray[np.uint8],
    probabilities: NDArray[np.float64] | None,
) -> tuple[QImage, float | None]:
    """Return the picture and, if it is recoloured, its PSNR."""
    assert data.picture is not None
    picture = data.picture
    if labels is not None:
        # np.take lets the window's thread run meanwhile, unlike an index in brackets.
        rows = np.take(colors, labels, axis=0)
        return _colored(picture, rows), _psnr(data, rows)
    if probabilities is not None:
        chance = probabilities / np.maximum(data.weights, 1e-300)
        chance = np.sqrt(chance / max(float(chance.max()), 1e-300))
        brightness = (_DARKEST + (1 - _DARKEST) * chance).astype(np.float32)
        return _colored(picture, (data.colors * brightness[:, None]).astype(np.uint8)), None
    return _colored(picture, data.colors), None


def _colored(picture: ShownPicture, colors: NDArray[np.uint8]) -> QImage:
    """Return the picture with a colour for each sample, uint8 (n, 3), and its own alpha."""
    opaque = np.full((len(colors) + 1, 4), 255, np.uint8)
    opaque[:-1, :3] = colors
    opaque[-1] = 0  # at -1: nothing
    packed = np.take(opaque.view("<u4")[:, 0], picture.samples, mode="wrap")
    pixels = packed.view(np.uint8).reshape(*picture.samples.shape, 4)
    if picture.alpha is not None:
        pixels[..., 3] = picture.alpha
        return true_color_picture(pixels, QImage.Format.Format_RGBA8888)
    return true_color_picture(pixels, QImage.Format.Format_RGBX8888)


def _psnr(data: StepData, shown: NDArray[np.uint8]) -> float:
    """Return the PSNR of the recoloured image, from the errors of its colours, uint8 (n, 3)."""
    error = data.colors.astype(np.float32) - shown
    squares = np.square(error).sum(axis=1) @ data.weights
    return psnr(float(squares) / float(data.weights.sum()))
