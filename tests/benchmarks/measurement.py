"""Measure every contender on every image at every k.

One image is in memory at a time. Before the first measurement every contender runs once on a small
part of the first image, so that imports, thread pools and caches are not timed.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.benchmarks.contender import Ours
from tests.benchmarks.picture import Picture
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.timing import median, side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.contender import Contender
    from tests.benchmarks.kinds import Kind

_WARM_UP_SIDE = 256


@dataclass(frozen=True, slots=True)
class Measurement:
    """One contender on one image at one k.

    Parameters
    ----------
    kind, image
        The kind of picture, and the image's name.
    megapixels
        Its size.
    k
        Requested number of colours.
    contender
        Name of the program or setting.
    mse
        Mean over pixels of the squared error summed over R, G and B.
    seconds
        Time of each run, from decoded pixels to palette entries and palette.
    clustering
        Share of clustering in the time of each run; empty for other programs.
    """

    kind: str
    image: str
    megapixels: float
    k: int
    contender: str
    mse: float
    seconds: tuple[float, ...]
    clustering: tuple[float, ...] = ()

    @property
    def time(self) -> float:
        """Median of the seconds."""
        return median(self.seconds)


def measure(
    kinds: Sequence[Kind], counts: Sequence[int], contenders: Sequence[Contender], repeats: int
) -> Iterator[Measurement]:
    """Yield all measurements, image by image.

    Parameters
    ----------
    kinds
        The images; see `tests.benchmarks.kinds.split_by_alpha`.
    counts
        Numbers of colours.
    contenders
        The programs and settings to compare; those that take no alpha get opaque images only.
    repeats
        Runs of each; one that takes longer than `timing.PATIENCE` is not repeated.
    """
    turn = 0
    for kind in kinds:
        first = Picture.read(kind.files[0])
        able = [one for one in contenders if one.takes_alpha or first.is_opaque]
        if not turn:
            _warm_up(first.crop(_WARM_UP_SIDE), counts, able)
        for number, file in enumerate(kind.files):
            picture = Picture.read(file)
            picture.prepare()
            for k in counts:
                at = f"{kind.name}, image {number + 1} of {len(kind.files)}"
                show_progress(f"{at}: {picture.name}, {k} colours")
                yield from _measure_one(kind.name, picture, k, able, repeats, turn)
                turn += 1
    show_progress("")


def _warm_up(picture: Picture, counts: Sequence[int], contenders: Sequence[Contender]) -> None:
    for contender in contenders:
        show_progress(f"warming up: {contender.name}")
        contender.run(picture, min(counts))


def _measure_one(
    kind: str, picture: Picture, k: int, contenders: Sequence[Contender], repeats: int, turn: int
) -> Iterator[Measurement]:
    by_name = {contender.name: contender for contender in contenders}
    errors: dict[str, float] = {}
    shares: dict[str, list[float]] = {name: [] for name in by_name}

    def run(name: str) -> float:
        contender = by_name[name]
        started = time.perf_counter()
        result = contender.run(picture, k)
        seconds = time.perf_counter() - started
        if name not in errors:
            errors[name] = picture.mse(contender.restore(picture, result))
        if isinstance(contender, Ours):
            shares[name].append(contender.clustering[-1])
        return seconds

    seconds = side_by_side(list(by_name), run, repeats, turn)
    megapixels = picture.size[0] * picture.size[1] / 1e6
    for name in by_name:
        yield Measurement(
            kind,
            picture.name,
            megapixels,
            k,
            name,
            errors[name],
            tuple(seconds[name]),
            tuple(shares[name]),
        )
