"""The pages of the area of clusters, in the order of their tabs.

Each is made when its tab is first shown, so a chart's library is loaded only by who looks at one.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from quantizer.language import mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from .model import ClusterModel
    from .page import ClusterPage


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page that is not made yet.

    Parameters
    ----------
    name
        Name in the preferences.
    title
        Text of the tab.
    tip
        What the page shows, in one sentence.
    module, kind
        Module, in this package, and name of the class, which is made with a `ClusterModel`.
    """

    name: str
    title: str
    tip: str
    module: str
    kind: str

    def make(self, model: ClusterModel) -> ClusterPage:
        """Load the module and make the page."""
        module = import_module(f".{self.module}", __package__)
        kind: Callable[[ClusterModel], ClusterPage] = getattr(module, self.kind)
        return kind(model)


PAGES = (
    PageEntry(
        "choose-k",
        mark("Choose k"),
        mark("Inertia and silhouette by number of colours, to choose one"),
        "choose_k_page",
        "ChooseKPage",
    ),
    PageEntry(
        "convergence",
        mark("Convergence"),
        mark("How the inertia falls, iteration by iteration, from each start of the search"),
        "convergence_page",
        "ConvergencePage",
    ),
    PageEntry(
        "cloud",
        mark("Colour cloud"),
        mark("The colours of the picture in space, with the clusters"),
        "cloud_page",
        "CloudPage",
    ),
    PageEntry(
        "clusters", mark("Clusters"), mark("Figures of each cluster"), "table_page", "TablePage"
    ),
)
