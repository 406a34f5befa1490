"""The catalogues hold every text of the code, and fill in values as the code does."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

import polib
import pytest

from quantizer.language import number, tr, tr_n, use_language
from quantizer.process.child import ChildProcess
from quantizer.process.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("PySide6.QtWidgets", exc_type=ImportError)  # the window's texts are looked up

from resources.languages.extract import FOLDER, texts


@pytest.fixture
def german() -> Iterator[None]:
    use_language("de")
    yield
    use_language("en")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(FOLDER / "de.po"))


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_the_catalogue_has_the_texts_of_the_code_and_no_others(catalogue: polib.POFile) -> None:
    assert {entry.msgid: entry.msgid_plural for entry in catalogue} == texts()


def test_every_text_is_translated_with_its_values(catalogue: polib.POFile) -> None:
    for entry in catalogue:
        forms = entry.msgstr_plural or {0: entry.msgstr}
        assert len(forms) == (2 if entry.msgid_plural else 1), entry.msgid
        for form in forms.values():
            assert form, entry.msgid
            if not entry.msgid_plural:
                assert form.count("&") == entry.msgid.count("&"), form
                known = fields(entry.msgid)
            else:
                known = fields(entry.msgid) | fields(entry.msgid_plural) | {"n"}
            assert fields(form) <= known, form


def test_numbers_and_plurals_follow_the_language(german: None) -> None:
    assert number(1234.5, ",.1f") == "1.234,5"
    assert tr("PSNR {psnr:.1f} dB", psnr=41.25) == "PSNR 41,2 dB"
    frames = [tr_n("{n} frame", "{n} frames", n) for n in (1, 2)]
    assert frames == ["1 Einzelbild", "2 Einzelbilder"]
    assert tr("a text that no catalogue has") == "a text that no catalogue has"


def test_another_process_speaks_the_language_of_its_owner(german: None) -> None:
    child = ChildProcess()
    try:
        child.wait_until_ready()
        assert child.call(Message.of((tr, ("Colours",), {}))) == "Farben"
    finally:
        child.close()
