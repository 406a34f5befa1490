"""Keeps the last state of the session on the disk, and offers that of a session that was cut off.

changed -> a few seconds later -> worker -> `LastState`        proper end -> removed
start -> `cut_off_state` -> banner -> restored, or thrown away
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from quantizer.errors import QuantizerError
from quantizer.language import tr

from ..jobs.timer import single_shot_timer
from ..jobs.worker import Worker
from .jobs import ProjectMaker
from .last_state import LastState, cut_off_state

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ..jobs.worker import Context
    from ..panels.banner import Banner
    from .jobs import OpenState
    from .presenter import ProjectPresenter

_log = logging.getLogger(__name__)
_WAIT_MS = 2500
"""Time from the last change until the state is written: at most so much work is lost. Not tuned."""


class Recovery(QObject):
    """Writes and offers last states; call `shutdown` before it is destroyed.

    Parameters
    ----------
    projects
        What is open; becomes the Qt owner.
    banner
        Where the last state is offered: its action restores it, dismissing it throws it away.
    folder
        The folder of all sessions; None to keep nothing.
    """

    def __init__(self, projects: ProjectPresenter, banner: Banner, folder: Path | None) -> None:
        super().__init__(projects)
        self._projects, self._banner, self._folder = projects, banner, folder
        self._maker = ProjectMaker()
        self._own: LastState | None = None
        self._offered: LastState | None = None
        self._wait = single_shot_timer(self, _WAIT_MS, self.write_now)
        self._worker = Worker("quantizer-last-state", self)
        self._is_restoring = False
        self._worker.failed.connect(self._tell_failure)
        banner.activated.connect(self._ask)
        banner.dismiss.clicked.connect(self._throw_away)
        projects.opened.connect(self._adopt)
        projects.failed.connect(self._take_failure)
        if folder is not None:
            projects.open.changed.connect(self._wait.start)

    def offer(self) -> None:
        """Offer the state of a session that was cut off, if there is one."""
        if self._folder is not None and self._offered is None:
            self._offered = cut_off_state(self._folder)
        if self._offered is not None:
            self._banner.tell(tr("Quantizer did not end properly. Restore the last state?"))

    def shutdown(self, *, keeps_state: bool = False) -> None:
        """End properly: remove the state, or keep it to be offered at the next start."""
        self._wait.stop()
        self._worker.shutdown()
        if self._offered is not None:
            self._offered.release()  # nobody has answered yet
        if self._own is not None:
            if keeps_state:
                self._own.release()
            else:
                self._own.remove()

    def write_now(self) -> None:
        """Write what is open, without waiting for a pause."""
        if self._folder is None or not self._projects.open.has_image:
            return
        if self._own is None:
            try:
                self._own = LastState.create(self._folder)
            except QuantizerError as error:
                self._tell_failure(error)
                return
        self._worker.start(_writing(self._maker, self._projects.open.state(), self._own))

    def _tell_failure(self, error: Exception) -> None:
        _log.info("the last state could not be kept: %s", error)

    def _ask(self) -> None:
        if self._offered is not None:
            self._projects.ask_first(self._restore)

    def _restore(self) -> None:
        if self._offered is not None:
            self._is_restoring = True
            self._projects.restore(self._offered.path, is_last_state=True)

    def _adopt(self) -> None:
        """Go on in the folder of the other session, once its state is open."""
        if not self._is_restoring or self._offered is None:
            return
        self._is_restoring = False
        self._worker.cancel()
        if self._own is not None:
            self._own.remove()
        self._own, self._offered = self._offered, None
        self._banner.tell("")

    def _throw_away(self) -> None:
        """Remove the other session's state: nobody wants it, or it cannot be read."""
        self._is_restoring = False
        if self._offered is not None:
            self._offered.remove()
            self._offered = None
        self._banner.tell("")

    def _take_failure(self) -> None:
        if self._is_restoring:
            self._throw_away()


def _writing(maker: ProjectMaker, state: OpenState, own: LastState) -> Callable[[Context], object]:
    """Return the job that writes a state."""

    def job(context: Context) -> object:
        project = maker.project(state)
        context.progress.check()
        own.write(project)
        return None

    return job
