"""Reading tables: any dialect gives the same numbers, and bad files give one sentence."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantizer.errors import QuantizerError, SettingsError
from quantizer.tables.options import DECIMALS, SEPARATORS, Encoding, Missing, TableOptions
from quantizer.tables.read import read_table
from quantizer.tables.table import complete_rows

if TYPE_CHECKING:
    from pathlib import Path

NUMBERS = st.floats(-1e6, 1e6).map(lambda value: round(value, 3) + 0.125)


@given(
    rows=st.lists(st.tuples(NUMBERS, NUMBERS, st.text('äß,;|\t"\n x', max_size=5)), min_size=3),
    separator=st.sampled_from(list(SEPARATORS.values())),
    decimal=st.sampled_from(list(DECIMALS.values())),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "latin-1"]),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    header=st.booleans(),
    found=st.booleans(),
)
def test_all_dialects_hold_the_same_numbers(
    tmp_path_factory, rows, separator, decimal, encoding, line_end, header, found
) -> None:
    lines = [separator.join(["größe", '"x, y"', "name"])] if header else []
    for first, second, name in rows:
        numbers = (f"{value:.3f}".replace(".", decimal) for value in (first, second))
        cells = [f'"{number}"' if separator == decimal else number for number in numbers]
        quoted = name.replace('"', '""')
        lines.append(separator.join([*cells, f'"n{quoted}"']))
    path = tmp_path_factory.mktemp("t") / "t.csv"
    path.write_bytes("".join(f"{line}{line_end}" for line in lines).encode(encoding))
    # Numbers with commas between commas cannot be told from a mark between thousands.
    known = {} if found and (separator, decimal) != (",", ",") else {"separator": separator}
    table = read_table(path, TableOptions(decimal=decimal if known else None, **known))
    assert table.names == (("größe", "x, y") if header else ("column 1", "column 2"))
    wanted = [[float(f"{value:.3f}") for value in row[:2]] for row in rows]
    np.testing.assert_array_equal(table.values, wanted)
    assert (table.dialect.separator, table.dialect.decimal) == (separator, decimal)


def table_of(tmp_path: Path, text: str | bytes, **options: object):
    path = tmp_path / "t.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_table(path, TableOptions(**options))  # type: ignore[arg-type]


def test_missing_values(tmp_path) -> None:
    table = table_of(tmp_path, "a,b\n1,2\n,4\nNA,NaN\n5,-\n7,9\n")
    assert np.isnan(table.values).tolist() == [
        [False, False],
        [True, False],
        [True, True],
        [False, True],
        [False, False],
    ]
    kept = complete_rows(table, Missing.DROP)
    assert kept.indices.tolist() == [0, 4]
    filled = complete_rows(table, Missing.MEAN)
    assert filled.values[:, 0].tolist() == pytest.approx([1, 13 / 3, 13 / 3, 5, 7])
    assert filled.filled == 4


def test_columns_are_chosen_by_name_or_number(tmp_path) -> None:
    text = 'id,name,"x, y",z\n1,a,5,6\n2,b,7,9\n3,c,8,1\n'
    table = table_of(tmp_path, text)
    assert table.names == ("x, y", "z")  # without the numbers of the rows, and the text
    assert len(table.notices) == 2
    assert not any("--" in notice for notice in table.notices)  # the window shows them, too
    assert table_of(tmp_path, text, columns=("1", "x, y")).names == ("id", "x, y")
    for wrong in ("y", "5", "0"):
        with pytest.raises(SettingsError, match="there is no column"):
            table_of(tmp_path, text, columns=(wrong,))
    assert table_of(tmp_path, "a,a,\n1,2,3\n4,5,7\n").names == ("a", "a (2)", "column 3")
    assert table_of(tmp_path, "a\x1b[2J,b\n1,2\n4,5\n").names == (r"a\x1b[2J", "b")


def test_only_plain_numbers_are_numbers(tmp_path) -> None:
    text = "a;b;c;d\n1_000;1e3;٣;1.5\n2; 7 ;4;2,5\n5;+.5;5;1\n"
    assert table_of(tmp_path, text, decimal=".").names == ("b",)
    assert table_of(tmp_path, "a;b\n1,5;1.5\n2,5;2.5\n", decimal=",").names == ("a",)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b"a,b\n", "no rows"),
        (b"a,b\nx,y\nz,w\n", "no numeric column"),
        (b"a,b\n1,2\n3,4,5\n", "line 3 has 3 cells, but line 1 has 2"),
        (b"a,b\n1,2\ninf,4\n", "line 3 has an infinite value in the column 'a'"),
        (b"a,b\n1,2\n3,1e200\n", "line 3 has too large a value"),
        (b'a,b\n1,"2\n3,4\n', "in line 2 is never closed"),
        (b"a,b\n1,2\n" + b"x" * 200_000 + b",3\n", "a cell in line 3 is longer"),
        (b"a,b\n1," + b'"\n",' * 1_100_000, "row that begins in line 2 is longer than 4 MB"),
        (gzip.compress(b"a,b\n1,2\n" * 99, mtime=0), "binary file"),
        ("a,b\n1,2\n".encode("utf-16"), "UTF-16"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(tmp_path, content, reason) -> None:
    with pytest.raises(QuantizerError, match=reason):
        table_of(tmp_path, content)


def test_a_huge_cell_is_not_read_whole(tmp_path) -> None:
    path = tmp_path / "t.csv"
    with path.open("wb") as file:
        file.write(b"a,b\n1,2\n3," + b"7" * (5 << 20))
        file.truncate(2 << 30)  # the rest takes no room on the disk
    with pytest.raises(QuantizerError, match="line 3 is longer than 4 MB"):
        read_table(path)


def test_latin_1_must_be_allowed(tmp_path) -> None:
    text = "größe,b\n1,2\n3,5\n".encode("latin-1")
    assert table_of(tmp_path, text).names[0] == "größe"
    with pytest.raises(QuantizerError, match="not UTF-8"):
        table_of(tmp_path, text, encoding=Encoding.UTF_8)
