"""The step mode: a page of the main window in which K-means is watched step by step.

ToolRow, transport, keys, edits -> StepRunner -> worker
StepRunner -> moments -> RunView (one, or two side by side), comparison, transport
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from quantizer.kmeans.steps.data_sets import DATA_SETS
from quantizer.settings.settings import Init, Metric, Space

from ..cloud.target import Look
from ..panels.parts import GAP, MARGIN, hbox, styled, vbox
from ..panels.texts import sentence
from .frame_painter import FrameStyle
from .image_data import image_data
from .run_view import RunView
from .runner import RunSetup, StepRunner
from .step_data import points_data
from .table_data import TableSource
from .tool_row import IMAGE, OPENED, TABLE, ToolRow
from .transport import StepTransport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtCore import QSize
    from PySide6.QtGui import QShowEvent

    from quantizer.image.image import Image
    from quantizer.progress import Progress
    from quantizer.settings.settings import Settings

    from .runner import Shown
    from .step_data import StepData

_TABLE_K = 3
"""Number of clusters of a table at first."""
SHORTCUTS = (
    "Stepping through K-means",
    (
        ("Step, step back", "→, ← (also . ,)"),
        ("Play or pause", "Space"),
        ("Back to the start", "Home"),
        ("To the end", "End"),
        ("Faster, slower", "+, \N{MINUS SIGN}"),
        ("Edit centroids by hand", "E"),
        ("Choose a centroid", "N, Shift + N"),
        ("Move it, remove it", "arrows, Delete"),
        ("Back to the image", "Esc"),
    ),
)
"""The keys of the mode, for the list of shortcuts."""


@dataclass(frozen=True, eq=False)
class ImageSource:
    """The image that is clustered.

    Parameters
    ----------
    image
        The image or frame.
    settings
        Its settings.
    name
        Its name.
    k
        Number of clusters to begin with.
    metric
        Distance to begin with.
    """

    image: Image
    settings: Settings
    name: str
    k: int
    metric: Metric


class StepMode(QWidget):
    """The page; call `shutdown` before it is destroyed."""

    left = Signal()
    table_requested = Signal()
    save_requested = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("K-means step by step")
        self.tools = ToolRow([(one.title, one.name, one.description) for one in DATA_SETS.values()])
        self.runs = (RunView("the run"), RunView("the second run"))
        self.difference = QLabel()
        self.difference.setObjectName("heading")
        self.difference.setWordWrap(True)
        self.difference.setMinimumHeight(2 * self.difference.fontMetrics().lineSpacing() + 2 * GAP)
        self.difference.setContentsMargins(MARGIN, GAP, MARGIN, GAP)
        self.transport = StepTransport()
        self.runner = StepRunner(self)
        self._segments = self.runs[0].segments
        self._image: ImageSource | None = None
        self._table: TableSource | None = None
        self._source = ""
        self._make: Callable[[Progress], StepData] | None = None
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
        tools.source_chosen.connect(self._choose_source)
        tools.run_changed.connect(self._begin)
        tools.space_changed.connect(self._reload)
        tools.pair_toggled.connect(self._show_pair)
        tools.pair_toggled.connect(self._begin)
        tools.editing_toggled.connect(self._set_editing)
        tools.save_requested.connect(self.save_requested)
        tools.left.connect(self.left)
        transport.restart_requested.connect(self.restart)
        transport.back_requested.connect(self.back)
        transport.step_requested.connect(self.step)
        transport.end_requested.connect(self.run_to_end)
        transport.ticked.connect(self._tick)
        self._segments.changed.connect(self._load_table)
        runner.loaded.connect(self._show_data)
        runner.shown.connect(self._show_moments)
        runner.failed.connect(self._show_error)
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
    def shows_image(self) -> bool:
        """Whether the colours of the image are clustered."""
        return self._source == IMAGE

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

    def show_image(self, image: ImageSource, init: Init | None = None, seed: int = 0) -> None:
        """Show the colours of an image, with a run that has not begun."""
        self._image = image
        self.tools.show_space(image.settings.space)
        self.tools.show_run(image.k, image.metric)
        self.tools.start.set_value(init or Init.KMEANS_PLUS_PLUS, seed)
        self._source = IMAGE
        self._load_image()

    def show_points(self, name: str) -> None:
        """Show a built-in set of points."""
        data_set = DATA_SETS[name]
        self._source = name
        self.tools.show_run(data_set.k, Metric.EUCLIDEAN)
        self._load(lambda _progress: points_data(data_set))

    def show_table(self, path: Path) -> None:
        """Show the rows of a table."""
        self._table = TableSource(path)
        self._segments.reset()
        self.tools.name_table(path.name)
        self._source = OPENED
        self.tools.show_run(_TABLE_K, Metric(self.tools.distance.currentData()))
        self._load_table()

    def set_image(self, image: ImageSource | None) -> None:
        """Tell which image is open, without showing it."""
        self._image = image
        self.tools.show_source(self._source, has_image=image is not None)

    def step(self) -> None:
        """Make the next step."""
        self.transport.set_playing(False)
        self.runner.step()

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

    def _choose_source(self, source: str) -> None:
        if source == TABLE:
            self.tools.show_source(self._source, has_image=self._image is not None)
            self.table_requested.emit()
        elif source == OPENED:
            self._source = OPENED
            self._load_table()
        elif source != IMAGE:
            self.show_points(source)
        elif self._image is not None:
            self._source = IMAGE
            self.tools.show_run(self._image.k, self._image.metric)
            self._load_image()

    def _load_image(self) -> None:
        image = self._image
        assert image is not None
        space = Space(self.tools.space.currentData())
        settings = image.settings
        if space != settings.space:
            settings = replace(settings, cluster=replace(settings.cluster, space=space))
        self._load(partial(image_data, image.image, settings, image.name))

    def _load(self, make: Callable[[Progress], StepData]) -> None:
        self._make = make
        self.transport.set_playing(False)
        self.tools.show_source(self._source, has_image=self._image is not None)
        self.runner.load(make, self.setups)

    def _load_table(self) -> None:
        if self._table is not None:
            self._load(partial(self._table.data, self._segments.choice))

    def _reload(self) -> None:
        if self._source == IMAGE:
            self._load_image()

    def _begin(self) -> None:
        """Begin anew, with what the controls say."""
        self.transport.set_playing(False)
        if self.tools.start.init is None and not self.is_pair:
            self.tools.editing.setChecked(True)
        if self._make is not None:
            self.runner.begin(self.setups) if self.data else self.runner.load(
                self._make, self.setups
            )

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
        self.transport.show_place(
            lead.position,
            is_finished=all(moment.is_finished for moment in moments),
            is_start=lead.position == 0,
        )
        self.difference.setText(shown.comparison)
        self._announce(shown.comparison or moments[0].text)

    def _show_error(self, error: Exception) -> None:
        self.transport.set_playing(False)
        for run in self.runs:
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
        """Claim the keys of the mode before the shortcuts of the hidden canvas take them."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if modifiers in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier}:
                is_window_key = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
                is_help = event.text() == "?"
                if not is_window_key and not is_help:
                    event.accept()
                    return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Step, play, and leave; see `SHORTCUTS`."""
        actions: dict[int, Callable[[], object]] = {
            Qt.Key.Key_Right: self.step,
            Qt.Key.Key_Period: self.step,
            Qt.Key.Key_Left: self.back,
            Qt.Key.Key_Comma: self.back,
            Qt.Key.Key_Home: self.restart,
            Qt.Key.Key_End: self.run_to_end,
            Qt.Key.Key_Space: self.transport.toggle,
            Qt.Key.Key_Plus: partial(self.transport.change_speed, 1),
            Qt.Key.Key_Equal: partial(self.transport.change_speed, 1),
            Qt.Key.Key_Minus: partial(self.transport.change_speed, -1),
            Qt.Key.Key_E: self.tools.editing.toggle,
            Qt.Key.Key_Escape: self.left.emit,
        }
        action = actions.get(event.key())
        if action is None:
            super().keyPressEvent(event)
        else:
            action()
