"""The controls of everything that determines the result.

The panel shows the `Settings` it is given and tells new ones by signal; it keeps none itself.
Its choices come from the enums and registries, so that a new ditherer appears by itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from quantizer.colorspace import COLOR_SPACES
from quantizer.dither import DITHERERS
from quantizer.settings import Effort, Init, Metric, Settings, Space
from ui.color_count import with_count, with_selector
from ui.panels.count_control import CountControl
from ui.panels.parts import GAP, MARGIN, Gauge, heading, muted, rule
from ui.panels.segments import Segments
from ui.panels.texts import EFFORT_TEXTS, INIT_LABELS, METRIC_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quantizer.kmeans.selection import Selection

_HALF = 112
"""Pixels that a number needs beside another."""
_AUTOMATIC = "Leaves the choice of first centroids to the effort"
_RESTARTS = (
    "Sets of first centroids that are tried, of which the best goes on; "
    "Automatic leaves their number to the effort"
)
_DETERMINISTIC = (
    "Principal axes always begin with the same centroids: a restart would change nothing"
)


class SettingsPanel(QScrollArea):
    """The panel; `changed` carries the new `Settings`."""

    changed = Signal(object)
    reset_requested = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Settings")
        self._make_controls()
        inner = self._lay_out()
        self.setWidget(inner)
        bar = self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(inner.minimumSizeHint().width() + bar)
        self._connect()
        self.show_settings(settings)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Prefer a width at which all labels and quick picks show."""
        return QSize(304, 600)

    def _make_controls(self) -> None:
        self.count = CountControl()
        efforts = [(label, one, tip) for one, (label, tip) in EFFORT_TEXTS.items()]
        self.effort = Segments("Effort", efforts)
        spaces = [(COLOR_SPACES[space].label, space, COLOR_SPACES[space].units) for space in Space]
        self.space = _choice("Colour space", spaces)
        self.lightness = Gauge("Lightness weight", 0.1, 10, decimals=2, logarithmic=True)
        self.lightness.setToolTip(
            "Weight of lightness against chroma: above 1 keeps shading, below 1 keeps hues"
        )
        metrics = [(METRIC_LABELS.get(one, one.value), one, "") for one in Metric]
        self.distance = _choice("Distance", metrics)
        inits = [(INIT_LABELS.get(one, one.value), one, "") for one in Init]
        self.init = _choice("Initialisation", [("Automatic", None, _AUTOMATIC), *inits])
        self.restarts = _spin("Restarts", 0, 1000)
        self.restarts.setSpecialValueText("Automatic")
        self.seed = _spin("Seed", 0, 2**31 - 1)
        self.seed.setToolTip("Equal seeds give equal results")
        names = [(DITHERERS[name].label, name, "") for name in DITHERERS.names]
        self.dither = _choice("Dither", sorted(names, key=lambda entry: entry[1] != "none"))
        self.strength = Gauge("Dither strength", 0, 100, suffix=" %")
        self.reset = QPushButton("Reset to defaults")
        self.reset.setAccessibleName("Reset settings to defaults")

    def _lay_out(self) -> QWidget:
        inner = QWidget()
        inner.setObjectName("panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(self.count)
        _divide(column)
        column.addWidget(heading("Clustering"))
        for label, control in (
            ("Effort", self.effort),
            ("Colour space", self.space),
            ("Lightness weight", self.lightness),
            ("Distance", self.distance),
            ("Initialisation", self.init),
        ):
            column.addLayout(_row(label, control))
        pair = QHBoxLayout()
        pair.setSpacing(GAP * 2)
        for label, spin in (("Restarts", self.restarts), ("Seed", self.seed)):
            spin.setMinimumWidth(_HALF)  # long numbers of either do not widen the panel
            pair.addLayout(_row(label, spin), 1)
        column.addLayout(pair)
        _divide(column)
        column.addWidget(heading("Dithering"))
        column.addLayout(_row("Method", self.dither))
        column.addLayout(_row("Strength", self.strength))
        column.addSpacing(GAP // 2)
        column.addStretch(1)
        column.addWidget(self.reset)
        return inner

    def _connect(self) -> None:
        self.count.counted.connect(lambda k: self._tell(with_count(self._settings, k)))
        self.count.asked.connect(lambda one: self._tell(with_selector(self._settings, one)))
        self.effort.changed.connect(lambda value: self._cluster(effort=Effort(value)))
        # A combo box hands back a plain string where it was given a member of a StrEnum.
        self.space.activated.connect(lambda: self._cluster(space=Space(self.space.currentData())))
        self.lightness.changed.connect(lambda value: self._cluster(lightness=round(value, 2)))
        self.distance.activated.connect(
            lambda: self._cluster(metric=Metric(self.distance.currentData()))
        )
        self.init.activated.connect(lambda: self._cluster(init=_init(self.init.currentData())))
        self.restarts.valueChanged.connect(lambda value: self._cluster(restarts=value or None))
        self.seed.valueChanged.connect(lambda value: self._cluster(seed=value))
        self.dither.activated.connect(lambda: self._dither(name=self.dither.currentData()))
        self.strength.changed.connect(lambda value: self._dither(strength=value / 100))
        self.reset.clicked.connect(self.reset_requested)

    def show_settings(self, settings: Settings) -> None:
        """Let all controls say what `settings` say, without telling anyone."""
        self._settings = settings
        cluster, dither = settings.cluster, settings.dither
        self.count.show_settings(settings)
        self.effort.set_value(cluster.effort)
        self.lightness.set_value(cluster.lightness)
        self.strength.set_value(round(100 * dither.strength))
        for choice, value in (
            (self.space, cluster.space),
            (self.distance, cluster.metric),
            (self.init, cluster.init),
            (self.dither, dither.name),
        ):
            with QSignalBlocker(choice):
                choice.setCurrentIndex(max(0, choice.findData(value)))
        for spin, number in ((self.restarts, cluster.restarts or 0), (self.seed, cluster.seed)):
            with QSignalBlocker(spin):
                spin.setValue(number)
        is_random = cluster.init is not Init.PCA
        self.restarts.setEnabled(is_random)
        self.restarts.setToolTip(_RESTARTS if is_random else _DETERMINISTIC)
        has_strength = DITHERERS[dither.name].has_strength
        self.strength.setEnabled(has_strength)
        self.strength.setToolTip(
            "Share of the error that is spread to neighbours"
            if has_strength
            else "Without dithering there is no strength"
        )

    def show_selection(self, selection: Selection | None, waiting: str) -> None:
        """Show the number of colours that was found, or else the text `waiting`."""
        self.count.show_selection(selection, waiting)

    def _cluster(self, **changes: object) -> None:
        cluster = replace(self._settings.cluster, **changes)  # type: ignore[arg-type]
        self._tell(replace(self._settings, cluster=cluster))

    def _dither(self, **changes: object) -> None:
        dither = replace(self._settings.dither, **changes)  # type: ignore[arg-type]
        self._tell(replace(self._settings, dither=dither))

    def _tell(self, settings: Settings) -> None:
        self.show_settings(settings)
        self.changed.emit(settings)


def _divide(column: QVBoxLayout) -> None:
    """Begin a new section."""
    column.addSpacing(GAP // 2)
    column.addWidget(rule())
    column.addSpacing(GAP // 2)


def _init(name: str | None) -> Init | None:
    return None if name is None else Init(name)


def _choice(name: str, entries: Iterable[tuple[str, object, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for label, value, tip in entries:
        box.addItem(label, value)
        box.setItemData(box.count() - 1, tip or None, Qt.ItemDataRole.ToolTipRole)
    return box


def _spin(name: str, low: int, high: int) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(low, high)
    spin.setAccessibleName(name)
    spin.setKeyboardTracking(False)
    return spin


def _row(text: str, control: QWidget) -> QVBoxLayout:
    label: QLabel = muted(text)
    label.setBuddy(control)
    row = QVBoxLayout()
    row.setSpacing(4)
    row.addWidget(label)
    row.addWidget(control)
    return row
