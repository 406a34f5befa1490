"""Shows the document in the panels: its image, settings, result, state and errors."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from quantizer.image_files.icc import profile_name
from quantizer.language import tr, tr_n

from ..dialogs.message import show_error
from ..document.count_mode import CountBy, count_by
from ..document.document import ResultState
from ..document.edited_palette import differs_by_edits
from ..panels.texts import sentence, size

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from quantizer.image.image import Image

    from ..document.document import Document
    from ..panels.status_bar import StatusBar
    from ..preferences import Preferences
    from .workspace import Workspace

_NEED_RESULT = (
    *("export", "export_again", "export_palette", "copy", "copy_palette", "worst_region"),
    *("copy_png", "copy_file", "copy_data_url", "copy_css", "copy_css_palette"),
)
_NEED_IMAGE = ("update", "save_project", "save_project_as")
_NEED_ANIMATION = ("play", "frame_before", "frame_after")


class DocumentPresenter(QObject):
    """Updates the panels, actions and window title whenever the document changes.

    Parameters
    ----------
    actions
        The actions of the window by name; disabled while they have no effect.
    """

    def __init__(
        self,
        window: QWidget,
        document: Document,
        workspace: Workspace,
        status: StatusBar,
        actions: Mapping[str, QAction],
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._document, self._workspace = document, workspace
        self._status, self._actions, self._preferences = status, actions, preferences
        document.opened.connect(self._show_image)
        document.closed.connect(self._show_no_image)
        document.settings_changed.connect(self._show_settings)
        document.result_changed.connect(self._show_result)
        document.metrics_changed.connect(self._show_figures)
        document.state_changed.connect(self._show_state)
        document.busy_changed.connect(self._show_busy)
        document.progressed.connect(status.show_progress)
        document.failed.connect(partial(show_error, window))
        self._show_settings()
        self._show_result()
        self._show_state()
        self._show_busy(document.is_busy)
        for name in _NEED_ANIMATION:
            actions[name].setEnabled(False)

    def _show_image(self) -> None:
        document = self._document
        image = document.image
        assert image is not None
        self._workspace.settings_panel.show_kind(
            has_alpha=document.has_alpha,
            is_animation=document.animation is not None,
            is_indexed=image.indexed is not None,
        )
        self._show_settings()
        self._show_profile()
        for name in _NEED_ANIMATION:
            self._actions[name].setEnabled(document.animation is not None)
        assert document.read is not None
        sizes = [_dimensions(one) for one in (document.read.image, image)]
        file_format = "" if image.source.bytes is None else image.source.format  # if pasted
        parts = [" \N{RIGHTWARDS ARROW} ".join(dict.fromkeys(sizes)), file_format]
        if document.animation is not None:
            parts.append(tr_n("{n} frame", "{n} frames", len(document.animation.frames)))
        if image.source.bytes is not None:
            parts.append(size(image.source.bytes))
        details = "   ·   ".join(part for part in parts if part)
        self._status.show_info(document.name, details)
        if document.path is not None and not document.is_sample:
            self._preferences.add_recent(document.path)

    def _show_no_image(self) -> None:
        self._status.show_info("", "")
        for name in _NEED_ANIMATION:
            self._actions[name].setEnabled(False)
        self._show_settings()
        self._show_profile()

    def _show_settings(self) -> None:
        chosen = self._document.chosen
        self._workspace.settings_panel.show_settings(chosen.settings, chosen.palette)
        self._show_selection()
        by = count_by(self._document.settings)
        self._actions["auto"].setChecked(by is CountBy.IMAGE)

    def _show_selection(self) -> None:
        document = self._document
        waiting = {
            ResultState.EMPTY: tr("Open an image first"),
            ResultState.RUNNING: tr("Finding the number…"),
        }
        self._workspace.settings_panel.count.show_selection(
            document.selection,
            waiting.get(document.state, tr("Not found yet")),
            document.found_colors or 0,
            sentence(document.refusal) if document.refusal else "",
        )

    def _show_profile(self) -> None:
        image = self._document.image
        profile = image.source.profile if image is not None else None
        self._workspace.settings_panel.show_profile(
            None if profile is None else profile_name(profile), is_kept=self._document.keeps_profile
        )

    def _show_result(self) -> None:
        outcome, work = self._document.outcome, self._workspace
        result = outcome.quantized if outcome else None
        if self._document.animation is None:  # else `AnimationPresenter` shows its frames
            work.canvas.set_pictures(self._document.original, outcome.picture if outcome else None)
        is_adjusted = outcome is not None and outcome.adjusted.is_changed
        work.canvas.set_original_caption(
            tr("Original, adjusted") if is_adjusted else tr("Original")
        )
        work.notices.tell("\n".join(self._document.notices))
        self._show_figures()
        if result is not None and result.metrics is not None:
            work.settings_panel.count.quality.propose_psnr(result.metrics.psnr)
        self._show_selection()
        for name in _NEED_RESULT:
            self._actions[name].setEnabled(result is not None)
        work.zoom_bar.export.setEnabled(result is not None)
        work.zoom_bar.drag.setEnabled(result is not None)

    def _show_figures(self) -> None:
        document, outcome = self._document, self._document.outcome
        self._workspace.metrics.show_result(
            outcome.quantized if outcome else None,
            document.metrics,
            is_old=document.state is ResultState.RUNNING,
            is_measuring=document.is_busy,
        )

    def _show_state(self) -> None:
        state, work = self._document.state, self._workspace
        self._show_selection()
        self._show_figures()
        work.outdated.button.setVisible(self._document.refusal is None)  # it would fail again
        work.outdated.tell(self._outdated_words() if state is ResultState.OUTDATED else "")
        captions = {
            ResultState.RUNNING: tr("Updating…"),
            ResultState.OUTDATED: tr("Result (outdated)"),
        }
        is_shown = differs_by_edits(self._document)  # the canvas has their colours already
        work.canvas.set_caption("" if is_shown else captions.get(state, ""))

    def _outdated_words(self) -> str:
        if self._document.outcome is None:
            return tr("There is no result for these settings yet.")
        if self._document.refusal is not None:
            return tr("The result is outdated: no number of colours meets the limit.")
        return tr("The result is outdated: it was made with other settings.")

    def _show_busy(self, busy: bool) -> None:
        self._status.show_busy(busy)
        self._actions["cancel"].setEnabled(busy)
        for name in _NEED_IMAGE:
            self._actions[name].setEnabled(self._document.image is not None)
        if not busy:
            self._show_result()
            self._show_profile()  # reading the file again may have failed


def _dimensions(image: Image) -> str:
    """Return width and height in words."""
    return f"{image.width} \N{MULTIPLICATION SIGN} {image.height}"
