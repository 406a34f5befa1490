"""What the step mode clusters: the open image, a built-in set of points, or a table.

choice in the tool row, image or table that was opened -> `chosen`: a function that makes samples
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quantizer.kmeans.steps.data_sets import DATA_SETS
from quantizer.settings.settings import Init, Metric, Space

from .image_data import image_data
from .step_data import points_data
from .table_data import TableSource
from .tool_row import IMAGE, OPENED, TABLE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quantizer.image.histogram import Histogram
    from quantizer.image.image import Image
    from quantizer.progress import Progress
    from quantizer.settings.settings import Settings

    from .segments_panel import SegmentsPanel
    from .step_data import StepData
    from .tool_row import ToolRow

_TABLE_K = 3
"""Number of clusters of a table at first."""


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
    histogram
        Its colours, if they are counted already.
    """

    image: Image
    settings: Settings
    name: str
    k: int
    metric: Metric
    histogram: Histogram | None = None


class Source(QObject):
    """Follows the controls that say what is clustered.

    Parameters
    ----------
    tools
        The tool row; becomes the Qt owner.
    segments
        The panel with the choices for a table.
    """

    chosen = Signal(object)
    """A function of a `Progress` that makes the `StepData`."""
    table_requested = Signal()

    def __init__(self, tools: ToolRow, segments: SegmentsPanel) -> None:
        super().__init__(tools)
        self._tools, self._segments = tools, segments
        self._image: ImageSource | None = None
        self._table: TableSource | None = None
        self._kind = ""
        tools.source_chosen.connect(self._choose)
        tools.space_changed.connect(self._load_image)
        segments.changed.connect(self._load_table)

    @property
    def is_image(self) -> bool:
        """Whether the colours of the image are clustered."""
        return self._kind == IMAGE

    def set_image(self, image: ImageSource | None) -> None:
        """Tell which image is open, without showing it."""
        self._image = image
        self._tools.show_source(self._kind, has_image=image is not None)

    def show_image(self, image: ImageSource) -> None:
        """Choose the colours of an image, in the space and with the start of its settings."""
        cluster = image.settings.cluster
        self._image = image
        self._kind = IMAGE
        self._tools.show_space(image.settings.space)
        self._tools.show_run(image.k, image.metric)
        self._tools.start.set_value(cluster.init or Init.KMEANS_PLUS_PLUS, cluster.seed)
        self._load_image()

    def show_points(self, name: str) -> None:
        """Choose a built-in set of points."""
        data_set = DATA_SETS[name]
        self._kind = name
        self._tools.show_run(data_set.k, Metric.EUCLIDEAN)
        self._load(lambda _progress: points_data(data_set))

    def show_table(self, path: Path) -> None:
        """Choose the rows of a table."""
        self._table = TableSource(path)
        self._kind = OPENED
        self._segments.reset()
        self._tools.name_table(path.name)
        self._tools.show_run(_TABLE_K, Metric.EUCLIDEAN)
        self._load_table()

    def _choose(self, kind: str) -> None:
        if kind == TABLE:
            self.set_image(self._image)
            self.table_requested.emit()
        elif kind == OPENED:
            self._kind = OPENED
            self._tools.show_run(_TABLE_K, Metric.EUCLIDEAN)
            self._load_table()
        elif kind != IMAGE:
            self.show_points(kind)
        elif self._image is not None:
            self.show_image(self._image)

    def _load_image(self) -> None:
        image = self._image
        if image is None or not self.is_image:
            return
        space, settings = Space(self._tools.space.currentData()), image.settings
        if space != settings.space:
            settings = replace(settings, cluster=replace(settings.cluster, space=space))
        self._load(partial(image_data, image.image, settings, image.name, image.histogram))

    def _load_table(self) -> None:
        if self._table is not None and self._kind == OPENED:
            self._load(partial(self._table.data, self._segments.choice))

    def _load(self, make: Callable[[Progress], StepData]) -> None:
        self._tools.show_source(self._kind, has_image=self._image is not None)
        self.chosen.emit(make)
