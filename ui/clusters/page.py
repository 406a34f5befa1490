"""A page of the area of clusters."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget


class ClusterPage(QWidget):
    """Base of the pages; only one page at a time is active, and none while the area is folded."""

    title: str
    """Text of the tab."""
    message = Signal(str)
    """A sentence for the status bar."""

    def set_active(self, active: bool) -> None:
        """Start or stop to follow the document; an inactive page computes and draws nothing."""
        raise NotImplementedError

    def shutdown(self) -> None:
        """Stop what runs, before the page is destroyed; by default there is nothing."""
