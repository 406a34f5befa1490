"""The contact sheet: groups and thumbnails as one HTML file that needs no other file.

    heading and summary -> a table of groups -> agreement with labels, if there are any
        -> each group: palette, figures, thumbnails -> images that could not be read

There is no script in it. All text that comes from outside, such as file names, is escaped.
"""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING

from quantizer.grouping._style import STYLE
from quantizer.grouping.features import FEATURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from quantizer.grouping.described_image import DescribedImage
    from quantizer.grouping.group import Group, Grouping
    from quantizer.grouping.labels import GroupAgreement
    from quantizer.grouping.result import GroupingResult
    from quantizer.image.palette import Palette

_TINY = 64
"""Longest side in pixels of a thumbnail that is shown enlarged, with sharp pixels; not tuned."""


def contact_sheet(result: GroupingResult) -> str:
    """Return the text of an HTML file about groups; the images need thumbnails."""
    title = f"Groups of images: {result.folder}"
    body = [f"<h1>{_text(title)}</h1>", *_summary(result), _groups_table(result)]
    if result.agreement is not None:
        body += _agreement(result.agreement, result.grouping)
    for group in result.grouping.groups:
        body += _group(result, group)
    body += _unreadable(result)
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(title)}</title>",
            f"<style>{STYLE}</style>\n</head>\n<body>\n<main>",
            *body,
            "</main>\n</body>\n</html>\n",
        ]
    )


def _text(value: str) -> str:
    r"""Return text as HTML, for elements and for attributes in quotes.

    Bytes of a file name that are no text show as ``\udcXX``.
    """
    return escape(value.encode("utf-8", "backslashreplace").decode(), quote=True)


def _score(value: float) -> str:
    return f"{value:.2f}".replace("-", "\N{MINUS SIGN}")


def _summary(result: GroupingResult) -> Iterator[str]:
    grouping = result.grouping
    features = "; ".join(FEATURES[name].about for name in result.features)
    yield (
        f"<p>{_images(len(grouping.images))} in {_count(len(grouping.groups), 'group')}, sorted by "
        f"K-means. The images were compared by: {_text(features)}.</p>"
    )
    yield (
        f"<p>Mean silhouette: {_score(grouping.silhouette)}. <span class='soft'>The silhouette of "
        "an image is near 1 if it is much closer to its own group than to the next, near 0 if it "
        "is between two groups, and below 0 if another group is closer.</span></p>"
    )
    if grouping.tried:
        ranked = sorted(grouping.tried.items(), key=lambda pair: -pair[1])
        (best, highest), *others = ranked[:4]
        next_ones = ", ".join(f"{k} ({_score(silhouette)})" for k, silhouette in others)
        yield (
            f"<p>Of all numbers of groups up to {max(grouping.tried)}, a quick search found the "
            f"largest mean silhouette for {best} ({_score(highest)})"
            f"{f', before {next_ones}' if others else ''}.</p>"
        )


def _groups_table(result: GroupingResult) -> str:
    rows = [
        [
            f'<a href="#group-{group.number}">{_text(group.title)}</a>',
            _strip(group.palette),
            f"{len(group.members):,}",
            _score(group.silhouette),
            f"{sum(result.grouping.outliers[group.members]):,}",
            *_dominant(result.agreement, group),
        ]
        for group in result.grouping.groups
    ]
    heads = ["Group", "Main colours", "Images", "Mean silhouette", "Outliers"]
    heads += ["Most frequent label"] if result.agreement is not None else []
    return _table("The groups", heads, rows, numbers={2, 3, 4})


def _dominant(agreement: GroupAgreement | None, group: Group) -> list[str]:
    if agreement is None:
        return []
    found = agreement.dominant(group.number - 1)
    return ["none"] if found is None else [f"{_text(found[0])} ({found[1]:.0%})"]


def _agreement(agreement: GroupAgreement, grouping: Grouping) -> Iterator[str]:
    yield "<h2>Agreement with the labels</h2>"
    yield (
        f"<p>Adjusted Rand index: {_score(agreement.adjusted_rand_index)} <span class='soft'>(1 if "
        "groups and labels sort the images in the same way, about 0 if they agree by chance only)."
        f"</span> {agreement.purity:.1%} of the images have the most frequent label of their "
        "group.</p>"
    )
    if agreement.unlabelled:
        yield f"<p>{_images(agreement.unlabelled)} without a label left out of account.</p>"
    rows = [
        [_text(group.title), *(f"{count:,}" for count in agreement.table[group.number - 1])]
        for group in grouping.groups
    ]
    heads = ["Group", *map(_text, agreement.labels)]
    numbers = set(range(1, len(heads)))
    yield _table("Images of each group with each label", heads, rows, numbers)


