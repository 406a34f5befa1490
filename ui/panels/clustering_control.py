"""How colours are clustered: a control for each such setting, most of them behind *More*.

*More* opens by itself if one of its settings is not at its default.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from quantizer.language import tr
from quantizer.settings.option import options_of
from quantizer.settings.settings import ClusterSettings

from ..document.effect import without_effect
from .disclosure import Disclosure
from .number_slider import NumberSlider
from .parts import GAP, enable_unless, hbox, heading, labelled, vbox
from .setting_fields import NumberBox, setting_field

if TYPE_CHECKING:
    from quantizer.image.palette import Palette
    from quantizer.settings.settings import Settings

_OPTIONS = {
    name: option
    for name, option in options_of(ClusterSettings).items()
    if tr(option.label) and name != "colors"
}


class ClusteringControl(QWidget):
    """The control; `changed` carries new `ClusterSettings`.

    Attributes
    ----------
    fields
        The control of each setting, by the name of its field in `ClusterSettings`.
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._cluster = ClusterSettings()
        self.fields = {name: setting_field(f"cluster.{name}") for name in _OPTIONS}
        column = vbox(self, heading(tr("Clustering")))
        advanced = QWidget()
        inner = vbox(advanced)
        self._pair = hbox(spacing=GAP * 2)
        for name, field in self.fields.items():
            row = labelled(tr(_OPTIONS[name].label), field)
            if isinstance(field, NumberBox):
                self._pair.addLayout(row, 1)
            else:
                (inner if _OPTIONS[name].is_advanced else column).addLayout(row)
            field.changed.connect(lambda value, name=name: self._change(name, value))
        inner.addLayout(self._pair)
        self.more = Disclosure(tr("More clustering settings"), advanced)
        column.addWidget(self.more)

    def show_settings(self, settings: Settings, palette: Palette | None = None) -> None:
        """Show how colours are clustered; with a given palette, only some settings are enabled."""
        self._cluster = cluster = settings.cluster
        for name, field in self.fields.items():
            field.set_value(getattr(cluster, name))
            enable_unless(field, without_effect(f"cluster.{name}", settings, palette))
        usual = ClusterSettings()
        if any(
            getattr(cluster, name) != getattr(usual, name)
            for name in self.fields
            if _OPTIONS[name].is_advanced
        ):
            self.more.open()

    def _change(self, name: str, value: object) -> None:
        if isinstance(self.fields[name], NumberSlider):
            value = round(value, 2)  # type: ignore[call-overload]  # a float
        self.changed.emit(replace(self._cluster, **{name: value}))  # type: ignore[arg-type]
