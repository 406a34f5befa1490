"""The names of outputs."""

from __future__ import annotations

from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.batch.plan.name_template import Template
from quantizer.errors import SettingsError


def fill(template: str, relative: str = "sub/photo.v2.jpg") -> str:
    made = Template.parse(template).fill(PurePath(relative), ext="png", k=16, n=7)
    return made.as_posix()


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{relative}.{ext}", "sub/photo.v2.png"),
        ("{stem}.{ext}", "photo.v2.png"),
        ("{parent}/{stem}-{k}.{ext}", "sub/photo.v2-16.png"),
        ("{k}/{n:04}.{ext}", "16/0007.png"),
        ("{n}-{k:03d}", "7-016.png"),
        ("{ext}/{relative}", "png/sub/photo.v2.png"),
        ("{stem}.webp", "photo.v2.webp"),
        ("{stem}.old", "photo.v2.old.png"),
        ("{{{stem}}}", "{photo.v2}.png"),
        ("./small//{stem}", "small/photo.v2.png"),
        ("{parent}{stem}", "subphoto.v2.png"),
        ("fixed.png", "fixed.png"),
        ("bûche {stem}", "bûche photo.v2.png"),
    ],
)
def test_is_filled(template: str, name: str) -> None:
    assert fill(template) == name


@pytest.mark.parametrize("template", ["{parent}/{stem}.{ext}", "{parent}{stem}", "{relative}"])
def test_at_the_top_there_is_no_parent(template: str) -> None:
    assert fill(template, "x.jpg") == "x.png"


@pytest.mark.parametrize("template", ["{parent}.{ext}", "{parent}/{parent}"])
def test_a_name_is_more_than_an_ending(template: str) -> None:
    assert fill(template, "x.jpg") == "x.png"


@pytest.mark.parametrize(
    "template",
    [
        *("../{stem}", "{stem}/../../x", "{relative}/..", "..", "/{stem}", "/etc/{stem}"),
        *("C:/x", "C:\\x", "c:{stem}", "//host/{stem}"),
    ],
)
def test_cannot_lead_out_of_the_folder(template: str) -> None:
    with pytest.raises(SettingsError, match="leads out of the output folder"):
        Template.parse(template)


@pytest.mark.parametrize("template", ["", " ", ".", "small/", "{stem}/", "./"])
def test_is_not_empty(template: str) -> None:
    with pytest.raises(SettingsError, match="is empty"):
        Template.parse(template)


@pytest.mark.parametrize("field", ["{foo}", "{}", "{0}", "{stem.upper}", "{stem[0]}", "{ stem }"])
def test_says_which_fields_there_are(field: str) -> None:
    with pytest.raises(SettingsError, match=r"\{stem\}, \{ext\}, \{k\}, \{n\}, \{relative\}"):
        Template.parse(field)


@pytest.mark.parametrize("template", ["{stem", "stem}", "{n:{k}}", "{n:999999999}", "{stem!r}"])
def test_is_well_formed(template: str) -> None:
    with pytest.raises(SettingsError):
        Template.parse(template)


@pytest.mark.parametrize(
    "template",
    [
        *("a:b", "{stem}?", "*.{ext}", "<{stem}>", 'say "{stem}"', "a|b", "x\n{stem}", "x\0"),
        *("a\\{stem}", "con/{stem}", "NUL", "{stem}. /x", "dir./{stem}", "{stem}."),
        *(".quantizer-batch/{stem}", ".Quantizer-x.tmp"),
    ],
)
def test_has_only_names_that_every_disk_allows(template: str) -> None:
    with pytest.raises(SettingsError):
        Template.parse(template)


def test_its_ending_chooses_the_format() -> None:
    chosen = [Template.parse(text).format for text in ("{stem}.GIF", "{stem}.apng", "{stem}.{ext}")]
    assert [entry and entry.name for entry in chosen] == ["gif", "png", None]
    with pytest.raises(SettingsError, match="no format that can be written"):
        Template.parse("{stem}.jpg")


def test_files_with_odd_names_stay_in_the_folder() -> None:
    assert fill("{stem}/{n}.{ext}", "...png") == "__/7.png"
    assert fill("{relative}.{ext}", "...png") == "__.png"


_PIECES = st.sampled_from(
    ["{stem}", "{ext}", "{k}", "{n:02}", "{relative}", "{parent}", "/", "..", ".", "a", "\\", " "]
)
_NAMES = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=6)


@given(
    template=st.lists(_PIECES, max_size=6).map("".join),
    parents=st.lists(_NAMES.filter(lambda name: name not in {".", ".."}), max_size=2),
    name=_NAMES.filter(lambda name: name not in {".", ".."}),
)
@pytest.mark.exhaustive
def test_no_template_and_no_file_leads_out(template: str, parents: list[str], name: str) -> None:
    try:
        parsed = Template.parse(template)
    except SettingsError:
        return
    made = parsed.fill(PurePath(*parents, name), ext="png", k=2, n=1)
    assert made.parts
    assert not made.is_absolute()
    assert not {".", ".."} & set(made.parts)
    assert made.name.endswith(".png")
