"""An image from what people have: a path, an array, a `PIL.Image`, or a result."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeGuard

import numpy as np

from quantizer.errors import DataTypeError, type_name
from quantizer.image.frozen import frozen
from quantizer.image.image import Image, IndexedImage
from quantizer.reduction.quantized import Quantized

from ..language import tr

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL import Image as Pillow

    from quantizer.progress import Progress

    ImageLike = (
        Image | str | os.PathLike[str] | Pillow.Image | NDArray[Any] | Quantized | IndexedImage
    )


def as_image(image: ImageLike, progress: Progress | None = None) -> Image:
    """Return an image from what people have.

    Parameters
    ----------
    image
        One of:

        - the path of an image file, str or Path, see `read_image`;
        - a `PIL.Image` of any mode, see `quantizer.image_files.from_pillow`;
        - an array (height, width), or (height, width, channels) with 1 channel (grey), 2 (grey,
          alpha), 3 (RGB) or 4 (RGBA), of bool, uint8, uint16 or floating point from 0 to 1;
        - an `Image`, which is returned itself; a `Quantized` or an `IndexedImage`.
    progress
        Told how far a file is read.

    Raises
    ------
    DataTypeError
        If it is none of these; a `TypeError`.
    DataError
        If it has no pixel, or floating-point values are not within 0 to 1.
    ReadError
        If the file cannot be read.

    Examples
    --------
    >>> import numpy as np
    >>> from quantizer import as_image
    >>> as_image(np.array([[0.0, 0.5, 1.0]])).pixels[0].tolist()
    [[0, 0, 0, 255], [128, 128, 128, 255], [255, 255, 255, 255]]
    """
    if isinstance(image, Image):
        return image
    if isinstance(image, np.ndarray):
        from quantizer.image.from_array import image_from_array  # noqa: PLC0415 - one of many

        return image_from_array(image)
    if isinstance(image, str | os.PathLike):
        from quantizer.image_files.read import read_image  # noqa: PLC0415 - as above
        from quantizer.progress import SILENT  # noqa: PLC0415 - as above

        return read_image(image, progress=progress or SILENT, count=True)
    if isinstance(image, Quantized):
        image = image.indexed
    if isinstance(image, IndexedImage):
        return Image(frozen(image.to_rgba()), image.metadata, indexed=image)
    if is_pillow_image(image):
        from quantizer.image_files.from_pillow import image_from_pillow  # noqa: PLC0415 - as above

        return image_from_pillow(image)
    raise DataTypeError(_not_an_image(image))


def is_pillow_image(value: object) -> TypeGuard[Pillow.Image]:
    """Return whether a value is a `PIL.Image`."""
    from PIL import Image as Pillow  # noqa: PLC0415 - arrays do without

    return isinstance(value, Pillow.Image)


def _not_an_image(value: object) -> str:
    """Return why a value is no image."""
    kind = type_name(value)
    if isinstance(value, bytes | bytearray | memoryview) or hasattr(value, "read"):
        return tr("the content of a file, {kind}, is read by quantizer.read_image", kind=kind)
    return tr(
        "an image is a path, a PIL.Image, a NumPy array or a quantizer.Image, not {kind}", kind=kind
    )
