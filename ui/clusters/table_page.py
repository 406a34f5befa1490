"""The page with the figures of each cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .page import ClusterPage

if TYPE_CHECKING:
    from .model import ClusterModel


class TablePage(ClusterPage):
    """The table of clusters."""

    title = "Clusters"

    def __init__(self, model: ClusterModel) -> None:
        super().__init__()
        self.model = model

    def set_active(self, active: bool) -> None:
        """Start or stop to follow the clusters."""
        self.model.set_active(active)
