"""``quantizer group``, as a user calls it."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image as PillowImage

from quantizer.cli import group_arguments
from quantizer.grouping.features import FEATURES

HOSTILE = "<img src=x onerror=alert(1)>\"'.png"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Red and blue images in folders of these names, a broken one, and one with a bad name."""
    place = tmp_path / "pictures"
    for name, shades in {"red": ("red", "firebrick", "crimson"), "blue": ("blue", "navy")}.items():
        (place / name).mkdir(parents=True)
        for number, shade in enumerate(shades):
            PillowImage.new("RGB", (9, 9), shade).save(place / name / f"{number}.png")
    PillowImage.new("RGB", (9, 9), "mediumblue").save(place / "blue" / HOSTILE)
    (place / "broken.png").write_bytes(b"no image")
    return place


def _contents(place: Path) -> dict[str, bytes]:
    files = (path for path in place.rglob("*") if path.is_file())
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in files}


class _Sheet(HTMLParser):
    """Collects the tags of a contact sheet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def test_groups_are_printed_and_reported(call, folder, tmp_path) -> None:
    report, sheet = tmp_path / "groups.json", tmp_path / "groups.html"
    before = _contents(folder)
    outcome = call("group", folder, "-g", 2, "--labels", "folder", "-o", report, "-o", sheet)
    assert outcome.code == 1
    assert "broken.png: is not an image" in outcome.err
    assert "Adjusted Rand index: 1.000" in outcome.out
    assert "blue (100%)" in outcome.out
    told = json.loads(report.read_text())
    assert [one["dominant_label"] for one in told["groups"]] == ["blue", "red"]
    assert {one["file"] for one in told["groups"][0]["images"]} == {
        *("blue/0.png", "blue/1.png", f"blue/{HOSTILE}")
    }
    assert [one["file"] for one in told["unreadable"]] == ["broken.png"]
    assert told["agreement"]["confusion"] == [[3, 0], [0, 3]]
    printed = json.loads(call("group", folder, "-g", 2, "--labels", "folder", "--json").out)
    assert printed == told
    _check_sheet(sheet.read_text(encoding="utf-8"))
    assert _contents(folder) == before
    assert call("group", folder, "-o", report).code == 1
    assert json.loads(report.read_text()) == told


def _check_sheet(text: str) -> None:
    """Check that a contact sheet has all images, needs no other file, and escapes names."""
    found = _Sheet(text)
    images = [attributes for tag, attributes in found.tags if tag == "img"]
    assert len(images) == 6
    assert all((one["src"] or "").startswith("data:image/webp;base64,") for one in images)
    assert {one["alt"] for one in images} >= {f"Thumbnail of blue/{HOSTILE}"}
    assert f"blue/{HOSTILE}" in found.words
    assert not any(tag in {"script", "link", "iframe"} for tag, _ in found.tags)
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)
    assert [tag for tag, _ in found.tags if tag == "h2"] == ["h2"] * 4
    assert "prefers-color-scheme: dark" in text


def test_copies_never_replace(call, folder, tmp_path) -> None:
    (folder / "broken.png").unlink()
    before = _contents(folder)
    target = tmp_path / "sorted"
    assert call("group", folder, "-g", 1, "--copy-to", target).code == 0
    copies = _contents(target)
    assert sorted(copies.values()) == sorted(before.values())
    names = {Path(name).name for name in copies}
    assert names == {"0.png", "1.png", "2.png", "0-2.png", "1-2.png", HOSTILE}
    outcome = call("group", folder, "-g", 1, "--copy-to", target)
    assert "0 images copied; 6 were there already" in outcome.err
    own = next(target.rglob("2.png"))
    own.write_bytes(b"the user's own")
    assert call("group", folder, "-g", 1, "--copy-to", target).code == 0
    assert own.read_bytes() == b"the user's own"
    assert len(_contents(target)) == 7
    assert _contents(folder) == before


def test_copies_go_to_no_place_of_originals(call, folder) -> None:
    before = _contents(folder)
    assert call("group", folder, "--copy-to", folder).code == 2
    inside = folder / "sorted"
    assert call("group", folder, "-g", 1, "--copy-to", inside).code == 1
    name = next(inside.iterdir()).name
    outcome = call("group", folder, "-g", 1, "--copy-to", inside)
    assert "6 were there already" in outcome.err
    for path in (inside / name).iterdir():
        path.unlink()
    (inside / name).rmdir()
    (inside / name).symlink_to(folder / "red")
    assert "is a link" in call("group", folder, "-g", 1, "--copy-to", inside).err
    (inside / name).unlink()
    assert _contents(folder) == before


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["EMPTY"], 1, "there are no images in it"),
        (["EMPTY/nothing"], 1, "there is no such folder"),
        (["FOLDER", "-g", "9"], 2, "6 images cannot be sorted into 9 groups"),
        (["FOLDER", "-g", "some"], 2, "neither a number of groups"),
        (["FOLDER", "--features", "smell"], 2, "'smell' is not a feature"),
        (["FOLDER", "-o", "sheet.pdf"], 2, "a contact sheet is .html"),
        (["FOLDER", "--labels", "EMPTY/none.csv"], 1, "there is no such file"),
        (["FOLDER/red", "--labels", "folder"], 2, "not in folders of their own"),
        (["FOLDER", "--include", "broken*"], 1, "none of its images can be read"),
    ],
)
def test_what_cannot_be_grouped_is_said(call, folder, tmp_path, words, code, message) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    words = [word.replace("FOLDER", str(folder)).replace("EMPTY", str(empty)) for word in words]
    outcome = call("group", *words)
    assert outcome.code == code
    assert message in outcome.err
    assert not outcome.out


def test_the_help_tells_of_every_feature() -> None:
    assert tuple(sorted(group_arguments._FEATURES)) == FEATURES.names
