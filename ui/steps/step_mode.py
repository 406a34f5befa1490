"""The step mode: a page of the main window in which K-means is watched step by step.

ToolRow, transport, keys, edits -> StepRunner -> worker
StepRunner -> moments -> RunView (one, or two side by side), comparison, transport
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from quantizer.kmeans.steps.data_sets import DATA_SETS
from quantizer.language import tr
from quantizer.settings.settings import Init, Metric

from ..cloud.target import Look
from ..panels.parts import GAP, MARGIN, hbox, styled, vbox
from ..panels.texts import sentence
from .frame_painter import FrameStyle
from .keys import is_claimed, key_actions
from .run_view import RunView
from .runner import RunSetup, StepRunner
from .source import Source
from .tool_row import ToolRow
from .transport import StepTransport

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QSize
    from PySide6.QtGui import QShowEvent

    from quantizer.progress import Progress

    from .runner import Shown
    from .step_data import StepData


class StepMode(QWidget):
    """The page; call `shutdown` before it is destroyed."""

    left = Signal()
    table_requested = Signal()
    save_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("K-means step by step"))
        self.tools = ToolRow([(one.title, one.name, one.description) for one in DATA_SETS.values()])
        self.runs = (RunView(tr("the run")), RunView(tr("the second run")))
        self.difference = QLabel()
        self.difference.setObjectName("heading")
        self.difference.setWordWrap(True)
        self.difference.setMinimumHeight(2 * self.difference.fontMetrics().lineSpacing() + 2 * GAP)
        self.difference.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        self.transport = StepTransport()
        self.runner = StepRunner(self)
        self.source = Source(self.tools, self.runs[0].segments)
        self._is_finished = self._is_by_hand = False
        self._lay_out()
        self._connect()
        self._show_pair(False)

    def _lay_out(self) -> None:
        bar = QWidget()
        styled(bar, "bar")
        hbox(bar, self.transport, margins=(GAP, 6, MARGIN, 6))
        columns = hbox(None, *((run, 1) for run in self.runs), spacing=1)
        words = QWidget()
        styled(words, "bar")
        vbox(words, self.difference)
        self._difference_bar = words
        vbox(self, self.tools, (columns, 1), words, bar, spacing=1)

    def _connect(self) -> None:
        tools, transport, runner = self.tools, self.transport, self.runner
        self.source.chosen.connect(self._load)
        self.source.table_requested.connect(self.table_requested)
        tools.run_changed.connect(self._begin)
        tools.pair_toggled.connect(self._show_pair)
        tools.pair_toggled.connect(self._begin)
        tools.editing_toggled.connect(self._set_editing)
        tools.save_requested.connect(self.save_requested)
        tools.left.connect(self.left)
        transport.restart_requested.connect(self.restart)
        transport.back_requested.connect(self.back)
        transport.play_requested.connect(self.toggle_play)
        transport.step_requested.connect(self.step)
        transport.end_requested.connect(self.run_to_end)
        transport.ticked.connect(self._tick)
        runner.loaded.connect(self._show_data)
        runner.shown.connect(self._show_moments)
        runner.failed.connect(self._show_error)
        runner.busy_changed.connect(transport.show_busy)
        for one in self.findChildren(QAbstractButton):
            one.installEventFilter(self)
        for number, run in enumerate(self.runs):
            run.start.changed.connect(self._begin)
            run.placed.connect(partial(runner.place, number))
            run.removed.connect(partial(runner.remove, number))
            run.dragged.connect(partial(self._drag, number))

    @property
    def is_pair(self) -> bool:
        """Whether two runs are shown side by side."""
        return self.tools.pair.isChecked()

    @property
    def data(self) -> StepData | None:
        """What is clustered; None until it is loaded."""
        return self.runner.data

    @property
    def setups(self) -> tuple[RunSetup, ...]:
        """How each run starts."""
        tools = self.tools
        starts = [run.start for run in self.runs] if self.is_pair else [tools.start]
        metric = Metric(tools.distance.currentData())
        return tuple(
            RunSetup(tools.k.value(), start.init, start.seed.value(), metric) for start in starts
        )

    def step(self) -> None:
        """Make the next step."""
        self.transport.set_playing(False)
        self.runner.step()

    def toggle_play(self) -> None:
        """Play or pause; a run that has ended begins again."""
        if self._is_finished and not self.transport.is_playing:
            self.runner.restart()
        self.transport.toggle()

    def back(self) -> None:
        """Go back one step."""
        self.transport.set_playing(False)
        self.runner.back()

    def restart(self) -> None:
        """Go back to the start."""
        self.transport.set_playing(False)
        self.runner.restart()

    def run_to_end(self) -> None:
        """Make all steps."""
        self.transport.set_playing(False)
        self.runner.run_to_end()

    def pause(self) -> None:
        """Stop playing, and drop what is computed."""
        self.transport.set_playing(False)
        self.runner.cancel()

    def frame_style(self, size: QSize) -> FrameStyle:
        """Return how the frames of a recording look: as the mode does now."""
        palette, role = self.palette(), QPalette.ColorRole
        metric = Metric(self.tools.distance.currentData())
        camera = self.runs[0].cloud.camera
        panel = palette.color(QPalette.ColorGroup.Active, role.Base)
        return FrameStyle(size, Look.of(palette), panel, self.font(), camera, metric)

    def shutdown(self) -> None:
        """Stop, and wait for the worker."""
        self.transport.set_playing(False)
        self.runner.shutdown()
        for run in self.runs:
            run.shutdown()

    def _load(self, make: Callable[[Progress], StepData]) -> None:
        self.transport.set_playing(False)
        self.runner.load(make, self.setups)

    def _begin(self) -> None:
        """Begin anew, with what the controls say."""
        self.transport.set_playing(False)
        starts = [setup.init for setup in self.setups]
        self.tools.k.setEnabled(any(init is not None for init in starts))
        is_by_hand = None in starts
        if is_by_hand != self._is_by_hand:
            self._is_by_hand = is_by_hand
            self.tools.editing.setChecked(is_by_hand)
        self.runner.begin(self.setups)

    def _show_pair(self, is_pair: bool) -> None:
        start, (first, second) = self.tools.start, self.runs
        if is_pair:
            first.start.set_value(start.init, start.seed.value())
            other = Init.RANDOM if start.init is not Init.RANDOM else Init.KMEANS_PLUS_PLUS
            second.start.set_value(other, start.seed.value())
        elif first.start.isVisibleTo(self):
            start.set_value(first.start.init, first.start.seed.value())
        self.tools.show_pair(is_pair=is_pair)
        second.setVisible(is_pair)
        self._difference_bar.setVisible(is_pair)
        for run in self.runs:
            run.arrange(is_pair=is_pair)

    def _set_editing(self, editing: bool) -> None:
        for run in self.runs:
            run.set_editing(editing)

    def _drag(self, number: int, index: int, position: object, goes_on: bool) -> None:
        self.runner.move(number, index, position, goes_on=goes_on)  # type: ignore[arg-type]

    def _tick(self) -> None:
        if not self.runner.is_busy:
            self.runner.step()

    def _show_data(self, data: StepData) -> None:
        for run in self.runs:
            run.show_data(data)

    def _show_moments(self, shown: Shown) -> None:
        moments = shown.moments
        metric = Metric(self.tools.distance.currentData())
        if self.is_pair:
            largest = max((float(m.inertias[:, 1].max(initial=0)) for m in moments), default=0.0)
            for run in self.runs:
                run.share_scale(1.05 * largest)
        else:
            self.runs[0].share_scale(None)
        for run, moment in zip(self.runs, moments, strict=False):
            run.show_moment(moment, metric)
        lead = max(moments, key=lambda moment: moment.position)
        self._is_finished = all(moment.is_finished for moment in moments)
        self.transport.show_place(
            lead.position, is_finished=self._is_finished, is_start=lead.position == 0
        )
        self.difference.setText(shown.comparison)
        self._announce(shown.comparison or moments[0].text)

    def _show_error(self, error: Exception) -> None:
        self.transport.set_playing(False)
        self.difference.clear()
        for run in self.runs:
            if self.data is None:
                run.clear()
            run.tell(sentence(error))
        self._announce(sentence(error))

    def _announce(self, text: str) -> None:
        if self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Take the keyboard."""
        super().showEvent(event)
        self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Claim the keys of the mode before the shortcuts of the window take them."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and is_claimed(event):
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Step with the arrow keys while a button has the focus; Qt would move the focus."""
        is_press = event.type() == QEvent.Type.KeyPress
        arrows = {Qt.Key.Key_Left, Qt.Key.Key_Right}
        if is_press and isinstance(event, QKeyEvent) and event.key() in arrows:
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Step, play, and leave; see `keys`."""
        action = key_actions(self).get(Qt.Key(event.key()))
        if action is None:
            super().keyPressEvent(event)
        else:
            action()
