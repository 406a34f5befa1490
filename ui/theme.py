"""The light and the dark theme: a Qt palette and a style sheet, on an 8-pixel grid."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from string import Template
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette

from quantizer.installation import resources
from quantizer.language import mark

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication


class Theme(StrEnum):
    """The theme that the user chose; SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


THEME_NAMES = {
    Theme.SYSTEM: mark("System"),
    Theme.LIGHT: mark("Light"),
    Theme.DARK: mark("Dark"),
}
"""What each is called in the menu."""


@dataclass(frozen=True)
class Tones:
    """The colours of a theme.

    What is written is at least 4.5 times as bright or dark as its ground, and parts of controls
    3 times (WCAG 2.2, criteria 1.4.3 and 1.4.11). `line` only divides, `faint` is for what is
    disabled; both are exempt.
    """

    window: str
    panel: str
    field: str
    canvas: str
    line: str
    border: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_text: str
    on_accent: str
    hover: str
    notice: str
    on_notice: str


LIGHT = Tones(
    window="#f3f4f7",
    panel="#ffffff",
    field="#ffffff",
    canvas="#e3e5ea",
    line="#d5d8df",
    border="#7b828f",
    text="#1c1f26",
    muted="#5d6472",
    faint="#8f95a1",
    accent="#4f46d8",
    accent_hover="#4038bd",
    accent_text="#4f46d8",
    on_accent="#ffffff",
    hover="#eceef3",
    notice="#fff3d6",
    on_notice="#5a3d00",
)
DARK = Tones(
    window="#1e2025",
    panel="#26292f",
    field="#1b1d22",
    canvas="#141518",
    line="#3b3f48",
    border="#7b8290",
    text="#eceef2",
    muted="#a3a9b6",
    faint="#747a87",
    accent="#6a61ec",
    accent_hover="#5950d8",
    accent_text="#a19bff",
    on_accent="#ffffff",
    hover="#343841",
    notice="#453810",
    on_notice="#ffe7ad",
)

