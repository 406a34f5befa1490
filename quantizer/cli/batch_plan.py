"""``quantizer batch --dry-run``: the plan, for a person or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from quantizer.cli.streams import print_result
from quantizer.cli.terminal import format_count
from quantizer.escape import escape_controls

if TYPE_CHECKING:
    from quantizer.batch.plan.plan import Entry, Plan


def show_plan(plan: Plan) -> None:
    """Print a line for each file: its output, or why it has none."""
    for entry in plan.entries:
        print_result(escape_controls(_line(entry)))


def describe_plan(plan: Plan) -> dict[str, Any]:
    """Return the plan as an object for JSON; an empty reason is null."""
    return {
        "files": [
            {
                "file": str(entry.source),
                "output": str(entry.target),
                "format": entry.format,
                "palette": entry.group,
                "overwrites": entry.replaces,
                "skip": entry.skip or None,
                "error": entry.error or None,
            }
            for entry in plan.entries
        ],
        "notices": list(plan.notices),
    }


def summarize_plan(plan: Plan) -> str:
    """Return the number of files to convert, as a sentence."""
    skipped = sum(bool(entry.skip) for entry in plan.entries)
    failed = sum(bool(entry.error) for entry in plan.entries)
    count = len(plan.entries) - skipped - failed
    files = format_count(count, "file")
    failures = f", {failed:,} failed" if failed else ""
    return f"{files} to convert, {skipped:,} skipped{failures}; nothing has been written"


def _line(entry: Entry) -> str:
    if entry.error:
        return f"{entry.source}: failed, {entry.error}"
    if entry.skip:
        return f"{entry.source}: skipped, {entry.skip}"
    remarks = [] if entry.group is None else [f"palette of {entry.group}"]
    remarks += ["overwrites"] if entry.replaces else []
    remark = f" ({', '.join(remarks)})" if remarks else ""
    return f"{entry.source} -> {entry.target}{remark}"
