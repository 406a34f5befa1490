"""Time and peak memory for growing images, from 0.1 to 100 megapixels.

Run from the project's folder::

    python -m tests.benchmarks.scale --images photos/ --plot scale.svg

For each kind of picture and size a PNG file is made of tiles of its images (see `mosaic`). Two
processes are measured: the wall time and peak memory of ``main.py reduce``, and the time of the
reduction alone, from decoded pixels to palette entries and palette. Values are medians.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import PIL.Image

from quantizer.dither import DITHERERS
from quantizer.settings.settings import Effort
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, colors, count, sizes
from tests.benchmarks.kinds import find_kinds
from tests.benchmarks.mosaic import mosaic
from tests.benchmarks.picture import Picture
from tests.benchmarks.process import PROJECT, measure_process
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.table import figure, table
from tests.benchmarks.timing import median, side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.kinds import Kind
    from tests.benchmarks.picture import Pixels

_MOST_IMAGES = 24


@dataclass(frozen=True, slots=True)
class SizeRun:
    """The measurements of an image of one size.

    Parameters
    ----------
    kind
        The kind of picture.
    megapixels
        Size of the image.
    colors
        Number of its distinct colours.
    reduction
        Seconds of each reduction, from decoded pixels to palette entries and palette.
    process
        Seconds of each process from start to end.
    peak
        Peak memory of each process in MB.
    """

    kind: str
    megapixels: float
    colors: int
    reduction: tuple[float, ...]
    process: tuple[float, ...]
    peak: tuple[float, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    runs = [run for kind in find_kinds(options.images) for run in _runs(kind, options)]
    show_progress("")
    print(environment.summary())
    print(f"\n{options.k} colours, {options.effort}, dither {options.dither}.\n\n{_report(runs)}")
    if options.json:
        report = {"environment": environment.describe(), "runs": [asdict(run) for run in runs]}
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    if options.plot:
        _plot(runs, options.plot)
    return 0


def _runs(kind: Kind, options: argparse.Namespace) -> Iterator[SizeRun]:
    """Yield the measurements of one kind, a size at a time."""
    images = [Picture.read(file).rgb for file in kind.files[:_MOST_IMAGES]]
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-") as name:
        for turn, megapixels in enumerate(options.megapixels):
            show_progress(f"making an image of {megapixels:g} megapixels")
            file = Path(name) / "mosaic.png"
            size = _make(images, megapixels, file)
            show_progress(f"{kind.name}: reducing {megapixels:g} megapixels")
            yield _measure(kind.name, file, size, options, turn)


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.scale", description=__doc__.partition("\n")[0]
    )
    add_images(parser, required=False)
    parser.set_defaults(images=[PROJECT / "resources" / "samples" / "photo.jpg"])
    parser.add_argument("--megapixels", type=sizes, default=[0.1, 1, 4, 10, 30, 100], metavar="X,X")
    parser.add_argument("--k", type=colors, default=256, metavar="N")
    parser.add_argument("--dither", choices=list(DITHERERS.names), default="none")
    parser.add_argument("--effort", choices=[*map(str, Effort)], default=str(Effort.BALANCED))
    parser.add_argument("--repeats", type=count, default=3, metavar="N")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw the curves: .png or .svg")
    return parser.parse_args(arguments)


def _make(images: Sequence[Pixels], megapixels: float, file: Path) -> float:
    """Write a mosaic and return its size in megapixels."""
    pixels = mosaic(images, megapixels)
    PIL.Image.fromarray(pixels).save(file, compress_level=1)
    height, width, _ = pixels.shape
    return int(height) * int(width) / 1e6


def _measure(
    kind: str, file: Path, megapixels: float, options: argparse.Namespace, turn: int
) -> SizeRun:
    target = file.with_name("reduced.png")
    choices = ["-k", str(options.k), "--effort", options.effort, "--dither", options.dither]
    output = ["--output", str(target), "--overwrite", "--max-megapixels", "1001"]
    whole = [sys.executable, "main.py", "reduce", *choices, *output, str(file)]
    job = [sys.executable, "-m", "tests.benchmarks.job", str(file)]
    job += [str(options.k), options.effort, options.dither]
    peaks: list[float] = []
    distinct: list[int] = []

    def run(name: str) -> float:
        if name == "reduction":
            figures = measure_process(job).output.split()
            distinct.append(int(figures[1]))
            return float(figures[0])
        usage = measure_process(whole)
        peaks.append(usage.peak)
        return usage.seconds

    seconds = side_by_side(["reduction", "process"], run, options.repeats, turn, patience=10)
    reduction, process = tuple(seconds["reduction"]), tuple(seconds["process"])
    return SizeRun(kind, megapixels, distinct[0], reduction, process, tuple(peaks))


def _report(runs: Sequence[SizeRun]) -> str:
    header = [
        "pictures",
        "megapixels",
        "colours",
        "reduction s",
        "s per MP",
        "whole process s",
        "s per MP",
        "MB peak",
    ]
    rows = []
    for run in runs:
        reduction, process = median(run.reduction), median(run.process)
        times = [reduction, reduction / run.megapixels, process, process / run.megapixels]
        cells = [run.kind, figure(run.megapixels), f"{run.colors:,}", *map(figure, times)]
        rows.append([*cells, figure(median(run.peak))])
    return table(header, rows)


def _plot(runs: Sequence[SizeRun], path: Path) -> None:
    """Plot time and memory over size, with logarithmic axes."""
    try:
        from matplotlib.figure import Figure
        from matplotlib.ticker import LogLocator
    except ImportError as error:
        print(f"no plot: {error}; 'pip install .[benchmarks]' installs it", file=sys.stderr)
        return
    drawing = Figure(figsize=(9, 4), layout="constrained")
    times, memory = drawing.subplots(1, 2)
    for kind in dict.fromkeys(run.kind for run in runs):
        own = [run for run in runs if run.kind == kind]
        sizes = [run.megapixels for run in own]
        process = [median(run.process) for run in own]
        reduction = [median(run.reduction) for run in own]
        times.loglog(sizes, process, "o-", label=f"{kind}, whole process")
        times.loglog(sizes, reduction, "s-", label=f"{kind}, reduction alone")
        memory.loglog(sizes, [median(run.peak) for run in own], "o-", label=kind)
    times.set(xlabel="megapixels", ylabel="seconds", title="Time")
    times.legend()
    memory.set(xlabel="megapixels", ylabel="MB", title="Peak memory of the process")
    for axes in (times, memory):
        axes.grid(visible=True, which="both", alpha=0.3)
        sizes = sorted({run.megapixels for run in runs})
        axes.set_xticks(sizes, [f"{size:.3g}" for size in sizes])
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")
        axes.yaxis.set_minor_formatter("")
        axes.xaxis.set_minor_formatter("")
    drawing.savefig(path)
    print(f"\nThe plot is in {path}.")


if __name__ == "__main__":
    sys.exit(main())
