"""Folders of empty files, and what is planned for them: planning does not look into files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.batch.options import BatchOptions, Destination, Selection
from quantizer.batch.plan import Plan, make_plan

if TYPE_CHECKING:
    from pathlib import Path


def make(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return root


def plan(*paths: Path, to: Path | None, **choices: object) -> Plan:
    options = BatchOptions(Selection(paths), Destination(to, **choices))  # type: ignore[arg-type]
    return make_plan(options)


def targets(made: Plan, folder: Path) -> dict[str, str]:
    """Return the target of each file that is not left out, both relative."""
    return {
        entry.relative.as_posix(): entry.target.relative_to(folder).as_posix()
        for entry in made.entries
        if not entry.skip
    }
