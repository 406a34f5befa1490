"""One file of a plan, converted in a worker.

    read the bytes, once -> fingerprint -> decode -> reduce -> encode (`conversion.convert`)
        -> PSNR -> is the result wanted? -> written beside its place -> moved there
        otherwise -> skipped, or the original's bytes written instead

Whatever goes wrong ends in an `Outcome` that says so; only a cancel is raised. Where the result
takes its input's place, the input goes to the system's trash at the last moment, when the result
stands safely on the disk, and comes back from there if the result then cannot take its name.
"""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quantizer.batch.digest import digest, file_digest
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.collisions import Claim
from quantizer.batch.plan.plan import copy_path
from quantizer.batch.run.snapshot import Contents
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
from quantizer.progress import SILENT, Progress, Stage
from quantizer.settings.settings import TargetSettings

if TYPE_CHECKING:
    from pathlib import Path

    from quantizer.batch.plan.options import Conversion
    from quantizer.batch.plan.plan import Entry
    from quantizer.image.palette import Palette

_NO_COPY = (
    "already exists, and is no copy that a batch made of this original; remove it, or choose "
    "--collision skip or rename"
)


@dataclass(frozen=True, slots=True)
class Task:
    """A file and how it is converted; it can be pickled.

    Parameters
    ----------
    entry
        The input and what it becomes.
    conversion
        How, and when the result is not wanted.
    palette
        The palette that the file shares with others; None for the conversion's own, or one that
        is looked for. Demands on PSNR and bytes then decide whether the result is wanted.
    run_id
        Of the run, for the names of temporary files.
    in_place
        Whether the result takes the place of the input, which goes to the trash.
    """

    entry: Entry
    conversion: Conversion
    palette: Palette | None = None
    run_id: str = ""
    in_place: bool = False

    @property
    def recipe(self) -> Recipe:
        """How the file is reduced and encoded: on one thread, since other workers have theirs."""
        own, settings = self.conversion, self.conversion.settings
        palette = own.palette if self.palette is None else self.palette
        if palette is not None:
            settings = replace(settings, target=TargetSettings())
        return Recipe(
            format_by_name(self.entry.format),
            settings,
            palette,
            optimize=own.optimize,
            keep_exif=own.keep_exif,
            keep_profile=own.keep_profile,
            max_megapixels=own.max_megapixels,
            threads=1,
        )


def convert(task: Task, progress: Progress = SILENT) -> Outcome:
    """Convert a file.

    Parameters
    ----------
    task
        The file.
    progress
        Told stage and fraction; asked whether the job is still wanted.

    Returns
    -------
    Outcome
        What became of it: converted, copied, skipped or failed. Unless it was converted or
        copied, nothing has changed on the disk.

    Raises
    ------
    Cancelled
        If `progress` says so. Then nothing has changed on the disk.
    """
    started = time.perf_counter()
    outcome = Outcome(task.entry.source, task.entry.target, State.FAILED)
    try:
        if task.in_place and task.entry.source.is_symlink():
            outcome = replace(outcome, state=State.SKIPPED, reason="is a link to another file")
        else:
            contents = Contents.read(task.entry.source, progress)
            outcome = replace(outcome, bytes_before=contents.size, source_digest=contents.digest)
            outcome = _converted(task, contents, outcome, progress)
    except Cancelled:
        raise
    except Exception as error:  # noqa: BLE001 - no file may stop the others, whatever it does
        outcome = replace(outcome, reason=_reason(error, task.entry.source))
    return replace(outcome, seconds=time.perf_counter() - started)


def _converted(task: Task, contents: Contents, outcome: Outcome, progress: Progress) -> Outcome:
    """Return what became of a file that was read."""
    loaded = load(task.entry.source, task.recipe, progress, data=contents.data)
    if task.entry.group is not None and task.recipe.palette is None:
        raise SettingsError("the palette that it shares with other files was not found")
    try:
        reduced = reduce(loaded, progress)
        encoded = reduced.encoded or encode_result(reduced.animation, loaded.recipe, progress)
    except (QualityError, SizeError) as error:
        return _dropped(task, contents, outcome, str(error), progress)
    psnr = measure_psnr(reduced, progress)
    data = encoded.data
    reason = _objection(task, contents.size, len(data), psnr)
    if reason:
        return _dropped(task, contents, outcome, reason, progress)
    if task.in_place:
        _replace(task, contents, data, progress)
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


