"""The question before a running batch is cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def confirm_cancel(parent: QWidget, left: int) -> bool:
    """Ask whether to cancel the batch, of which `left` files are still to be converted."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Cancel the batch?")
    files = "1 file is" if left == 1 else f"{left:,} files are"
    box.setText(f"A batch is running: {files} still to be converted. Cancel it and close?")
    box.setInformativeText(
        "Converted files are kept. Start the same batch again later to convert the rest."
    )
    stop = box.addButton("Cancel the batch", QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton("Keep running", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is stop
