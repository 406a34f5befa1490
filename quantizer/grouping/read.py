"""Reads images on a few threads, and keeps of each what grouping needs.

An image that cannot be read is left out, with the reason; it does not stop the others.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from quantizer import parallel
from quantizer.errors import ReadError
from quantizer.grouping.described_image import DescribedImage, Thumbnail, UnreadableImage
from quantizer.grouping.features import FEATURES
from quantizer.grouping.main_colors import MainColors
from quantizer.grouping.picture import Picture, shrunk
from quantizer.image_files.read_apart import read_image_within
from quantizer.kmeans.blas_threads import single_threaded_products
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.file_limits import DEFAULT_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from quantizer.grouping.described_image import ImageFile
    from quantizer.grouping.features import Feature
    from quantizer.image.image import Image

THUMBNAIL_SIDE = 128
"""Longest side of a thumbnail in pixels; not tuned."""
_QUALITY = 75


@dataclass(frozen=True, slots=True)
class ReadImages:
    """The images that were read, and those that could not be; both in the order of the files."""

    images: tuple[DescribedImage, ...]
    unreadable: tuple[UnreadableImage, ...]


def read_images(
    files: Sequence[ImageFile],
    features: Sequence[str],
    *,
    with_thumbnails: bool = False,
    limits: Limits = DEFAULT_LIMITS,
    threads: int | None = None,
    progress: Progress = SILENT,
) -> ReadImages:
    """Read images; of an animation, the first frame.

    Parameters
    ----------
    files
        The files.
    features
        Names of the features to measure.
    with_thumbnails
        Whether thumbnails are made.
    limits
        How large an image may be that is read.
    threads
        Most threads at work, None for one per processor core. The result does not depend on it.
    progress
        Told the share of the images done; a cancel takes effect within each image.

    Raises
    ------
    SettingsError
        If there is no such feature.
    """
    describe = partial(
        _describe,
        features=[FEATURES[name] for name in features],
        with_thumbnails=with_thumbnails,
        limits=limits,
        progress=Progress(cancelled=progress.cancelled),
    )
    with single_threaded_products():
        found = parallel.run(describe, files, threads, progress.at(Stage.READ))
    return ReadImages(
        tuple(one for one in found if isinstance(one, DescribedImage)),
        tuple(one for one in found if isinstance(one, UnreadableImage)),
    )


def _describe(
    file: ImageFile,
    features: Sequence[Feature],
    with_thumbnails: bool,
    limits: Limits,
    progress: Progress,
) -> DescribedImage | UnreadableImage:
    try:
        image = read_image_within(file.path, limits, progress=progress)
    except ReadError as error:
        return UnreadableImage(file, error.reason)
    picture = Picture.of(image)
    progress.check()
    colors = MainColors.of(picture)
    blocks = tuple(feature.measure(picture, colors) for feature in features)
    return DescribedImage(file, blocks, colors, _thumbnail(image) if with_thumbnails else None)


def _thumbnail(image: Image) -> Thumbnail:
    """Return a thumbnail; pixels of an image that is as small are kept as they are."""
    small = shrunk(image, THUMBNAIL_SIDE)
    data = io.BytesIO()
    is_exact = small.size == (image.width, image.height)
    small.save(data, "WEBP", lossless=is_exact, quality=_QUALITY, exact=is_exact)
    return Thumbnail(data.getvalue(), *small.size)
