"""Widgets and layouts that the panels share: labels, buttons, boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from quantizer.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QResizeEvent

    from quantizer.image.palette import Color

GAP = 8
MARGIN = 16
_ICON = 16
_USUAL_TIP = "usual tooltip"
"""The property of a disabled control that keeps the tooltip for the time when it is enabled."""
ModelIndex = QModelIndex | QPersistentModelIndex
Part = QWidget | QLayout | tuple[QWidget | QLayout, int]
"""A part of a layout: a widget or another layout, alone or with its stretch factor."""
_BoxLayout = TypeVar("_BoxLayout", QVBoxLayout, QHBoxLayout)


def vbox(
    owner: QWidget | None = None,
    *parts: Part,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    spacing: int = GAP,
) -> QVBoxLayout:
    """Return a layout from top to bottom, in `owner` if it is given; lengths in pixels."""
    column = QVBoxLayout() if owner is None else QVBoxLayout(owner)
    return _filled(column, parts, margins, spacing)


def hbox(
    owner: QWidget | None = None,
    *parts: Part,
    margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    spacing: int = GAP,
) -> QHBoxLayout:
    """Return a layout from left to right; arguments as for `vbox`."""
    row = QHBoxLayout() if owner is None else QHBoxLayout(owner)
    return _filled(row, parts, margins, spacing)


def _filled(
    box: _BoxLayout, parts: tuple[Part, ...], margins: tuple[int, int, int, int], spacing: int
) -> _BoxLayout:
    box.setContentsMargins(*margins)
    box.setSpacing(spacing)
    for entry in parts:
        part, stretch = entry if isinstance(entry, tuple) else (entry, 0)
        if isinstance(part, QLayout):
            box.addLayout(part, stretch)
        else:
            box.addWidget(part, stretch)
    return box


def offer_clearing(edit: QLineEdit) -> None:
    """Put a button into a field that clears it; Qt gives the button no name."""
    edit.setClearButtonEnabled(True)
    for one in edit.findChildren(QToolButton):
        one.setAccessibleName(tr("Clear"))


def splitter(orientation: Qt.Orientation, *panels: QWidget) -> QSplitter:
    """Return a splitter with a thin handle, whose panels cannot be collapsed."""
    made = QSplitter(orientation)
    made.setHandleWidth(1)
    made.setChildrenCollapsible(False)
    for panel in panels:
        made.addWidget(panel)
    return made


def styled(widget: QWidget, name: str) -> None:
    """Let the style sheet paint the background of `widget` as that of ``#name``."""
    widget.setObjectName(name)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)


def heading(text: str) -> QLabel:
    """Return the heading of a section."""
    label = QLabel(text)
    label.setObjectName("heading")
    return label


def muted(text: str = "") -> QLabel:
    """Return a label in a muted colour."""
    label = QLabel(text)
    label.setObjectName("muted")
    return label


def notice(text: str = "") -> QLabel:
    """Return a label with a coloured background for a warning, hidden at first."""
    label = QLabel(text)
    label.setObjectName("notice")
    label.setWordWrap(True)
    label.hide()
    return label


def reserve_scroll_bar(area: QAbstractScrollArea) -> None:
    """Leave the room of the vertical scroll bar empty while there is nothing to scroll.

    The content has the same width with and without it. Not for tables: their headers use that room.
    """
    bar = area.verticalScrollBar()

    def fit(low: int, high: int) -> None:
        width = 0 if high > low else bar.sizeHint().width()
        area.setViewportMargins(0, 0, width, 0)

    bar.rangeChanged.connect(fit)
    fit(bar.minimum(), bar.maximum())


