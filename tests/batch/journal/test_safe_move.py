"""Moves: whole or not at all, between two disks, too, and never through a link."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

import pytest

from quantizer.batch.journal import safe_move
from quantizer.batch.journal.safe_move import Place, move, remove
from tests.batch.runs import age, place, tree

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    not safe_move._HAS_DESCRIPTORS, reason="folders have no descriptors here"
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "from" / "a.png"
    place(path, b"file")
    path.chmod(0o640)
    age(path)
    return path


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("fails", [False, True])
def test_between_two_disks(
    is_there: bool, fails: bool, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, before, replace = tmp_path / "to" / "b.png", file.stat(), os.replace
    if is_there:
        place(target, b"other")

    def refuse(old: str, *arguments: Any, **keywords: Any) -> None:
        if fails or not old.startswith(".quantizer-"):
            number = errno.EXDEV if old == file.name else errno.EIO
            raise OSError(number, os.strerror(number))
        replace(old, *arguments, **keywords)

    monkeypatch.setattr(safe_move.os, "link", refuse)
    monkeypatch.setattr(safe_move.os, "replace", refuse)
    if fails:
        with pytest.raises(OSError, match="Input/output"):
            move(Place.of(file), Place.of(target))
        assert (tree(file.parent), target.exists()) == ({"a.png": b"file"}, is_there)
        return
    move(Place.of(file), Place.of(target))
    after = target.stat()
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert (tree(file.parent), tree(target.parent)) == ({}, {"b.png": b"file"})


def test_what_appears_at_the_last_moment_is_not_replaced(file: Path, tmp_path: Path) -> None:
    nothing = Place.of(tmp_path / "b.png")
    (tmp_path / "b.png").write_bytes(b"new")
    with pytest.raises(OSError, match="at this moment"):
        move(Place.of(file), nothing)
    with pytest.raises(OSError, match="at this moment"):
        remove(Place(file, None))
    assert (file.read_bytes(), (tmp_path / "b.png").read_bytes()) == (b"file", b"new")
