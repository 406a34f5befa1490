"""The window that compares an output with its original on a canvas."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from quantizer.adjust.adjust import adjust_image
from quantizer.language import tr

from ..canvas.canvas import Canvas
from ..canvas.pyramid import Pyramid
from ..canvas.view_mode import ViewMode
from ..dialogs.message import show_error
from ..jobs import reading
from ..jobs.worker import Worker
from ..panels.parts import GAP, ElidedLabel, hbox, styled, vbox
from ..panels.segments import Segments

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent

    from quantizer.batch.plan.plan import Entry
    from quantizer.settings.settings import Settings

    from ..jobs.worker import Context


@dataclass(frozen=True, eq=False)
class Pair:
    """The pictures of an original and its output."""

    original: Pyramid
    result: Pyramid


class ComparisonWindow(QWidget):
    """The window; it shows one pair of files at a time."""

    open_requested = Signal(object)
    """The `Entry` whose original should be opened in the main window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.resize(960, 640)
        self.entry: Entry | None = None
        self.canvas = Canvas()
        self.views = Segments(
            tr("View"),
            [
                (tr("Split"), ViewMode.SPLIT, tr("Original and output, divided by a movable line")),
                (
                    tr("Side by side"),
                    ViewMode.SIDE_BY_SIDE,
                    tr("Original and output next to each other"),
                ),
            ],
        )
        self.views.set_value(ViewMode.SPLIT)
        self.views.changed.connect(self.canvas.set_mode)
        self.name = ElidedLabel()
        self.open = QPushButton(tr("Open original"))
        self.open.setToolTip(tr("Open the original in the main window"))
        self.open.clicked.connect(lambda: self.open_requested.emit(self.entry))
        self._lay_out()
        for keys, slot in (
            ("F", self.canvas.fit),
            ("1", partial(self.canvas.zoom_to, 1.0)),
            ("+", self.canvas.zoom_in),
            ("-", self.canvas.zoom_out),
            ("Esc", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        self._worker = Worker("quantizer-pair", self)
        self._worker.published.connect(self._take)
        self._worker.failed.connect(partial(show_error, self, tr("The files cannot be compared")))

    def _lay_out(self) -> None:
        bar = QWidget()
        styled(bar, "bar")
        row = hbox(bar, margins=(GAP, 4, GAP, 4))
        self.views.setFixedWidth(240)
        row.addWidget(self.views)
        row.addWidget(self.name, 1)
        row.addWidget(self.open)
        vbox(self, (self.canvas, 1), bar, spacing=0)

    def compare(self, entry: Entry, settings: Settings) -> None:
        """Show the output of an entry, and its original in the size and tone of the settings."""
        self.entry = entry
        self.canvas.set_pictures(None, None)
        original, result = _distinct(entry.source, entry.target)
        text = tr("Original: {original} · Result: {result}", original=original, result=result)
        self.name.show_parts(text, "")
        self.name.setToolTip(f"{entry.source}\n{entry.target}")
        self.setWindowTitle(text)
        self._worker.start(_read(entry.source, entry.target, settings))
        self.show()
        self.raise_()
        self.activateWindow()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Stop reading and free the pictures."""
        self._worker.cancel()
        self.canvas.set_pictures(None, None)
        super().closeEvent(event)

    def shutdown(self) -> None:
        """Stop the worker and wait for it."""
        self._worker.shutdown()

    def _take(self, result: object) -> None:
        if isinstance(result, Pair):
            self.canvas.set_pictures(result.original, result.result)


def _distinct(source: Path, target: Path) -> tuple[str, str]:
    """Return the paths of two files below the folder that holds both."""
    try:
        above = os.path.commonpath([source.parent, target.parent])
    except ValueError:  # they are on two drives
        return str(source), str(target)
    return os.path.relpath(source, above), os.path.relpath(target, above)


def _read(source: Path, target: Path, settings: Settings) -> Callable[[Context], Pair]:
    def job(context: Context) -> Pair:
        opened = reading.open_path(source)(context)
        adjusted = adjust_image(opened.image, settings, context.progress)
        is_same = adjusted is opened.image
        original = opened.picture if is_same else Pyramid.of_image(adjusted, context.progress)
        return Pair(original, reading.open_path(target)(context).picture)

    return job
