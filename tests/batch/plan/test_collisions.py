"""Who may write to which file."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING

import pytest

from quantizer.batch.plan import collisions as claims_module
from quantizer.batch.plan.case_folding import ignores_case
from quantizer.batch.plan.collisions import AssignedTarget, CollisionError
from quantizer.batch.plan.options import (
    BatchOptions,
    Collision,
    Conversion,
    Destination,
    FileSelection,
)
from quantizer.batch.plan.plan import make_plan
from tests.batch.trees import make, plan, targets

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    return make(tmp_path / "in", "b.png", "a.JPG", "sub/c.tif", "sub/d.PNG")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


class TestOutputsThatAreThere:
    @pytest.fixture
    def out(self, tmp_path: Path) -> Path:
        return make(tmp_path / "out", "b.png")

    def test_fail(self, inputs: Path, out: Path) -> None:
        with pytest.raises(CollisionError, match=r"b\.png: exists already.*--collision skip") as it:
            plan(inputs, to=out)
        assert it.value.path == out / "b.png"
        make(out, "a.png", "sub/c.tif")
        told = r"\(and 2 more outputs collide: sub/c\.tif, a\.png\)$"
        with pytest.raises(CollisionError, match=told):
            plan(inputs, to=out)

    def test_up_to_ten_are_named(self, tmp_path: Path) -> None:
        names = [f"{number:02}.png" for number in range(12)]
        make(tmp_path / "in", *names)
        make(tmp_path / "out", *names)
        with pytest.raises(CollisionError, match=r"11 more.*: 01\.png, .*09\.png, \.\.\.\)$"):
            plan(tmp_path / "in", to=tmp_path / "out")

    def test_skip(self, inputs: Path, out: Path) -> None:
        made = plan(inputs, to=out, collision=Collision.SKIP)
        assert [bool(entry.skip) for entry in made.entries] == [False, True, False, False]
        assert made.entries[1].skip == "its output exists already"

    def test_rename(self, inputs: Path, out: Path) -> None:
        made = plan(inputs, to=out, collision=Collision.RENAME)
        assert targets(made, out)["b.png"] == "b-2.png"
        make(out, "b-2.png", "b-3.png")
        made = plan(inputs, to=out, collision=Collision.RENAME)
        assert targets(made, out)["b.png"] == "b-4.png"
        assert not any(entry.replaces for entry in made.entries)

    def test_overwrite(self, inputs: Path, out: Path) -> None:
        made = plan(inputs, to=out, collision=Collision.OVERWRITE)
        assert targets(made, out)["b.png"] == "b.png"
        assert [entry.replaces for entry in made.entries] == [False, True, False, False]

    @pytest.mark.parametrize("collision", Collision)
    def test_are_no_collision_if_an_earlier_run_made_them(
        self, collision: Collision, inputs: Path, out: Path
    ) -> None:
        options = BatchOptions(FileSelection((inputs,)), Destination(out, collision=collision))
        asked = []

        def is_ours(source: Path, target: Path) -> bool:
            asked.append((source, target))
            return True

        made = make_plan(options, is_ours=is_ours)
        assert targets(made, out)["b.png"] == "b.png"
        assert [entry.replaces for entry in made.entries] == [False, True, False, False]
        assert asked == [(inputs / "b.png", out / "b.png")]

    def test_a_resumed_plan_renames_as_the_first_did(self, tmp_path: Path, out: Path) -> None:
        make(tmp_path / "in", "b.jpg", "b.png", "b.bmp")
        options = BatchOptions(
            FileSelection((tmp_path / "in",)),
            Destination(out, format="png", collision=Collision.RENAME),
        )
        first = make_plan(options)
        made = {(entry.source, entry.target) for entry in first.entries[:2]}
        for _, target in made:
            target.touch()
        again = make_plan(options, is_ours=lambda *pair: pair in made)
        assert targets(again, out) == targets(first, out)
        assert len(set(targets(first, out).values())) == 3

    @pytest.mark.parametrize("collision", [Collision.FAIL, Collision.OVERWRITE])
    def test_folders_are_not_overwritten(
        self, collision: Collision, inputs: Path, out: Path
    ) -> None:
        (out / "b.png").rename(out / "c.png")
        (out / "a.png").mkdir()
        with pytest.raises(CollisionError, match="is a folder"):
            plan(inputs, to=out, collision=collision)
        made = plan(inputs, to=out, collision=Collision.RENAME)
        assert targets(made, out)["a.JPG"] == "a-2.png"


class TestOneOutputForTwoInputs:
    @pytest.fixture
    def inputs(self, tmp_path: Path) -> Path:
        return make(tmp_path / "in", "a.bmp", "a.jpg", "a.png", "z.jpg")

    @pytest.mark.parametrize("collision", [Collision.FAIL, Collision.OVERWRITE])
    def test_is_refused(self, collision: Collision, inputs: Path, out: Path) -> None:
        with pytest.raises(CollisionError, match=r"a\.png as well, so .*a\.jpg cannot be written"):
            plan(inputs, to=out, collision=collision)

    def test_goes_to_who_keeps_the_name(self, inputs: Path, out: Path) -> None:
        made = plan(inputs, to=out, collision=Collision.SKIP)
        assert targets(made, out) == {"a.bmp": "a.bmp", "a.png": "a.png", "z.jpg": "z.png"}
        assert made.entries[1].skip == f"its output is the output of {inputs / 'a.png'} as well"

    def test_is_settled_by_numbers(self, inputs: Path, out: Path) -> None:
        made = plan(inputs, to=out, collision=Collision.RENAME, format="png")
        assert targets(made, out) == {
            "a.bmp": "a-2.png",
            "a.jpg": "a-3.png",
            "a.png": "a.png",
            "z.jpg": "z.png",
        }
        same = plan(inputs, to=out, collision=Collision.RENAME, name="same.png")
        assert sorted(targets(same, out).values()) == [
            *("same-2.png", "same-3.png", "same-4.png", "same.png")
        ]

    def test_is_found_through_links_in_the_output_folder(self, inputs: Path, out: Path) -> None:
        make(out, "z.png")
        (out / "a.png").symlink_to("z.png")
        with pytest.raises(CollisionError, match=r"is the output of .*a\.png as well"):
            plan(inputs / "a.png", inputs / "z.jpg", to=out, collision=Collision.OVERWRITE)

    def test_is_found_across_folders(self, inputs: Path, tmp_path: Path, out: Path) -> None:
        other = make(tmp_path / "other", "a.png")
        with pytest.raises(CollisionError, match="as well"):
            plan(inputs / "a.png", other, to=out, collision=Collision.OVERWRITE)

    def test_a_file_does_not_take_the_name_of_a_folder(self, tmp_path: Path, out: Path) -> None:
        tree = make(tmp_path / "tree", "x.jpg", "x.png/y.jpg")
        with pytest.raises(CollisionError, match="is needed as a folder"):
            plan(tree, to=out, collision=Collision.OVERWRITE)
        made = plan(tree, to=out, collision=Collision.RENAME)
        assert targets(made, out) == {"x.jpg": "x-2.png", "x.png/y.jpg": "x.png/y.png"}


class TestNamesThatADiskMayTakeForOne:
    def test_in_two_unicode_forms(self, tmp_path: Path, out: Path) -> None:
        composed = make(tmp_path / "one", unicodedata.normalize("NFC", "ä.png"))
        decomposed = make(tmp_path / "two", unicodedata.normalize("NFD", "ä.png"))
        with pytest.raises(CollisionError, match="as well"):
            plan(composed, decomposed, to=out, collision=Collision.OVERWRITE)
        made = plan(composed, decomposed, to=out, collision=Collision.RENAME)
        assert [entry.target.stem[-2:] == "-2" for entry in made.entries].count(True) == 1

    @pytest.mark.parametrize("ignores", [True, False])
    def test_that_differ_in_case(
        self, ignores: bool, tmp_path: Path, out: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(claims_module, "ignores_case", lambda _folder: ignores)
        one, two = make(tmp_path / "one", "X.png"), make(tmp_path / "two", "x.png")
        made = plan(one, two, to=out, collision=Collision.RENAME)
        assert targets(made, out) == {"X.png": "X.png", "x.png": "x-2.png" if ignores else "x.png"}

    def test_are_detected_by_existing_names(self, tmp_path: Path) -> None:
        make(tmp_path, "probe")
        expected = (tmp_path / "PROBE").exists()
        assert ignores_case(tmp_path) is expected
        assert ignores_case(tmp_path / "new" / "folder") is expected
        (tmp_path / "empty").mkdir()
        assert ignores_case(tmp_path / "empty") is expected

    def test_are_equal_if_it_cannot_be_found_out(self, tmp_path: Path) -> None:
        (tmp_path / "1").mkdir()
        assert ignores_case(tmp_path / "1")


class TestInputs:
    """No input is a target, whatever the policy, but where it is replaced."""

    @pytest.mark.parametrize("collision", [Collision.FAIL, Collision.OVERWRITE])
    def test_are_no_targets(self, collision: Collision, inputs: Path) -> None:
        with pytest.raises(CollisionError, match=r"is (an input, so|the input itself)"):
            plan(inputs / "b.png", to=inputs, collision=collision)
        with pytest.raises(CollisionError, match=r"is (an input, so|the input itself)"):
            plan(inputs / "a.JPG", inputs / "b.png", to=inputs, name="b.png", collision=collision)

    def test_are_no_targets_where_the_output_folder_is_around_them(self, inputs: Path) -> None:
        with pytest.raises(CollisionError, match=r"is (an input, so|the input itself)"):
            plan(
                *(inputs / "sub", inputs / "b.png"),
                to=inputs,
                name="sub/{stem}.{ext}",
                collision=Collision.OVERWRITE,
            )

    def test_are_left_alone_by_the_other_policies(self, inputs: Path) -> None:
        made = plan(inputs / "b.png", to=inputs, collision=Collision.SKIP)
        assert made.entries[0].skip == "its output is an input"
        made = plan(inputs / "b.png", to=inputs, collision=Collision.RENAME)
        assert made.entries[0].target == inputs / "b-2.png"

    def test_are_known_behind_links(self, inputs: Path, out: Path) -> None:
        out.mkdir()
        (out / "b.png").symlink_to(inputs / "b.png")
        with pytest.raises(CollisionError, match="outside the output folder"):
            plan(inputs, to=out, collision=Collision.OVERWRITE)
        (out / "b.png").unlink()
        os.link(inputs / "a.JPG", out / "b.png")
        with pytest.raises(CollisionError, match="is an input, under another name"):
            plan(inputs, to=out, collision=Collision.OVERWRITE)


class TestCopiesOfOriginals:
    """The originals of results that are dropped, where they need an ending of their own."""

    @pytest.fixture
    def inputs(self, tmp_path: Path) -> Path:
        return make(tmp_path / "in", "a.jpg", "b.png")

    def assign(
        self, inputs: Path, out: Path, collision: Collision, *, ours: bool = False
    ) -> AssignedTarget | None:
        """Return what a.jpg claims for its copy."""
        options = BatchOptions(
            FileSelection((inputs,)),
            Destination(out, collision=collision),
            Conversion(skip_if_larger=True, copy_original=True),
        )
        made = make_plan(options, is_ours=lambda source, _: ours and source == inputs / "a.jpg")
        assert made.entries[1].copy is None  # it has the ending of its result
        return made.entries[0].copy

    @pytest.mark.parametrize("collision", Collision)
    def test_are_replaced_if_an_earlier_run_made_them(
        self, inputs: Path, out: Path, collision: Collision
    ) -> None:
        copy = out / "a.jpg"
        assert self.assign(inputs, out, collision, ours=True) == AssignedTarget(copy)
        make(out, "a.jpg")
        assert self.assign(inputs, out, collision, ours=True) == AssignedTarget(copy, replaces=True)

    def test_give_way_to_other_files(self, inputs: Path, out: Path) -> None:
        make(out, "a.jpg")
        skipped = self.assign(inputs, out, Collision.SKIP)
        assert skipped == AssignedTarget(out / "a.jpg", skip="a.jpg exists already")
        assert self.assign(inputs, out, Collision.RENAME) == AssignedTarget(out / "a-2.jpg")
        for collision in (Collision.FAIL, Collision.OVERWRITE):
            assert self.assign(inputs, out, collision) == AssignedTarget(out / "a.jpg")

    def test_are_not_needed_where_the_original_is(self, out: Path) -> None:
        make(out, "a.jpg", "b.png")
        options = BatchOptions(
            FileSelection((out / "a.jpg",)),
            Destination(out, collision=Collision.OVERWRITE),
            Conversion(skip_if_larger=True, copy_original=True),
        )
        (entry,) = make_plan(options).entries
        assert entry.copy == AssignedTarget(out / "a.jpg", skip="the original itself is there")
