"""The area of clusters below the canvas: a row of tabs, and the page of the chosen tab.

    open or folded, chosen tab -> the page is made when it is first shown -> only that one is active

Folded away, no page is active, so nothing is computed or drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QTabBar, QToolButton, QWidget

from quantizer.language import tr

from ..controls.fitting import scrolled
from ..panels.page_stack import PageStack
from ..panels.parts import GAP, MARGIN, button, hbox, styled, vbox
from .pages import PAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import ClusterModel
    from .page import ClusterPage
    from .pages import PageEntry

_HEIGHT = 264
"""Preferred height in pixels: leaves more than half of a window of 800 pixels to the canvas."""
_LEAST_HEIGHT = 96


class ClustersArea(QWidget):
    """The area; folded away at first.

    Parameters
    ----------
    model
        The clusters that the pages show.
    pages
        The pages in the order of their tabs.
    """

    step_through_requested = Signal()
    """The user wants to see K-means step by step."""
    fold_requested = Signal()
    message = Signal(str)
    """A sentence for the status bar."""

    def __init__(self, model: ClusterModel, pages: Sequence[PageEntry] = PAGES) -> None:
        super().__init__()
        styled(self, "panel")
        self._model, self._entries = model, tuple(pages)
        self._pages: dict[str, ClusterPage] = {}
        self.active: ClusterPage | None = None
        """The page that is shown; None while the area is folded away."""
        self.tabs = QTabBar()
        self.tabs.setAccessibleName(tr("Views of the clusters"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for place, entry in enumerate(self._entries):
            self.tabs.addTab(tr(entry.title))
            self.tabs.setTabToolTip(place, tr(entry.tip))
        self.step_through = button(tr("Step through"), tr("Watch K-means at work, step by step"))
        self.step_through.clicked.connect(self.step_through_requested)
        self.fold = QToolButton()
        self.fold.setText("✕")
        self.fold.setObjectName("flat")
        self.fold.setToolTip(tr("Fold the clusters away (Ctrl+L)"))
        self.fold.setAccessibleName(tr("Fold the clusters away"))
        self.fold.clicked.connect(self.fold_requested)
        self.stack = PageStack()
        row = hbox(None, self.tabs, self.step_through, self.fold, margins=(MARGIN, 4, GAP, 4))
        row.insertStretch(1)
        vbox(self, row, (scrolled(self.stack), 1), spacing=0)
        self.setMinimumHeight(_LEAST_HEIGHT)
        self.tabs.currentChanged.connect(self._show_page)
        self.hide()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the preferred size."""
        return QSize(600, _HEIGHT)

    @property
    def is_open(self) -> bool:
        """Whether the area is not folded away."""
        return not self.isHidden()

    @property
    def page(self) -> str:
        """Name of the chosen page."""
        return self._entries[self.tabs.currentIndex()].name

    def choose(self, name: str) -> None:
        """Choose a page by its name; a name that is not known changes nothing."""
        names = [entry.name for entry in self._entries]
        if name in names:
            self.tabs.setCurrentIndex(names.index(name))

    def set_open(self, opened: bool) -> None:
        """Open the area, or fold it away."""
        self.setVisible(opened)
        self._show_page()
        if opened:
            self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)

    def shutdown(self) -> None:
        """Stop what runs in the pages, and wait for it."""
        for page in self._pages.values():
            page.shutdown()

    def _show_page(self) -> None:
        """Activate the chosen page if the area is open; the others stop."""
        page = self._made(self.tabs.currentIndex()) if self.is_open else None
        if page is self.active:
            return
        if self.active is not None:
            self.active.set_active(False)
        self.active = page
        if page is not None:
            self.stack.setCurrentWidget(page)
            page.set_active(True)

    def _made(self, place: int) -> ClusterPage:
        """Return the page of a tab; make it if it is shown for the first time."""
        entry = self._entries[place]
        if entry.name not in self._pages:
            page = entry.make(self._model)
            page.message.connect(self.message)
            self._pages[entry.name] = page
            self.stack.addWidget(page)
        return self._pages[entry.name]
