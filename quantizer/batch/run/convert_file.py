"""Converts one file of a plan; runs in a worker.

    read the bytes once -> digest -> decode -> reduce -> encode (`conversion.convert`)
        -> PSNR -> accepted: written beside the target, then renamed
                   rejected: skipped, or the original's bytes are written instead

Every error ends in an `Outcome` that describes it; only `Cancelled` is raised. Where the result
replaces its input, the input goes to the system's trash at the last moment, when the result is
complete on the disk. It is restored if the result then cannot be renamed.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.batch.digest import digest, file_digest
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.collisions import AssignedTarget
from quantizer.batch.plan.plan import copy_path
from quantizer.batch.run.snapshot import FileSnapshot
from quantizer.conversion.convert import load, measure_psnr, reduce
from quantizer.conversion.encode import encode_result
from quantizer.conversion.recipe import Recipe
from quantizer.errors import (
    Cancelled,
    FileError,
    QualityError,
    QuantizerError,
    SettingsError,
    SizeError,
    WriteError,
)
from quantizer.image_files.atomic import make_folder, write_atomically
from quantizer.image_files.formats import format_by_name
from quantizer.process.time_limit import time_limit
from quantizer.progress import SILENT, Progress, Stage

from ...language import mark, tr

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.plan.options import Conversion
    from quantizer.batch.plan.plan import Entry
    from quantizer.image.palette import Palette

_NO_COPY = mark(
    "already exists, and is no copy that a batch made of this original; remove it, "
    "or choose --collision skip or rename"
)


@dataclass(frozen=True, slots=True)
class Task:
    """A file and how it is converted; can be pickled.

    Parameters
    ----------
    entry
        The input and its output.
    conversion
        How the file is converted, and when its result is rejected.
    palette
        The palette shared with other files, which is used whole; None for the conversion's palette,
        or one found for this file. With a shared one, limits for PSNR and bytes decide whether the
        result is accepted.
    run_id
        Names the run; part of the names of temporary files.
    in_place
        Whether the result replaces the input, which goes to the trash.
    """

    entry: Entry
    conversion: Conversion
    palette: Palette | None = None
    run_id: str = ""
    in_place: bool = False

    @property
    def recipe(self) -> Recipe:
        """How the file is reduced and encoded; on one thread, since each core has a worker."""
        own, settings, palette = self.conversion, self.conversion.settings, self.palette
        if palette is None:
            palette = own.palette
        else:
            settings = settings.for_whole_palette()
        return Recipe(
            format_by_name(self.entry.format),
            settings,
            palette,
            optimize=own.optimize,
            keep_exif=own.keep_exif,
            keep_profile=own.keep_profile,
            limits=own.limits,
            threads=1,
            name=self.entry.target.stem,
        )


def convert(task: Task, progress: Progress = SILENT) -> Outcome:
    """Convert a file; return whether it was converted, copied or skipped, or has failed.

    Unless it was converted or copied, nothing has changed on the disk.
    """
    started = time.perf_counter()
    outcome = Outcome(task.entry.source, task.entry.target, State.FAILED)
    try:
        if task.in_place and task.entry.source.is_symlink():
            outcome = replace(outcome, state=State.SKIPPED, reason=tr("is a link to another file"))
        else:
            seconds = task.conversion.limits.max_seconds
            with time_limit(task.entry.source, seconds, progress) as limited:
                snapshot = FileSnapshot.read(task.entry.source, limited)
                size, digest_before = snapshot.size, snapshot.digest
                outcome = replace(outcome, bytes_before=size, source_digest=digest_before)
                outcome = _convert(task, snapshot, outcome, limited)
    except Cancelled:
        raise
    except Exception as error:  # noqa: BLE001 - one file must not stop the others
        outcome = replace(outcome, reason=_reason(error, task.entry.source))
    return replace(outcome, seconds=time.perf_counter() - started)


def result_size(task: Task, progress: Progress = SILENT) -> tuple[int, int]:
    """Return the bytes of a file and of its result, which is not written.

    Raises
    ------
    QuantizerError
        If the file cannot be converted, or not within the limits that are set.
    """
    snapshot = FileSnapshot.read(task.entry.source, progress)
    loaded = load(task.entry.source, task.recipe, progress, data=snapshot.data)
    reduced = reduce(loaded, progress)
    encoded = encode_result(reduced.animation, loaded.recipe, progress)
    return snapshot.size, len(encoded.data)


def _convert(task: Task, snapshot: FileSnapshot, outcome: Outcome, progress: Progress) -> Outcome:
    """Return the outcome of a file that was read."""
    loaded = load(task.entry.source, task.recipe, progress, data=snapshot.data)
    if task.entry.group is not None and task.palette is None:
        raise SettingsError(tr("the palette that it shares with other files was not found"))
    try:
        reduced = reduce(loaded, progress)
        encoded = encode_result(reduced.animation, loaded.recipe, progress)
    except (QualityError, SizeError) as error:
        return _reject(task, snapshot, outcome, str(error), progress)
    psnr = measure_psnr(reduced, progress)
    data = encoded.data
    reason = _reason_to_reject(task, snapshot.size, len(data), psnr)
    if reason:
        return _reject(task, snapshot, outcome, reason, progress)
    if task.in_place:
        _replace(task, snapshot, data, progress)
    else:
        _write(task, task.entry.target, data, overwrite=task.entry.replaces, progress=progress)
    return replace(
        outcome,
        state=State.DONE,
        k=len(reduced.result.palette),
        psnr=psnr,
        bytes_after=len(data),
        notices=(*loaded.texts, *encoded.notices),
        target_digest=digest(data),
    )


def _reason_to_reject(task: Task, before: int, after: int, psnr: float) -> str:
    """Return why a result is rejected; an empty string if it is accepted."""
    conversion, target = task.conversion, task.conversion.settings.target
    if conversion.skip_if_larger and after > before:
        return tr(
            "the result would be larger: {after:,} bytes instead of {before:,}",
            after=after,
            before=before,
        )
    least = conversion.min_saving
    if least is not None and 100 * (before - after) < least * before:
        saving = 100 * (before - after) / before
        return tr(
            "the result would save {saving:.2f} % of the bytes, but must save {least:g} %",
            saving=saving,
            least=least,
        )
    if target.min_psnr is not None and psnr < target.min_psnr:
        return tr(
            "the result would have a PSNR of {psnr:.2f} dB, not {min_psnr:g} dB",
            psnr=psnr,
            min_psnr=target.min_psnr,
        )
    if target.max_bytes is not None and after > target.max_bytes:
        return tr(
            "the result would have {after:,} bytes, but may have {max_bytes:,}",
            after=after,
            max_bytes=target.max_bytes,
        )
    return ""


def _reject(
    task: Task, snapshot: FileSnapshot, outcome: Outcome, reason: str, progress: Progress
) -> Outcome:
    """Skip a file whose result is rejected, or copy the original; return the outcome."""
    if task.in_place or not task.conversion.copy_original:
        return replace(outcome, state=State.SKIPPED, reason=reason)
    target, overwrite = task.entry.target, task.entry.replaces
    copy = _copy(task.entry)
    if copy is not None:
        if copy.skip:  # without a digest, so that the next run tries it again
            reason = f"{reason}; {copy.skip}"
            return replace(outcome, state=State.SKIPPED, reason=reason, source_digest="")
        target, overwrite = copy.target, copy.replaces
    data = task.entry.source.read_bytes() if snapshot.data is None else snapshot.data
    is_there = copy is not None and target.is_file()
    if not (is_there and file_digest(target) == snapshot.digest):
        if is_there and not overwrite:
            raise WriteError(target, tr(_NO_COPY))
        _write(task, target, data, overwrite=overwrite, progress=progress)
    return replace(
        outcome,
        target=target,
        state=State.COPIED,
        reason=reason,
        bytes_after=len(data),
        target_digest=snapshot.digest,
    )


def _copy(entry: Entry) -> AssignedTarget | None:
    """Return where the copy of an original goes that needs another extension than its result."""
    place = copy_path(entry.source, entry.target, entry.format)
    return entry.copy if entry.copy is not None or place == entry.target else AssignedTarget(place)


def _write(task: Task, target: Path, data: bytes, *, overwrite: bool, progress: Progress) -> None:
    progress.at(Stage.WRITE).report(1)
    make_folder(target.parent)
    try:
        write_atomically(
            target, data, overwrite=overwrite, protect=(task.entry.source,), run_id=task.run_id
        )
    except WriteError:
        # A cluster makes a call again if its worker dies, perhaps just after it wrote the file.
        is_there = target.is_file() and not target.is_symlink()
        if not (is_there and file_digest(target) == digest(data)):
            raise


def _replace(task: Task, snapshot: FileSnapshot, data: bytes, progress: Progress) -> None:
    """Move the input to the trash, and write the result in its place."""
    from quantizer.batch.journal import trash  # noqa: PLC0415 - rarely used

    source, target = task.entry.source, task.entry.target
    is_same, is_discarded = source == target, False

    def discard() -> None:
        nonlocal is_discarded
        progress.at(Stage.WRITE).report(1)
        if not snapshot.is_current:
            raise WriteError(
                source, tr("was changed while it was converted, so it is not replaced")
            )
        is_discarded = True
        trash.trash(source)

    try:
        write_atomically(
            target,
            data,
            overwrite=is_same or task.entry.replaces,
            protect=() if is_same else (source,),
            run_id=task.run_id,
            like=source,
            before_placing=discard,
        )
    except BaseException:
        if is_discarded:
            _restore_input(task, snapshot, data)
        raise


def _restore_input(task: Task, snapshot: FileSnapshot, data: bytes) -> None:
    """Undo a replacement that failed: the input is in its place again, unchanged."""
    from quantizer.batch.journal import trash  # noqa: PLC0415 - as above

    source, target = task.entry.source, task.entry.target
    with contextlib.suppress(OSError):
        if target != source and file_digest(target) == digest(data):
            target.unlink()
    if snapshot.is_current:
        return  # it was never moved
    for trashed in trash.TrashIndex().find(source):
        if file_digest(trashed.path) == snapshot.digest:
            trash.restore(trashed)
            return
    raise WriteError(
        source, tr("cannot be replaced, and is now in the trash; restore it from there")
    )


def _reason(error: Exception, source: Path) -> str:
    """Return what went wrong as a clause, without the input's name."""
    if isinstance(error, FileError) and error.path == source:
        return error.reason
    if isinstance(error, QuantizerError):
        return str(error)
    if isinstance(error, MemoryError):
        return tr("is too large for this computer's memory")
    if isinstance(error, OSError) and error.strerror:
        return tr("cannot be read or written: {strerror}", strerror=error.strerror)
    words = " ".join(str(error).split())
    return tr(
        "failed unexpectedly: {name__} {words}", name__=type(error).__name__, words=words
    ).rstrip()
