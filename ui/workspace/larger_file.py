"""Says in the metrics panel that a file is larger than its original, and does what would help."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ..document.larger_file import NO_DITHER, Remedy, larger_words, remedies

if TYPE_CHECKING:
    from ..document.document import Document
    from ..document.file_size import FileSize, SizeMeter
    from ..panels.metrics_panel import MetricsPanel


class LargerFilePresenter(QObject):
    """Follows the measured size of the result."""

    def __init__(self, document: Document, meter: SizeMeter, panel: MetricsPanel) -> None:
        super().__init__(document)
        self._document, self._panel = document, panel
        meter.changed.connect(self._show)
        panel.remedy_requested.connect(self._apply)

    def _show(self, file_size: FileSize) -> None:
        outcome, length, original = self._document.outcome, file_size.length, file_size.original
        if length is None and file_size.is_pending:
            return  # what was said stays until the new size is known
        if outcome is None or length is None or not original or length <= original:
            self._panel.show_larger("", ())
            return
        found = remedies(outcome.recipe, len(outcome.quantized.palette))
        self._panel.show_larger(larger_words(found), found)

    def _apply(self, remedy: Remedy) -> None:
        document = self._document
        if remedy is Remedy.FEWER_COLORS:
            document.scale_colors(0.5)
        elif remedy is Remedy.NO_DITHER:
            settings = document.settings
            dither = replace(settings.dither, name=NO_DITHER, kernel=None)
            document.change_settings(replace(settings, dither=dither))
