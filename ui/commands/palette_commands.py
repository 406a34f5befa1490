"""Commands on the given palette: choose a built-in one, load one from a file, do without.

    PaletteField -> PaletteCommands -> Document, or the options of a batch

`show` updates the field when something else is chosen.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from quantizer.built_in_palettes import built_in_palette
from quantizer.errors import QuantizerError, SettingsError
from quantizer.language import tr
from quantizer.palette_files import CODECS, read_palette
from quantizer.settings.settings import MAX_COLORS

from ..panels.texts import colors_of

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from quantizer.image.palette import Palette

    from ..document.selection import Chosen
    from ..panels.palette_field import PaletteField
    from ..preferences import Preferences


class PaletteTarget(Protocol):
    """What a palette can be given to: the document, or the options of a batch."""

    @property
    def chosen(self) -> Chosen:
        """The current choice."""

    def use_palette(self, palette: Palette | None) -> None:
        """Use a palette, all of its colours; None to find colours for the image."""


class PaletteCommands(QObject):
    """The commands of a `PaletteField`; call `show` when something else is chosen.

    Parameters
    ----------
    document
        What a palette is given to.
    """

    message = Signal(str)
    """A sentence about what was done."""
    failed = Signal(str, Exception)
    """What failed, and why."""

    def __init__(
        self,
        window: QWidget,
        document: PaletteTarget,
        field: PaletteField,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._field = window, document, field
        self._preferences = preferences
        field.chosen.connect(self._choose)
        field.load_requested.connect(self.ask_file)
        self.show()

    def ask_file(self) -> None:
        """Ask for a palette file, and use its palette."""
        suffixes = {suffix for codec in CODECS if codec.read for suffix in codec.extensions}
        patterns = " ".join(f"*{suffix}" for suffix in sorted(suffixes))
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            tr("Load palette"),
            str(self._preferences.folder),
            tr("Palettes ({patterns});;All files (*)", patterns=patterns),
        )
        if name:
            self.load(Path(name))

    def load(self, path: Path) -> None:
        """Use the palette in a file, called like the file if it has no name."""
        self._preferences.folder = path.absolute().parent
        try:
            palette = read_palette(path)
            if len(palette) > MAX_COLORS:
                raise SettingsError(
                    tr(
                        "{path}: a palette for an image has at most {max_colors} colours, not "
                        "{count:,}",
                        path=path,
                        max_colors=MAX_COLORS,
                        count=len(palette),
                    )
                )
        except QuantizerError as error:
            self.failed.emit(tr("The palette was not loaded"), error)
            return
        palette = replace(palette, name=palette.name or path.stem)
        self._document.use_palette(palette)
        self.show()
        words = tr("Loaded {name}: {count}", name=path.name, count=colors_of(len(palette)))
        self.message.emit("; ".join((words, *palette.notices)))

    def _choose(self, name: str | None) -> None:
        self._document.use_palette(None if name is None else built_in_palette(name))
        self.show()

    def show(self) -> None:
        """Show the current palette in the field."""
        self._field.show_palette(self._document.chosen.palette)
