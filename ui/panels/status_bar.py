"""The status bar: messages on the left, progress and a cancel button on the right.

The progress appears after a quarter of a second, so that it does not flicker for short jobs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from quantizer.language import tr

from ..jobs.timer import single_shot_timer
from .parts import GAP, ElidedLabel, hbox, muted

if TYPE_CHECKING:
    from quantizer.progress import Stage

_PATIENCE_MS = 250
_MESSAGE_MS = 4000
_PER_MILLE = 1000


class StatusBar(QStatusBar):
    """The status bar; emits `cancel_requested` when its button is pressed."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.info = ElidedLabel()
        self.info.setContentsMargins(GAP, 0, GAP, 0)
        self.addWidget(self.info, 1)
        self.stage: QLabel = muted()
        self.progress = QProgressBar()
        self.progress.setRange(0, _PER_MILLE)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(160)
        self.progress.setAccessibleName(tr("Progress"))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setObjectName("flat")
        self.cancel.setAccessibleName(tr("Cancel the running job"))
        self.cancel.setToolTip(tr("Stop the running job (Esc)"))
        self.cancel.clicked.connect(self.cancel_requested)
        self.job = QWidget()
        hbox(self.job, self.stage, self.progress, self.cancel, margins=(0, 0, GAP, 0))
        self.addPermanentWidget(self.job)
        self.setMinimumHeight(self.job.sizeHint().height() + 4)
        self.job.hide()
        self._patience = single_shot_timer(self, _PATIENCE_MS, self.job.show)

    def show_busy(self, busy: bool) -> None:
        """Show the progress after a short delay, or hide it at once."""
        if not busy:
            self._patience.stop()
            self.job.hide()
        elif not self.job.isVisible() and not self._patience.isActive():
            self.progress.setValue(0)
            self.stage.setText("")
            self._patience.start()

    def show_progress(self, stage: Stage, fraction: float) -> None:
        """Show the stage of the job and the fraction of it that is done."""
        self.stage.setText(f"{tr(stage.value)}…")
        self.progress.setValue(round(_PER_MILLE * fraction))

    def show_info(self, name: str, details: str) -> None:
        """Show the name and details of the image; messages cover them for some seconds."""
        details = f"   ·   {details}" if details else ""
        self.info.setToolTip(f"{name}{details}")
        self.info.show_parts(name, details)

    def tell(self, text: str) -> None:
        """Show a message for some seconds."""
        self.showMessage(text, _MESSAGE_MS)
