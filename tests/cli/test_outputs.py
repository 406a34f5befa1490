"""Where the commands write: folders are made for files, and only for files."""

from __future__ import annotations

import pytest

from quantizer.cli import batch
from tests.batch.inline import InlineBatch


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["reduce", "photo.png", "-k", 2], "photo.png"),
        (["palette", "photo.png", "-k", 2], "photo.gpl"),
        (["palettes", "pico-8"], "pico-8.gpl"),
        (["presets", "export", "game-boy"], "game-boy.json"),
        (["group", ".", "-g", 1], "groups.html"),
        (["cluster", "table.csv", "-k", 2], "table-clusters.csv"),
    ],
    ids=lambda part: part[0] if isinstance(part, list) else "",
)
def test_a_folder_is_made_for_a_result_only(call, picture, tmp_path, words, name) -> None:
    (tmp_path / "table.csv").write_text("a,b\n1,2\n1,3\n9,8\n9,9\n")
    (tmp_path / "file").touch()
    blocked = call(*words, "-o", "file/in/")
    assert (blocked.code, blocked.err.count("\n")) == (1, 1)
    assert "file: is a file, but a folder is to be made there" in blocked.err
    made = call(*words, "-o", "new/in/")
    assert made.code == 0, made.err
    assert [path.name for path in (tmp_path / "new" / "in").iterdir()] == [name]


def test_a_failed_job_leaves_no_folder(call, picture, tmp_path) -> None:
    (tmp_path / "broken.png").write_bytes(b"no image")
    for words in (
        ("reduce", "broken.png"),
        ("palette", "broken.png"),
        ("group", tmp_path / "nothing"),
    ):
        assert call(*words, "-o", "new/in/").code, words
        assert not (tmp_path / "new").exists()
    partly = call("reduce", "broken.png", picture, "-k", 2, "-o", "some/")
    assert partly.code == 1
    assert [path.name for path in (tmp_path / "some").iterdir()] == ["photo.png"]


def test_several_inputs_need_a_folder(call, picture) -> None:
    told = call("reduce", picture, "other.png", "-o", "out.png")
    assert (told.code, told.err.count("\n")) == (2, 1)
    assert "2 inputs" in told.err
    assert "-o out/" in told.err
    assert "-o out/" in call("palette", picture, "other.png", "-o", "out").err
    assert "out.png is the name of a file" in call("batch", picture, "-o", "out.png").err


def test_a_folder_of_links_out_of_it_is_not_called_empty(
    call, picture, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "Batch", InlineBatch)
    links = tmp_path / "links"
    links.mkdir()
    (links / "linked.png").symlink_to(picture)
    (links / "round").symlink_to(links)
    for words in (("batch", links, "-o", "out/"), ("group", links, "-g", 1)):
        told = call(*words)
        assert told.code
        assert "a link leads out of the folder: --follow-links" in told.err
        assert call(*words, "--follow-links", "-q").code == 0
    assert (tmp_path / "out" / "linked.png").is_file()
    assert call("batch", links, "--replace", "--follow-links").code == 2
