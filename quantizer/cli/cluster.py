"""``quantizer cluster``: find groups of rows in a table of numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from quantizer.cli.cluster_report import report_data, report_lines
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.outputs import plan_outputs
from quantizer.cli.pipes import (
    STREAM,
    check_stdout,
    input_name,
    output_name,
    read_pipe,
    write_output,
)
from quantizer.cli.streams import print_result
from quantizer.cli.terminal import Terminal, format_count
from quantizer.errors import SettingsError
from quantizer.progress import Stage
from quantizer.settings.enums import Init, Metric
from quantizer.tables.labels import labelled_table
from quantizer.tables.options import Encoding, Header, Missing, Scale, TableOptions
from quantizer.tables.read import read_table
from quantizer.tables.segmentation import Segmentation, SegmentOptions, segment
from quantizer.tables.table import printable
from quantizer.tables.view import find_axes, view

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from quantizer.progress import Progress


def run(arguments: Namespace) -> int:
    """Cluster the rows of a table, write what was asked for, and print the clusters."""
    output, plot = _targets(arguments)
    check_stdout([output], as_json=arguments.json)
    source = input_name(arguments.table)
    with Terminal(quiet=arguments.quiet) as terminal:
        progress = terminal.progress(source.name)
        data = read_pipe(arguments.table)
        table = read_table(source, _table_options(arguments), progress, data=data)
        for notice in table.notices:
            terminal.say(notice)
        if table.notices:
            terminal.say("Choose the columns yourself with --columns.")
        find_axes(table.names, arguments.axes)  # an error is to come before the work
        found = segment(table, _segment_options(arguments), progress)
        for notice in _notices(found, arguments):
            terminal.say(notice)
        files = _files(found, output, plot, arguments, progress.at(Stage.WRITE))
        for path, content in files.items():
            overwrite, inputs = arguments.overwrite, [arguments.table]
            write_output(path, content, overwrite=overwrite, inputs=inputs)
            terminal.say(f"{source} -> {output_name(path)}")
    if arguments.json:
        report = report_data(found, output, plot)
        print_result(json.dumps({**report, "input": str(arguments.table)}))
    elif output != STREAM:
        print_result("\n".join(report_lines(found)))
    return ExitCode.DONE


def _targets(arguments: Namespace) -> tuple[Path | None, Path | None]:
    """Return the files for the table with labels and for the plot; None for what is not asked for.

    Raises
    ------
    SettingsError
        If both are the same file, or axes are given without a plot.
    WriteError
        If one of them cannot be written.
    """
    table: Path = arguments.table
    if arguments.axes and arguments.plot is None:
        raise SettingsError("--axes is for a plot: give its file with --plot")
    wanted = [arguments.output, None if arguments.plot is None else str(arguments.plot)]
    found = [
        text
        and plan_outputs(
            [table],
            text,
            lambda path: f"{path.stem}-clusters{path.suffix}",
            overwrite=arguments.overwrite,
        )[0].target
        for text in wanted
    ]
    output, plot = (path or None for path in found)
    if output is not None and plot is not None and output.resolve() == plot.resolve():
        raise SettingsError(f"the table and the plot would both be written to {output}")
    return output, plot


def _table_options(arguments: Namespace) -> TableOptions:
    return TableOptions(
        arguments.columns,
        Header(arguments.header),
        arguments.separator,
        arguments.decimal,
        Encoding(arguments.encoding),
    )


def _segment_options(arguments: Namespace) -> SegmentOptions:
    return SegmentOptions(
        arguments.clusters,
        Scale(arguments.scale),
        Missing(arguments.missing),
        Metric(arguments.metric),
        Init(arguments.init),
        arguments.seed,
        arguments.restarts,
        arguments.max_iter,
    )


def _notices(found: Segmentation, arguments: Namespace) -> list[str]:
    """Return sentences about what was not as asked for."""
    notices = []
    left_out = len(found.table.values) - len(found.labels)
    if left_out:
        rows = format_count(left_out, "row")
        notices.append(f"{rows} with missing values left out of all clusters (see --missing).")
    if found.rows.filled:
        values = format_count(found.rows.filled, "missing value")
        notices.append(f"{values} replaced by the mean of the column.")
    count = format_count(len(found.centers), "cluster")
    if isinstance(arguments.clusters, int) and len(found.centers) < arguments.clusters:
        notices.append(f"The result has only {count}, as there are no more different rows.")
    if not found.result.converged:
        notices.append("The centroids still moved in the last iteration; raise --max-iter.")
    return notices


def _files(
    found: Segmentation,
    output: Path | None,
    plot: Path | None,
    arguments: Namespace,
    progress: Progress,
) -> dict[Path, bytes]:
    """Return the content of each file to write."""
    files = {}
    progress.report(0)
    if plot is not None:
        files[plot] = _plot(found, plot, arguments.axes)
    if output is not None:
        files[output] = labelled_table(found, progress.between(0.2, 1))
    return files


def _plot(found: Segmentation, path: Path, columns: tuple[str, ...]) -> bytes:
    from quantizer.tables.page import html_page  # loads matplotlib
    from quantizer.tables.plot import PlotFormat, draw, save

    seen = view(found, columns)
    figure = draw(found, seen)
    kind = path.suffix.lower().removeprefix(".")
    if kind == "html":
        return html_page(found, figure, seen.axes)
    return save(figure, PlotFormat(kind), f"Clusters of {printable(found.table.path.name)}")
