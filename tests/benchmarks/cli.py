"""Compare the processes ``main.py reduce`` and ``pngquant`` from start to end, on PNG files.

Run from the project's folder::

    python -m tests.benchmarks.cli --images photo.png --k 256 --dither floyd-steinberg

Both read the same PNG file and write an indexed one to a temporary folder, at their defaults;
images in other formats are converted first. Wall time and peak memory are those of the process
from its start to its end, medians of repeats, order alternated; means over files are geometric.
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
from tests.benchmarks.arguments import add_images, colors, count, image_files
from tests.benchmarks.process import PROJECT, measure_process
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.ratios import geometric_mean
from tests.benchmarks.table import figure, ratio, table
from tests.benchmarks.timing import side_by_side

if TYPE_CHECKING:
    from collections.abc import Sequence

OURS = "quantizer"
PNGQUANT = "pngquant"


@dataclass(frozen=True, slots=True)
class FileRun:
    """One program on one file.

    Parameters
    ----------
    image
        The file's name.
    megapixels
        Its size.
    program
        `OURS` or `PNGQUANT`.
    seconds, peak
        Wall time and peak memory in MB of each run.
    bytes
        Size of what it wrote.
    """

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
        for turn, file in enumerate(image_files(options.images)):
            show_progress(f"{file.name}, {options.k} colours")
            runs.extend(_measure(_as_png(file, folder), folder, programs, options, turn))
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
    file: Path, folder: Path, programs: Sequence[str], options: argparse.Namespace, turn: int
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
    """Return a row for each file, and the geometric mean of the ratios."""
    quantities = {"seconds": 1.0, "peak": 1.0, "bytes": 1e-3}
    titles = {"seconds": "s", "peak": "MB peak", "bytes": "kB file"}
    both = PNGQUANT in programs
    header = ["file", "MP"]
    for quantity in quantities:
        header += [f"{program} {titles[quantity]}" for program in programs]
        header += ["ratio"] * both
    found = {(run.image, run.program): run for run in runs}
    ratios: dict[str, list[float]] = {quantity: [] for quantity in quantities}
    rows = []
    for image in dict.fromkeys(run.image for run in runs):
        row = [image, figure(found[image, OURS].megapixels)]
        for quantity, scale in quantities.items():
            values = [found[image, program].median(quantity) for program in programs]
            row += [figure(value * scale) for value in values]
            if both:
                ratios[quantity].append(values[0] / values[1])
                row.append(ratio(ratios[quantity][-1]))
        rows.append(row)
    if both:
        last = ["geometric mean", ""]
        for quantity in quantities:
            last += ["", "", ratio(geometric_mean(ratios[quantity]))]
        rows.append(last)
    return table(header, rows)


def _write(path: Path, runs: Sequence[FileRun]) -> None:
    report = {"environment": environment.describe(), "runs": [asdict(run) for run in runs]}
    path.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
