"""All that a report on groups tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quantizer.grouping.described_image import UnreadableImage
    from quantizer.grouping.group import Grouping
    from quantizer.grouping.labels import GroupAgreement, Labels


@dataclass(frozen=True, slots=True, eq=False)
class GroupingResult:
    """A grouping, and what it came from.

    Parameters
    ----------
    folder
        The folder of the images, as it was given.
    features
        Names of the features that were compared.
    grouping
        The groups.
    unreadable
        Images that could not be read.
    labels
        Labels of the images, if there are any.
    agreement
        How well the groups agree with the labels, if there are any.
    """

    folder: str
    features: tuple[str, ...]
    grouping: Grouping
    unreadable: tuple[UnreadableImage, ...] = ()
    labels: Labels | None = None
    agreement: GroupAgreement | None = None

    def label_of(self, name: str) -> str | None:
        """Return the label of an image, if it has one."""
        return None if self.labels is None else self.labels.by_name.get(name)
