"""``quantizer batch``: converts folders of images.

    arguments -> options (`batch_options`) -> plan -> shared palettes -> run -> summary and reports

Ctrl+C cancels the run, which leaves complete files only; the same command resumes it. A second
Ctrl+C does not wait until the running conversions have stopped.
"""

from __future__ import annotations

import json
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.journal.journal_files import last_journal
from quantizer.batch.outcome import State
from quantizer.batch.plan.enums import Collision
from quantizer.batch.plan.plan import EmptySelectionError
from quantizer.batch.report import report_object, write_report
from quantizer.batch.run.control import Control
from quantizer.batch.session import Batch
from quantizer.cli.batch_messages import Messages
from quantizer.cli.batch_options import check_reports, chosen_batch
from quantizer.cli.batch_replace import check_replacement
from quantizer.cli.chosen import tell_notices
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.link_hint import link_hint
from quantizer.cli.signals import cancelled_by_signals
from quantizer.cli.streams import print_result
from quantizer.cli.terminal import Terminal
from quantizer.errors import Cancelled, SettingsError, WriteError
from quantizer.image_files.atomic import make_folder

if TYPE_CHECKING:
    from argparse import Namespace

    from quantizer.batch.journal.undo_result import UndoResult
    from quantizer.batch.report import Summary

_AGREE = (
    "pass --yes to undo it all the same, if you trust where its folder comes from: only files in "
    "that folder are changed"
)
_RESUME = "repeat the command to continue"


def run(arguments: Namespace) -> int:
    """Convert folders, print the plan, watch folders, or undo a run."""
    Path.cwd()  # raises if that was deleted: no worker could start there
    if arguments.undo is not None:
        return _undo(arguments)
    options = chosen_batch(arguments)
    overwrite = arguments.collision == Collision.OVERWRITE
    check_reports(arguments.report, arguments.output, overwrite=overwrite)
    control = Control()
    with Terminal(quiet=arguments.quiet) as terminal, cancelled_by_signals(control):
        tell_notices(options.conversion.palette, arguments, terminal)
        try:
            jobs, cluster = arguments.jobs, arguments.cluster
            with Batch(
                options,
                jobs=jobs,
                cluster=cluster,
                resume=arguments.resume,
                max_memory=arguments.max_memory,
            ) as batch:
                return _work(arguments, batch, control, terminal)
        except EmptySelectionError as error:
            if not error.links_outside:
                raise
            raise SettingsError(f"{error}; {link_hint(error.links_outside)}") from error
        except Cancelled:
            terminal.complain("interrupted before anything was converted")
            return ExitCode.INTERRUPTED


def _work(arguments: Namespace, batch: Batch, control: Control, terminal: Terminal) -> ExitCode:
    if arguments.dry_run:
        return _show_plan(arguments, batch, control, terminal)
    messages = Messages(terminal, verbose=arguments.verbose > 0)
    if arguments.watch:
        summary = _watch(batch, control, messages, terminal)
    else:
        plan = batch.plan(control.progress(terminal.progress("the plan")))
        palettes = batch.palettes(plan, control.progress(terminal.progress("shared palettes")))
        trial = control.progress(terminal.progress("a trial"))
        check_replacement(arguments, plan, palettes, trial, terminal)
        messages.begin(plan)
        summary = batch.run(plan, palettes, messages, control)
    messages.end(summary)
    code = _close(summary, terminal)
    for path in arguments.report:
        try:
            make_folder(path.parent)
            write_report(path, summary, overwrite=True)
        except WriteError as error:  # others may be on another disk
            terminal.complain(str(error))
            code = code or ExitCode.FAILED
    if arguments.json:  # last, as an error of stdout ends the command
        print_result(json.dumps(report_object(summary)))
    return code


