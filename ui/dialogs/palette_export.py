"""The dialog that exports the palette to a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QComboBox, QPlainTextEdit

from quantizer.errors import QuantizerError
from quantizer.language import tr
from quantizer.palette_files import CODECS, PaletteFormatError, encode_palette, write_palette

from ..jobs.jobs import Saved
from .message import show_error
from .save_dialog import SaveDialog
from .target import TargetField, free_path, may_replace

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from quantizer.image.palette import Palette

_PREVIEW = 4000
_USUAL = "gpl"
"""The format that is chosen first: most programs read it."""


class PaletteExportDialog(SaveDialog):
    """Asks for a format and a path, previews the file, then writes it.

    Parameters
    ----------
    source
        The file of the image, which is never overwritten.
    folder
        Folder of the proposed path.
    stem
        Name of the proposed file without extension.
    """

    def __init__(
        self, parent: QWidget | None, palette: Palette, source: Path | None, folder: Path, stem: str
    ) -> None:
        super().__init__(parent, tr("Export palette"))
        self.save.setText(tr("Export"))
        self._palette, self._source, self._folder, self._stem = palette, source, folder, stem
        self.format = QComboBox()
        self.format.setAccessibleName(tr("Palette format"))
        for codec in sorted(CODECS, key=lambda codec: codec.label.casefold()):
            if codec.write is not None:
                self.format.addItem(tr(codec.label), codec.name)
        self.format.setCurrentIndex(self.format.findData(_USUAL))
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.preview.setAccessibleName(tr("Contents of the file"))
        self.preview.setTabChangesFocus(True)
        self.preview.setMinimumHeight(160)
        self.target = TargetField(folder / stem)
        self._lay_out(
            (
                (tr("Format"), self.format),
                (tr("Contents"), self.preview),
                (tr("Save to"), self.target),
            )
        )
        self.setMinimumWidth(560)
        self.target.changed.connect(self._check_target)
        self.format.currentIndexChanged.connect(self._follow_format)
        self._follow_format()

    @property
    def codec(self) -> str:
        """Name of the chosen format."""
        return str(self.format.currentData())

    def _follow_format(self) -> None:
        codec = CODECS[self.codec]
        self._problem, self._losses, preview = "", "", ""
        try:
            data, losses = encode_palette(self._palette, codec)
        except PaletteFormatError as error:
            self._problem = f"{error}."
        else:
            self._losses = "\n".join(f"{loss}." for loss in losses)
            text = data[:_PREVIEW].decode("utf-8", "replace")
            preview = (
                text if codec.is_text else tr("A binary file of {count:,} bytes", count=len(data))
            )
        self.preview.setPlainText(preview)
        folder = self.target.path.parent
        self.target.set_path(free_path(folder, self._stem, codec.extensions[0]))
        self._check_target()

    def _check_target(self) -> None:
        problem = self._problem or self.target.problem(self._source)
        self._show_warning(problem or self._losses)
        self.save.setEnabled(not problem)

    def _save(self) -> None:
        path, codec = self.target.path, CODECS[self.codec]
        if not path.suffix:
            path = path.with_name(path.name + codec.extensions[0])
        if path.exists() and not may_replace(self, path):
            return
        protect = (self._source,) if self._source else ()
        try:
            write_palette(
                self._palette, path, codec=codec, overwrite=path.exists(), protect=protect
            )
        except QuantizerError as error:
            show_error(self, tr("The palette was not exported"), error)
            return
        self.saved.emit(Saved(path, path.stat().st_size))
        self.accept()
