"""The toolbar: the commands that are used most, from the table of commands.

Its icons are drawn in the colours of the theme and at the pixel density of the screen, so that they
are sharp at any scale.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt
from PySide6.QtGui import QIcon, QKeySequence, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QToolBar, QToolButton

from quantizer.installation import resources
from quantizer.language import mark, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction, QColor, QResizeEvent
    from PySide6.QtWidgets import QMainWindow

    from ..preferences import Preferences

_COMMANDS: tuple[tuple[str, str], ...] = (
    ("open", mark("Open")),
    ("paste", mark("Paste")),
    ("batch", mark("Batch")),
    ("export", mark("Export")),
    ("undo", ""),
    ("redo", ""),
)
"""Each command with the word beside its icon, if it has one."""
_SIDE = 20
_GROUPS = ("export", "undo")
"""Commands before which there is a gap."""


class ToolBar(QToolBar):
    """Buttons for the commands used most; shows their words if there is room."""

    def __init__(
        self, window: QMainWindow, actions: Mapping[str, QAction], preferences: Preferences
    ) -> None:
        super().__init__(tr("Toolbar"))
        self.setObjectName("toolbar")
        self.setAccessibleName(tr("Toolbar"))
        self.setMovable(False)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self._actions = {name: actions[name] for name, _ in _COMMANDS}
        self._words: dict[str, QToolButton] = {}
        self.buttons: dict[str, QToolButton] = {}
        for name, word in _COMMANDS:
            self._add(name, tr(word))
        more = self.findChild(QToolButton, "qt_toolbar_ext_button")
        if isinstance(more, QToolButton):  # Qt's own, for the commands without room
            more.setAccessibleName(tr("More commands"))
        self._draw_icons()
        window.addToolBar(self)
        shown = actions["toolbar"]
        shown.setChecked(preferences.toolbar_open)
        self.setVisible(preferences.toolbar_open)
        shown.toggled.connect(self.setVisible)
        shown.toggled.connect(lambda opened: setattr(preferences, "toolbar_open", opened))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show the words beside the icons if all of them fit."""
        super().resizeEvent(event)
        self._fit()

    def event(self, event: QEvent) -> bool:
        """Draw the icons for a screen of another pixel density."""
        if event.type() == QEvent.Type.DevicePixelRatioChange and self.buttons:
            self._draw_icons()
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the icons in the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self.buttons:
            self._draw_icons()

    def _add(self, name: str, word: str) -> None:
        action = self._actions[name]
        if name in _GROUPS:
            self.addSeparator()
        self.addAction(action)
        button = self.widgetForAction(action)
        assert isinstance(button, QToolButton)
        button.setObjectName("tool")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.buttons[name] = button
        action.setIconVisibleInMenu(False)
        if word:
            action.setIconText(word)
            self._words[name] = button
        action.changed.connect(lambda: self._describe(name))
        self._describe(name)

    def _describe(self, name: str) -> None:
        """Give the button the name of its command, which may change, and its key."""
        action, button = self._actions[name], self.buttons[name]
        text = action.text().replace("&", "").rstrip("…")
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        button.setAccessibleName(text)
        button.setToolTip(tr("{command} ({key})", command=text, key=keys) if keys else text)

    def _fit(self) -> None:
        beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self._words.values():
            button.setToolButtonStyle(beside)
        needed = sum(button.sizeHint().width() for button in self.buttons.values())
        if needed + 2 * _SIDE * len(_GROUPS) > self.width():
            for button in self._words.values():
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _draw_icons(self) -> None:
        role, group = QPalette.ColorRole.ButtonText, QPalette.ColorGroup
        colors = (
            (QIcon.Mode.Normal, self.palette().color(group.Active, role)),
            (QIcon.Mode.Disabled, self.palette().color(group.Disabled, role)),
        )
        for name in self.buttons:
            drawing = resources().joinpath("icons", f"{name}.svg").read_text("utf-8")
            icon = QIcon()
            for mode, color in colors:
                icon.addPixmap(_drawn(drawing, color, self.devicePixelRatioF()), mode)
            self._actions[name].setIcon(icon)


def _drawn(drawing: str, color: QColor, ratio: float) -> QPixmap:
    """Return an SVG drawing, whose lines have the colour ``currentColor``, as a square."""
    side = round(_SIDE * ratio)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    colored = drawing.replace("currentColor", color.name()).encode()
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(colored)).render(painter)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture
