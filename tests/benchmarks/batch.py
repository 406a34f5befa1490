"""Convert thousands of small files: ``quantizer batch`` beside ``xargs -P pngquant``.

Run from the project's folder::

    python -m tests.benchmarks.batch --images photos=kodak/ icons/ screenshots/ --files 200 --jobs 2

Each kind of picture has rows of its own. The files are crops of its images, made in a temporary
folder. Each program converts all of them
from PNG to PNG, dithered, otherwise with its defaults; xargs starts pngquant for `--at-once` files
at a time. Wall time is from the start of the first process to the end of the last one. The programs
take turns, and throughput is calculated from the median time.

Before that, ours runs once more for each kind, to measure the memory of all its processes together:
when 200 files are done, at its peak, and shortly before the end.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks import environment
from tests.benchmarks.arguments import add_images, colors, count
from tests.benchmarks.crops import make_crops
from tests.benchmarks.kinds import find_kinds
from tests.benchmarks.process import PROJECT, measure_process
from tests.benchmarks.process_tree import can_measure, tree_memory
from tests.benchmarks.progress_line import show_progress
from tests.benchmarks.table import figure, ratio, table
from tests.benchmarks.timing import side_by_side

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.kinds import Kind

OURS = "quantizer"
PNGQUANT = "pngquant"

_PERIOD = 0.1
"""Seconds between two measurements of memory."""


@dataclass(frozen=True, slots=True)
class KindRun:
    """The batches of one kind of picture.

    Parameters
    ----------
    kind
        The kind of picture.
    before
        Bytes of all files.
    seconds
        Seconds of each batch, by program.
    bytes
        Bytes of all results, by program.
    memory
        Memory of ours; None if it cannot be measured.
    """

    kind: str
    before: int
    seconds: dict[str, list[float]]
    bytes: dict[str, int]
    memory: Memory | None


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of all processes of a batch together, in MB.

    Parameters
    ----------
    early
        Memory when `early_files` were done.
    peak
        The largest value measured.
    late
        The last value measured.
    early_files, late_files
        Number of files that were done then.
    """

    early: float
    peak: float
    late: float
    early_files: int
    late_files: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and return the exit code."""
    options = _parse(arguments)
    programs = [OURS]
    if shutil.which(PNGQUANT) and shutil.which("xargs"):
        programs.append(PNGQUANT)
    else:
        print("pngquant is left out: it is not installed (apt install pngquant)", file=sys.stderr)
    runs = [_run(kind, programs, options) for kind in find_kinds(options.images)]
    show_progress("")
    print(environment.summary())
    print(f"\n{options.files} files of each kind, {options.size} pixels a side,", end=" ")
    print(f"{options.k} colours, dithered,")
    print(f"{options.jobs} at once; pngquant is started for {options.at_once} at a time.\n")
    print(_report(runs, options.files))
    for run in runs:
        if run.memory is not None:
            print(f"\n{run.kind}: {_memory_text(run.memory)}")
    if options.json:
        _write(options, runs)
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.batch", description=__doc__.partition("\n")[0]
    )
    add_images(parser)
    parser.add_argument("--files", type=count, default=2000, metavar="N", help="number of crops")
    parser.add_argument("--size", type=count, default=256, metavar="N", help="pixels along a side")
    parser.add_argument("--k", type=colors, default=64, metavar="N")
    parser.add_argument("--jobs", type=count, default=2, metavar="N")
    parser.add_argument(
        "--at-once", type=count, default=1, metavar="N", help="files for each start of pngquant"
    )
    parser.add_argument("--repeats", type=count, default=3, metavar="N")
    parser.add_argument("--option", action="append", default=[], help="one more, for ours only")
    parser.add_argument("--scratch", type=Path, metavar="FOLDER", help="where the crops are made")
    return parser.parse_args(arguments)


def _run(kind: Kind, programs: Sequence[str], options: argparse.Namespace) -> KindRun:
    """Make the crops of one kind, and convert them with each program."""
    with tempfile.TemporaryDirectory(prefix="quantizer-benchmark-", dir=options.scratch) as name:
        folder = Path(name)
        crops = folder / "crops"
        crops.mkdir()
        show_progress(f"{kind.name}: {options.files} crops")
        files = make_crops(kind.files, crops, options.files, options.size)
        memory = _memory(files, folder, options) if can_measure() else None
        seconds, sizes = _measure(files, folder, programs, options)
        before = sum(file.stat().st_size for file in files)
    return KindRun(kind.name, before, seconds, sizes, memory)


def _command(
    program: str, files: Sequence[Path], output: Path, options: argparse.Namespace
) -> list[str]:
    if program == OURS:
        choices = ["-k", str(options.k), "--jobs", str(options.jobs), "--quiet", *options.option]
        batch = [sys.executable, str(PROJECT / "main.py"), "batch", str(files[0].parent)]
        return [*batch, "-o", str(output), *choices]
    # pngquant writes beside its input only; links give each run inputs in a folder of its own.
    output.mkdir()
    names = output.parent / "names"
    for file in files:
        (output / file.name).symlink_to(file)
    names.write_text("\0".join(str(output / file.name) for file in files))
    start = ["xargs", "-0", "-a", str(names), "-P", str(options.jobs), "-n", str(options.at_once)]
    return [*start, PNGQUANT, "--ext", "-reduced.png", str(options.k), "--"]


def _fresh(folder: Path) -> Path:
    """Return the path of the output folder after deleting it."""
    output = folder / "output"
    shutil.rmtree(output, ignore_errors=True)
    return output


def _results(output: Path) -> Iterator[Path]:
    return (file for file in output.glob("*.png") if not file.is_symlink())


def _memory(files: Sequence[Path], folder: Path, options: argparse.Namespace) -> Memory:
    """Run ours once and measure its memory regularly."""
    output = _fresh(folder)
    looks: list[tuple[int, float]] = []
    with subprocess.Popen(_command(OURS, files, output, options), cwd=PROJECT) as process:
        while process.poll() is None:
            done = sum(1 for _ in output.glob("*.png"))
            taken, _ = tree_memory(process.pid)
            # The processes end one by one once the last file is there.
            if done < len(files):
                looks.append((done, taken))
                show_progress(f"memory: {done} of {len(files)} files, {taken:.0f} MB")
            time.sleep(_PERIOD)
    if process.returncode:
        raise SystemExit(f"the batch failed: exit code {process.returncode}")
    if not looks:
        raise SystemExit("the batch was over before its memory could be looked at")
    early = next((look for look in looks if look[0] >= min(200, len(files) // 2)), looks[-1])
    late = looks[-1]
    return Memory(early[1], max(taken for _, taken in looks), late[1], early[0], late[0])


def _measure(
    files: Sequence[Path], folder: Path, programs: Sequence[str], options: argparse.Namespace
) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Return the seconds of each run and the bytes of the results, by program."""
    sizes: dict[str, int] = {}

    def run(program: str) -> float:
        show_progress(f"{program}, {len(files)} files")
        output = _fresh(folder)
        usage = measure_process(_command(program, files, output, options))
        results = list(_results(output))
        if len(results) != len(files):
            raise SystemExit(f"{program} wrote {len(results)} of {len(files)} files")
        sizes[program] = sum(file.stat().st_size for file in results)
        return usage.seconds

    return side_by_side(programs, run, options.repeats, 0, patience=600), sizes


def _report(runs: Sequence[KindRun], count: int) -> str:
    """Return a row for each kind and program, and how many times pngquant's throughput ours is."""
    header = ["pictures", "program", "s", "files/s", "throughput", "MB written", "of MB read"]
    rows = []
    for run in runs:
        medians = {program: statistics.median(found) for program, found in run.seconds.items()}
        theirs = medians.get(PNGQUANT)
        rows += [
            [
                run.kind,
                program,
                figure(median),
                figure(count / median),
                ratio(theirs / median) if theirs else "-",
                figure(run.bytes[program] / 1e6),
                figure(run.before / 1e6),
            ]
            for program, median in medians.items()
        ]
    return table(header, rows, texts=2)


def _memory_text(memory: Memory) -> str:
    return (
        f"Memory of all processes of ours: {memory.early:.0f} MB at file {memory.early_files}, "
        f"{memory.late:.0f} MB at file {memory.late_files}, {memory.peak:.0f} MB at most."
    )


def _write(options: argparse.Namespace, runs: Sequence[KindRun]) -> None:
    report = {
        "environment": environment.describe(),
        "files": options.files,
        "jobs": options.jobs,
        "kinds": [asdict(run) for run in runs],
    }
    options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
