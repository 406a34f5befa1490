"""The main window: lays out the panels, fills the menus, and connects both to the document."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QMainWindow,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from quantizer.files.formats import READABLE
from quantizer.settings import MAX_COLORS
from ui import intake
from ui.actions import MENUS, SEPARATOR, SUBMENUS, make_actions, shortcut_groups
from ui.canvas.canvas import Canvas
from ui.canvas.drop_hint import DropHint
from ui.dialogs.about import AboutDialog, ShortcutsDialog
from ui.dialogs.export import ExportDialog
from ui.dialogs.message import show_error
from ui.dialogs.palette_export import PaletteExportDialog
from ui.document import DEFAULTS, Document, State
from ui.panels.banner import Banner
from ui.panels.metrics_panel import MetricsPanel
from ui.panels.settings_panel import SettingsPanel
from ui.panels.status_bar import StatusBar
from ui.panels.swatch_panel import SwatchPanel
from ui.panels.texts import count_of, size
from ui.panels.zoom_bar import ZoomBar
from ui.result_clipboard import ResultClipboard
from ui.theme import Theme, apply_theme

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtGui import (
        QCloseEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDropEvent,
        QKeyEvent,
    )
    from PySide6.QtWidgets import QMenu

    from ui.jobs import Saved
    from ui.preferences import Preferences


class MainWindow(QMainWindow):
    """The window.

    Parameters
    ----------
    preferences
        What is remembered.
    """

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.document = Document(preferences.settings(DEFAULTS), self)
        self.canvas = Canvas()
        self.zoom_bar = ZoomBar()
        self.notices = Banner()
        self.outdated = Banner("Update now")
        self.settings_panel = SettingsPanel(self.document.settings)
        self.swatches = SwatchPanel()
        self.metrics = MetricsPanel()
        self.status = StatusBar()
        self.clipboard = ResultClipboard(self)
        self.actions_by_name = make_actions(self)
        self.setStatusBar(self.status)
        self.setAcceptDrops(True)
        self.setMinimumSize(760, 480)
        self.resize(1240, 760)
        self._lay_out()
        self._fill_menus()
        self._connect_actions()
        self._connect_panels()
        self._connect_document()
        preferences.restore(self, self.splitter)
        self._follow_document()
        self.canvas.setFocus()

    # ---- layout and menus

    def _lay_out(self) -> None:
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.notices)
        column.addWidget(self.outdated)
        column.addWidget(self.canvas, 1)
        column.addWidget(self.zoom_bar)
        self.result_panel = QSplitter(Qt.Orientation.Vertical)
        self.result_panel.setChildrenCollapsible(False)
        self.result_panel.addWidget(self.swatches)
        self.result_panel.addWidget(self.metrics)
        self.result_panel.setStretchFactor(0, 1)
        self.splitter = QSplitter()
        self.splitter.setHandleWidth(1)
        self.result_panel.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        for part in (self.settings_panel, centre, self.result_panel):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([288, 680, 272])
        self.result_panel.setMinimumWidth(224)
        self.setCentralWidget(self.splitter)
        self.drop_hint = DropHint(self)

    def _fill_menus(self) -> None:
        self.submenus: dict[str, QMenu] = {}
        for title, commands in MENUS:
            menu = self.menuBar().addMenu(title)
            for command in commands:
                if command is SEPARATOR:
                    menu.addSeparator()
                elif command.name in SUBMENUS:
                    self.submenus[command.name] = menu.addMenu(command.text)
                else:
                    menu.addAction(self.actions_by_name[command.name])
        self.submenus["recent"].aboutToShow.connect(self._fill_recent)
        group = QActionGroup(self)
        for theme in Theme:
            action = self.submenus["theme"].addAction(theme.value.capitalize())
            action.setCheckable(True)
            action.setChecked(theme is self.preferences.theme)
            action.triggered.connect(partial(self._choose_theme, theme))
            group.addAction(action)

    def _fill_recent(self) -> None:
        menu = self.submenus["recent"]
        menu.clear()
        for path in self.preferences.recent:
            action = menu.addAction(path.name.replace("&", "&&"))
            action.setStatusTip(str(path))
            action.triggered.connect(partial(self._open_recent, path))
        menu.addSeparator()
        clear = menu.addAction("Clear list")
        clear.setEnabled(bool(self.preferences.recent))
        clear.triggered.connect(self.preferences.clear_recent)

    def _connect_actions(self) -> None:
        document, canvas = self.document, self.canvas
        slots: dict[str, Callable[[], object]] = {
            "open": self.choose_file,
            "export": self.export_image,
            "export_palette": self.export_palette,
            "quit": self.close,
            "undo": document.undo,
            "redo": document.redo,
            "copy": self._copy_result,
            "copy_palette": self._copy_palette,
            "paste": self.paste,
            "fewer": partial(self._scale_colors, 0.5),
            "more": partial(self._scale_colors, 2),
            "update": document.update_result,
            "cancel": document.cancel,
            "reset": partial(document.change_settings, DEFAULTS),
            "fit": canvas.fit,
            "100": partial(canvas.zoom_to, 1.0),
            "200": partial(canvas.zoom_to, 2.0),
            "400": partial(canvas.zoom_to, 4.0),
            "zoom_in": canvas.zoom_in,
            "zoom_out": canvas.zoom_out,
            "centre_split": partial(canvas.set_split, 0.5),
            "shortcuts": lambda: ShortcutsDialog(self, shortcut_groups()).open(),
            "about": lambda: AboutDialog(self).open(),
        }
        for name, slot in slots.items():
            self.actions_by_name[name].triggered.connect(_without_argument(slot))
        panels: tuple[tuple[str, QWidget], ...] = (
            ("settings_panel", self.settings_panel),
            ("result_panel", self.result_panel),
        )
        for name, panel in panels:
            self.actions_by_name[name].setChecked(True)
            self.actions_by_name[name].toggled.connect(panel.setVisible)
        flip = QShortcut(QKeySequence("O"), self)
        flip.setAutoRepeat(False)
        for field in self.settings_panel.findChildren(QLineEdit):
            field.returnPressed.connect(canvas.setFocus)  # its keys are the window's again
        flip.activated.connect(partial(canvas.set_flipped, True))

    def _connect_panels(self) -> None:
        document, canvas, bar = self.document, self.canvas, self.zoom_bar
        self.settings_panel.changed.connect(document.change_settings)
        self.settings_panel.reset_requested.connect(partial(document.change_settings, DEFAULTS))
        self.swatches.color_chosen.connect(self._copy_text)
        self.swatches.copy_requested.connect(self._copy_palette)
        self.swatches.export_requested.connect(self.export_palette)
        self.status.cancel_requested.connect(document.cancel)
        self.outdated.activated.connect(document.update_result)
        canvas.zoom_changed.connect(bar.show_scale)
        bar.zoom_in.connect(canvas.zoom_in)
        bar.zoom_out.connect(canvas.zoom_out)
        bar.fit.connect(canvas.fit)
        bar.actual.connect(partial(canvas.zoom_to, 1.0))
        bar.original_held.connect(canvas.set_flipped)
        bar.export.clicked.connect(self.export_image)
        self.clipboard.copied.connect(lambda: self.status.tell("Copied the result"))
        self.clipboard.failed.connect(partial(show_error, self, "The result was not copied"))

    def _connect_document(self) -> None:
        document = self.document
        document.opened.connect(self._follow_image)
        document.settings_changed.connect(self._follow_settings)
        document.result_changed.connect(self._follow_result)
        document.state_changed.connect(self._follow_state)
        document.busy_changed.connect(self._follow_busy)
        document.progressed.connect(self.status.show_progress)
        document.failed.connect(partial(show_error, self))

    # ---- what the document says

    def _follow_document(self) -> None:
        self._follow_settings()
        self._follow_result()
        self._follow_state()
        self._follow_busy(self.document.is_busy)
        self.setWindowTitle("Quantizer")

    def _follow_image(self) -> None:
        image, name = self.document.image, self.document.name
        assert image is not None
        self.setWindowTitle(f"{name} — Quantizer")
        self.notices.tell("\n".join(image.source.notices))
        parts = [name, f"{image.width} \N{MULTIPLICATION SIGN} {image.height}", image.source.format]
        if image.source.bytes is not None:
            parts.append(size(image.source.bytes))
        self.status.show_info("   ·   ".join(part for part in parts if part))
        if self.document.path is not None and not self.document.is_sample:
            self.preferences.add_recent(self.document.path)

    def _follow_settings(self) -> None:
        self.settings_panel.show_settings(self.document.settings)
        self.actions_by_name["undo"].setEnabled(self.document.can_undo)
        self.actions_by_name["redo"].setEnabled(self.document.can_redo)

    def _follow_result(self) -> None:
        outcome = self.document.outcome
        result = outcome.quantized if outcome else None
        self.canvas.set_pictures(self.document.original, outcome.picture if outcome else None)
        if result is not None and result.palette != self.swatches.model.palette:
            colors = count_of(len(result.palette), "colour")
            exact = f"The image has only {colors}: nothing was lost." if result.exact else ""
            self.swatches.set_palette(result.palette, exact)
        measuring = result is not None and result.metrics is None and self.document.is_busy
        self.metrics.show_result(result, measuring=measuring)
        for name in ("export", "export_palette", "copy", "copy_palette"):
            self.actions_by_name[name].setEnabled(result is not None)
        self.zoom_bar.export.setEnabled(result is not None)

    def _follow_state(self) -> None:
        state = self.document.state
        self.outdated.tell(
            "This result is not current: it does not belong to the settings shown."
            if state is State.OUTDATED and self.document.outcome
            else "There is no result for these settings yet."
            if state is State.OUTDATED
            else ""
        )
        captions = {State.RUNNING: "Updating…", State.OUTDATED: "Result (not current)"}
        self.canvas.set_caption(captions.get(state, "Result"))

    def _follow_busy(self, busy: bool) -> None:
        self.status.show_busy(busy)
        self.actions_by_name["cancel"].setEnabled(busy)
        self.actions_by_name["update"].setEnabled(self.document.image is not None)
        if not busy:
            self._follow_result()

    # ---- what the user does

    def choose_file(self) -> None:
        """Ask for an image and open it."""
        extensions = " ".join(f"*{one}" for entry in READABLE for one in entry.extensions)
        folder = str(self.preferences.folder)
        kinds = f"Images ({extensions});;All files (*)"
        name, _ = QFileDialog.getOpenFileName(self, "Open image", folder, kinds)
        if name:
            path = self.preferences.folder.joinpath(name)
            self.preferences.folder = path.parent
            self.document.open_path(path)

    def _open_recent(self, path: Path, _checked: bool = False) -> None:
        self.document.open_path(path)

    def paste(self) -> None:
        """Open the image in the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        if data is None or not intake.take(self.document, data):
            self.status.tell("There is no image in the clipboard")

    def export_image(self) -> None:
        """Ask for a format and a place, and write the result there."""
        image, outcome = self.document.image, self.document.outcome
        if image is not None and outcome is not None:
            folder = self._folder()
            dialog = ExportDialog(self, image, outcome.quantized.indexed, folder)
            dialog.saved.connect(self._tell_saved)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def export_palette(self) -> None:
        """Ask for a format and a place, and write the palette there."""
        outcome = self.document.outcome
        if outcome is None:
            return
        path = self.document.path
        palette = outcome.quantized.palette
        stem = f"{path.stem if path else 'image'}-palette"
        dialog = PaletteExportDialog(self, palette, path, self._folder(), stem)
        dialog.saved.connect(self._tell_saved)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _folder(self) -> Path:
        path = self.document.path
        is_own = path is not None and not self.document.is_sample
        return path.absolute().parent if path is not None and is_own else self.preferences.folder

    def _tell_saved(self, saved: Saved) -> None:
        self.preferences.folder = saved.path.absolute().parent
        self.status.tell(f"Saved {saved.path.name}, {size(saved.size)}")

    def _copy_result(self) -> None:
        if self.document.outcome is not None:
            self.clipboard.copy(self.document.outcome.quantized.indexed)

    def _copy_palette(self) -> None:
        if self.document.outcome is not None:
            palette = self.document.outcome.quantized.palette
            QGuiApplication.clipboard().setText("\n".join(swatch.hex for swatch in palette))
            self.status.tell(f"Copied {count_of(len(palette), 'hex code')}")

    def _copy_text(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.status.tell(f"Copied {text}")

    def _scale_colors(self, factor: float) -> None:
        settings = self.document.settings
        colors = min(MAX_COLORS, max(1, int(settings.cluster.colors * factor)))
        cluster = replace(settings.cluster, colors=colors)
        self.document.change_settings(replace(settings, cluster=cluster))

    def _choose_theme(self, theme: Theme, _checked: bool = False) -> None:
        self.preferences.theme = theme
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, theme)

    # ---- what Qt says

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """End the look at the original."""
        if event.key() == Qt.Key.Key_O and not event.isAutoRepeat():
            self.canvas.set_flipped(False)
        super().keyReleaseEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Show where to drop."""
        if intake.has_image(event.mimeData()):
            event.acceptProposedAction()
            self.drop_hint.appear()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:  # noqa: N802
        """Hide the hint."""
        self.drop_hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open what was dropped."""
        self.drop_hint.hide()
        if intake.take(self.document, event.mimeData()):
            event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Remember, then stop every job and wait for it."""
        self.preferences.set_settings(self.document.settings)
        self.preferences.remember(self, self.splitter)
        for dialog in self.findChildren(ExportDialog):
            dialog.reject()
        self.clipboard.shutdown()
        self.document.shutdown()
        super().closeEvent(event)


def _without_argument(slot: Callable[[], object]) -> Callable[..., None]:
    """Return `slot` without the check state that a triggered action hands over."""

    def call(_checked: bool = False) -> None:
        slot()

    return call
