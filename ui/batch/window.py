"""The batch window: creates the parts and connects them.

The user adds folders and files by dialog or by drag and drop. Shortly after the inputs or the
options change, a new plan is made and its entries become the rows of the table. Nothing is written
before the user presses Start.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from quantizer.batch.outcome import State
from quantizer.language import tr
from quantizer.presets import PresetStore

from ..canvas.drop_overlay import DropOverlay
from ..commands.palette_commands import PaletteCommands
from ..commands.preset_commands import PresetCommands
from ..dialogs.message import show_error
from ..jobs.timer import single_shot_timer
from ..panels.banner import Banner
from ..panels.parts import splitter, vbox
from ..panels.texts import sentence
from ..thumbnails.cache import ThumbnailCache
from .comparison_window import ComparisonWindow
from .confirm_cancel import confirm_cancel
from .confirm_replace import may_replace
from .controller import BatchController, Phase
from .file_area import FileArea
from .file_manager import show_folder
from .footer import Footer
from .options_panel import OptionsPanel
from .row_painter import SIDE
from .sources import SourceBar, dropped_paths
from .table_model import BatchModel
from .undo_presenter import UndoPresenter

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QCloseEvent

    from quantizer.batch.plan.plan import Entry

    from ..preferences import Preferences

_SETTLE_MS = 250
"""Delay between the last change and the new plan (chosen by eye)."""
_KEY = "batch "


class BatchWindow(QMainWindow):
    """The window; call `shutdown` before it is destroyed.

    Parameters
    ----------
    presets
        The store of presets; None for the user's own.
    """

    open_requested = Signal(object)
    """The `Path` of an image to open in the main window."""
    settings_requested = Signal()
    """The user wants the settings of the main window."""
    quit_requested = Signal()

    def __init__(self, preferences: Preferences, presets: PresetStore | None = None) -> None:
        super().__init__()
        self._preferences = preferences
        self._is_closing = self._starts_when_planned = False
        self.setWindowTitle(tr("Batch conversion — Quantizer"))
        self.thumbnails = ThumbnailCache(round(SIDE * self.devicePixelRatioF()), parent=self)
        self.model = BatchModel(self.thumbnails)
        self.controller = BatchController(self.model, self)
        self.sources = SourceBar(preferences)
        self.banner = Banner()
        self.files = FileArea(self.model, self.thumbnails)
        self.page, self.table = self.files.page, self.files.table
        self.options = OptionsPanel()
        self.presets = PresetCommands(
            self, self.options, self.options.preset, presets or PresetStore(), preferences
        )
        self.palettes = PaletteCommands(self, self.options, self.options.sharing.given, preferences)
        self.footer = Footer(self.controller)
        self.comparison = ComparisonWindow(self)
        self.undo = UndoPresenter(self, self.controller, self.sources)
        self._lay_out()
        self.drop_overlay = DropOverlay(
            self,
            tr("Drop folders and images to convert them"),
            self._accepts_drop,
            self._add_dropped,
        )
        self._settle = single_shot_timer(self, _SETTLE_MS, self._prepare)
        self._connect_inputs()
        self._connect_rows()
        self._connect_run()
        preferences.restore(self, self.splitter, _KEY)

    def _lay_out(self) -> None:
        self.setMinimumSize(640, 480)
        self.resize(1240, 760)
        right, whole = QWidget(), QWidget()
        self.setCentralWidget(whole)  # at first: placed in the window later, all is styled again
        vbox(right, self.sources, self.banner, (self.files, 1), spacing=0)
        self.splitter = splitter(Qt.Orientation.Horizontal, self.options, right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([312, 928])
        vbox(whole, (self.splitter, 1), self.footer, spacing=0)

    def _connect_inputs(self) -> None:
        self.sources.changed.connect(self._follow_sources)
        self.page.folder.clicked.connect(self.sources.ask_folder)
        self.page.images.clicked.connect(self.sources.ask_images)
        self.options.changed.connect(self._settle.start)
        self.options.changed.connect(self.presets.show)
        for commands in (self.presets, self.palettes):
            commands.message.connect(self.banner.tell)
            commands.failed.connect(partial(show_error, self))
        self.options.current_requested.connect(self.settings_requested)
        self.options.sharing.seek_requested.connect(self.controller.find_palettes)
        self.sources.trouble.toggled.connect(self.model.show_only_trouble)
        for keys, slot in (
            ("Ctrl+Return", self._start),
            ("Esc", self.controller.cancel),
            ("Ctrl+Z", self.undo.undo),
            ("Ctrl+W", self.close),
            ("Ctrl+Q", self.quit_requested),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    def _connect_rows(self) -> None:
        self.table.compare_requested.connect(self._compare)
        self.comparison.open_requested.connect(self._open)
        self.table.open_requested.connect(self._open)
        self.table.folder_requested.connect(show_folder)
        self.table.retry_requested.connect(self._convert_again)
        self.table.remove_requested.connect(self.undo.remove)
        self.undo.told.connect(self.banner.tell)
        self.undo.replan_requested.connect(self._settle.start)

    def _connect_run(self) -> None:
        control, footer = self.controller, self.footer
        control.phase_changed.connect(self._follow_phase)
        control.planned.connect(self._show_plan)
        control.palettes_changed.connect(self._show_palettes)
        control.ticked.connect(self._show_counts)
        control.ended.connect(self._end)
        control.failed.connect(self._tell_failure)
        control.reported.connect(
            lambda path: self.banner.tell(tr("Report saved to {path}", path=path))
        )
        footer.start.clicked.connect(self._start)
        footer.pause_requested.connect(control.pause)
        footer.resume_requested.connect(control.resume)
        footer.cancel.clicked.connect(control.cancel)
        footer.retry_requested.connect(control.retry)
        footer.undo_requested.connect(self.undo.undo_run)
        footer.report.clicked.connect(self._ask_report)
        self._follow_phase()

    def _follow_sources(self) -> None:
        places = self.sources.places
        self.options.output.propose(Path(places[0]) if places else None)
        self.thumbnails.clear()
        self._settle.start()

    def _prepare(self) -> None:
        """Make a new plan, unless files are being converted."""
        if self.controller.is_running:
            return
        self.banner.hide()
        sources, missing = self.sources, self.options.missing if self.sources.places else ""
        request = self.options.request(sources.places, sources.left_out)
        if missing:
            self.page.tell(missing)
        elif request is None:
            self.page.invite()
        self.footer.show_missing(missing)
        self.controller.prepare(request)

    def _start(self) -> None:
        """Start the run; if something changed a moment ago, make the new plan first."""
        self.table.setFocus()  # so that the field being edited emits `editingFinished`
        if self._settle.isActive():
            self._settle.stop()
            self._prepare()
            self._starts_when_planned = self.controller.phase is Phase.PLANNING
        else:
            self._begin()

    def _begin(self) -> None:
        """Start the run of the plan, unless originals change their format and the user says no."""
        control, plan = self.controller, self.controller.plan
        if control.phase is not Phase.READY or plan is None:
            return
        if may_replace(self, plan.options, control.open_entries):
            control.start()

    def _follow_phase(self) -> None:
        phase, running = self.controller.phase, self.controller.is_running
        self.sources.setEnabled(not running and phase is not Phase.UNDOING)
        self.options.set_locked(running or phase is Phase.UNDOING)
        self.table.may_retry = self.table.may_remove = phase is Phase.READY
        if phase is Phase.PLANNING and not self.model.entries:
            self.files.tell(tr("Looking for files…"))
        self._show_palettes()

    def _compare(self, entry: Entry) -> None:
        plan = self.controller.plan
        if plan is not None:
            self.comparison.compare(entry, plan.options.conversion.settings)

    def _show_plan(self) -> None:
        plan = self.controller.plan
        self._show_counts()
        self.files.show_plan(plan, were_removed=bool(self.sources.left_out))
        self._show_palettes()
        if plan is not None and plan.notices:
            first, *others = plan.notices
            self.banner.tell(
                tr("{first} (and {count:,} more)", first=first, count=len(others))
                if others
                else first
            )
        if self._starts_when_planned:
            self._starts_when_planned = False
            self._begin()

    def _show_palettes(self) -> None:
        control = self.controller
        may_seek = control.phase is Phase.READY and control.plan is not None
        self.options.sharing.show_palettes(control.palettes, may_seek=may_seek)

    def _show_counts(self) -> None:
        counts = self.model.counts
        self.sources.show_trouble(counts[State.FAILED], counts[State.SKIPPED])

    def _end(self) -> None:
        self._show_counts()
        if self._is_closing:
            self.close()
            return
        summary, plan = self.controller.summary, self.controller.plan
        shown = plan.notices if plan is not None else ()
        notices = [one for one in summary.notices if one not in shown] if summary else []
        if notices:
            self.banner.tell(" ".join(notices))

    def _tell_failure(self, title: str, error: Exception) -> None:
        if self.controller.plan is None:
            self.files.tell(title, sentence(error))
        else:
            show_error(self, title, error)

    def _ask_report(self) -> None:
        if (path := self.sources.ask_report()) is not None:
            self.controller.write_report(path)

    def _convert_again(self, entries: tuple[Entry, ...]) -> None:
        chosen = {entry.number for entry in entries}
        again = self.model.in_state(State.FAILED, State.WAITING, State.CANCELLED)
        self.controller.retry([entry for entry in again if entry.number in chosen])

    def _open(self, entry: Entry) -> None:
        """Open an original in the main window, or the output if that replaced it."""
        self.open_requested.emit(entry.source if entry.source.exists() else entry.target)

    def _accepts_drop(self, data: QMimeData) -> bool:
        return not self.controller.is_running and bool(dropped_paths(data))

    def _add_dropped(self, data: QMimeData) -> bool:
        accepted = self._accepts_drop(data)
        if accepted:
            self.sources.add(dropped_paths(data))
        return accepted

    def may_end(self) -> bool:
        """Return whether no batch is running, or the user agreed to cancel it."""
        control = self.controller
        if not control.is_running:
            return True
        if control.phase is not Phase.STOPPING:
            if not confirm_cancel(self, control.throughput.total - control.throughput.done):
                return False
            control.cancel()  # does nothing if it ended meanwhile
        return True

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Close, or cancel the run first and close when it has ended."""
        if not self.may_end():
            event.ignore()
            return
        if self.controller.is_running:
            self._is_closing = True
            event.ignore()
            return
        self._is_closing = False
        self.comparison.close()
        self._preferences.remember(self, self.splitter, _KEY)
        super().closeEvent(event)

    def shutdown(self) -> None:
        """Cancel all jobs and wait for them; the window cannot be used afterwards."""
        self._settle.stop()
        self.hide()
        self.comparison.hide()
        self._preferences.remember(self, self.splitter, _KEY)
        self.controller.shutdown()
        self.undo.shutdown()
        self.thumbnails.shutdown()
        self.comparison.shutdown()
