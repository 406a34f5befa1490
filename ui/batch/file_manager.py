"""Shows folders of results in the file manager of the desktop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

if TYPE_CHECKING:
    from quantizer.batch.plan.plan import Entry


def show_folder(entry: Entry) -> None:
    """Open the folder with the result of an entry."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(entry.target.parent)))
