"""``quantizer batch --replace``: what must be agreed to before originals are replaced.

A run that changes formats, or that makes files larger on trial, needs ``--yes`` or
``--skip-if-larger``. Without ``--yes`` no original is ever replaced by a larger file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quantizer.batch.run.replacement import Trial, changed_formats, try_files
from quantizer.cli.terminal import format_bytes, format_count
from quantizer.errors import SettingsError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Mapping

    from quantizer.batch.plan.plan import Plan
    from quantizer.cli.terminal import Terminal
    from quantizer.image.palette import Palette
    from quantizer.progress import Progress

_REMEDY = "pass --yes to do so, or --skip-if-larger to keep the originals that would become larger"


def check_replacement(
    arguments: Namespace,
    plan: Plan,
    palettes: Mapping[str, Palette],
    progress: Progress,
    terminal: Terminal,
) -> None:
    """Say what a run is going to make of the originals that it replaces.

    Raises
    ------
    SettingsError
        If it changes their format or makes them larger, and none of the options agrees to that;
        but not for ``--dry-run``.
    """
    if not arguments.replace:
        return
    is_agreed = arguments.yes or arguments.skip_if_larger
    is_tried = not is_agreed and arguments.min_saving is None
    trial = try_files(plan, palettes, progress) if is_tried else Trial(())
    effects = _describe(plan, trial)
    if not effects:
        return
    if is_agreed:
        terminal.say(f"--replace is going to {effects}")
    elif arguments.dry_run:
        terminal.say(f"--replace would {effects}; {_REMEDY}")
    else:
        raise SettingsError(f"--replace would {effects}; {_REMEDY}")


def _describe(plan: Plan, trial: Trial) -> str:
    """Return what happens to originals, as a verb; empty if they only become smaller."""
    effects = [
        f"turn {format_count(count, f'{before} file')} into {after}"
        for (before, after), count in changed_formats(plan.entries).most_common()
    ]
    sizes = trial.larger or trial.sizes
    if trial.larger:
        larger = format_count(len(trial.larger), "file")
        effects.append(f"make {larger} larger, of {len(trial.sizes)} tried")
    if not effects:
        return ""
    amount = ""
    if sizes:
        before, after = (format_bytes(sum(column)) for column in zip(*sizes, strict=True))
        amount = f" ({after} in place of {before})"
    return " and ".join(effects) + amount
