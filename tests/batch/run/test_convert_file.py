from __future__ import annotations

import errno
import math
import os
import pickle
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as PillowImage

from quantizer import cli
from quantizer.batch.digest import file_digest
from quantizer.batch.journal import trash as trash_room
from quantizer.batch.journal.trash import TrashedFile
from quantizer.batch.outcome import Outcome, State
from quantizer.batch.plan.collisions import AssignedTarget
from quantizer.batch.plan.options import Conversion
from quantizer.batch.plan.plan import Entry
from quantizer.batch.run import convert_file as room
from quantizer.batch.run import snapshot
from quantizer.batch.run.convert_file import Task, convert
from quantizer.errors import Cancelled, QuantizerError
from quantizer.image.palette import Palette
from quantizer.image_files import atomic
from quantizer.progress import Progress
from quantizer.settings.file_limits import Limits
from quantizer.settings.settings import ClusterSettings, Effort, Settings, TargetSettings
from tests.conftest import make_photo

if TYPE_CHECKING:
    from collections.abc import Callable

QUICK = Settings(cluster=ClusterSettings(colors=8, effort=Effort.FAST))
PLAIN = Conversion(settings=QUICK)
GREYS = Palette.from_colors(
    np.repeat(np.array([[0], [90], [160], [255]], np.uint8), 4, axis=1) | np.uint8([0, 0, 0, 255])
)
OLD = b"old"


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "in" / "photo.png"
    path.parent.mkdir()
    PillowImage.fromarray(make_photo()[..., :3]).save(path)
    return path


@pytest.fixture
def jpeg(tmp_path: Path) -> Path:
    path = tmp_path / "jpeg" / "photo.jpg"
    path.parent.mkdir()
    PillowImage.fromarray(make_photo()[..., :3]).save(path, quality=20)
    return path


def make_task(
    source: Path,
    conversion: Conversion = PLAIN,
    *,
    target: Path | None = None,
    replaces: bool = False,
    **options: object,
) -> Task:
    if target is None:
        target = source.parent.parent / "out" / "sub" / "photo.png"
    entry = Entry(1, source, Path(source.name), target, "png", replaces=replaces)
    return Task(entry, conversion, run_id="5f", **options)  # type: ignore[arg-type]