def rule() -> QFrame:
    """Return a thin line between sections."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def divide(column: QVBoxLayout) -> None:
    """Add a line that separates two sections."""
    column.addSpacing(GAP // 2)
    column.addWidget(rule())
    column.addSpacing(GAP // 2)


def labelled(text: str, control: QWidget) -> QVBoxLayout:
    """Return a control with its label above it."""
    label = muted(text)
    label.setBuddy(control)
    return vbox(None, label, control, spacing=4)


def button(text: str, tip: str, *, style: str = "") -> QPushButton:
    """Return a button with a tooltip; `style` is its name in the style sheet."""
    made = QPushButton(text)
    made.setToolTip(tip)
    made.setAccessibleName(tip if style == "flat" else text.rstrip("…").rstrip())
    made.setObjectName(style)
    return made


def enable_unless(control: QWidget, reason: str) -> None:
    """Disable a control and say why in its tooltips, or enable it if `reason` is empty."""
    was_disabled = control.property(_USUAL_TIP) is not None
    control.setEnabled(not reason)
    for part in (control, *control.findChildren(QWidget)):
        if not was_disabled:
            part.setProperty(_USUAL_TIP, part.toolTip())
        usual = part.property(_USUAL_TIP)
        part.setToolTip(reason or usual or "")
        if not reason:
            part.setProperty(_USUAL_TIP, None)


class ElidedLabel(QLabel):
    """A muted label whose first part is elided in the middle, so that the rest stays visible."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("muted")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._elided = self._rest = ""

    def show_parts(self, elided: str, rest: str) -> None:
        """Show `elided`, shortened to fit the width, followed by `rest`."""
        self._elided, self._rest = elided, rest
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fit the text to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        room = max(0, self.contentsRect().width() - metrics.horizontalAdvance(self._rest))
        first = metrics.elidedText(self._elided, Qt.TextElideMode.ElideMiddle, room)
        self.setText(f"{first}{self._rest}")


def choice(name: str, entries: Iterable[tuple[str, object, str]]) -> QComboBox:
    """Return a drop-down box.

    Parameters
    ----------
    entries
        Label, value and tooltip of each choice, which are translated here. A member of a
        `StrEnum` comes back as a string.
    """
    box = QComboBox()
    box.setAccessibleName(name)
    for label, value, tip in entries:
        box.addItem(tr(label), value)
        box.setItemData(box.count() - 1, tr(tip) or None, Qt.ItemDataRole.ToolTipRole)
    return box


def show_choice(box: QComboBox, value: object) -> None:
    """Select the entry with `value`, without emitting signals."""
    with QSignalBlocker(box):
        box.setCurrentIndex(max(0, box.findData(value)))


def whole_number(name: str, low: int, high: int) -> QSpinBox:
    """Return a field for a whole number that emits its signal once the input is complete."""
    field = QSpinBox()
    field.setRange(low, high)
    field.setAccessibleName(name)
    field.setKeyboardTracking(False)
    return field


def color_icon(color: Color, owner: QWidget) -> QIcon:
    """Return a small tile of a colour, at the pixel density of the screen of `owner`."""
    ratio = owner.devicePixelRatioF()
    picture = QPixmap(round(_ICON * ratio), round(_ICON * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(owner.palette().color(QPalette.ColorRole.PlaceholderText))
    painter.setBrush(QColor(*color))
    painter.drawRoundedRect(QRectF(0.5, 0.5, _ICON - 1, _ICON - 1), 4, 4)
    painter.end()
    return QIcon(picture)


class SidePanel(QScrollArea):
    """A scrolled column of controls at the side of a window.

    Add the controls to `column`, then call `fit_width`.

    Parameters
    ----------
    name
        Name for screen readers.
    width
        Preferred width in pixels.
    """

    def __init__(self, name: str, width: int) -> None:
        super().__init__()
        self._width = width
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self._content = QWidget()
        self._content.setObjectName("panel")
        self.setWidget(self._content)
        self.column = vbox(self._content, margins=(MARGIN, MARGIN, GAP, MARGIN))
        reserve_scroll_bar(self)

    def fit_width(self) -> None:
        """Set the minimum width to what the controls need."""
        bar = self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(self._content.minimumSizeHint().width() + bar)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the preferred size."""
        return QSize(self._width, 600)
