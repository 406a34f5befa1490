"""In a window too narrow for both side panels only one is shown, until there is room again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from .workspace import Workspace


class PanelFolding(QObject):
    """Folds one panel by its action when the window becomes narrow, and unfolds it later.

    Parameters
    ----------
    workspace
        The panels.
    window
        Their window, whose width counts; becomes the Qt owner.
    settings, result
        The checkable actions that show the panels.
    """

    def __init__(
        self, workspace: Workspace, window: QWidget, settings: QAction, result: QAction
    ) -> None:
        super().__init__(window)
        self._workspace, self._window = workspace, window
        self._settings, self._result = settings, result
        self._folded: QAction | None = None
        settings.toggled.connect(lambda shown: self._keep_one(result, shown))
        result.toggled.connect(lambda shown: self._keep_one(settings, shown))
        window.installEventFilter(self)
        workspace.installEventFilter(self)

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for both panels."""
        return self._window.width() < self._workspace.whole_width

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the width of the window, and the room that the panels need."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            if self.is_narrow:
                self._keep_one(self._result, self._settings.isChecked())
            elif self._folded is not None:
                folded, self._folded = self._folded, None
                folded.setChecked(True)
        return False

    def _keep_one(self, other: QAction, is_shown: bool) -> None:
        """Fold the panel of `other` if the one beside it is shown and there is no room for both."""
        if is_shown and other.isChecked() and self.is_narrow:
            self._folded = other
            other.setChecked(False)
