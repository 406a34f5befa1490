"""The places that an undo may change, whatever a journal names.

    a path of the journal, links followed -> where this user's signed journal says it was written
                                          -> or in the output folder
                                          -> else nothing there is touched

A link that was put into a folder since a run leads to another place than the journal says.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.journal.record import Origin
from quantizer.batch.plan.tree import is_own, is_within
from quantizer.errors import FileError

from ...language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from quantizer.batch.journal.record import Record, Run


class OutsideError(FileError):
    """A journal names a file at a place that an undo must not change."""


class Bounds:
    """The places that an undo of a run may change."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._folder = os.path.realpath(run.path.parent.parent)

    def output(self, record: Record) -> Path:
        """Return the place of a record's output, links followed.

        Raises
        ------
        OutsideError
            If an undo must not change it.
        """
        output, written = record.output, self._written(record)
        if written is not None and output != record.intent.target:
            written = written.parent / output.name
        return self._checked(output, written)

    def source(self, record: Record) -> Path:
        """Return the place of an input that the run replaced; see `output`."""
        source, written = record.intent.source, self._written(record)
        if written is not None:
            beside = source.parent == record.intent.target.parent
            written = written.parent / source.name if beside else None
        return self._checked(source, written)

    def folders(self, paths: Iterable[Path]) -> list[Path]:
        """Return those of some folders that are in the output folder, links followed."""
        return [Path(real) for real in map(os.path.realpath, paths) if self._contains(real)]

    def target_folders(self, records: Iterable[Record]) -> list[Path]:
        """Return the folders of the outputs that an undo may change, links followed."""
        folders: dict[Path, None] = {}
        for record in records:
            try:
                folders[self.output(record).parent] = None
            except OutsideError:
                continue
        return list(folders)

    def _written(self, record: Record) -> Path | None:
        """Return where the target was written; None if no signed line says so."""
        return None if self._run.origin is Origin.FOREIGN else record.intent.place

    def _checked(self, path: Path, written: Path | None) -> Path:
        real = os.path.realpath(path)
        if real == str(written) or self._contains(real):
            return Path(real)
        raise OutsideError(path, tr("it is outside of the folder of the run"))

    def _contains(self, real: str) -> bool:
        """Return whether a resolved path is in the output folder, and no journal or backup."""
        is_inside = real != self._folder and is_within(real, self._folder)
        return is_inside and not is_own(os.path.relpath(real, self._folder))
