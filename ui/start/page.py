"""The start page: drop, open or paste an image, try a sample, or go on with a recent file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QStackedWidget, QWidget

from quantizer.installation import resources
from quantizer.language import mark, tr

from ..panels.parts import MARGIN, button, hbox, heading, muted, vbox
from .tiles import Tiles

if TYPE_CHECKING:
    from collections.abc import Iterable

SAMPLES: tuple[tuple[str, str], ...] = (
    ("photo.jpg", mark("Photo")),
    ("screenshot.png", mark("Screenshot")),
    ("icon.png", mark("Soft icon")),
    ("pixel-art.png", mark("Pixel art")),
    ("animation.webp", mark("Animation")),
)
"""File in ``resources/samples`` and name of each sample."""
_WIDTH = 704
"""Largest width of the page's content: six tiles."""


class StartPage(QStackedWidget):
    """Invites to open an image, or tells that one is being opened."""

    image_chosen = Signal(Path)
    """The path of a recent file."""
    sample_chosen = Signal(Path)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("start")
        self.open = button(tr("Open…"), tr("Open an image (Ctrl+O)"), style="primary")
        self.paste = button(tr("Paste"), tr("Open the image on the clipboard (Ctrl+V)"))
        self.batch = button(tr("Batch…"), tr("Convert whole folders (Ctrl+B)"))
        self.samples, self.recent = Tiles(tr("Samples")), Tiles(tr("Recent files"))
        self.samples.chosen.connect(self.sample_chosen)
        self.recent.chosen.connect(self.image_chosen)
        self.recent_heading = heading(tr("Recent files"))
        self.opening = muted()
        self.opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.opening.setTextFormat(Qt.TextFormat.PlainText)
        self.opening.setWordWrap(True)
        self._page = self._scrolled_page()
        self.addWidget(self._page)
        self.addWidget(self.opening)
        folder = sample_folder()
        self.samples.show_paths({folder / file: tr(name) for file, name in SAMPLES})

    def invite(self) -> None:
        """Show what can be opened."""
        self.setCurrentWidget(self._page)

    def tell_opening(self, name: str) -> None:
        """Tell that an image is being opened."""
        self.opening.setText(tr("Opening {name}…", name=name))
        self.setCurrentWidget(self.opening)

    def show_recent(self, paths: Iterable[Path]) -> None:
        """Show the files that were opened last."""
        names = {path: path.name for path in paths}
        self.recent.show_paths(names)
        for path, tile in self.recent.buttons.items():
            tile.setToolTip(str(path))
        self.recent.setVisible(bool(names))
        self.recent_heading.setVisible(bool(names))

    def _scrolled_page(self) -> QScrollArea:
        content, page = QWidget(), QWidget()
        page.setObjectName("page")
        content.setMaximumWidth(_WIDTH)
        vbox(
            content,
            self._invitation(),
            vbox(None, heading(tr("Samples")), self.samples, spacing=4),
            vbox(None, self.recent_heading, self.recent, spacing=4),
            spacing=MARGIN,
        )
        row = hbox(page, margins=(MARGIN, MARGIN, MARGIN, MARGIN))
        row.addStretch(1)
        row.addWidget(content, 1000, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        scrolled = QScrollArea()
        scrolled.setObjectName("start")
        scrolled.setFrameShape(QFrame.Shape.NoFrame)
        scrolled.setWidgetResizable(True)
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scrolled.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scrolled.setWidget(page)
        return scrolled

    def _invitation(self) -> QFrame:
        frame = QFrame()
        frame.setObjectName("invitation")
        title = QLabel(tr("Drop an image here"))
        title.setObjectName("title")
        kinds = muted(tr("PNG, JPEG, WebP, GIF, TIFF, AVIF and more; or a table of numbers"))
        for label in (title, kinds):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        buttons = hbox()
        buttons.addStretch(1)
        for one in (self.open, self.paste, self.batch):
            buttons.addWidget(one)
        buttons.addStretch(1)
        vbox(frame, title, kinds, buttons, margins=(24, 24, 24, 24), spacing=12)
        return frame


def sample_folder() -> Path:
    """Return the folder of the sample images."""
    return Path(str(resources().joinpath("samples")))
