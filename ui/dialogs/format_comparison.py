"""What an export would be in other formats: sizes, lossy references, and the pictures.

    recipe -> file of each format, one after another -> `sized` (the dialog's table of formats)
    size of the chosen file -> lossy files of that size -> table of references
    original, result, chosen reference -> `LinkedPictures`

Both rows of jobs run in workers, which end when the dialog closes.
"""

from __future__ import annotations

import logging
import math
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QWidget

from quantizer.conversion.reference import ReferenceFormat, available_references
from quantizer.image_files.formats import FileFormat
from quantizer.language import mark, number, tr
from quantizer.metrics.metrics import Metrics

from ..jobs.format_trials import FormatTrial, ReferenceTrial, try_formats, try_references
from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from ..panels.parts import button, hbox, heading, muted, vbox
from ..panels.texts import colors_of, percentage, size
from .figure_table import FigureTable
from .linked_pictures import LinkedPictures

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from PySide6.QtWidgets import QHBoxLayout

    from quantizer.conversion.recipe import Recipe

    from ..jobs.jobs import ReductionResult
    from ..jobs.reading import Opened
    from .linked_pictures import Captioned

_log = logging.getLogger(__name__)
_RESULT = "result"
_WAIT_MS = 300
"""Time after which other files are made, so that a quick export need not wait for them."""
_FOR_FIRMWARE_PIXELS = 1 << 20
"""Larger images are not tried as files for firmware, whose text would take 100 MB; not tuned."""
_UNTRIED = mark("Choose this format to see the size of its file")


