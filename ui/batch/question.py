"""What is asked before a running batch is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def may_cancel(parent: QWidget, left: int) -> bool:
    """Ask whether a batch may be cancelled that has so many files to go."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Cancel the batch?")
    files = "1 file is" if left == 1 else f"{left:,} files are"
    box.setText(f"A batch is running: {files} still to be converted. Cancel it and close?")
    box.setInformativeText(
        "What is converted stays. The rest can be done later: the same batch goes on where it "
        "was left."
    )
    stop = box.addButton("Cancel the batch", QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton("Keep running", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is stop
