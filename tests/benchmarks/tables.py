"""`quantizer cluster` on known tables, against scikit-learn, and its memory on a large one.

Run from the project's folder::

    python -m tests.benchmarks.tables --seeds 5 --rows 1000000

For the made customers, scikit-learn's iris, wine and digits tables, and each scaling, the program
prints the inertia, ours through scikit-learn's, with the same number of restarts. Both depend on
chance, so the smallest and the largest ratio of several seeds are printed. Then a table of normally
distributed clusters in ten columns is made and clustered in a process of its own, with ``-o`` and
``--plot``, and the seconds and the largest resident size of that process are printed.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from sklearn import cluster, datasets

from quantizer.tables.options import Scale
from quantizer.tables.read import read_table
from quantizer.tables.segmentation import SegmentOptions, segment
from resources import make_customers
from tests.benchmarks.table import table

if TYPE_CHECKING:
    from collections.abc import Sequence

KNOWN = {"customers": 4, "iris": 3, "wine": 3, "digits": 10}
"""Numbers of clusters of the tables."""


def ratios(name: str, path: Path, seeds: int) -> list[list[str]]:
    """Return the rows of the table for a table of numbers."""
    rows, read = [], read_table(path)
    for scale in Scale:
        found = []
        for seed in range(seeds):
            ours = segment(read, SegmentOptions(KNOWN[name], scale, seed=seed))
            theirs = cluster.KMeans(KNOWN[name], n_init=ours.restarts, random_state=seed)
            found.append(ours.result.inertia / theirs.fit(ours.features).inertia_)
        digits = [f"{min(found):.5f}", f"{max(found):.5f}"]
        rows.append([name, str(scale), str(ours.restarts), *digits])
    return rows


def write_known(name: str, path: Path) -> None:
    """Write one of the known tables."""
    if name == "customers":
        make_customers.write(path)
    else:
        np.savetxt(path, getattr(datasets, f"load_{name}")().data, delimiter=",", fmt="%.17g")


def measure_large(rows: int, folder: Path) -> str:
    """Return what the command takes for a table of many rows."""
    rng = np.random.default_rng(0)
    middles = rng.normal(0, 3, (5, 10))
    path = folder / "large.csv"
    values = middles[rng.integers(5, size=rows)] + rng.normal(0, 1, (rows, 10))
    np.savetxt(path, values, delimiter=",", fmt="%.4f")
    del values
    begin = time.perf_counter()
    command = [sys.executable, "-m", "quantizer", "cluster", str(path), "-k", "5", "-q"]
    files = ["-o", str(folder / "out.csv"), "--plot", str(folder / "out.svg")]
    subprocess.run([*command, *files], check=True, stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    plot = (folder / "out.svg").stat().st_size / 1000
    return f"{rows:,} rows: {seconds:.1f} s, {peak:.0f} MiB at most, plot of {plot:.0f} kB"


def main(argv: Sequence[str]) -> None:
    """Print the table and the line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=1_000_000)
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = []
        for known in KNOWN:
            write_known(known, folder / f"{known}.csv")
            rows += ratios(known, folder / f"{known}.csv", arguments.seeds)
        print(table(["table", "scale", "restarts", "least", "most"], rows, texts=2))
        print(measure_large(arguments.rows, folder))


if __name__ == "__main__":
    main(sys.argv[1:])