def _show_plan(
    arguments: Namespace, batch: Batch, control: Control, terminal: Terminal
) -> ExitCode:
    from quantizer.cli.batch_plan import describe_plan, show_plan, summarize_plan

    plan = batch.plan(control.progress(terminal.progress("the plan")), tidy=False)
    if arguments.json:
        print_result(json.dumps(describe_plan(plan)))
    else:
        show_plan(plan)
    for notice in plan.notices:
        terminal.say(notice)
    if plan.links_outside:
        terminal.say(link_hint(plan.links_outside))
    trial = control.progress(terminal.progress("a trial"))
    check_replacement(arguments, plan, {}, trial, terminal)
    terminal.say(summarize_plan(plan))
    failed = [entry for entry in plan.entries if entry.error]
    for entry in failed:
        terminal.complain(f"{entry.source}: {entry.error}")
    return ExitCode.FAILED if failed else ExitCode.DONE


def _watch(batch: Batch, control: Control, messages: Messages, terminal: Terminal) -> Summary:
    from quantizer.batch.watch import watch

    paths = ", ".join(str(path) for path in batch.options.selection.paths)
    ready = partial(terminal.say, f"watching {paths}; Ctrl+C ends it")
    return watch(batch, control, messages.begin, messages, ready)


def _close(summary: Summary, terminal: Terminal) -> ExitCode:
    """Print how to undo or resume the run; return the exit code."""
    if summary.journal is not None and any(one.state.is_written for one in summary.outcomes):
        terminal.say(f"to undo this run: quantizer batch --undo {summary.journal}")
    if summary.cancelled:
        total = len(summary.outcomes)
        done = total - summary.counts[State.CANCELLED]
        terminal.complain(f"interrupted after {done:,} of {total:,} files; {_RESUME}")
        return ExitCode.INTERRUPTED
    return ExitCode.FAILED if summary.exit_code else ExitCode.DONE


def _undo(arguments: Namespace) -> ExitCode:
    from quantizer.batch.journal.undo import NotOwnJournalError, undo

    if arguments.paths or arguments.output is not None:
        raise SettingsError("--undo takes a journal, but neither PATH nor -o")
    control, journal = Control(), _journal(arguments.undo)
    with Terminal(quiet=arguments.quiet) as terminal, cancelled_by_signals(control):
        try:
            progress = control.progress(terminal.progress(str(arguments.undo)))
            result = undo(journal, progress, accepts_others=arguments.yes)
        except NotOwnJournalError as error:
            raise SettingsError(f"{error}; {_AGREE}") from error
        except Cancelled:
            terminal.complain(f"interrupted; {_RESUME}")
            return ExitCode.INTERRUPTED
        for one in result.not_undone:
            terminal.complain(f"{one.path}: left as it is: {one.reason}")
        if arguments.json:
            print_result(json.dumps(_undo_object(result)))
        terminal.say(_describe_undo(result, journal))
    return ExitCode.FAILED if result.exit_code else ExitCode.DONE


def _undo_object(result: UndoResult) -> dict[str, object]:
    return {
        "removed": [str(path) for path in result.removed],
        "restored": [str(path) for path in result.restored],
        "left": [{"file": str(one.path), "reason": one.reason} for one in result.not_undone],
        "missing": [str(path) for path in result.missing],
    }


def _describe_undo(result: UndoResult, journal: Path) -> str:
    if result.was_undone_before:
        return f"{journal}: this run is already undone; to undo an older one, give its journal"
    text = (
        f"{len(result.removed):,} removed, {len(result.restored):,} restored, "
        f"{len(result.not_undone):,} left as they are"
    )
    return text + (f"; {len(result.missing):,} no longer existed" if result.missing else "")


def _journal(path: Path) -> Path:
    """Return a journal: the given file, or that of the last run that wrote into a given folder."""
    from quantizer.batch.plan.tree import JOURNALS

    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a name is too long
        return path
    journal = last_journal(path.parent if path.name == JOURNALS else path)
    if journal is None:
        raise SettingsError(f"{path}: this folder contains no journal")
    return journal
