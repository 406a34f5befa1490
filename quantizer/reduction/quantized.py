"""The result of a reduction: `Quantized`, which can be saved and turned into what others take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quantizer.image.image import Source

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image as Pillow

    from quantizer.image.image import IndexedImage
    from quantizer.image.palette import Palette
    from quantizer.image_files.save import FilePath
    from quantizer.kmeans import KMeansResult
    from quantizer.kmeans.selection import Selection
    from quantizer.metrics.metrics import Metrics
    from quantizer.settings.settings import Settings


@dataclass(frozen=True, slots=True, eq=False)
class Quantized:
    """A reduced image and how it was made.

    Parameters
    ----------
    indexed
        The result.
    palette
        Its palette; each swatch has its share of the pixels.
    kmeans
        The clustering of the distinct visible colours, in ascending order of
        ``Histogram.packed`` (of small cells if there are more than 2^20); its inertia is in the
        units of the colour space.
    metrics
        The difference between image and result; None if not measured.
    exact
        Whether every colour of the image is in the palette.
    elapsed
        Seconds taken, without measuring.
    settings
        The settings of the reduction.
    selection
        How the number of colours was chosen; None if it was given.
    source
        Where the image came from.

    Examples
    --------
    >>> from quantizer import quantize
    >>> result = quantize("photo.jpg", colors=16)
    >>> result.indices.shape, result.indices.dtype.name, len(result.palette)
    ((64, 96), 'uint8', 16)
    >>> result.to_pil().mode, result.to_array().shape
    ('P', (64, 96, 3))
    >>> result.save("photo-16.png")
    """

    indexed: IndexedImage
    palette: Palette
    kmeans: KMeansResult
    metrics: Metrics | None
    exact: bool
    elapsed: float
    settings: Settings
    selection: Selection | None = None
    source: Source = field(default_factory=Source)

    @property
    def indices(self) -> NDArray[np.uint8]:
        """The palette entry of each pixel, uint8 (height, width); read-only."""
        return self.indexed.indices

    def to_array(self) -> NDArray[np.uint8]:
        """Return the colours of all pixels, as `IndexedImage.to_array` does."""
        return self.indexed.to_array()

    def to_pil(self) -> Pillow.Image:
        """Return a `PIL.Image` of mode ``P``, as `quantizer.image_files.to_pillow` makes it."""
        from quantizer.image_files.to_pillow import to_pillow  # noqa: PLC0415 - loads Pillow

        return to_pillow(self.indexed)

    def save(
        self,
        path: FilePath,
        *,
        overwrite: bool = True,
        optimize: bool = False,
        keep_exif: bool = False,
    ) -> None:
        """Write the image to a file: PNG, GIF, WebP, BMP, TIFF, or a format for firmware.

        The file appears whole or not at all. The file that the image was read from is never
        replaced, under whatever name. Another file of that name is, unless `overwrite` is false.

        Parameters
        ----------
        path
            The file; its extension chooses the format, and its folder must exist. What the format
            cannot hold of the transparency is cut.
        overwrite
            Whether another file of that name may be replaced.
        optimize
            Whether to take more time for fewer bytes.
        keep_exif
            Whether EXIF is carried over, where the format holds it.

        Raises
        ------
        WriteError
            If it cannot be written. Then nothing has changed on the disk.
        SettingsError
            If the extension stands for no format.
        """
        from quantizer.image_files.save import write_image  # noqa: PLC0415 - loads the encoders

        depth = self.settings.indexed.bit_depth
        write_image(
            self.indexed,
            path,
            overwrite=overwrite,
            protect=[] if self.source.path is None else [self.source.path],
            optimize=optimize,
            keep_exif=keep_exif,
            depth=None if depth is None else depth.bits,
            matte=self.settings.alpha.matte,
            firmware=self.settings.firmware,
        )

    def _repr_png_(self) -> bytes:
        """Return the image as PNG, which notebooks show."""
        from quantizer.image_files.formats import format_by_name  # noqa: PLC0415 - as above
        from quantizer.image_files.write import encode  # noqa: PLC0415 - as above

        return encode(self.indexed, format_by_name("png"), fast=True).data
