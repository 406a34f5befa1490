"""How colours are clustered: effort and colour space in sight, the rest behind *More*.

*More* opens by itself where it holds a setting that is not the usual one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from quantizer.color.spaces import COLOR_SPACES
from quantizer.settings.settings import ClusterSettings, Effort, Init, Metric, Space

from .disclosure import Disclosure
from .parts import GAP, Gauge, choice, heading, labelled, show_choice, whole_number
from .segments import Segments
from .texts import EFFORT_TEXTS, INIT_LABELS, METRIC_LABELS, WEIGHTS_TEXTS

if TYPE_CHECKING:
    from quantizer.settings.settings import Settings

_HALF = 112
"""Pixels that a number needs beside another."""
_AUTOMATIC = "Leaves the choice of first centroids to the effort"
_BY_DITHER = "CIELAB with a dither, sRGB without"
_BY_IMAGE = "Manhattan for soft edges with a dither, Euclidean otherwise"
_RESTARTS = (
    "Sets of first centroids that are tried, of which the best goes on; "
    "Automatic leaves their number to the effort"
)
_DETERMINISTIC = (
    "Principal axes always begin with the same centroids: a restart would change nothing"
)
_ADVANCED = ("lightness", "metric", "init", "restarts", "seed", "weights")


class ClusteringControl(QWidget):
    """The control; `changed` carries new `ClusterSettings`."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._cluster = ClusterSettings()
        efforts = [(label, one, tip) for one, (label, tip) in EFFORT_TEXTS.items()]
        self.effort = Segments("Effort", efforts)
        spaces = [(COLOR_SPACES[space].label, space, COLOR_SPACES[space].units) for space in Space]
        self.space = choice("Colour space", [("Automatic", None, _BY_DITHER), *spaces])
        self.weights = Segments(
            "Colours count by", [(label, one, tip) for one, (label, tip) in WEIGHTS_TEXTS.items()]
        )
        self.lightness = Gauge("Lightness weight", 0.1, 10, decimals=2, logarithmic=True)
        self.lightness.setToolTip(
            "Weight of lightness against chroma: above 1 keeps shading, below 1 keeps hues"
        )
        metrics = [(METRIC_LABELS.get(one, one.value), one, "") for one in Metric]
        self.distance = choice("Distance", [("Automatic", None, _BY_IMAGE), *metrics])
        inits = [(INIT_LABELS.get(one, one.value), one, "") for one in Init]
        self.init = choice("Initialisation", [("Automatic", None, _AUTOMATIC), *inits])
        self.restarts = whole_number("Restarts", 0, 1000)
        self.restarts.setSpecialValueText("Automatic")
        self.seed = whole_number("Seed", 0, 2**31 - 1)
        self.seed.setToolTip("Equal seeds give equal results")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(heading("Clustering"))
        column.addLayout(labelled("Effort", self.effort))
        column.addLayout(labelled("Colour space", self.space))
        advanced = QWidget()
        inner = QVBoxLayout(advanced)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(GAP)
        for label, control in (
            ("Colours count by", self.weights),
            ("Lightness weight", self.lightness),
            ("Distance", self.distance),
            ("Initialisation", self.init),
        ):
            inner.addLayout(labelled(label, control))
        pair = QHBoxLayout()
        pair.setSpacing(GAP * 2)
        for label, field in (("Restarts", self.restarts), ("Seed", self.seed)):
            field.setMinimumWidth(_HALF)  # long numbers of either do not widen the panel
            pair.addLayout(labelled(label, field), 1)
        inner.addLayout(pair)
        self.more = Disclosure("More on clustering", advanced)
        column.addWidget(self.more)

    def _connect(self) -> None:
        self.effort.changed.connect(lambda value: self._tell(effort=Effort(value)))
        # A combo box hands back a plain string where it was given a member of a StrEnum.
        self.space.activated.connect(lambda: self._tell(space=_space(self.space.currentData())))
        self.weights.changed.connect(lambda value: self._tell(weights=value))
        self.lightness.changed.connect(lambda value: self._tell(lightness=round(value, 2)))
        self.distance.activated.connect(
            lambda: self._tell(metric=_metric(self.distance.currentData()))
        )
        self.init.activated.connect(lambda: self._tell(init=_init(self.init.currentData())))
        self.restarts.valueChanged.connect(lambda value: self._tell(restarts=value or None))
        self.seed.valueChanged.connect(lambda value: self._tell(seed=value))

    def show_settings(self, settings: Settings) -> None:
        """Show how colours are clustered."""
        self._cluster = cluster = settings.cluster
        self.effort.set_value(cluster.effort)
        self.weights.set_value(cluster.weights)
        self.lightness.set_value(cluster.lightness)
        show_choice(self.space, cluster.space)
        show_choice(self.distance, cluster.metric)
        show_choice(self.init, cluster.init)
        for field, number in ((self.restarts, cluster.restarts or 0), (self.seed, cluster.seed)):
            with QSignalBlocker(field):
                field.setValue(number)
        is_random = cluster.init is not Init.PCA
        self.restarts.setEnabled(is_random)
        self.restarts.setToolTip(_RESTARTS if is_random else _DETERMINISTIC)
        usual = ClusterSettings()
        if any(getattr(cluster, name) != getattr(usual, name) for name in _ADVANCED):
            self.more.open()

    def _tell(self, **changes: object) -> None:
        self.changed.emit(replace(self._cluster, **changes))  # type: ignore[arg-type]


def _space(data: str | None) -> Space | None:
    return None if data is None else Space(data)


def _metric(name: str | None) -> Metric | None:
    return None if name is None else Metric(name)


def _init(name: str | None) -> Init | None:
    return None if name is None else Init(name)
