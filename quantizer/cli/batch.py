"""``quantizer batch``: folders of images in, folders of images with fewer colours out.

    arguments -> options (`batch_options`) -> plan -> shared palettes -> run -> summary and reports

Ctrl+C ends it with whole files only, and the same command goes on from there; pressed again, it
does not wait for what is at work to stop.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from quantizer.batch.journal.history import last_journal
from quantizer.batch.outcome import State
from quantizer.batch.plan.enums import Collision
from quantizer.batch.report import report_object, write_report
from quantizer.batch.run.control import Control
from quantizer.batch.session import Batch
from quantizer.cli.batch_messages import Messages
from quantizer.cli.batch_options import check_reports, chosen_batch
from quantizer.cli.exit_code import ExitCode
from quantizer.cli.terminal import Terminal
from quantizer.errors import Cancelled, SettingsError, WriteError
from quantizer.image_files.atomic import make_folder

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from quantizer.batch.journal.undo import Undone
    from quantizer.batch.report import Summary

_AGAIN = "the same command goes on from there"


def run(arguments: Namespace) -> int:
    """Convert folders, print the plan, watch, or take a run back."""
    Path.cwd()  # raises if that was removed: no worker can begin there
    if arguments.undo is not None:
        return _undo(arguments)
    options = chosen_batch(arguments)
    overwrite = arguments.collision == Collision.OVERWRITE
    check_reports(arguments.report, arguments.output, overwrite=overwrite)
    control = Control()
    with Terminal(quiet=arguments.quiet) as terminal, _cancelled_by_signals(control):
        try:
            batch = Batch(
                options, jobs=arguments.jobs, cluster=arguments.cluster, resume=arguments.resume
            )
            with batch:
                return _work(arguments, batch, control, terminal)
        except Cancelled:
            terminal.complain("interrupted before anything was converted")
            return ExitCode.INTERRUPTED


def _work(arguments: Namespace, batch: Batch, control: Control, terminal: Terminal) -> ExitCode:
    if arguments.dry_run:
        return _show_plan(arguments, batch, control, terminal)
    messages = Messages(terminal, verbose=arguments.verbose)
    if arguments.watch:
        summary = _watch(batch, control, messages, terminal)
    else:
        plan = batch.plan(control.progress(terminal.progress("the plan")))
        palettes = batch.palettes(plan, control.progress(terminal.progress("shared palettes")))
        messages.begin(plan)
        summary = batch.run(plan, palettes, messages, control)
    messages.end(summary)
    if arguments.json:
        print(json.dumps(report_object(summary)), flush=True)
    code = _close(summary, terminal)
    for path in arguments.report:
        try:
            make_folder(path.parent)
            write_report(path, summary, overwrite=True)
        except WriteError as error:  # the others may be elsewhere
            terminal.complain(str(error))
            code = code or ExitCode.FAILED
    return code


def _show_plan(
    arguments: Namespace, batch: Batch, control: Control, terminal: Terminal
) -> ExitCode:
    from quantizer.cli.batch_plan import print_plan, show_plan, summarize_plan

    plan = batch.plan(control.progress(terminal.progress("the plan")), tidy=False)
    if arguments.json:
        print_plan(plan)
    else:
        show_plan(plan)
    for notice in plan.notices:
        terminal.say(notice)
    terminal.say(summarize_plan(plan))
    failed = [entry for entry in plan.entries if entry.error]
    for entry in failed:
        terminal.complain(f"{entry.source}: {entry.error}")
    return ExitCode.FAILED if failed else ExitCode.DONE


def _watch(batch: Batch, control: Control, messages: Messages, terminal: Terminal) -> Summary:
    from quantizer.batch.watch import watch

    paths = ", ".join(str(path) for path in batch.options.selection.paths)

    def ready() -> None:
        terminal.say(f"watching {paths}; Ctrl+C ends it")

    return watch(batch, control, messages.begin, messages, ready)


def _close(summary: Summary, terminal: Terminal) -> ExitCode:
    """Say how to go on or back, and return the exit code."""
    if summary.journal is not None and summary.count(State.DONE) + summary.count(State.COPIED):
        terminal.say(f"to take it back: quantizer batch --undo {summary.journal}")
    if summary.cancelled:
        total = len(summary.outcomes)
        done = total - summary.count(State.CANCELLED)
        terminal.complain(f"interrupted after {done:,} of {total:,} files; {_AGAIN}")
        return ExitCode.INTERRUPTED
    return ExitCode.FAILED if summary.exit_code else ExitCode.DONE


def _undo(arguments: Namespace) -> ExitCode:
    from quantizer.batch.journal.undo import undo

    if arguments.paths or arguments.output is not None:
        raise SettingsError("--undo takes a journal, and neither PATH nor -o")
    control, journal = Control(), _journal(arguments.undo)
    with Terminal(quiet=arguments.quiet) as terminal, _cancelled_by_signals(control):
        try:
            undone = undo(journal, control.progress(terminal.progress(str(arguments.undo))))
        except Cancelled:
            terminal.complain(f"interrupted; {_AGAIN}")
            return ExitCode.INTERRUPTED
        for left in undone.left:
            terminal.complain(f"{left.path}: left as it is, since {left.reason}")
        if arguments.json:
            told = {
                "removed": [str(path) for path in undone.removed],
                "restored": [str(path) for path in undone.restored],
                "left": [{"file": str(left.path), "reason": left.reason} for left in undone.left],
                "missing": [str(path) for path in undone.missing],
            }
            print(json.dumps(told))
        terminal.say(_describe_undone(undone, journal))
    return ExitCode.FAILED if undone.exit_code else ExitCode.DONE


def _describe_undone(undone: Undone, journal: Path) -> str:
    if undone.already:
        return f"{journal}: has been taken back already; an older run is, by its own journal"
    told = (
        f"{len(undone.removed):,} removed, {len(undone.restored):,} brought back, "
        f"{len(undone.left):,} left as they are"
    )
    count = len(undone.missing)
    if count:
        told += f"; {count:,} {'were' if count > 1 else 'was'} not there any more"
    return told


def _journal(path: Path) -> Path:
    """Return a journal: the file, or that of the last run that wrote into an output folder."""
    from quantizer.batch.plan.tree import JOURNALS

    if not os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where a name is too long
        return path
    journal = last_journal(path.parent if path.name == JOURNALS else path)
    if journal is None:
        raise SettingsError(f"{path}: there is no journal in it")
    return journal


@contextlib.contextmanager
def _cancelled_by_signals(control: Control) -> Iterator[None]:
    """Have Ctrl+C and SIGTERM cancel; the second one interrupts whatever is going on."""
    before = {}

    def cancel(_number: int, _frame: object) -> None:
        if control.is_cancelled:
            raise KeyboardInterrupt
        control.cancel()

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, cancel)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
