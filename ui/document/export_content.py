"""What goes into a file when a result is exported: an image, or all frames of an animation.

Both are encoded by functions that a process of its own can import (`encoding`); large ones are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeVar

from quantizer.image_files.formats import WRITABLE
from quantizer.image_files.write_animation import ANIMATED
from quantizer.progress import Stage

from ..jobs.child_process import call_apart
from ..jobs.encoding import encode_frames, encode_now, frames_size, size_now

if TYPE_CHECKING:
    from collections.abc import Callable

    from quantizer.image.image import IndexedAnimation, IndexedImage
    from quantizer.image_files.formats import FileFormat
    from quantizer.image_files.write import Encoded

    from ..jobs.worker import Context

T = TypeVar("T")

_APART_PIXELS = 1 << 20
"""From this many pixels on encoding takes longer than a process to begin."""


class Content(Protocol):
    """A result as a file's content."""

    kind: ClassVar[str]
    """What it is, for the preferences."""

    @property
    def formats(self) -> tuple[FileFormat, ...]:
        """The formats that can hold it, the proposed one first."""

    @property
    def colors(self) -> int:
        """Number of palette entries."""

    @property
    def has_exif(self) -> bool:
        """Whether there is EXIF to keep."""

    def encode(
        self, file_format: FileFormat, *, keep_exif: bool, optimize: bool = False
    ) -> Callable[[Context], Encoded]:
        """Return the job that makes the file's bytes."""

    def measure(self, file_format: FileFormat) -> Callable[[Context], int]:
        """Return the job that tells how many bytes the file would have."""


@dataclass(frozen=True, eq=False)
class ImageContent:
    """A reduced image.

    Parameters
    ----------
    indexed
        The image.
    matte
        Colour that transparency is put on in formats that hold none; None for white.
    """

    indexed: IndexedImage
    matte: tuple[int, int, int] | None = None
    kind: ClassVar[str] = "image"

    @property
    def formats(self) -> tuple[FileFormat, ...]:
        """All that are written."""
        return WRITABLE

    @property
    def colors(self) -> int:
        """Number of palette entries."""
        return len(self.indexed.palette)

    @property
    def has_exif(self) -> bool:
        """Whether there is EXIF to keep."""
        return self.indexed.metadata.exif is not None

    def encode(
        self, file_format: FileFormat, *, keep_exif: bool, optimize: bool = False
    ) -> Callable[[Context], Encoded]:
        """Return the job that makes the file's bytes."""
        apart = self.indexed.indices.size >= _APART_PIXELS
        parts = (self.indexed, file_format, keep_exif, self.matte, optimize)
        return _job(encode_now, *parts, apart=apart or optimize)

    def measure(self, file_format: FileFormat) -> Callable[[Context], int]:
        """Return the job that tells how many bytes the file would have."""
        apart = self.indexed.indices.size >= _APART_PIXELS
        return _job(size_now, self.indexed, file_format, self.matte, apart=apart)


@dataclass(frozen=True, eq=False)
class AnimationContent:
    """All frames of a reduced animation.

    Parameters
    ----------
    indexed
        The frames.
    source
        Name of the original's format as Pillow calls it, which is proposed first.
    """

    indexed: IndexedAnimation
    source: str = ""
    kind: ClassVar[str] = "animation"

    @property
    def formats(self) -> tuple[FileFormat, ...]:
        """Those that hold animations, the original's own first."""
        return tuple(sorted(ANIMATED, key=lambda entry: entry.pillow != self.source))

    @property
    def colors(self) -> int:
        """Number of entries of the largest palette."""
        return max(len(frame.image.palette) for frame in self.indexed.frames)

    @property
    def has_exif(self) -> bool:
        """Nothing: an animation keeps none."""
        return False

    def encode(
        self, file_format: FileFormat, *, keep_exif: bool, optimize: bool = False
    ) -> Callable[[Context], Encoded]:
        """Return the job that makes the file's bytes."""
        assert not keep_exif
        apart = self._is_large() or optimize
        return _job(encode_frames, self.indexed, file_format, optimize, apart=apart)

    def measure(self, file_format: FileFormat) -> Callable[[Context], int]:
        """Return the job that tells how many bytes the file would have."""
        return _job(frames_size, self.indexed, file_format, apart=self._is_large())

    def _is_large(self) -> bool:
        return sum(one.image.indices.size for one in self.indexed.frames) >= _APART_PIXELS


def _job(function: Callable[..., T], *arguments: object, apart: bool) -> Callable[[Context], T]:
    def job(context: Context) -> T:
        progress = context.progress.at(Stage.WRITE)
        progress.report(0.0)
        if apart:
            return call_apart(function, *arguments, progress=progress)
        return function(*arguments, progress=progress)

    return job
