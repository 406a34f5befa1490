"""The outcome of one file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ..language import mark

if TYPE_CHECKING:
    from pathlib import Path


class State(StrEnum):
    """The state of a file in a batch; the value is the word in reports."""

    WAITING = mark("waiting")
    RUNNING = mark("running")
    DONE = mark("converted")
    COPIED = mark("original copied")
    SKIPPED = mark("skipped")
    FAILED = mark("failed")
    CANCELLED = mark("cancelled")

    @property
    def is_final(self) -> bool:
        """Whether the state does not change any more in this run."""
        return self not in {State.WAITING, State.RUNNING}

    @property
    def is_written(self) -> bool:
        """Whether a file was written: a result, or a copy of the original."""
        return self in {State.DONE, State.COPIED}


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one file.

    Parameters
    ----------
    source, target
        The input and its output.
    state
        The state of the file.
    reason
        For a person: why it was skipped or failed; empty otherwise.
    k
        Number of palette entries; None without a result.
    psnr
        PSNR of the result in dB; None without a result, infinite for an exact one.
    bytes_before, bytes_after
        Size of the input and of the file at `target`; None if unknown.
    seconds
        Time that the conversion took.
    notices
        Sentences for the user: what was not preserved.
    source_digest, target_digest
        Digests of the contents, see `quantizer.batch.digest`; empty if unknown.
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
        """Bytes by which the result is smaller than the input; negative if it is larger."""
        if self.state is not State.DONE or self.bytes_before is None or self.bytes_after is None:
            return 0
        return self.bytes_before - self.bytes_after