def _group(result: GroupingResult, group: Group) -> Iterator[str]:
    grouping, name = result.grouping, f"group-{group.number}"
    outliers = int(sum(grouping.outliers[group.members]))
    yield f'<section aria-labelledby="{name}">\n<h2 id="{name}">{_text(group.title)}</h2>'
    if group.is_outlier:
        yield "<p class='mark'>This group is an outlier: small, and far from the others.</p>"
    facts = [_images(len(group.members)), f"mean silhouette {_score(group.silhouette)}"]
    facts += [] if group.is_outlier or not outliers else [_count(outliers, "outlier")]
    facts += [f"most frequent label {one}" for one in _dominant(result.agreement, group)]
    yield f"<p>{', '.join(facts)}. <span class='soft'>The most typical image is first.</span></p>"
    yield '<ul class="palette" aria-label="Main colours">'
    for swatch in group.palette:
        share = f"{swatch.share or 0:.0%}"
        yield (
            f'<li><span class="swatch" style="background:{swatch.hex}"></span>'
            f"{_text(swatch.name)} {swatch.hex} {share}</li>"
        )
    yield '</ul>\n<ul class="images">'
    for place in group.members.tolist():
        yield _image(result, place)
    yield "</ul>\n</section>"


def _image(result: GroupingResult, place: int) -> str:
    grouping = result.grouping
    image = grouping.images[place]
    lines = [f"<span>{_text(image.file.name)}</span>"]
    lines.append(f"<span class='soft'>silhouette {_score(grouping.silhouettes[place])}</span>")
    label = result.label_of(image.file.name)
    if label is not None:
        lines.append(f"<span class='soft'>label {_text(label)}</span>")
    is_outlier = bool(grouping.outliers[place])
    if is_outlier:
        lines.append("<span class='mark'>outlier</span>")
    kind = ' class="outlier"' if is_outlier else ""
    return f"<li{kind}>{_picture(image)}{''.join(lines)}</li>"


def _picture(image: DescribedImage) -> str:
    thumbnail = image.thumbnail
    if thumbnail is None:
        return ""
    data = base64.b64encode(thumbnail.webp).decode("ascii")
    width, height = thumbnail.width, thumbnail.height
    tiny = ' class="tiny"' if max(width, height) <= _TINY else ""
    return (
        f'<img{tiny} src="data:image/webp;base64,{data}" width="{width}" height="{height}" '
        f'loading="lazy" alt="Thumbnail of {_text(image.file.name)}">'
    )


def _unreadable(result: GroupingResult) -> Iterator[str]:
    if not result.unreadable:
        return
    yield "<h2>Images that could not be read</h2>\n<ul>"
    for one in result.unreadable:
        yield f"<li>{_text(one.file.name)}: {_text(one.reason)}</li>"
    yield "</ul>"


def _strip(palette: Palette) -> str:
    """Return the colours side by side, each as wide as its share."""
    parts = (
        f'<span style="background:{one.hex};flex:{one.share or 0:.4f}"></span>' for one in palette
    )
    names = ", ".join(swatch.name for swatch in palette)
    return f'<div class="strip" role="img" aria-label="{_text(names)}">{"".join(parts)}</div>'


def _table(caption: str, heads: list[str], rows: list[list[str]], numbers: set[int]) -> str:
    """Return a table.

    Parameters
    ----------
    caption
        Its title, as text.
    heads
        The heads of the columns, as HTML.
    rows
        The cells of each row, as HTML; the first one is the row's head.
    numbers
        The columns that are aligned right.
    """
    classes = ["number" if place in numbers else "" for place in range(len(heads))]
    cells = "".join(
        f'<th scope="col" class="{kind}">{head}</th>'
        for kind, head in zip(classes, heads, strict=True)
    )
    lines = [
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_text(caption)}">',
        f"<table>\n<caption>{_text(caption)}</caption>",
        f"<thead><tr>{cells}</tr></thead>\n<tbody>",
    ]
    for first, *others in rows:
        cells = "".join(
            f'<td class="{kind}{" zero" * (cell == "0")}">{cell}</td>'
            for kind, cell in zip(classes[1:], others, strict=True)
        )
        lines.append(f'<tr><th scope="row">{first}</th>{cells}</tr>')
    return "\n".join([*lines, "</tbody></table></div>"])


def _images(count: int) -> str:
    return _count(count, "image")


def _count(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'s' * (count != 1)}"
