"""The box of presets, its menu, and whether the settings were changed since one was chosen.

The control shows what it is given and emits signals for what the user wants; it reads and writes
no files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPalette
from PySide6.QtWidgets import QComboBox, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from .parts import hbox, heading, muted, vbox
from .texts import count_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QPaintEvent

    from quantizer.image.palette import Palette
    from quantizer.presets import Preset

_NONE = "None"
_STRIP = 20


class _Box(QComboBox):
    """A box that emits `opening` first, so that its entries can be updated."""

    opening = Signal()

    def showPopup(self) -> None:  # noqa: N802
        """Open."""
        self.opening.emit()
        super().showPopup()


class PaletteStrip(QWidget):
    """The colours of a palette side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.palette_shown: Palette | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the size of a flat strip."""
        return QSize(64, _STRIP)

    def show_palette(self, palette: Palette | None) -> None:
        """Show the colours of a palette; None for no palette."""
        self.palette_shown = palette
        names = [swatch.hex for swatch in palette] if palette is not None else []
        self.setAccessibleName(f"Fixed colours: {', '.join(names)}")
        self.setToolTip(
            "The image is drawn with these colours, or with as many of them as you choose: "
            + ", ".join(names[:16])
        )
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Draw the colours in a frame."""
        if self.palette_shown is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(0.5, 0.5, self.width() - 1, self.height() - 1, 4, 4)
        painter.setClipPath(frame)
        count = len(self.palette_shown)
        for place, swatch in enumerate(self.palette_shown):
            left, right = place * self.width() // count, (place + 1) * self.width() // count
            painter.fillRect(left, 0, right - left, self.height(), QColor(*swatch.color))
        painter.setClipping(False)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawPath(frame)


class PresetControl(QWidget):
    """The control."""

    chosen = Signal(object)
    """The key of a preset, or None."""
    reverted = Signal()
    """The user wants the preset's own settings back."""
    save_requested = Signal()
    """The user wants to save the settings as a preset."""
    update_requested = Signal()
    """The user wants to save the settings in the chosen preset."""
    opened = Signal()
    """The list of presets is about to open."""
    import_requested = Signal()
    export_requested = Signal()
    delete_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.box = _Box()
        self.box.setAccessibleName("Preset")
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.box.setMinimumContentsLength(12)  # a long name does not widen the panel
        self.more = QToolButton()
        self.more.setText("⋯")
        self.more.setAccessibleName("Preset menu")
        self.more.setToolTip("Save, import, export or delete presets")
        self.more.setFixedWidth(32)
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.state = muted()
        self.revert = QPushButton("Revert")
        self.revert.setObjectName("flat")
        self.revert.setAccessibleName("Revert to the preset")
        self.revert.setToolTip("Go back to the settings of the preset")
        self.strip = PaletteStrip()
        self.strip_label = muted()
        self.actions_by_name = self._fill_menu()
        self._lay_out()
        self.box.activated.connect(lambda _: self.chosen.emit(self.box.currentData()))
        self.box.opening.connect(self.opened)
        self.revert.clicked.connect(self.reverted)
        self.setFocusProxy(self.box)
        self.show_presets((), frozenset())
        self.show_chosen(None, is_modified=False, is_own=False)
        self.show_palette(None)

    def _fill_menu(self) -> dict[str, QAction]:
        menu = QMenu(self.more)
        actions = {
            "save": menu.addAction("&Save settings as preset…", self.save_requested.emit),
            "update": menu.addAction("&Update preset with changes", self.update_requested.emit),
            "": menu.addSeparator(),
            "import": menu.addAction("&Import preset…", self.import_requested.emit),
            "export": menu.addAction("&Export preset…", self.export_requested.emit),
            "delete": menu.addAction("&Delete preset…", self.delete_requested.emit),
        }
        self.more.setMenu(menu)
        return actions

    def _lay_out(self) -> None:
        box = hbox(None, (self.box, 1), self.more, spacing=4)
        self._state_row, self._palette_row = QWidget(), QWidget()
        hbox(self._state_row, (self.state, 1), self.revert)
        hbox(self._palette_row, self.strip_label, (self.strip, 1))
        vbox(self, heading("Preset"), box, self._state_row, self._palette_row)

    def show_presets(self, presets: Sequence[Preset], own: frozenset[str]) -> None:
        """List the presets; a line separates the user's own, whose keys are in `own`."""
        with QSignalBlocker(self.box):
            key = self.box.currentData()
            self.box.clear()
            self.box.addItem(_NONE, None)
            self.box.setItemData(0, "Settings without a preset", Qt.ItemDataRole.ToolTipRole)
            was_own = False
            for preset in presets:
                if preset.key in own and not was_own:
                    self.box.insertSeparator(self.box.count())
                    was_own = True
                self.box.addItem(preset.name, preset.key)
                place, tip = self.box.count() - 1, preset.description or None
                self.box.setItemData(place, tip, Qt.ItemDataRole.ToolTipRole)
            self._show_key(key)

    def show_chosen(self, preset: Preset | None, *, is_modified: bool, is_own: bool) -> None:
        """Show which preset was chosen, and whether the settings were changed since."""
        if preset is not None and self.box.findData(preset.key) < 0:
            with QSignalBlocker(self.box):
                self.box.addItem(preset.name, preset.key)  # deleted, but back by undo
        self._show_key(None if preset is None else preset.key)
        parts = (preset.name, preset.description) if preset is not None else ()
        self.box.setToolTip(": ".join(part for part in parts if part))  # the box may cut the name
        self._state_row.setVisible(is_modified)
        self.state.setText("Changed" if is_modified else "")
        self.actions_by_name["update"].setEnabled(is_own and is_modified)
        self.actions_by_name["export"].setEnabled(preset is not None)
        self.actions_by_name["delete"].setEnabled(is_own)

    def show_palette(self, palette: Palette | None) -> None:
        """Show the fixed colours; None if colours are found for the image."""
        self._palette_row.setVisible(palette is not None)
        self.strip.show_palette(palette)
        self.strip_label.setText("" if palette is None else count_of(len(palette), "fixed colour"))

    def _show_key(self, key: str | None) -> None:
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(max(0, self.box.findData(key) if key is not None else 0))
