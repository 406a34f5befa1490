from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quantizer.errors import SettingsError
from quantizer.image_files.formats import (
    FORMATS,
    READABLE,
    WRITABLE,
    format_by_name,
    format_for_path,
)


def test_names_and_extensions_are_unique() -> None:
    extensions = [extension for entry in FORMATS for extension in entry.extensions]
    assert len(set(extensions)) == len(extensions)
    assert len({entry.name for entry in FORMATS}) == len(FORMATS)


def test_formats_read_and_written() -> None:
    both = {entry.name for entry in WRITABLE if entry.reads}
    assert both == {"png", "gif", "webp", "bmp", "tiff"}
    assert {entry.name for entry in WRITABLE if entry.for_firmware} == {"c", "bin"}
    assert all(entry.reads != entry.for_firmware for entry in FORMATS)
    assert "EPS" not in {entry.pillow for entry in READABLE}


def test_by_extension_in_any_case() -> None:
    assert format_for_path(Path("a/b.c/PHOTO.TIF")).name == "tiff"
    assert format_for_path(Path("x.jpg"), writable=False).name == "jpeg"
    assert format_by_name("PNG").name == "png"


@pytest.mark.parametrize("name", ["x.jpg", "x", "x.eps", ".png"])
def test_unknown_extension_lists_the_choices(name: str) -> None:
    with pytest.raises(SettingsError, match=r"\.png, .*\.webp"):
        format_for_path(Path(name))


def test_unknown_name_lists_the_choices() -> None:
    with pytest.raises(SettingsError, match="png, gif"):
        format_by_name("eps")


def test_the_table_needs_neither_numpy_nor_pillow() -> None:
    code = (
        "import sys, quantizer.image_files.formats\n"
        "sys.exit(bool({'numpy', 'PIL'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
