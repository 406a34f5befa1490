"""The page *Choose k*: inertia and silhouette over the number of colours.

The knee of the inertia and the clearest separation are marked, with the reason in a sentence. A
click or a drag sets the number of colours, as its slider does.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtWidgets import QProgressBar

from quantizer.kmeans.selection import SILHOUETTE_RANGE, Reason
from quantizer.language import mark, number, tr
from quantizer.quantities import quantity
from quantizer.settings.settings import Metric, Space

from ..charts.axis import Axis, Scale
from ..charts.chart import Chart
from ..charts.inertia import inertia_axis
from ..charts.series import Ink, Mark, Series
from ..document.count_mode import most_colors, shown_count, with_count
from ..panels.parts import MARGIN, hbox, muted, vbox
from ..panels.segments import Segments
from ..panels.texts import colors_of, sentence
from .count_curves import CountCurves
from .page import ClusterPage

if TYPE_CHECKING:
    from quantizer.kmeans.selection import Candidate, Selection

    from .model import ClusterModel

_TICKS = (2, 4, 8, 16, 32, 64, 128, 256)
_SILHOUETTES = (2.0, 64.0)
_SHOW_INERTIA, _SHOW_SILHOUETTE = "inertia", "silhouette"
_OPEN_FIRST = mark("Open an image to see its curve.")
_ONE_COLOR = mark("The image has a single colour: there is nothing to choose.")


class ChooseKPage(ClusterPage):
    """The page."""

    title = mark("Choose k")

    def __init__(self, model: ClusterModel) -> None:
        super().__init__()
        self._document = model.document
        self.curves = CountCurves(self._document)
        self._candidates: list[Candidate] = []
        self._is_active = False
        self.measure = Segments(
            tr("Curve"),
            [
                (
                    tr("Inertia"),
                    _SHOW_INERTIA,
                    tr("The sum that K-means minimises, by number of colours"),
                ),
                (
                    tr("Silhouette"),
                    _SHOW_SILHOUETTE,
                    tr("How clearly the clusters are apart, -1 to 1, by number of colours"),
                ),
            ],
        )
        self.measure.set_value(_SHOW_INERTIA)
        self.reason = muted()
        self.reason.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(80)
        self.bar.setAccessibleName(tr("Progress of the curve"))
        self.chart = Chart(tr("Number of colours"), *self._axes())
        self.chart.set_pickable(True)
        self.chart.set_readout(self._readout)
        row = hbox(None, self.measure, (self.reason, 1), self.bar)
        vbox(self, row, (self.chart, 1), margins=(MARGIN, 0, MARGIN, 8), spacing=4)
        self._connect()

    def _connect(self) -> None:
        self.measure.changed.connect(self._show)
        self.chart.picked.connect(self._set_count)
        self.chart.released.connect(self._document.settle)
        self.curves.changed.connect(self._show)
        self.curves.busy_changed.connect(self.bar.setVisible)
        self.curves.progressed.connect(lambda share: self.bar.setValue(round(100 * share)))
        self.curves.failed.connect(self._show_failure)
        self._document.settings_changed.connect(self._show_chosen)
        self._document.result_changed.connect(self._show_chosen)

    def set_active(self, active: bool) -> None:
        """Start or stop to follow the document."""
        self._is_active = active
        self.bar.hide()
        self.curves.set_active(active)
        if active:
            self._show()

    def shutdown(self) -> None:
        """Stop the worker."""
        self.curves.shutdown()

    @property
    def _colors(self) -> int:
        """The number of colours that is set or was found."""
        document = self._document
        return document.found_colors or shown_count(document.settings, document.chosen.palette)

    def _axes(self) -> tuple[Axis, Axis]:
        # The knee is that of the logarithm of the inertia over the root of the number of colours.
        if self.measure.value == _SHOW_SILHOUETTE:
            ticks = _TICKS[: _TICKS.index(64) + 1]
            return (
                Axis(tr("Colours"), "k", Scale.SQUARE_ROOT, ticks, span=_SILHOUETTES),
                Axis(tr("Silhouette"), tr("\N{MINUS SIGN}1 to 1")),
            )
        cluster = self._document.settings.cluster
        space, metric = cluster.space or Space.SRGB, cluster.metric or Metric.EUCLIDEAN
        return (
            Axis(tr("Colours"), "k", Scale.SQUARE_ROOT, _TICKS),
            inertia_axis(space, metric, Scale.LOGARITHMIC),
        )

    def _show(self) -> None:
        if not self._is_active:
            return
        selection = self.curves.selection
        if selection is None:
            is_open = self._document.outcome is not None
            self.reason.clear()
            self.chart.set_empty(tr("Computing the curve…") if is_open else tr(_OPEN_FIRST))
            return
        candidates = [one for one in selection.candidates if one.k >= 2]
        if len(candidates) < 2:
            self.reason.clear()
            self.chart.set_empty(tr(_ONE_COLOR))
            return
        by_silhouette = self.measure.value == _SHOW_SILHOUETTE
        if by_silhouette:
            candidates = [one for one in candidates if one.silhouette is not None]
        self._candidates = candidates
        self.reason.setText(reason_sentence(selection))
        if not candidates:
            self.chart.set_empty(tr("Computing the silhouettes…"))
            return
        self.chart.set_axes(*self._axes())
        self._show_chosen()
        self.chart.set_summary(self._summary(selection))

    def _summary(self, selection: Selection) -> str:
        first, last = self._candidates[0], self._candidates[-1]
        if self.measure.value == _SHOW_SILHOUETTE:
            what = tr("Silhouette for {k} to {last} colours.", k=first.k, last=last.k)
        else:
            what = tr(
                "Inertia for {k} to {last} colours: it falls from {value} to {value_2}.",
                k=first.k,
                last=last.k,
                value=quantity(first.inertia),
                value_2=quantity(last.inertia),
            )
        return tr(
            "{what} {reason} Now {count}.",
            what=what,
            reason=reason_sentence(selection),
            count=colors_of(self._colors),
        )

    def _show_chosen(self) -> None:
        """Draw the curve, with the number of colours that is set."""
        selection = self.curves.selection
        if not self._is_active or selection is None or not self._candidates:
            return
        by_silhouette = self.measure.value == _SHOW_SILHOUETTE
        values = [one.silhouette if by_silhouette else one.inertia for one in self._candidates]
        curve = Series(
            tr("Silhouette") if by_silhouette else tr("Inertia"),
            np.array([one.k for one in self._candidates], float),
            np.array(values, float),
            has_dots=len(values) < 80,
        )
        marks = _marks(selection)
        if not by_silhouette or self._colors <= _SILHOUETTES[1]:
            colors = self._colors
            marks.append(Mark(colors, tr("now: {k}", k=colors), Ink.ACCENT, is_dashed=False))
        self.chart.set_content([curve], marks)

    def _readout(self, _series: int, point: int) -> str:
        one = self._candidates[point]
        lines = [colors_of(one.k), tr("Inertia {value}", value=quantity(one.inertia))]
        if one.silhouette is not None:
            lines.append(tr("Silhouette {value:.3f}", value=one.silhouette))
        if self.curves.curve is not None:
            psnr = self.curves.psnr(one.k)
            shown = (
                "…" if psnr is None else "∞" if math.isinf(psnr) else f"{number(psnr, '.1f')} dB"
            )
            lines.append(tr("PSNR about {shown}, undithered", shown=shown))
        return "\n".join(lines)

    def _set_count(self, value: float) -> None:
        document = self._document
        palette = document.chosen.palette
        colors = min(max(round(value), 2), most_colors(palette))
        document.change_settings(with_count(document.settings, colors, palette))

    def _show_failure(self, error: Exception) -> None:
        self.reason.clear()
        self.chart.set_empty(
            tr("The curve could not be computed. {sentence}", sentence=sentence(error))
        )


def reason_sentence(selection: Selection) -> str:
    """Return what the curve suggests, and why, in a sentence.

    The curve of a drawing has no knee worth telling: it falls steeply up to the last colour.
    """
    parts = []
    if selection.reason is Reason.FLAT:
        parts.append(tr("the image is drawn in {count}", count=colors_of(selection.k)))
    elif selection.reason is Reason.DISTINCT:
        parts.append(tr("the image has no more than {count}", count=colors_of(selection.k)))
    elif selection.knee is not None:
        parts.append(
            tr(
                "the knee is at {knee}: from there each further colour lowers the inertia little",
                knee=selection.knee,
            )
        )
    if selection.clearest is not None:
        text = tr("the silhouette is best at {k}", k=selection.clearest.k)
        if (best := selection.clearest.silhouette) is not None and any(
            one.silhouette is not None and one.silhouette > best for one in selection.candidates
        ):
            text += tr(" of up to {most}", most=SILHOUETTE_RANGE)
        parts.append(text)
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _marks(selection: Selection) -> list[Mark]:
    marks = []
    is_drawn = selection.reason in {Reason.FLAT, Reason.DISTINCT}
    if selection.knee is not None and not is_drawn:
        marks.append(Mark(selection.knee, tr("knee: {k}", k=selection.knee), Ink.SECOND))
    if selection.clearest is not None:
        k = selection.clearest.k
        marks.append(Mark(k, tr("best silhouette: {k}", k=k), Ink.MUTED))
    if is_drawn:
        marks.append(Mark(selection.k, tr("in the image: {k}", k=selection.k), Ink.SECOND))
    return marks
