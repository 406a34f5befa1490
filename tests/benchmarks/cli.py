"""Compare the processes ``main.py reduce`` and ``pngquant`` from start to end, on PNG files.

Run from the project's folder::

    python -m tests.benchmarks.cli --images photos=photos/ icons=icons/ --dither floyd-steinberg

Both read the same PNG file and write an indexed one to a temporary folder, at their defaults;
images in other formats are converted first. Wall time and peak memory are those of the process
from its start to its end, medians of repeats, order alternated; means over the files of a kind are
geometric.
pngquant's own dither is Floyd-Steinberg; with ``--dither none`` it runs with ``--nofs``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import PIL.Image

from quantizer.dither import DITHERERS
from quantizer.settings.settings import Effort
from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, colors, count
from tests.benchmarks.kinds import find_kinds
from tests.benchmarks.process import PROJECT, measure_process
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.ratios import geometric_mean
from tests.benchmarks.table import figure, ratio, table
from tests.benchmarks.timing import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

OURS = "quantizer"
PNGQUANT = "pngquant"

_TITLES = {"seconds": "s", "peak": "MB peak", "bytes": "kB file"}
"""What is measured, with the heading of its column."""


@dataclass(frozen=True, slots=True)
class FileRun:
    """One program on one file.

    Parameters
    ----------
    kind, image
        The kind of picture, and the file's name.
    megapixels
        Its size.
    program
        `OURS` or `PNGQUANT`.
    seconds, peak
        Wall time and peak memory in MB of each run.
    bytes
        Size of what it wrote.
    """

    kind: str
    image: str
    megapixels: float
    program: str
    seconds: tuple[float, ...]
    peak: tuple[float, ...]
    bytes: int

    def median(self, quantity: str) -> float:
        """Return the median of ``seconds`` or ``peak``, or the ``bytes``."""
        value = getattr(self, quantity)
        return float(value if quantity == "bytes" else statistics.median(value))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    programs = [OURS]
    if shutil.which(PNGQUANT):
        programs.append(PNGQUANT)
    else:
        print("pngquant is left out: it is not installed (apt install pngquant)", file=sys.stderr)
    runs: list[FileRun] = []
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-") as name:
        folder = Path(name)
        pairs = [(one.title, file) for one in find_kinds(options.images) for file in one.files]
        for turn, (kind, file) in enumerate(pairs):
            show_progress(f"{file.name}, {options.k} colours")
            runs.extend(_measure(kind, _as_png(file, folder), folder, programs, options, turn))
    show_progress("")
    print(environment.summary())
    print(f"\n{options.k} colours, {options.dither}, {options.effort}; pngquant at its defaults.\n")
    print(_report(runs, programs))
    if options.json:
        _write(options.json, runs)
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.cli", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    parser.add_argument("--k", type=colors, default=256, metavar="N")
    parser.add_argument("--dither", choices=list(DITHERERS.names), default="floyd-steinberg")
    parser.add_argument("--effort", choices=[*map(str, Effort)], default=str(Effort.BALANCED))
    parser.add_argument("--repeats", type=count, default=5, metavar="N")
    return parser.parse_args(arguments)


def _as_png(file: Path, folder: Path) -> Path:
    """Return the file itself if it is PNG, otherwise a conversion in `folder`."""
    target = folder / f"{file.name}.png"
    try:
        with PIL.Image.open(file) as image:
            if image.format == "PNG":
                return file.resolve()
            image.save(target)
    except (OSError, ValueError) as error:
        raise SystemExit(f"{file}: this cannot be made a PNG file ({error})") from error
    return target


def _command(program: str, file: Path, target: Path, options: argparse.Namespace) -> list[str]:
    if program == PNGQUANT:
        undithered = ["--nofs"] if options.dither == "none" else []
        output = ["--force", "--output", str(target)]
        return [PNGQUANT, *undithered, *output, str(options.k), "--", str(file)]
    choices = ["-k", str(options.k), "--dither", options.dither, "--effort", options.effort]
    output = ["--output", str(target), "--overwrite"]
    return [sys.executable, str(PROJECT / "main.py"), "reduce", *choices, *output, str(file)]


def _measure(
    kind: str,
    file: Path,
    folder: Path,
    programs: Sequence[str],
    options: argparse.Namespace,
    turn: int,
) -> list[FileRun]:
    """Run all programs on one file; before the first one, run once unmeasured to fill caches."""
    peaks: dict[str, list[float]] = {program: [] for program in programs}

    def run(program: str) -> float:
        usage = measure_process(_command(program, file, _target(program), options))
        peaks[program].append(usage.peak)
        return usage.seconds

    def _target(program: str) -> Path:
        return folder / f"{file.name}-{program}-reduced.png"

    if turn == 0:
        for program in programs:
            run(program)
            peaks[program].clear()
    seconds = side_by_side(programs, run, options.repeats, turn, patience=20)
    with PIL.Image.open(file) as image:
        megapixels = image.width * image.height / 1e6
    return [
        FileRun(
            kind,
            file.name,
            megapixels,
            program,
            tuple(seconds[program]),
            tuple(peaks[program]),
            _target(program).stat().st_size,
        )
        for program in programs
    ]


def _report(runs: Sequence[FileRun], programs: Sequence[str]) -> str:
    """Return a row for each file, and below each kind the geometric means of its ratios."""
    both = PNGQUANT in programs
    header = ["file", "MP"]
    for title in _TITLES.values():
        header += [f"{program} {title}" for program in programs]
        header += ["ratio"] * both
    rows = []
    for kind in dict.fromkeys(run.kind for run in runs):
        own = [run for run in runs if run.kind == kind]
        rows += [_row(image, own, programs) for image in dict.fromkeys(run.image for run in own)]
        if both:
            last = [f"{kind}, mean", ""]
            for quantity in _TITLES:
                last += ["", "", ratio(geometric_mean(_ratios(own, quantity).values()))]
            rows.append(last)
    return table(header, rows)


def _row(image: str, runs: Sequence[FileRun], programs: Sequence[str]) -> list[str]:
    """Return the cells of one file."""
    found = {run.program: run for run in runs if run.image == image}
    row = [image, figure(found[OURS].megapixels)]
    for quantity in _TITLES:
        scale = 1e-3 if quantity == "bytes" else 1.0
        row += [figure(found[program].median(quantity) * scale) for program in programs]
        if PNGQUANT in programs:
            row.append(ratio(_ratios(runs, quantity)[image]))
    return row


def _ratios(runs: Sequence[FileRun], quantity: str) -> dict[str, float]:
    """Return ours through theirs by image."""
    ours = {run.image: run.median(quantity) for run in runs if run.program == OURS}
    theirs = {run.image: run.median(quantity) for run in runs if run.program == PNGQUANT}
    return {image: ours[image] / theirs[image] for image in theirs}


def _write(path: Path, runs: Sequence[FileRun]) -> None:
    report = {"environment": environment.describe(), "runs": [asdict(run) for run in runs]}
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
