"""`measure` and `adjust_image` for what people have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.adjust import adjust
from quantizer.api.image import as_image
from quantizer.image.image import IndexedImage
from quantizer.metrics import metrics
from quantizer.progress import SILENT, Progress
from quantizer.reduction.quantized import Quantized

if TYPE_CHECKING:
    from quantizer.api.image import ImageLike
    from quantizer.image.image import Image
    from quantizer.metrics.metrics import Metrics
    from quantizer.settings.settings import Settings


def measure(
    original: ImageLike,
    result: ImageLike,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> Metrics:
    """Measure how close one image is to another, as ``quantizer compare`` does.

    Parameters
    ----------
    original, result
        Two images of one size, each as for `quantize`; the second may be a `Quantized`.
    progress
        Told the share done, as `Stage.MEASURE`.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.

    Returns
    -------
    Metrics
        ``mse``, ``psnr`` in decibels, ``ssim`` and ``delta_e`` (mean CIEDE2000). Transparency is
        compared over several backdrops.

    Raises
    ------
    DataError
        If the sizes differ.
    DataTypeError, ReadError, Cancelled
        As `quantize` does.

    Examples
    --------
    >>> from quantizer import measure, quantize
    >>> found = measure("photo.jpg", quantize("photo.jpg", 16))
    >>> found.psnr > 20, found.delta_e < 15
    (True, True)
    >>> measure("photo.jpg", "photo.jpg").mse
    0.0
    """
    shown = result.indexed if isinstance(result, Quantized) else result
    picture = shown if isinstance(shown, IndexedImage) else as_image(shown, progress)
    return metrics.measure(as_image(original, progress), picture, progress, threads)


def adjust_image(
    image: ImageLike,
    settings: Settings,
    progress: Progress = SILENT,
    threads: int | None = None,
) -> Image:
    """Return an image in another size, tone or sharpness.

    Parameters
    ----------
    image
        As for `quantize`.
    settings
        What is adjusted (``settings.adjust``), and the matte.
    progress
        Told the share done, as `Stage.ADJUST`.
    threads
        Most threads at work, None for one per processor core; the result does not depend on it.

    Raises
    ------
    SettingsError
        If the resized image would be too large.
    DataTypeError, DataError, ReadError, Cancelled
        As `quantize` does.

    Examples
    --------
    >>> from quantizer import AdjustSettings, Settings, adjust_image
    >>> settings = Settings(adjust=AdjustSettings(resize="50%"))
    >>> adjusted = adjust_image("photo.jpg", settings)
    >>> adjusted.width, adjusted.height
    (48, 32)
    """
    return adjust.adjust_image(as_image(image, progress), settings, progress, threads)
