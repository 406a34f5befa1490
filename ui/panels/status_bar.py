"""The status bar: a short message on the left; progress and cancel on the right while a job runs.

The progress shows only when a job lasts, so that fast jobs do not flicker.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStatusBar,
    QWidget,
)

from ui.panels.parts import GAP, muted

if TYPE_CHECKING:
    from quantizer.progress import Stage

_PATIENCE_MS = 250
_MESSAGE_MS = 4000
_PER_MILLE = 1000


class StatusBar(QStatusBar):
    """The bar; `cancel_requested` when the button is pressed."""

    cancel_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.info = muted()
        self.info.setContentsMargins(GAP, 0, 0, 0)
        self.info.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.addWidget(self.info, 1)
        self.stage: QLabel = muted()
        self.progress = QProgressBar()
        self.progress.setRange(0, _PER_MILLE)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(160)
        self.progress.setAccessibleName("Progress")
        self.cancel = QPushButton("Cancel")
        self.cancel.setObjectName("flat")
        self.cancel.setAccessibleName("Cancel the running job")
        self.cancel.setToolTip("Stop the running job (Esc)")
        self.cancel.clicked.connect(self.cancel_requested)
        self.job = QWidget()
        row = QHBoxLayout(self.job)
        row.setContentsMargins(0, 0, GAP, 0)
        row.setSpacing(GAP)
        for part in (self.stage, self.progress, self.cancel):
            row.addWidget(part)
        self.addPermanentWidget(self.job)
        self.setMinimumHeight(self.job.sizeHint().height() + 4)
        self.job.hide()
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self.job.show)

    def show_busy(self, busy: bool) -> None:
        """Show the progress soon, or hide it now."""
        if not busy:
            self._patience.stop()
            self.job.hide()
        elif not self.job.isVisible() and not self._patience.isActive():
            self.progress.setValue(0)
            self.stage.setText("")
            self._patience.start()

    def show_progress(self, stage: Stage, fraction: float) -> None:
        """Show what the job does and how much of it is done."""
        self.stage.setText(f"{stage.value}…")
        self.progress.setValue(round(_PER_MILLE * fraction))

    def show_info(self, text: str) -> None:
        """Say what the image is; messages cover it for a while."""
        self.info.setText(text)
        self.info.setToolTip(text)

    def tell(self, text: str) -> None:
        """Show a message for some seconds."""
        self.showMessage(text, _MESSAGE_MS)
