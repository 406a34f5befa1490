"""The number of colours: set by the user, found for the image, or as required of the result.

If the number is searched for, the slider shows the one that was found. Moving the slider or picking
a number ends the search and sets the number by hand. With a given palette, no more colours can be
chosen than it has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from quantizer.language import mark, tr
from quantizer.settings.settings import MAX_COLORS, OPTIONS, Selector, TargetSettings

from ..document.count_mode import CountBy, count_by, most_colors, shown_count
from .limit_field import QualityField, SizeField
from .number_slider import NumberSlider
from .parts import hbox, heading, muted, notice, vbox
from .segments import Segments, segment
from .texts import COUNT_BY_TEXTS, colors_of, found_words, reason_words

if TYPE_CHECKING:
    from quantizer.image.palette import Palette
    from quantizer.kmeans.selection import Selection
    from quantizer.settings.settings import Settings

    from ..document.file_size import FileSize

QUICK_PICKS = (2, 4, 8, 16, 32, 64, 128, 256)
_OF_PALETTE = mark("How many colours of the palette are used: those that serve the image best")


class CountControl(QWidget):
    """The control; it emits what the user chose and keeps no settings of its own."""

    counted = Signal(int)
    """The number of colours set by hand."""
    asked = Signal(object)
    """The `TargetSettings` by which the number is to be found."""

    def __init__(self) -> None:
        super().__init__()
        self._selector = Selector.ELBOW
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.by = Segments(
            tr("Number of colours by"),
            [(label, one, tip) for one, (label, tip) in COUNT_BY_TEXTS.items()],
        )
        self.slider = NumberSlider(
            tr(OPTIONS["cluster.colors"].label), 1, MAX_COLORS, logarithmic=True
        )
        self.picks = [
            segment(str(count), colors_of(count), colors_of(count)) for count in QUICK_PICKS
        ]
        methods = [one for one in Selector if one is not Selector.FIXED]
        self.selector = Segments(tr("Kind of image"), [(m.label, m, m.tooltip) for m in methods])
        self.size_limit = SizeField()
        self.quality = QualityField()
        self.note = muted()
        self.refusal = notice()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        column = vbox(self, heading(tr("Colours")), self.by, self.slider)
        picks = hbox(spacing=4)
        for pick in self.picks:
            picks.addWidget(pick, 1)
        column.addLayout(picks)
        for part in (self.selector, self.size_limit, self.quality, self.note, self.refusal):
            column.addWidget(part)

    def _connect(self) -> None:
        self.by.changed.connect(self._choose)
        self.slider.changed.connect(lambda value: self.counted.emit(int(value)))
        for count, pick in zip(QUICK_PICKS, self.picks, strict=True):
            pick.clicked.connect(lambda _checked=False, k=count: self.counted.emit(k))
        self.selector.changed.connect(lambda value: self.asked.emit(TargetSettings(value)))
        self.size_limit.changed.connect(lambda: self.asked.emit(self.size_limit.target))
        self.quality.changed.connect(lambda: self.asked.emit(self.quality.target))

    def show_settings(self, settings: Settings, palette: Palette | None = None) -> None:
        """Show how the number is set, the limit of the result, and the number set by hand.

        With a given palette, no more colours can be chosen than it has.
        """
        most, colors = most_colors(palette), shown_count(settings, palette)
        self.slider.set_high(most)
        self.slider.setToolTip("" if palette is None else _OF_PALETTE)
        if settings.target.max_bytes is not None:
            self.size_limit.show_bytes(settings.target.max_bytes)
        if settings.target.min_psnr is not None:
            self.quality.show_psnr(settings.target.min_psnr)
        by = count_by(settings)
        if by is CountBy.IMAGE:
            self._selector = settings.target.selector
        elif by is CountBy.PERSON:
            self.slider.set_value(colors)
        for count, pick in zip(QUICK_PICKS, self.picks, strict=True):
            pick.setChecked(by is CountBy.PERSON and count == colors)
            pick.setEnabled(count <= most)
        self.by.set_value(by)
        self.selector.set_value(self._selector)
        self.selector.setVisible(by is CountBy.IMAGE)
        self.size_limit.setVisible(by is CountBy.SIZE)
        self.quality.setVisible(by is CountBy.QUALITY)
        self._show_words()

    def show_selection(
        self, selection: Selection | None, waiting: str, colors: int = 0, refusal: str = ""
    ) -> None:
        """Show how many colours were found and why, or the text `waiting`.

        Parameters
        ----------
        selection
            How the number was found; None if it was not.
        waiting
            The text to show then.
        colors
            Number of colours of the result.
        refusal
            A sentence about a limit that cannot be met; may be empty.
        """
        self.refusal.setText(refusal)
        self.note.setToolTip("")
        if selection is None:
            self.note.setText(waiting)
        else:
            self.slider.set_value(colors)
            self.note.setText(found_words(selection, colors))
            self.note.setToolTip(reason_words(selection, colors))
        self._show_words()

    def propose_size(self, file_size: FileSize) -> None:
        """Propose the current size of the result's file as the limit."""
        if file_size.length is not None:
            self.size_limit.propose_bytes(file_size.length)

    def toggle_automatic(self) -> None:
        """Switch between a number found for the image and one set by hand."""
        is_asked = self.by.value is CountBy.IMAGE
        self._choose(CountBy.PERSON if is_asked else CountBy.IMAGE)

    def _show_words(self) -> None:
        is_automatic = self.by.value is not CountBy.PERSON
        self.note.setVisible(is_automatic and not self.refusal.text())
        self.refusal.setVisible(is_automatic and bool(self.refusal.text()))

    def _choose(self, by: object) -> None:
        if by is CountBy.PERSON:
            self.counted.emit(int(self.slider.value))
        elif by is CountBy.SIZE:
            self.asked.emit(self.size_limit.target)
        elif by is CountBy.QUALITY:
            self.asked.emit(self.quality.target)
        else:
            self.asked.emit(TargetSettings(self._selector))
