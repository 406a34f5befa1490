"""What screen readers see of a window: prints the tree of names and roles, finds what lacks one.

python -m tests.ui.accessibility     # all windows and dialogs, on a screen of its own
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from quantizer.presets import PresetStore
from ui.canvas.canvas import Canvas
from ui.charts.chart import Chart
from ui.cloud.surface import CloudSurface
from ui.dialogs.message import MessageDialog
from ui.main_window import MainWindow
from ui.preferences import Preferences
from ui.steps.picture_view import PictureView
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROLE = QAccessible.Role
NAMED = frozenset(
    {
        *(ROLE.Button, ROLE.ButtonMenu, ROLE.ButtonDropDown, ROLE.CheckBox, ROLE.RadioButton),
        *(ROLE.ComboBox, ROLE.EditableText, ROLE.SpinBox, ROLE.Slider, ROLE.ProgressBar),
        *(ROLE.List, ROLE.Table, ROLE.Tree, ROLE.PageTabList, ROLE.PageTab, ROLE.MenuItem),
        *(ROLE.Graphic, ROLE.Window, ROLE.Dialog),
    }
)
"""The roles of all that a person uses or looks at."""
DRAWN = (Canvas, Chart, CloudSurface, PictureView)
"""Pictures, whose description says in words what they show."""
DIALOGS = ("export", "export_palette", "shortcuts", "about", "explained")
"""Actions of the main window that open a dialog of ours."""


def walk(
    seen: QAccessibleInterface, depth: int = 0, above: QAccessible.Role | None = None
) -> Iterator[tuple[int, QAccessible.Role | None, QAccessibleInterface]]:
    """Yield each part of a window: its depth, the role of what it is in, and the part."""
    yield depth, above, seen
    for place in range(seen.childCount()):
        child = seen.child(place)
        if child is not None:
            yield from walk(child, depth + 1, seen.role())


def name_of(seen: QAccessibleInterface) -> str:
    """Return the name; that of a combo box, whose entry Qt tells instead, is the widget's."""
    widget = seen.object()
    own = widget.accessibleName() if isinstance(widget, QWidget) else ""
    return own or seen.text(QAccessible.Text.Name)


def lines(window: QWidget) -> list[str]:
    """Return the tree of a window, a line for each part: role, name and description."""
    root = QAccessible.queryAccessibleInterface(window)
    return [
        f"{'  ' * depth}{seen.role().name} “{name_of(seen)}” "
        f"{seen.text(QAccessible.Text.Description)}".rstrip()
        for depth, _, seen in walk(root)
    ]


def faults(window: QWidget) -> list[str]:
    """Return what lacks a role, and what a person uses or looks at that lacks a name."""
    found = []
    for _, above, seen in walk(QAccessible.queryAccessibleInterface(window)):
        widget, role = seen.object(), seen.role()
        what = f"{role.name} {type(widget).__name__} {seen.rect().getRect()}"
        is_inner = above is ROLE.ComboBox  # the list and the field of a box that has a name
        takes_keys = (
            isinstance(widget, QWidget)
            and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            and widget.focusProxy() is None
        )
        is_used = takes_keys or role in NAMED or isinstance(widget, DRAWN)
        if is_used and not name_of(seen).strip() and not is_inner:
            found.append(f"no name: {what}")
        if role is ROLE.NoRole:
            found.append(f"no role: {what}")
        is_seen = isinstance(widget, DRAWN) and widget.isVisible()
        if is_seen and not seen.text(QAccessible.Text.Description):
            found.append(f"no description: {what} {name_of(seen)}")
    return found


def until(is_so: Callable[[], bool], seconds: int = 20) -> None:
    """Wait for something, at most for some seconds."""
    for _ in range(20 * seconds):
        if is_so():
            return
        QTest.qWait(50)
    raise AssertionError("waited in vain")


def shown_windows() -> set[QWidget]:
    """Return all windows and dialogs on the screen."""
    return {one for one in QApplication.topLevelWidgets() if one.isVisible()}


def windows(window: MainWindow, photo: Path) -> Iterator[QWidget]:
    """Yield the main window in all its states, the batch window and each dialog, when shown."""
    document = window.document
    document.open_path(photo)
    until(lambda: document.outcome is not None and not document.is_busy)
    for place in range(window.clusters.area.tabs.count()):
        window.actions_by_name["clusters"].setChecked(True)
        window.clusters.area.tabs.setCurrentIndex(place)
    yield window
    for action in DIALOGS:
        before = shown_windows()
        window.actions_by_name[action].trigger()
        until(lambda before=before: shown_windows() > before)  # type: ignore[misc]
        for opened in shown_windows() - before:
            yield opened
            opened.close()
    message = MessageDialog(window, "Title", "Text", "Details")
    message.show()
    yield message
    message.close()
    window.batch.open()
    assert window.batch.window is not None
    yield window.batch.window
    window.actions_by_name["step_through"].trigger()
    until(lambda: window.steps.is_active)
    mode = window.steps.mode
    assert mode is not None
    until(lambda: mode.runs[0].moment is not None)
    yield window


def main() -> None:
    """Print the trees of all windows, and what is wrong with them."""
    app = QApplication([])
    apply_theme(app, Theme.LIGHT)
    QAccessible.setActive(True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        window = MainWindow(Preferences(store), PresetStore(folder / "presets"))
        window.show()
        photo = folder / "photo.png"
        window.grab().toImage().scaled(60, 40).save(str(photo))
        wrong = []
        for shown in windows(window, photo):
            sys.stdout.write("\n".join([*lines(shown), "", ""]))
            wrong += faults(shown)
        sys.stdout.write("\n".join([*wrong, f"{len(wrong)} faults", ""]))
        window.close()


if __name__ == "__main__":
    main()