class FormatComparison(QWidget):
    """The pictures and the table of references; call `shutdown` before it is destroyed."""

    sized = Signal(object)
    """A `FormatTrial` of a format that is not chosen."""

    def __init__(self, read: Opened) -> None:
        super().__init__()
        self._read = read
        self._outcome: ReductionResult | None = None
        self._label = ""
        self._tried: tuple[Recipe, ...] = ()
        self._measured: tuple[object, int] | None = None
        self._references: dict[ReferenceFormat, ReferenceTrial] = {}
        self._known: tuple[ReductionResult, ...] = ()
        self._formats = () if read.moves else available_references()
        self.pictures = LinkedPictures()
        self.scale = QLabel()
        self.scale.setMinimumWidth(56)
        self.scale.setAccessibleName(tr("Zoom"))
        self.table = FigureTable(
            tr("Result and references: a row shows its picture"),
            (tr("File"), tr("Size"), "PSNR", "SSIM", tr("Mean ΔE")),
        )
        self.hint = muted()
        self.hint.setWordWrap(True)
        self._sizes = Worker("quantizer-format-sizes", self)
        self._lossy = Worker("quantizer-references", self)
        self._wait = single_shot_timer(self, _WAIT_MS, self._start_sizes)
        self._lossy_wait = single_shot_timer(self, _WAIT_MS, self._start_references)
        self._connect()
        self._lay_out()

    def _connect(self) -> None:
        self.pictures.zoom_changed.connect(self._show_scale)
        self._sizes.published.connect(self._tell_size)
        self._lossy.published.connect(self._take_reference)
        for worker in (self._sizes, self._lossy):
            worker.failed.connect(self._tell_failure)
        self.table.chosen.connect(lambda _key: self._show_pictures())

    def _lay_out(self) -> None:
        references = vbox(None, heading(tr("For reference")), self.hint, self.table, spacing=4)
        vbox(self, (self.pictures, 1), self._zoom_row(), references)
        if self._read.moves:
            self.table.hide()
            self.hint.setText(
                tr("An animation is not compared with lossy files; its first frame is shown.")
            )
        else:
            self.hint.setText(
                tr(
                    "Lossy files of about the same size, to judge what the palette costs. They "
                    "are not saved."
                )
            )

    def _zoom_row(self) -> QHBoxLayout:
        row = hbox(None, spacing=4)
        for text, tip, slot in (
            ("\N{MINUS SIGN}", tr("Zoom out (-)"), lambda: self.pictures.step(-1)),
            ("", "", None),
            ("+", tr("Zoom in (+)"), lambda: self.pictures.step(1)),
            (tr("Fit"), tr("Fit the picture to the window (F)"), self.pictures.fit),
            ("1:1", tr("One picture pixel on one screen pixel (1)"), self._actual),
        ):
            if slot is None:
                row.addWidget(self.scale)
                continue
            flat = button(text, tip, style="flat")
            flat.clicked.connect(slot)
            row.addWidget(flat)
        row.addStretch(1)
        return row

    def try_others(
        self,
        recipe: Recipe,
        formats: Iterable[Hashable],
        known: tuple[ReductionResult, ...],
    ) -> None:
        """Make the files of all formats but the recipe's, unless they are made or under way."""
        pixels = self._read.image.width * self._read.image.height
        tried = []
        for entry in formats:
            assert isinstance(entry, FileFormat)
            if entry.for_firmware and pixels > _FOR_FIRMWARE_PIXELS:
                self.sized.emit(FormatTrial(entry, None, tr(_UNTRIED)))
                continue
            tried.append(replace(recipe, file_format=entry, name="image"))
        tried.sort(key=lambda one: one.file_format.for_firmware)
        self._known = known
        if tuple(tried) != self._tried:
            self._tried = tuple(tried)
            self._sizes.cancel()
            for one in tried:
                self.sized.emit(FormatTrial(one.file_format, None, is_pending=True))
            self._wait.start()

    def show_waiting(self) -> None:
        """Show that the file of the result is being made."""
        self._lossy_wait.stop()
        self._lossy.cancel()

    def show_result(self, outcome: ReductionResult) -> None:
        """Show the picture of the result that is exported."""
        self._outcome = outcome
        self._label = tr(
            "{format}, {colors}",
            format=tr(outcome.recipe.file_format.label),
            colors=colors_of(len(outcome.quantized.palette)),
        )
        self._show_pictures()

    def show_size(self, length: int) -> None:
        """Show the size of the file, and search for references of that size."""
        outcome = self._outcome
        if outcome is None or self._read.moves:
            return
        measured = (outcome.quantized.indexed, length)
        if measured == self._measured and not self._missing():
            self.table.show_row(_RESULT, [self._label, *self.table.texts(_RESULT)[1:]])
            self._show_pictures()
            return
        self._measured, self._references = measured, {}
        self.table.show_row(_RESULT, [self._label, size(length), "…", "…", "…"])
        for one in self._formats:
            self.table.show_row(one, [tr(one.value), "…", "…", "…", "…"])
        if self.table.current is None and self._formats:
            self.table.choose(self._formats[0])
        self._lossy_wait.start()
        self._show_pictures()

    def shutdown(self) -> None:
        """Stop all jobs and wait for them."""
        self._wait.stop()
        self._lossy_wait.stop()
        self._sizes.shutdown()
        self._lossy.shutdown()

    def _actual(self) -> None:
        self.pictures.zoom_to(1.0)

    def _missing(self) -> bool:
        return len(self._references) < len(self._formats)

    def _start_sizes(self) -> None:
        self._sizes.start(try_formats(self._read, self._tried, self._known))

    def _start_references(self) -> None:
        assert self._outcome is not None
        assert self._measured is not None
        _, length = self._measured
        self._lossy.start(try_references(self._outcome, length, self._formats))

    def _tell_size(self, trial: object) -> None:
        if isinstance(trial, FormatTrial):
            self.sized.emit(trial)

    def _take_reference(self, found: object) -> None:
        if isinstance(found, Metrics):
            texts = self.table.texts(_RESULT)
            self.table.show_row(_RESULT, [*texts[:2], *_figures(found)])
        elif isinstance(found, ReferenceTrial):
            self._references[found.file_format] = found
            self._show_reference(found)
            self._show_pictures()

    def _tell_failure(self, error: Exception) -> None:
        """Say that what is missing will not come; the export itself does not need it."""
        _log.warning("the formats could not be compared", exc_info=error)
        self.hint.setText(tr("The comparison could not be made: {reason}", reason=error))

    def _show_reference(self, trial: ReferenceTrial) -> None:
        name, reference = tr(trial.file_format.value), trial.reference
        if reference is None:
            self.table.show_row(trial.file_format, [name, *4 * ["—"]], trial.notes)
            return
        label = tr("{format}, quality {quality}", format=name, quality=reference.quality)
        texts = [label, size(reference.length), *_figures(reference.metrics)]
        self.table.show_row(trial.file_format, texts, trial.notes)

    def _show_pictures(self) -> None:
        outcome = self._outcome
        if outcome is None:
            return
        shown: list[Captioned] = [
            (tr("Original"), outcome.original),
            (self._label, outcome.picture),
        ]
        chosen = self.table.current
        if isinstance(chosen, ReferenceFormat):
            trial = self._references.get(chosen)
            shown.append((self.table.texts(chosen)[0], trial.picture if trial else None))
        self.pictures.show_pictures(shown)

    def _show_scale(self, scale: float) -> None:
        self.scale.setText(f"{number(100 * scale, '.0f' if scale >= 0.1 else '.1f')} %")


def trial_texts(trial: FormatTrial, original: int | None) -> list[str]:
    """Return the label of a format, the size of its file and its share of the original's."""
    label = tr(trial.file_format.label)
    if trial.length is None:
        return [label, "…" if trial.is_pending else "—", ""]
    share = percentage(trial.length / original) if original else ""
    return [label, size(trial.length), share]


def _figures(metrics: Metrics) -> list[str]:
    """Return PSNR, SSIM and mean CIEDE2000."""
    psnr = "∞" if math.isinf(metrics.psnr) else f"{number(metrics.psnr, '.2f')} dB"
    return [psnr, number(metrics.ssim, ".4f"), number(metrics.delta_e, ".2f")]
