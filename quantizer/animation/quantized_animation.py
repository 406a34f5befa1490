"""The result of reducing an animation: `QuantizedAnimation`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quantizer.image_files.save import write_animation

if TYPE_CHECKING:
    from quantizer.image.image import IndexedAnimation, IndexedFrame
    from quantizer.image.palette import Palette
    from quantizer.image_files.save import FilePath
    from quantizer.metrics.metrics import Metrics
    from quantizer.reduction.quantized import Quantized


@dataclass(frozen=True, slots=True, eq=False)
class QuantizedAnimation:
    """A reduced animation and the record of its reduction.

    Parameters
    ----------
    indexed
        The frames, each as large as the animation.
    quantized
        The reduction. `Quantized.indexed` is the first frame, the metrics are means over some
        frames (`measured_frames`), and the shares in the palette count the pixels of all frames.
    """

    indexed: IndexedAnimation
    quantized: Quantized

    @property
    def frames(self) -> tuple[IndexedFrame, ...]:
        """The reduced frames."""
        return self.indexed.frames

    @property
    def palette(self) -> Palette:
        """The palette of all frames, or of the first one if each has its own."""
        return self.quantized.palette

    @property
    def metrics(self) -> Metrics | None:
        """The mean difference between frames and results; None if not measured."""
        return self.quantized.metrics

    def save(self, path: FilePath, *, overwrite: bool = True, optimize: bool = False) -> None:
        """Write the animation to a GIF, PNG (APNG) or WebP file.

        Its extension chooses the format. Files are replaced, and errors raised, as by
        `Quantized.save`.
        """
        source = self.quantized.source.path
        write_animation(
            self.indexed,
            path,
            overwrite=overwrite,
            optimize=optimize,
            protect=[] if source is None else [source],
            matte=self.quantized.settings.alpha.matte,
        )
