"""Folders of empty files, and what is planned for them: planning does not look into files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.plan import scan
from quantizer.batch.plan.options import BatchOptions, Destination, FileSelection
from quantizer.batch.plan.plan import Plan, make_plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest


def make(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return root


def plan(*paths: Path, to: Path | None, **choices: object) -> Plan:
    options = BatchOptions(FileSelection(paths), Destination(to, **choices))  # type: ignore[arg-type]
    return make_plan(options)


def targets(made: Plan, folder: Path) -> dict[str, str]:
    """Return the target of each file that is not left out, both relative."""
    return {
        entry.relative.as_posix(): entry.target.relative_to(folder).as_posix()
        for entry in made.entries
        if not entry.skip
    }


def hide(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    """Have folders be unreadable, also to a user who may read all."""
    real = os.scandir

    def guarded(path: str) -> Iterator[os.DirEntry[str]]:
        if isinstance(path, str) and Path(path) in folders:  # others are of other programs
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(scan.os, "scandir", guarded)
