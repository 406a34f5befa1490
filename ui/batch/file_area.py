"""The area of the batch window that shows the files of the plan, or why there are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from quantizer.language import tr

from .drop_page import DropPage
from .table import BatchTable

if TYPE_CHECKING:
    from quantizer.batch.plan.plan import Plan

    from ..thumbnails.cache import ThumbnailCache
    from .table_model import BatchModel


class FileArea(QStackedWidget):
    """Shows the table of files; without files it shows the page that asks for some."""

    def __init__(self, model: BatchModel, thumbnails: ThumbnailCache) -> None:
        super().__init__()
        self.page = DropPage()
        self.table = BatchTable(model, thumbnails)
        self.addWidget(self.page)
        self.addWidget(self.table)

    def show_plan(self, plan: Plan | None, *, were_removed: bool) -> None:
        """Show the files of a plan; `were_removed` says whether the user removed some."""
        if plan is not None and not plan.entries:
            if were_removed:
                self.page.tell(tr("All files were removed"), tr("Ctrl+Z brings them back"))
            else:
                text = tr("No file can be read, or the filters exclude all")
                self.page.tell(tr("No images found"), text)
        self.setCurrentWidget(self.table if plan and plan.entries else self.page)
        self.table.may_compare = plan is not None and not plan.options.destination.replaces

    def tell(self, title: str, text: str = "") -> None:
        """Show a message in place of the table."""
        self.page.tell(title, text)
        self.setCurrentWidget(self.page)
