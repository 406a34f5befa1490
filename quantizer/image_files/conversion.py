"""What is done about an image's colours, so that they become sRGB.

Most images have no profile; colour management is loaded for the others only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image as Pillow


@dataclass(frozen=True, slots=True)
class Conversion:
    """What is done about an image's colours.

    Parameters
    ----------
    mode
        Mode the pixels must be in: ``L``, ``RGB``, ``CMYK`` or ``LAB``.
    transform
        Pillow's transform from that mode to RGB, or None if plain conversion will do.
    icc_profile
        Profile the converted pixels may be tagged with.
    notice
        What the user should know, or nothing.
    own_profile
        RGB profile by which the colours are not sRGB, and which could be kept; None without one.
    """

    mode: str
    transform: Any = None
    icc_profile: bytes | None = None
    notice: str = ""
    own_profile: bytes | None = None

    def apply(self, image: Pillow.Image) -> Pillow.Image:
        """Return an image of `mode` as `transform` makes it; unchanged without one."""
        if self.transform is None:
            return image
        from PIL import ImageCms  # noqa: PLC0415 - few images need it

        return ImageCms.applyTransform(image, self.transform) or image


def find_conversion(
    mode: str, icc_profile: bytes | None, *, keep_profile: bool = False
) -> Conversion:
    """Return the conversion of `quantizer.image_files.profile.plan_conversion`."""
    if not icc_profile and mode != "LAB":
        return Conversion(mode)
    from quantizer.image_files.profile import plan_conversion  # noqa: PLC0415 - as above

    return plan_conversion(mode, icc_profile, keep_profile=keep_profile)
