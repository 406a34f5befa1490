from __future__ import annotations

import pytest

from quantizer.errors import SettingsError
from quantizer.image_files.data_url import css_background, data_url, web_format
from quantizer.image_files.formats import WRITABLE, format_by_name


def test_a_file_becomes_a_url_that_contains_it() -> None:
    url = data_url(b"GIF89a", format_by_name("gif"))
    assert url == "data:image/gif;base64,R0lGODlh"
    assert css_background(url) == f'background-image: url("{url}");'


def test_what_browsers_do_not_show_is_written_as_png() -> None:
    names = {entry.name: web_format(entry).name for entry in WRITABLE}
    assert names["webp"] == "webp"
    assert names["bmp"] == names["c"] == "png"
    with pytest.raises(SettingsError, match="BMP"):
        data_url(b"", format_by_name("bmp"))