def _objection(task: Task, before: int, after: int, psnr: float) -> str:
    """Return why a result is not wanted; nothing if it is."""
    conversion, target = task.conversion, task.conversion.settings.target
    if conversion.skip_if_larger and after > before:
        return f"the result would be larger: {after:,} bytes instead of {before:,}"
    least = conversion.min_saving
    if least is not None and 100 * (before - after) < least * before:
        saving = 100 * (before - after) / before
        return f"the result would save {saving:.2f} % of the bytes, and is to save {least:g} %"
    if target.min_psnr is not None and psnr < target.min_psnr:
        return f"the result would have a PSNR of {psnr:.2f} dB, not {target.min_psnr:g} dB"
    if target.max_bytes is not None and after > target.max_bytes:
        return f"the result would have {after:,} bytes, and may have {target.max_bytes:,}"
    return ""


def _dropped(
    task: Task, contents: Contents, outcome: Outcome, reason: str, progress: Progress
) -> Outcome:
    """Return what became of a file whose result is not wanted."""
    if task.in_place or not task.conversion.copy_original:
        return replace(outcome, state=State.SKIPPED, reason=reason)
    target, overwrite = task.entry.target, task.entry.replaces
    copy = _copy(task.entry)
    if copy is not None:
        if copy.skip:  # which may be otherwise the next time, so that is not to be remembered
            told = f"{reason}; {copy.skip}"
            return replace(outcome, state=State.SKIPPED, reason=told, source_digest="")
        target, overwrite = copy.target, copy.replaces
    data = contents.data
    if data is None:
        data = task.entry.source.read_bytes()
    is_there = copy is not None and target.is_file()
    if not (is_there and file_digest(target) == contents.digest):
        if is_there and not overwrite:
            raise WriteError(target, _NO_COPY)
        _write(task, target, data, overwrite=overwrite, progress=progress)
    return replace(
        outcome,
        target=target,
        state=State.COPIED,
        reason=reason,
        bytes_after=len(data),
        target_digest=contents.digest,
    )


def _copy(entry: Entry) -> Claim | None:
    """Return where an original goes that needs another ending than its result."""
    place = copy_path(entry.source, entry.target, entry.format)
    return entry.copy if entry.copy is not None or place == entry.target else Claim(place)


def _write(task: Task, target: Path, data: bytes, *, overwrite: bool, progress: Progress) -> None:
    progress.at(Stage.WRITE).report(1)
    make_folder(target.parent)
    try:
        write_atomically(
            target, data, overwrite=overwrite, protect=(task.entry.source,), run_id=task.run_id
        )
    except WriteError:
        # A worker may die just after the file came to its place; a cluster then has another one
        # do the same once more.
        is_there = target.is_file() and not target.is_symlink()
        if not (is_there and file_digest(target) == digest(data)):
            raise


def _replace(task: Task, contents: Contents, data: bytes, progress: Progress) -> None:
    """Put a result in the place of its input, and that into the trash."""
    from quantizer.batch.journal import trash  # noqa: PLC0415 - seldom wanted

    source, target = task.entry.source, task.entry.target
    is_same, is_discarded = source == target, False

    def discard() -> None:
        nonlocal is_discarded
        progress.at(Stage.WRITE).report(1)
        if not contents.is_current:
            raise WriteError(source, "was changed while it was converted; it is left as it is")
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
            _bring_back(task, contents, data)
        raise


def _bring_back(task: Task, contents: Contents, data: bytes) -> None:
    """Undo a replacement that broke off: the input stands in its place, as it was."""
    from quantizer.batch.journal import trash  # noqa: PLC0415 - as above

    source, target = task.entry.source, task.entry.target
    with contextlib.suppress(OSError):
        if target != source and file_digest(target) == digest(data):
            target.unlink()
    if contents.is_current:
        return  # it never left
    for trashed in trash.TrashIndex().find(source):
        if file_digest(trashed.path) == contents.digest:
            trash.restore(trashed)
            return
    raise WriteError(
        source, "cannot be replaced, and is in the trash now: bring it back from there"
    )


def _reason(error: Exception, source: Path) -> str:
    """Return what went wrong, without the input's name, in a sentence."""
    if isinstance(error, FileError) and error.path == source:
        return error.reason
    if isinstance(error, QuantizerError):
        return str(error)
    if isinstance(error, MemoryError):
        return "is too large for this computer's memory"
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be read or written: {error.strerror}"
    words = " ".join(str(error).split())
    return f"failed unexpectedly: {type(error).__name__} {words}".rstrip()
