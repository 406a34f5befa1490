"""What a line of a journal says about one file, as JSON and back.

Each value that is read is checked for its type and range: a journal may be damaged, or made to do
harm. A value that is not as it is written here raises `ValueError`, `TypeError` or `KeyError`.
"""

from __future__ import annotations

import math
import os
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quantizer.batch.journal.record import FileSignature, Intent
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.tree import absolute

if TYPE_CHECKING:
    from collections.abc import Mapping

_OUTCOME = tuple(one.name for one in fields(Outcome) if one.name not in {"source", "target"})
_LARGEST = 1 << 63
"""Sizes, and times in nanoseconds, are smaller."""

Colors = dict[str, list[list[int]]]
"""Colours (r, g, b, a), 0 to 255, by `Entry.group`."""


@lru_cache(1024)
def path_from_json(value: object) -> Path:
    """Return an absolute path; kept for later, as the lines about one file name the same ones."""
    text = text_from_json(value)
    os.fsencode(text)  # ValueError if no file can have this name
    if "\0" in text or not os.path.isabs(text):  # noqa: PTH117 - a Path costs more
        raise ValueError
    return Path(text)


def text_from_json(value: object) -> str:
    """Return a text."""
    if not isinstance(value, str):
        raise TypeError
    return value


def time_from_json(value: object) -> float:
    """Return a finite number, 0 or greater, such as seconds since 1970."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    if not 0 <= value < _LARGEST:  # also of NaN
        raise ValueError
    return float(value)


def colors_from_json(value: object) -> Colors:
    """Return the colours of shared palettes."""
    if not isinstance(value, dict):
        raise TypeError
    for colors in value.values():
        for r, g, b, a in colors:
            if any(not 0 <= _integer(level) <= 255 for level in (r, g, b, a)):
                raise ValueError
    return value


def intent_to_json(intent: Intent) -> dict[str, object]:
    """Return the line for an intent."""
    line: dict[str, object] = {
        "event": "begin",
        "time": intent.time,
        "source": str(intent.source),
        "target": str(intent.target),
        "mark": _pair(intent.source_signature),
        "former": _pair(intent.previous),
        "kept": intent.backup,
        "makes": [str(folder) for folder in intent.new_folders],
    }
    if intent.place not in {None, intent.target}:
        line["place"] = str(intent.place)
    if intent.backup_digest:
        line["kept_digest"] = intent.backup_digest
    return line


def intent_from_json(value: Mapping[str, Any]) -> Intent:
    """Return the intent that a line contains."""
    target = path_from_json(value["target"])
    return Intent(
        path_from_json(value["source"]),
        target,
        time_from_json(value["time"]),
        signature_from_json(value["mark"]),
        signature_from_json(value["former"]),
        text_from_json(value["kept"]),
        tuple(path_from_json(folder) for folder in _list(value["makes"])),
        place=path_from_json(value["place"]) if "place" in value else target,
        backup_digest=text_from_json(value.get("kept_digest", "")),
    )


def outcome_to_json(
    target: Path, outcome: Outcome, recipe: str, time: float, signature: FileSignature | None
) -> dict[str, object]:
    """Return the line for an outcome."""
    psnr = outcome.psnr
    changed = {
        "psnr": psnr if psnr is None or math.isfinite(psnr) else "inf",
        "seconds": round(outcome.seconds, 6),
    }
    return {
        "event": "end",
        "time": time,
        "target": str(target),
        "recipe": recipe,
        "output": str(absolute(outcome.target)),
        "mark": _pair(signature),
        "outcome": {name: getattr(outcome, name) for name in _OUTCOME} | changed,
    }


def outcome_from_json(value: Mapping[str, Any], source: Path, target: Path) -> Outcome:
    """Return the outcome that a line contains."""
    return Outcome(
        source,
        target,
        State(text_from_json(value["state"])),
        reason=text_from_json(value["reason"]),
        k=_optional_integer(value["k"]),
        psnr=_psnr(value["psnr"]),
        bytes_before=_optional_integer(value["bytes_before"]),
        bytes_after=_optional_integer(value["bytes_after"]),
        seconds=time_from_json(value["seconds"]),
        notices=tuple(text_from_json(notice) for notice in _list(value["notices"])),
        source_digest=text_from_json(value["source_digest"]),
        target_digest=text_from_json(value["target_digest"]),
    )


def signature_from_json(value: object) -> FileSignature | None:
    """Return the signature of a file; None if there was none."""
    if value is None:
        return None
    size, modified = _list(value)
    return FileSignature(_integer(size), _integer(modified))


def _pair(signature: FileSignature | None) -> list[int] | None:
    return None if signature is None else [signature.size, signature.modified]


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError
    return value


def _integer(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError
    if abs(value) >= _LARGEST:
        raise ValueError
    return value


def _optional_integer(value: object) -> int | None:
    return None if value is None else _integer(value)


def _psnr(value: object) -> float | None:
    if value is None:
        return None
    return math.inf if value == "inf" else time_from_json(value)