def wanting(**target: object) -> Conversion:
    return Conversion(settings=replace(QUICK, target=TargetSettings(**target)))  # type: ignore[arg-type]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class TestConverted:
    def test_the_outcome_describes_the_result(self, photo: Path) -> None:
        before = photo.read_bytes()
        task = make_task(photo)
        outcome = convert(task)
        target = task.entry.target
        assert (outcome.source, outcome.target) == (photo, target)
        assert (outcome.state, outcome.reason, outcome.notices) == (State.DONE, "", ())
        assert outcome.k == 8
        assert outcome.psnr is not None
        assert 15 < outcome.psnr < 60
        assert (outcome.bytes_before, outcome.bytes_after) == (len(before), target.stat().st_size)
        assert outcome.source_digest == file_digest(photo)
        assert outcome.target_digest == file_digest(target)
        assert outcome.seconds > 0
        assert photo.read_bytes() == before
        assert [path.name for path in target.parent.iterdir()] == [target.name]

    def test_an_exact_result_has_an_infinite_psnr(self, photo: Path) -> None:
        PillowImage.new("RGB", (9, 9), "teal").save(photo)
        assert convert(make_task(photo)).psnr == math.inf

    def test_task_and_outcome_travel(self, photo: Path) -> None:
        task = pickle.loads(pickle.dumps(make_task(photo, palette=GREYS)))
        outcome = convert(task)
        assert outcome.state is State.DONE
        assert pickle.loads(pickle.dumps(outcome)) == outcome

    def test_the_bytes_are_those_of_reduce(self, photo: Path, tmp_path: Path) -> None:
        other = tmp_path / "other.png"
        assert cli.main(["reduce", str(photo), "-k8", "--effort=fast", "-q", f"-o{other}"]) == 0
        task = make_task(photo)
        convert(task)
        assert task.entry.target.read_bytes() == other.read_bytes()

    def test_a_large_file_is_not_kept_in_memory(
        self, photo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        task = make_task(photo, target=photo.parent / "one.png")
        small = convert(task)
        monkeypatch.setattr(snapshot, "_MOST_BYTES", 10)
        large = convert(make_task(photo, target=photo.parent / "two.png"))
        assert large.target_digest == small.target_digest
        assert large.source_digest == small.source_digest

    def test_a_small_file_is_opened_once(
        self, photo: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        opened = []
        open_ = os.open

        def count(path: object, *rest: int, **more: int) -> int:
            opened.append(path)
            return open_(path, *rest, **more)  # type: ignore[call-overload, no-any-return]

        monkeypatch.setattr(os, "open", count)
        convert(make_task(photo))
        assert opened.count(photo) == 1

    def test_notices_are_in_the_outcome(self, photo: Path) -> None:
        pixels = make_photo()
        pixels[:9, :, 3] = 100
        PillowImage.fromarray(pixels).save(photo)
        task = make_task(photo, target=photo.parent / "photo.bmp")
        task = replace(task, entry=replace(task.entry, format="bmp"))
        assert "put on white" in convert(task).notices[0]

    def test_scikit_image_is_not_loaded(self, photo: Path) -> None:
        probe = (
            "import pickle, sys\n"
            "task = pickle.loads(bytes.fromhex(sys.argv[1]))\n"
            "from quantizer.batch.run.convert_file import convert\n"
            "assert convert(task).state == 'converted'\n"
            "assert not {'skimage.color.colorconv', 'scipy', 'sklearn', 'PySide6'} & {*sys.modules}"
        )
        command = [sys.executable, "-c", probe, pickle.dumps(make_task(photo)).hex()]
        assert subprocess.run(command, check=False).returncode == 0


class TestPalette:
    def test_a_shared_one_is_used_as_it_is(self, photo: Path) -> None:
        task = make_task(photo, replace(PLAIN, palette=None), palette=GREYS)
        assert convert(task).state is State.DONE
        with PillowImage.open(task.entry.target) as image:
            shown = {color for _, color in image.convert("L").getcolors()}
        assert shown <= {0, 90, 160, 255}

    def test_a_shared_one_goes_before_a_given_one(self, photo: Path) -> None:
        other = Palette.from_colors(np.array([[255, 0, 0, 255]], np.uint8))
        task = make_task(photo, replace(PLAIN, palette=other), palette=GREYS)
        assert convert(task).k == 4

    @pytest.mark.parametrize(
        ("demand", "words"), [({"min_psnr": 99.0}, "PSNR"), ({"max_bytes": 50}, "may have 50")]
    )
    def test_limits_decide_whether_the_result_is_accepted(
        self, photo: Path, demand: dict[str, object], words: str
    ) -> None:
        task = make_task(photo, wanting(**demand), palette=GREYS)
        outcome = convert(task)
        assert outcome.state is State.SKIPPED
        assert words in outcome.reason
        assert not task.entry.target.exists()


class TestDropped:
    @pytest.fixture
    def tiny(self, jpeg: Path) -> Path:
        """A file that grows when it becomes a PNG."""
        PillowImage.fromarray(make_photo(90, 90)[..., :3]).save(jpeg, quality=2)
        return jpeg

    def test_a_larger_result_is_not_written(self, tiny: Path) -> None:
        task = make_task(tiny, replace(PLAIN, skip_if_larger=True))
        outcome = convert(task)
        assert outcome.state is State.SKIPPED
        assert "larger" in outcome.reason
        assert (outcome.bytes_after, outcome.k, outcome.psnr) == (None, None, None)
        assert outcome.bytes_before == tiny.stat().st_size
        assert not task.entry.target.exists()
        assert convert(make_task(tiny)).state is State.DONE

    def test_the_least_saving_is_exact(self, photo: Path) -> None:
        sizes = convert(make_task(photo, target=photo.parent / "free.png"))
        assert sizes.bytes_before is not None
        least = 100 * sizes.saved / sizes.bytes_before
        for more, state in ((-1e-6, State.DONE), (1e-6, State.SKIPPED)):
            task = make_task(
                photo, replace(PLAIN, min_saving=least + more), target=photo.parent / f"{more}.png"
            )
            assert convert(task).state is state

    def test_the_original_takes_the_place(self, photo: Path) -> None:
        task = make_task(photo, replace(PLAIN, min_saving=100, copy_original=True))
        outcome = convert(task)
        assert outcome.state is State.COPIED
        assert outcome.target == task.entry.target
        assert task.entry.target.read_bytes() == photo.read_bytes()
        assert outcome.bytes_after == outcome.bytes_before
        assert outcome.target_digest == outcome.source_digest
        assert outcome.saved == 0
        assert "must save 100 %" in outcome.reason

    def test_an_original_of_another_format_keeps_its_ending(self, tiny: Path) -> None:
        task = make_task(tiny, replace(PLAIN, skip_if_larger=True, copy_original=True))
        for _ in range(2):  # and again, as after an interruption
            outcome = convert(task)
            assert outcome.state is State.COPIED
            assert outcome.target == task.entry.target.with_suffix(".jpg")
            assert contents(task.entry.target.parent) == {"photo.jpg": tiny.read_bytes()}

    def test_an_original_does_not_take_the_place_of_another_file(self, tiny: Path) -> None:
        task = make_task(
            tiny, replace(PLAIN, skip_if_larger=True, copy_original=True), replaces=True
        )
        other = task.entry.target.with_suffix(".jpg")
        other.parent.mkdir(parents=True)
        other.write_bytes(OLD)
        outcome = convert(task)
        assert outcome.state is State.FAILED
        assert "already exists" in outcome.reason
        assert contents(other.parent) == {"photo.jpg": OLD}

    def test_a_copy_of_ours_is_replaced(self, tiny: Path) -> None:
        task = make_task(tiny, replace(PLAIN, skip_if_larger=True, copy_original=True))
        other = task.entry.target.with_suffix(".jpg")
        other.parent.mkdir(parents=True)
        other.write_bytes(OLD)
        entry = replace(task.entry, copy=AssignedTarget(other, replaces=True))
        assert convert(replace(task, entry=entry)).state is State.COPIED
        assert contents(other.parent) == {"photo.jpg": tiny.read_bytes()}

    def test_a_copy_without_a_free_target_is_not_recorded_as_rejected(self, tiny: Path) -> None:
        task = make_task(tiny, replace(PLAIN, skip_if_larger=True, copy_original=True))
        copy = AssignedTarget(
            task.entry.target.with_suffix(".jpg"), skip="photo.jpg exists already"
        )
        outcome = convert(replace(task, entry=replace(task.entry, copy=copy)))
        assert outcome.state is State.SKIPPED
        assert outcome.reason.endswith("; photo.jpg exists already")
        assert outcome.source_digest == ""

    @pytest.mark.parametrize("demand", [{"min_psnr": 99.0}, {"max_bytes": 50}])
    def test_what_cannot_be_reached_is_a_reason(
        self, photo: Path, demand: dict[str, object]
    ) -> None:
        task = make_task(photo, wanting(**demand))
        outcome = convert(task)
        assert outcome.state is State.SKIPPED
        assert outcome.reason
        assert not task.entry.target.exists()
        copying = replace(task.conversion, skip_if_larger=True, copy_original=True)
        assert convert(replace(task, conversion=copying)).state is State.COPIED


class TestFailed:
    def broken(self, path: Path, kind: str) -> None:
        data = path.read_bytes()
        path.unlink()
        if kind == "cut":
            path.write_bytes(data[: len(data) // 2])
        elif kind == "empty":
            path.write_bytes(b"")
        elif kind == "text":
            path.write_text("no image")
        elif kind == "folder":
            path.mkdir()
        elif kind == "pipe":
            os.mkfifo(path)

    @pytest.mark.parametrize("kind", ["missing", "cut", "empty", "text", "folder", "pipe"])
    def test_what_cannot_be_read(self, photo: Path, kind: str) -> None:
        self.broken(photo, kind)
        task = make_task(photo)
        outcome = convert(task)
        assert outcome.state is State.FAILED
        assert outcome.reason
        assert str(photo) not in outcome.reason
        assert not task.entry.target.parent.exists()

    def test_what_is_too_large(self, photo: Path) -> None:
        outcome = convert(make_task(photo, replace(PLAIN, limits=Limits(max_megapixels=0.001))))
        assert outcome.state is State.FAILED
        assert "too large" in outcome.reason

    @pytest.mark.parametrize(
        ("error", "words"),
        [
            (MemoryError(), "memory"),
            (OSError(errno.EIO, "Input/output error"), "Input/output error"),
            (RuntimeError("what\nnow"), "RuntimeError what now"),
            (QuantizerError("It is so."), "It is so."),
        ],
    )
    def test_whatever_goes_wrong(
        self, photo: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
    ) -> None:
        def fail(*_args: object) -> None:
            raise error

        monkeypatch.setattr(room, "reduce", fail)
        outcome = convert(make_task(photo))
        assert outcome.state is State.FAILED
        assert words in outcome.reason
        assert outcome.bytes_before == photo.stat().st_size

    def test_a_file_that_is_there_stays(self, photo: Path) -> None:
        task = make_task(photo)
        task.entry.target.parent.mkdir(parents=True)
        task.entry.target.write_bytes(OLD)
        outcome = convert(task)
        assert outcome.state is State.FAILED
        assert "already exists" in outcome.reason
        assert contents(task.entry.target.parent) == {"photo.png": OLD}
        assert convert(make_task(photo, replaces=True)).state is State.DONE

    @pytest.mark.parametrize("replaces", [False, True])
    def test_the_input_is_never_the_target(self, photo: Path, replaces: bool) -> None:
        before = photo.read_bytes()
        link = photo.with_name("link.png")
        link.symlink_to(photo)
        for target in (photo, link):
            outcome = convert(make_task(photo, target=target, replaces=replaces))
            assert outcome.state is State.FAILED
            assert photo.read_bytes() == before

    def test_a_folder_that_is_a_file(self, photo: Path) -> None:
        outcome = convert(make_task(photo, target=photo / "sub" / "photo.png"))
        assert outcome.state is State.FAILED
        assert "file" in outcome.reason

    def test_a_full_disk(self, photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(*_args: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

        task = make_task(photo)
        with monkeypatch.context() as patch:
            patch.setattr(atomic.os, "write", full)
            outcome = convert(task)
        assert outcome.state is State.FAILED
        assert "the disk is full" in outcome.reason
        assert contents(task.entry.target.parent) == {}


class RefusedError(QuantizerError):
    """The trash does not take anything."""


class Trash:
    """A folder that stands for the system's trash."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.before: Callable[[], None] = lambda: None
        folder.mkdir()

    def trash(self, path: Path) -> None:
        self.before()
        path.rename(self.folder / path.name)

    def find(self, original: Path) -> list[TrashedFile]:
        return [TrashedFile(original, path, path, "") for path in sorted(self.folder.iterdir())]

    def restore(self, trashed: TrashedFile) -> None:
        trashed.path.rename(trashed.original)


@pytest.fixture
def trash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trash:
    made = Trash(tmp_path / "trash")
    monkeypatch.setattr(trash_room, "trash", made.trash)
    monkeypatch.setattr(trash_room, "TrashIndex", lambda: made)
    monkeypatch.setattr(trash_room, "restore", made.restore)
    return made


def in_place(source: Path, conversion: Conversion = PLAIN, **options: object) -> Task:
    target = source.with_suffix(".png")
    return make_task(source, conversion, target=target, in_place=True, **options)  # type: ignore[arg-type]


class TestInPlace:
    @pytest.mark.parametrize("name", ["photo", "jpeg"])
    def test_the_original_goes_to_the_trash_when_the_result_is_whole(
        self, name: str, trash: Trash, request: pytest.FixtureRequest
    ) -> None:
        source = request.getfixturevalue(name)
        source.chmod(0o640)
        before = source.read_bytes()
        ready = []

        def look() -> None:
            (temporary,) = source.parent.glob(".quantizer-5f-*.tmp")
            ready.append(temporary.read_bytes())
            assert source.read_bytes() == before

        trash.before = look
        outcome = convert(in_place(source))
        assert (outcome.state, outcome.reason) == (State.DONE, "")
        assert outcome.source_digest != outcome.target_digest
        assert contents(source.parent) == {"photo.png": ready[0]}
        assert contents(trash.folder) == {source.name: before}
        if name == "photo":
            assert stat.S_IMODE(source.stat().st_mode) == 0o640

    @pytest.mark.parametrize("name", ["photo", "jpeg"])
    @pytest.mark.parametrize("call", ["link", "replace"])
    def test_an_error_afterwards_restores_it(
        self,
        name: str,
        call: str,
        trash: Trash,
        request: pytest.FixtureRequest,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        source = request.getfixturevalue(name)
        before = contents(source.parent)

        def fail(*_args: object) -> None:
            raise OSError(errno.EIO, "I/O error")

        with monkeypatch.context() as patch:
            patch.setattr(atomic.os, call, fail)
            outcome = convert(in_place(source))
        assert contents(trash.folder) == {} or outcome.state is State.DONE
        # A new name is linked, an old one replaced.
        assert (outcome.state is State.DONE) == ((name == "photo") != (call == "replace"))
        if outcome.state is State.FAILED:
            assert contents(source.parent) == before

    @pytest.mark.parametrize("name", ["photo", "jpeg"])
    def test_an_interrupt_after_the_last_step_restores_it_too(
        self,
        name: str,
        trash: Trash,
        request: pytest.FixtureRequest,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        source = request.getfixturevalue(name)
        before = contents(source.parent)

        def interrupt(*_args: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(atomic, "_sync_folder", interrupt)
        with pytest.raises(KeyboardInterrupt):
            convert(in_place(source))
        assert contents(source.parent) == before
        assert contents(trash.folder) == {}

    def test_another_file_in_the_trash_is_not_taken_for_it(
        self, photo: Path, trash: Trash, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before = contents(photo.parent)
        (trash.folder / "a.png").write_bytes(OLD)

        def fail(*_args: object) -> None:
            raise OSError(errno.EIO, "I/O error")

        monkeypatch.setattr(atomic.os, "replace", fail)
        assert convert(in_place(photo)).state is State.FAILED
        assert contents(photo.parent) == before
        assert contents(trash.folder) == {"a.png": OLD}

    def test_an_original_that_cannot_be_restored_is_reported(
        self, photo: Path, trash: Trash, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_args: object) -> None:
            raise OSError(errno.EIO, "I/O error")

        monkeypatch.setattr(atomic.os, "replace", fail)
        monkeypatch.setattr(trash, "find", lambda _path: [])
        before = photo.read_bytes()
        outcome = convert(in_place(photo))
        assert outcome.state is State.FAILED
        assert "is now in the trash" in outcome.reason
        assert contents(trash.folder) == {photo.name: before}

    def test_without_a_trash_nothing_changes(self, photo: Path, trash: Trash) -> None:
        before = contents(photo.parent)

        def refuse() -> None:
            raise RefusedError("there is no trash")

        trash.before = refuse
        outcome = convert(in_place(photo))
        assert (outcome.state, outcome.reason) == (State.FAILED, "there is no trash")
        assert contents(photo.parent) == before

    @pytest.mark.parametrize("left", [{"photo.png": b"changed"}, {}])
    def test_a_file_changed_during_its_conversion_is_not_replaced(
        self, photo: Path, trash: Trash, monkeypatch: pytest.MonkeyPatch, left: dict[str, bytes]
    ) -> None:
        reduce = room.reduce

        def change(*args: object) -> object:
            photo.unlink()
            for name, data in left.items():
                photo.with_name(name).write_bytes(data)
            return reduce(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(room, "reduce", change)
        outcome = convert(in_place(photo))
        assert outcome.state is State.FAILED
        assert "was changed" in outcome.reason
        assert contents(photo.parent) == left
        assert contents(trash.folder) == {}

    def test_another_file_of_the_new_name_stays(self, jpeg: Path, trash: Trash) -> None:
        jpeg.with_suffix(".png").write_bytes(OLD)
        before = contents(jpeg.parent)
        outcome = convert(in_place(jpeg))
        assert outcome.state is State.FAILED
        assert "already exists" in outcome.reason
        assert contents(jpeg.parent) == before
        assert contents(trash.folder) == {}

    def test_a_link_is_left_out(self, photo: Path, trash: Trash) -> None:
        link = photo.with_name("link.png")
        link.symlink_to(photo)
        before = contents(photo.parent)
        assert convert(in_place(link)).state is State.SKIPPED
        assert contents(photo.parent) == before
        assert link.is_symlink()

    @pytest.mark.skipif(sys.platform == "win32", reason="permissions are others")
    @pytest.mark.parametrize("mode", [0o600, 0o640, 0o604])
    @pytest.mark.parametrize("name", ["photo", "jpeg"])
    def test_who_may_read_the_original_may_read_the_result(
        self, name: str, mode: int, trash: Trash, request: pytest.FixtureRequest
    ) -> None:
        assert trash.folder
        source = request.getfixturevalue(name)
        source.chmod(mode)
        outcome = convert(in_place(source))
        assert outcome.state is State.DONE
        assert outcome.target.suffix == ".png"
        assert stat.S_IMODE(outcome.target.stat().st_mode) == mode

    def test_a_rejected_result_leaves_the_original(self, photo: Path, trash: Trash) -> None:
        before = contents(photo.parent)
        task = in_place(photo, replace(PLAIN, min_saving=100, copy_original=True))
        assert convert(task).state is State.SKIPPED
        assert contents(photo.parent) == before
        assert contents(trash.folder) == {}


@pytest.mark.parametrize("is_in_place", [False, True])
def test_a_cancel_leaves_no_trace_whenever_it_comes(
    photo: Path, trash: Trash, is_in_place: bool
) -> None:
    task = in_place(photo) if is_in_place else make_task(photo)
    before = contents(photo.parent.parent)
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return asked > most

    most = 0
    outcome: Outcome | None = None
    while outcome is None:
        asked = 0
        try:
            outcome = convert(task, Progress(cancelled=count))
        except Cancelled:
            assert contents(photo.parent.parent) == before
            most += max(1, most // 8)
    assert outcome.state is State.DONE
    assert most > 10