_SHEET = Template("""
QMainWindow, QDialog { background: $window; }
QToolTip { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QMenuBar { background: $window; border-bottom: 1px solid $line; padding: 2px 4px; }
QMenuBar::item { padding: 4px 8px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: $hover; }
QMenu { background: $panel; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 8px; border-radius: 4px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QToolBar { background: $window; border: none; border-bottom: 1px solid $line; padding: 3px 6px;
    spacing: 2px; }
QToolBar::separator { background: $line; width: 1px; margin: 5px 6px; }
QToolButton#tool { background: transparent; border: 1px solid transparent; padding: 4px 8px; }
QToolButton#tool:hover { background: $hover; }
QToolButton#tool:disabled { color: $faint; }
QToolButton#tile { background: transparent; border: 1px solid transparent; border-radius: 8px;
    padding: 8px 4px; }
QToolButton#tile:hover { background: $hover; }
QToolButton#tile:disabled { color: $faint; }
#invitation { background: $panel; border: 2px dashed $border; border-radius: 12px; }
#start, #start QWidget#page { background: $window; }
QStatusBar { background: $window; border-top: 1px solid $line; color: $muted; }
QStatusBar::item { border: none; }
QSplitter::handle { background: $line; }
QScrollArea, #panel { background: $panel; border: none; }
#page { background: $window; border: none; }
#panel QLabel, QDialog QLabel { background: transparent; }
QLabel#heading { font-weight: 600; color: $text; }
QLabel#muted { color: $muted; }
QLabel#value { font-weight: 600; font-size: 11pt; color: $text; }
QLabel#heading:disabled, QLabel#muted:disabled, QLabel#value:disabled { color: $faint; }
QLabel#phase { font-weight: 600; color: $accent_text; }
QLabel#prose { font-size: 11pt; color: $text; }
QLabel#sentence { font-size: 13pt; color: $text; }
QLabel#title { font-weight: 600; font-size: 14pt; }
QLabel#notice { background: $notice; color: $on_notice; border-radius: 6px; padding: 8px; }
QFrame#rule { background: $line; max-height: 1px; min-height: 1px; border: none; }
#banner { background: $notice; border-bottom: 1px solid $line; }
#banner QLabel { color: $on_notice; }
#bar { background: $window; border-top: 1px solid $line; }
QPushButton, QToolButton { background: $field; color: $text; border: 1px solid $border;
    border-radius: 6px; padding: 5px 12px; min-height: 16px; }
QToolButton { padding: 5px 4px; }
QToolButton#pick { padding: 5px 0; }
QToolButton#hold { padding: 5px 12px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:disabled, QToolButton:disabled { color: $faint; background: $window;
    border-color: $line; }
QToolButton:checked { background: $accent; color: $on_accent; border-color: $accent; }
QToolButton:checked:hover { background: $accent_hover; border-color: $accent_text; }
QToolButton:checked:disabled { background: $line; color: $faint; border-color: $line; }
QPushButton:default, QPushButton#primary { background: $accent; color: $on_accent;
    border-color: $accent; font-weight: 600; }
QPushButton:default:hover, QPushButton#primary:hover { background: $accent_hover;
    border-color: $accent_text; }
QPushButton:default:disabled, QPushButton#primary:disabled { background: $line; color: $faint;
    border-color: $line; }
QPushButton#flat, QToolButton#flat { background: transparent; border: 1px solid transparent;
    padding: 4px 8px; color: $muted; }
QPushButton#flat:hover, QToolButton#flat:hover { background: $hover; color: $text; }
QPushButton#flat:disabled, QToolButton#flat:disabled { color: $faint; }
QPushButton#link { background: transparent; border: 1px solid transparent; padding: 0 4px;
    color: $accent_text; font-weight: 600; min-height: 14px; }
QPushButton#link:hover { background: $hover; }
QToolButton#disclosure { background: transparent; border: 1px solid transparent; text-align: left;
    font-weight: 600; padding: 4px 4px 4px 0; }
QToolButton#disclosure:checked { color: $text; }
QToolButton#card { padding: 7px; min-height: 72px; }
#gallery { background: $panel; border: 1px solid $muted; }
#gallery QListView { border: none; }
#pins { background: $window; border-top: 1px solid $line; }
#pins QListView, #pins QListView:focus { background: transparent; border: none; }
#pins QToolButton { padding: 5px 20px 5px 8px; }
#pins QToolButton::menu-indicator { image: url($icons/chevron-down.svg); width: 10px; height: 10px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 6px; }
QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit { background: $field; color: $text;
    border: 1px solid $border; border-radius: 6px; padding: 4px 8px; min-height: 18px;
    selection-background-color: $accent; selection-color: $on_accent; }
QComboBox:hover, QSpinBox:hover, QDoubleSpinBox:hover, QLineEdit:hover { border-color: $text; }
QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QLineEdit:focus { border-color: $accent_text; }
QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled,
QLineEdit:disabled { color: $faint; background: $window; border-color: $line; }
QComboBox::drop-down { border: none; width: 20px; }
QComboBox::down-arrow { image: url($icons/chevron-down.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: $panel; color: $text; border: 1px solid $line;
    padding: 4px; outline: none; selection-background-color: $accent;
    selection-color: $on_accent; }
QSpinBox, QDoubleSpinBox { padding: 4px 18px 4px 8px; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { border: none; padding: 0;
    background: transparent; min-height: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 16px; border: none; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 3px 0 0; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 3px 2px 0; }
QAbstractSpinBox::up-arrow { image: url($icons/chevron-up.svg); width: 8px; height: 8px; }
QAbstractSpinBox::down-arrow { image: url($icons/chevron-down.svg); width: 8px; height: 8px; }
QSlider { min-height: 24px; }
QSlider::groove:horizontal { height: 4px; background: $field; border: 1px solid $border;
    border-radius: 3px; }
QSlider::sub-page:horizontal { background: $accent; border: 1px solid $accent;
    border-radius: 3px; }
QSlider::groove:horizontal:disabled, QSlider::sub-page:horizontal:disabled { background: $line;
    border-color: $line; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -7px 0; border-radius: 9px;
    background: $panel; border: 2px solid $accent; }
QSlider::handle:horizontal:hover { background: $accent; }
QSlider::handle:horizontal:disabled { background: $panel; border-color: $line; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: 16px; height: 16px; border: 1px solid $border; border-radius: 4px;
    background: $field; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent;
    image: url($icons/check.svg); }
QCheckBox::indicator:disabled { border-color: $line; background: $window; }
QCheckBox::indicator:checked:disabled { border-color: $faint; background: $faint; }
QCheckBox:disabled { color: $faint; }
QProgressBar { background: $field; border: 1px solid $border; border-radius: 3px; max-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QListView, QTableView, QTextEdit, QPlainTextEdit { background: $panel; color: $text;
    border: none; outline: none; }
QPlainTextEdit { border: 1px solid $border; border-radius: 6px; padding: 4px; }
QTabBar::tab { background: transparent; color: $muted; border: 1px solid transparent;
    border-bottom: 2px solid transparent; padding: 5px 10px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
#figures QHeaderView::section { padding: 6px 3px; }
#choices::item { padding: 0 8px; }
#choices QHeaderView::section { padding: 6px 8px; }
QHeaderView::up-arrow { image: url($icons/chevron-up.svg); width: 8px; height: 8px;
    subcontrol-position: top center; }
QHeaderView::down-arrow { image: url($icons/chevron-down.svg); width: 8px; height: 8px;
    subcontrol-position: top center; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section { background: $panel; color: $muted; border: none;
    border-bottom: 1px solid $line; padding: 6px 10px; }
QTableCornerButton::section { background: $panel; border: none; border-bottom: 1px solid $line; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 3px; margin: 3px; min-height: 24px;
    min-width: 24px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Apply a theme to all windows."""
    is_dark = theme is Theme.DARK or (
        theme is Theme.SYSTEM and app.styleHints().colorScheme() == Qt.ColorScheme.Dark
    )
    tones = DARK if is_dark else LIGHT
    icons = str(resources().joinpath("icons")).replace("\\", "/")
    sheet = _SHEET.substitute(vars(tones), icons=icons)
    if sheet == app.styleSheet():
        return  # setting it again takes half a second
    if not app.styleSheet():
        app.setStyle("Fusion")
    app.setPalette(_palette(tones))
    app.setStyleSheet(sheet)


def _palette(tones: Tones) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for roles, color in (
        ((role.Window, role.Button, role.Midlight), tones.window),
        ((role.Base, role.ToolTipBase, role.Light), tones.panel),
        ((role.AlternateBase,), tones.hover),
        ((role.Dark,), tones.canvas),
        ((role.Mid,), tones.line),
        ((role.Shadow,), tones.border),
        ((role.WindowText, role.Text, role.ButtonText, role.ToolTipText), tones.text),
        ((role.PlaceholderText, role.BrightText), tones.muted),
        ((role.Highlight, role.Accent), tones.accent),
        ((role.Link,), tones.accent_text),
        ((role.HighlightedText,), tones.on_accent),
    ):
        for one in roles:
            palette.setColor(one, QColor(color))
    for one in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, one, QColor(tones.faint))
    return palette
