"""The clusters of a table as one HTML file: the plot, the profile and the sentences.

The file needs no other file and has no script. Whatever comes from the table is escaped.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from quantizer.tables.plot import PlotFormat, cluster_color, save
from quantizer.tables.profile import profile, remarks
from quantizer.tables.table import printable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from quantizer.tables.segmentation import Segmentation

_STYLE = """
body { font: 16px/1.5 sans-serif; color: #222; background: #fff; margin: 2em auto;
  max-width: 72em; padding: 0 1em }
svg { max-width: 100%; height: auto }
div { overflow-x: auto }
table { border-collapse: collapse }
th, td { padding: .2em .8em; text-align: right; border-bottom: 1px solid #ddd }
th:first-child { text-align: left }
i { display: inline-block; width: .8em; height: .8em; border-radius: 50%; margin-right: .4em }
"""


def html_page(segmentation: Segmentation, figure: Figure, axes: tuple[str, str]) -> bytes:
    """Return the HTML file.

    Parameters
    ----------
    segmentation
        The clusters.
    figure
        Their plot.
    axes
        What is along its axes.
    """
    name = printable(segmentation.table.path.name)
    k = len(segmentation.centers)
    title = f"{name}: {k} cluster{'s' * (k != 1)}"
    spoken = f"Scatter plot of {title}, {axes[1]} over {axes[0]}"
    picture = save(figure, PlotFormat.SVG, title).decode()
    picture = picture[picture.index("<svg") :].replace(
        "<svg", f'<svg role="img" aria-label="{escape(spoken)}"', 1
    )
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>",
        f"<h1>{escape(title)}</h1>",
        picture,
        "<h2>Mean of each column</h2>",
        f"<div>{_table(profile(segmentation))}</div>",
        "<h2>What sets each cluster apart</h2>\n<ol>",
        *(f"<li>{escape(text)}</li>" for text in segmentation.descriptions),
        "</ol>",
        *(f"<p>{escape(text)}</p>" for text in remarks(segmentation)),
        "</body>\n</html>\n",
    ]
    return "\n".join(parts).encode()


def _table(rows: list[list[str]]) -> str:
    """Return the rows as an HTML table; the first row and column hold headings."""
    head, *body = rows
    marks = [f'<i style="background:{cluster_color(index)}"></i>' for index in range(len(head) - 2)]
    cells = [f"<th>{escape(head[0])}</th>"]
    cells += [
        f'<th scope="col">{mark}{escape(text)}</th>'
        for mark, text in zip([*marks, ""], head[1:], strict=True)
    ]
    lines = ["<table>", f"<tr>{''.join(cells)}</tr>"]
    for first, *rest in body:
        cells = [f'<th scope="row">{escape(first)}</th>', *(f"<td>{text}</td>" for text in rest)]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return "\n".join([*lines, "</table>"])
