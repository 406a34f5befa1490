"""The question before a running batch is cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from quantizer.language import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def confirm_cancel(parent: QWidget, left: int) -> bool:
    """Ask whether to cancel the batch, of which `left` files are still to be converted."""
    box = QMessageBox(parent)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(tr("Cancel the batch?"))
    files = tr("1 file is") if left == 1 else tr("{left:,} files are", left=left)
    box.setText(
        tr("A batch is running: {files} still to be converted. Cancel it and close?", files=files)
    )
    box.setInformativeText(
        tr("Converted files are kept. Start the same batch again later to convert the rest.")
    )
    stop = box.addButton(tr("Cancel the batch"), QMessageBox.ButtonRole.DestructiveRole)
    stay = box.addButton(tr("Keep running"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.exec()
    return box.clickedButton() is stop
