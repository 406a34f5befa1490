"""What images are compared by.

Each module of this package without a leading underscore is one feature and keeps it in `FEATURE`;
its file name is its name on the command line. A feature turns a small picture into a block of
numbers, in which similar pictures are near each other by Euclidean distance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.errors import SettingsError
from quantizer.registry import Registry

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from quantizer.grouping.main_colors import MainColors
    from quantizer.grouping.picture import Picture


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature.

    Parameters
    ----------
    about
        What is compared, as the end of a sentence: "Images are compared by ...".
    measure
        Returns the block of a picture, float32 (d,), with the same d for every picture. It gets
        the picture and its main colours.
    """

    about: str
    measure: Callable[[Picture, MainColors], NDArray[np.float32]]


FEATURES: Registry[Feature] = Registry("quantizer.grouping.features", "FEATURE", "feature")
"""All features by name."""

DEFAULT = ("color", "palette")
"""The features that are used unless others are chosen."""


def check_features(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names of features, each once.

    Raises
    ------
    SettingsError
        If there is none, or one is unknown.
    """
    if not names:
        raise SettingsError(
            tr("choose at least one feature of {names}", names=", ".join(FEATURES.names))
        )
    for name in names:
        FEATURES.check(name)
    return tuple(dict.fromkeys(names))
