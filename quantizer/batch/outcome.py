"""What became of one file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class State(StrEnum):
    """Where a file stands; the value is what a report says."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "converted"
    COPIED = "original copied"
    SKIPPED = "skipped"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen to the file in this run."""
        return self not in {State.WAITING, State.RUNNING}

    @property
    def is_written(self) -> bool:
        """Whether a file stands at the target: a result, or the original's copy."""
        return self in {State.DONE, State.COPIED}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Parameters
    ----------
    source, target
        The input, and the file that it was to become.
    state
        How it ended.
    reason
        For a person: why it was skipped or failed; empty otherwise.
    k
        Palette entries of the result; None without one.
    psnr
        dB; None without a result, infinite for an exact one.
    bytes_before, bytes_after
        Size of the input and of the file at `target`; None where there is none.
    seconds
        Time that the conversion took.
    notices
        Sentences the user should see: what was not kept.
    source_digest, target_digest
        Of the contents, as `quantizer.batch.digest` has them; empty where there is none.
    """

    source: Path
    target: Path
    state: State
    reason: str = ""
    k: int | None = None
    psnr: float | None = None
    bytes_before: int | None = None
    bytes_after: int | None = None
    seconds: float = 0.0
    notices: tuple[str, ...] = ()
    source_digest: str = ""
    target_digest: str = ""

    @property
    def saved(self) -> int:
        """Bytes that the output has less than the input; negative if it has more."""
        if self.state is not State.DONE or self.bytes_before is None or self.bytes_after is None:
            return 0
        return self.bytes_before - self.bytes_after
