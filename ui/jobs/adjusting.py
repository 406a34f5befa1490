"""The open image in another size and tone, made once for all settings of its colours.

A change of the tone keeps the resized image, and a change of the colours keeps both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.adjust.adjust import resize_frames, tone_frames
from quantizer.settings.settings import AdjustSettings

from ..canvas.pyramid import Pyramid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.image.image import Animation
    from quantizer.progress import Progress
    from quantizer.settings.settings import Settings

    from .reading import Opened


@dataclass(frozen=True, eq=False)
class Adjusted:
    """An image whose size and tone were adjusted.

    Parameters
    ----------
    source
        The image as it was read.
    adjust, matte
        The settings, and the colour of a border.
    resized
        The frames in the new size, without a border.
    animation
        The adjusted frames; `source` itself if nothing has changed.
    untoned
        The picture of the first frame, with its border, before its tone was changed; None if it
        was not changed.
    """

    source: Animation
    adjust: AdjustSettings
    matte: tuple[int, int, int] | None
    resized: Animation
    animation: Animation
    untoned: Pyramid | None

    @property
    def is_changed(self) -> bool:
        """Whether anything has changed."""
        return self.animation is not self.source


def adjust(
    opened: Opened, settings: Settings, known: Sequence[Adjusted], progress: Progress
) -> Adjusted:
    """Return an image in its size and tone, from those that are `known` as far as possible."""
    wanted, matte = settings.adjust, settings.alpha.matte
    alike = [
        one for one in known if one.source is opened.animation and one.adjust.has_size_of(wanted)
    ]
    for one in alike:
        if (one.adjust, one.matte) == (wanted, matte):
            return one
    source = opened.animation
    resized = alike[0].resized if alike else resize_frames(source, wanted, progress)
    animation = tone_frames(resized, settings, progress)
    untoned = None
    if wanted.changes_colors or wanted.sharpen:
        size_alone = AdjustSettings(wanted.resize, wanted.fit, wanted.filter)
        pictures = [one.untoned for one in alike if one.untoned is not None and one.matte == matte]
        if wanted.resize is None:
            untoned = opened.picture
        elif pictures:
            untoned = pictures[0]
        else:
            first = replace(resized, frames=resized.frames[:1])
            first = tone_frames(first, replace(settings, adjust=size_alone), progress)
            untoned = Pyramid.of_image(first.frames[0].image, progress)
    return Adjusted(source, wanted, matte, resized, animation, untoned)
