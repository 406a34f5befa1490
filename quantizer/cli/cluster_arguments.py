"""The arguments of ``quantizer cluster``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quantizer.cli.pipes import parse_path
from quantizer.settings.enums import Init, Metric, Selector
from quantizer.tables.options import DECIMALS, SEPARATORS, Encoding, Header, Missing, Scale

if TYPE_CHECKING:
    from collections.abc import Iterable

_SEPARATOR_NAMES = ", ".join(SEPARATORS)

_HELP = {
    "--clusters": "number of clusters, or a method that finds it, from 2 to 20: elbow (stops where "
    "more clusters lower the inertia little; the default) or silhouette (the number of clusters "
    "that are most distinct from each other)",
    "--output": "file or folder to write TABLE to, unchanged but for a further column with the "
    "number of each row's cluster; - for stdout, in place of the clusters",
    "--plot": "write a scatter plot, as .svg, .png or .html; .html holds the printed tables, too",
    "--axes": "the two columns to plot, such as 'age,income' (default: the first two principal "
    "components)",
    "--overwrite": "replace OUT and the plot if they exist; TABLE is never replaced",
    "--columns": "names or numbers (from 1) of the columns to cluster by, such as 'age,income' or "
    "'2,3' (default: all numeric columns but one that only numbers the rows)",
    "--header": "whether the first row holds names: auto (if it has text above numbers), yes or no "
    "(default auto)",
    "--separator": f"what separates cells: {_SEPARATOR_NAMES}, or the character itself (default: "
    "found from the first rows)",
    "--decimal": "what precedes the fraction of a number: point or comma (default: found from the "
    "first rows)",
    "--encoding": "utf-8 or latin-1 (default: utf-8 if the file is valid UTF-8, else latin-1)",
    "--missing": "what to do with a row in which a value is missing (empty, -, NA, N/A, NaN, "
    "null): drop it, or fill in the mean of the column (default drop)",
    "--scale": "how to make columns comparable: standard (mean 0, standard deviation 1), minmax "
    "(0 to 1), or none, with which columns of large values count most (default standard)",
    "--metric": "distance: euclidean (centroids are means) or manhattan (medians; outliers pull "
    "less) (default euclidean)",
    "--init": "how to choose the first centroids: random rows, k-means++, or pca (splits along "
    "principal axes, without chance) (default k-means++)",
    "--seed": "seed of random choices; equal seeds give equal results (default 0)",
    "--restarts": "runs from different first centroids; the best is kept (default: 5 to 100, the "
    "more the smaller the table)",
    "--max-iter": "largest number of iterations of a run (default 300)",
}


def add_cluster(parser: argparse.ArgumentParser) -> None:
    """Add the arguments to the command's parser."""
    text = "CSV or TSV file to read; - for stdin"
    parser.add_argument("table", metavar="TABLE", type=parse_path, help=text)
    _add(parser, "-k", "--clusters", metavar="N", type=parse_clusters, default=Selector.ELBOW)
    _add(parser, "-o", "--output", metavar="OUT")
    _add(parser, "--plot", metavar="FILE", type=parse_plot)
    _add(parser, "--axes", metavar="A,B", type=parse_names, default=())
    _add(parser, "--overwrite", action="store_true")
    table = parser.add_argument_group("table")
    _add(table, "--columns", metavar="NAMES", type=parse_names, default=())
    _add_choice(table, "--header", Header, Header.AUTO)
    _add(table, "--separator", metavar="NAME", type=parse_separator)
    _add(table, "--decimal", metavar="NAME", type=parse_decimal)
    _add_choice(table, "--encoding", Encoding, Encoding.AUTO)
    _add_choice(table, "--missing", Missing, Missing.DROP)
    _add_choice(table, "--scale", Scale, Scale.STANDARD)
    clustering = parser.add_argument_group("clustering")
    _add_choice(clustering, "--metric", Metric, Metric.EUCLIDEAN)
    _add_choice(clustering, "--init", Init, Init.KMEANS_PLUS_PLUS)
    _add(clustering, "--seed", metavar="N", type=_whole("a seed", 0, 2**32 - 1), default=0)
    _add(clustering, "--restarts", metavar="N", type=_whole("a number of restarts", 1, 1000))
    _add(
        clustering,
        "--max-iter",
        metavar="N",
        type=_whole("a number of iterations", 1, 100_000),
        default=300,
    )


def parse_clusters(text: str) -> int | Selector:
    """Return a number of clusters, or the method that finds it."""
    words = [Selector.ELBOW, Selector.SILHOUETTE]
    if text in words:
        return Selector(text)
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(
            f"{text!r} is neither a number from 1 nor {words[0]} nor {words[1]}"
        )
    return int(text)


def parse_plot(text: str) -> Path:
    """Return the path of a plot."""
    path = Path(text)
    if path.suffix.lower() not in {".svg", ".png", ".html"}:
        raise argparse.ArgumentTypeError(f"the name of a plot ends in .svg, .png or .html: {text}")
    return path


def parse_names(text: str) -> tuple[str, ...]:
    """Return the names or numbers of columns; quotation marks may hold commas."""
    import csv

    try:
        names = next(csv.reader([text], skipinitialspace=True, strict=True), [])
    except csv.Error as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of columns: {error}") from None
    stripped = tuple(" ".join(name.split()) for name in names)
    if not all(stripped):
        raise argparse.ArgumentTypeError(f"{text!r} has an empty name; write 'age,income' or '2,3'")
    return stripped


def parse_separator(text: str) -> str | None:
    """Return the character that a name, or itself, stands for; None for ``auto``."""
    return _character(text, SEPARATORS | {"\\t": "\t"}, "a separator")


def parse_decimal(text: str) -> str | None:
    """Return the character that a name, or itself, stands for; None for ``auto``."""
    return _character(text, DECIMALS, "a decimal mark")


def _character(text: str, names: dict[str, str], kind: str) -> str | None:
    if text == "auto":
        return None
    if text in names.values():
        return text
    if text not in names:
        words = ", ".join(name for name in names if name.isalpha())
        raise argparse.ArgumentTypeError(f"{text!r} is not {kind}; choose one of {words}")
    return names[text]


def _whole(kind: str, least: int, most: int) -> Any:
    """Return a function that reads a whole number within bounds."""

    def parse(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not {kind}, {least} to {most:,}")
        return int(text)

    return parse


def _add_choice(
    group: argparse._ActionsContainer, flag: str, choices: Iterable[str], default: str
) -> None:
    words = [str(choice) for choice in choices]
    _add(group, flag, choices=words, metavar="NAME", default=str(default))


def _add(group: argparse._ActionsContainer, *flags: str, **keywords: Any) -> None:
    group.add_argument(*flags, help=_HELP[flags[-1]].replace("%", "%%"), **keywords)
