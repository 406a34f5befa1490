"""The slow parts of saving and opening a project, for workers: digests, encoding, files."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from quantizer.batch.digest import file_digest
from quantizer.errors import ReadError
from quantizer.language import tr

from .project import EmbeddedImage, ImageFile, Project
from .project_file import read_project, write_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from quantizer.image.image import Image

    from ..document.selection import Chosen
    from ..jobs.worker import Context
    from ..pins.pin import PinnedRecipe
    from .project import SavedView

_PNG_LEVEL = 1
"""zlib level of an embedded picture: the fastest, because it is saved again and again."""


class ImageState(Enum):
    """What became of the image of a project."""

    FOUND = auto()
    CHANGED = auto()
    MISSING = auto()


@dataclass(frozen=True, eq=False)
class OpenState:
    """What is open, as it is when it is to be saved.

    Parameters
    ----------
    name
        The name of the image.
    image
        Its first frame, as it was read.
    path
        Its file; None for an image without one, and for a sample of the program.
    data
        The bytes of its file, if they were given without a file or are those of a sample.
    chosen, pins, view, saved_as
        As in `Project`.
    """

    name: str
    image: Image
    path: Path | None
    data: bytes | None
    chosen: Chosen
    pins: tuple[PinnedRecipe, ...]
    view: SavedView
    saved_as: Path | None = None


class ProjectMaker:
    """Makes projects of what is open; remembers the image, so that it is read or encoded once.

    Only one thread at a time may use it.
    """

    def __init__(self) -> None:
        self._embedded: tuple[Image, EmbeddedImage] | None = None
        self._file: tuple[tuple[Path, int, int], ImageFile] | None = None

    def project(self, state: OpenState) -> Project:
        """Return the project of what is open.

        Raises
        ------
        ReadError
            If the file of the image cannot be read any more.
        """
        image = self._embed(state) if state.path is None else self._refer(state.path)
        return Project(image, state.chosen, state.pins, state.view, state.saved_as)

    def _embed(self, state: OpenState) -> EmbeddedImage:
        if self._embedded is None or self._embedded[0] is not state.image:
            data = state.data if state.data is not None else _png(state.image)
            self._embedded = state.image, EmbeddedImage(state.name, data)
        return self._embedded[1]

    def _refer(self, path: Path) -> ImageFile:
        path = path.absolute()
        try:
            status = path.stat()
            key = path, status.st_mtime_ns, status.st_size
            if self._file is None or self._file[0] != key:
                self._file = key, ImageFile(path, file_digest(path))
        except OSError as error:
            raise ReadError(path, tr("cannot be read: {reason}", reason=error.strerror)) from error
        return self._file[1]


def save(maker: ProjectMaker, state: OpenState, path: Path) -> Callable[[Context], object]:
    """Return the job that writes what is open to a file, and then returns the path."""

    def job(context: Context) -> object:
        project = maker.project(state)
        context.progress.check()
        write_project(project, path)
        return path

    return job


@dataclass(frozen=True)
class LoadedProject:
    """A project that was read from a file, and what became of its image.

    Parameters
    ----------
    path
        The file.
    project
        The project.
    state
        Whether the image is still where it was, and still the same.
    is_last_state
        Whether it is the last state of a session, not a project that somebody has saved.
    """

    path: Path
    project: Project
    state: ImageState
    is_last_state: bool = False

    def with_image(self, path: Path) -> LoadedProject:
        """Return this with an image file that somebody has chosen."""
        project = replace(self.project, image=ImageFile(path, ""))
        return LoadedProject(self.path, project, ImageState.CHANGED, self.is_last_state)


def load(path: Path, *, is_last_state: bool) -> Callable[[Context], LoadedProject]:
    """Return the job that reads a project and looks for its image."""

    def job(context: Context) -> LoadedProject:
        project = read_project(path)
        context.progress.check()
        return LoadedProject(path, project, _state_of(project), is_last_state)

    return job


def _state_of(project: Project) -> ImageState:
    image = project.image
    if isinstance(image, EmbeddedImage):
        return ImageState.FOUND
    try:
        if not image.path.is_file():
            return ImageState.MISSING
        return ImageState.FOUND if file_digest(image.path) == image.digest else ImageState.CHANGED
    except OSError:
        return ImageState.MISSING


def _png(image: Image) -> bytes:
    """Return the bytes of a true-colour PNG file."""
    from PIL import Image as PillowImage  # noqa: PLC0415 - rarely needed

    file = io.BytesIO()
    PillowImage.fromarray(image.pixels).save(file, "PNG", compress_level=_PNG_LEVEL)
    return file.getvalue()
