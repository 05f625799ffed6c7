"""Files of strangers: recognised, read within bounds, and written so that they come back."""

import codecs
import io
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klientel.kit import tables, text
from klientel.kit.refused import Refused
from klientel.kit.tables import Dialect, Limits, Row

SHOP = "Name;Ort;Umsatz;Letzter Einkauf\nMüller;Köln;1.234,50;22.11.26\nOtt;Bonn;99;2.11.26\n"


def read(folder: Path, content: str | bytes, limits: Limits | None = None) -> list[Row]:
    file = folder / "in.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(tables.read_rows(file, tables.sniff(file), limits))


def problems(rows: list[Row]) -> list[str | None]:
    return [row.problem.kind if row.problem else None for row in rows]


@pytest.mark.parametrize(
    ("encoding", "bom", "recognised"),
    [
        ("utf-8", b"", "utf-8"), ("utf-8", codecs.BOM_UTF8, "utf-8-sig"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16"), ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16"),
        ("utf-16-le", b"", "utf-16-le"), ("windows-1252", b"", "windows-1252"),
    ],
)  # fmt: skip
def test_an_encoding_is_recognised(
    tmp_path: Path, encoding: str, bom: bytes, recognised: str
) -> None:
    content = bom + SHOP.encode(encoding)
    assert tables.sniff(content).encoding == recognised
    assert read(tmp_path, content)[0].cells == ["Müller", "Köln", "1.234,50", "22.11.26"]


@pytest.mark.parametrize(
    ("separator", "name"), [(";", ";"), ("\t", "\t"), ("|", "|"), ("  ", "blanks")]
)
def test_a_separator_is_recognised(separator: str, name: str) -> None:
    rows = SHOP.replace("Letzter Einkauf", "Letzter").replace(";", separator)
    dialect = tables.sniff(rows.encode())
    assert (dialect.separator, dialect.columns) == (name, ("Name", "Ort", "Umsatz", "Letzter"))


def test_commas_part_only_where_they_agree() -> None:
    assert tables.sniff(b"a,b,c\n1,2,3\n4,5,6\n").separator == ","
    assert tables.sniff(b"1,5;2,5\n1,6;2,6\n").separator == ";"
    assert tables.sniff(b'name,note\n"Ott, Max","x;y;z"\n').separator == ","
    assert len(tables.sniff(b"Max Ott\nLena Schmidt\n").columns) == 1


def test_a_header_is_recognised() -> None:
    assert tables.sniff(b"00004 19970101  2   29.33\n00005 19970118  2   29.73\n").columns == (
        "1", "2", "3", "4",
    )  # fmt: skip
    dialect = tables.sniff(b"a;a;;d\n1;2;3;4\n")
    assert dialect.columns == ("a", "a (2)", "3", "d")
    assert dialect.sample_rows == (("1", "2", "3", "4"),)


def test_the_separator_line_of_excel_is_no_row(tmp_path: Path) -> None:
    rows = read(tmp_path, "sep=|\r\na|b\r\n1|2\r\n")
    assert rows == [Row(3, ["1", "2"])]


def test_late_umlauts_decide_the_encoding(tmp_path: Path) -> None:
    rows = read(tmp_path, b"name;x\n" + b"abc;1\n" * 60_000 + "Grün;2\n".encode("windows-1252"))
    assert rows[-1].cells == ["Grün", "2"]


def test_one_broken_character_does_not_spoil_the_others(tmp_path: Path) -> None:
    rows = read(tmp_path, b"name;x\n" + "Grün;1\n".encode() * 50 + b"Gr\xfcn;2\n")
    assert rows[0].cells[0] == "Grün"
    assert problems(rows) == [None] * 50 + ["unreadable"]


@pytest.mark.parametrize("content", [b"", b"  \n ", b"PK\x03\x04rest", bytes(2000), b"%PDF-1.7"])
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        tables.sniff(content)


def test_quoted_cells_keep_separators_quotes_and_lines(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a;b\n"x;""y""";"one\ntwo"\n5" Rohr;2\n')
    assert rows == [Row(2, ['x;"y"', "one\ntwo"]), Row(4, ['5" Rohr', "2"])]


def test_ragged_blank_and_nul_rows_are_told(tmp_path: Path) -> None:
    rows = read(tmp_path, "a;b;c\n1;2\n\n;;\n1;2;3;4\n1;2;3;;\n1\0;2;3\n")
    assert [row.line_number for row in rows] == [2, 5, 6, 7]
    assert problems(rows) == [None, "ragged", None, "nul"], "empty cells at the end may be missing"
    assert rows[0].cells == ["1", "2", ""]
    assert rows[3].cells == ["1", "2", "3"]


def test_a_truncated_quote_at_the_end_is_told(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a;b\n1;2\n3;"cut off he')
    assert problems(rows) == [None, "open_quote"]
    assert rows[1] == (3, [], rows[1].problem)


def test_a_long_cell_is_an_error_row(tmp_path: Path) -> None:
    for cell in ("x" * 1_000_000, '"' + "x\n" * 500_000 + '"'):
        rows = read(tmp_path, f"a;b\n1;2\n{cell};2\n3;4\n")
        assert problems(rows) == [None, "long_cell", None]
        assert rows[-1].cells == ["3", "4"]


def test_a_line_without_end_is_skipped_and_not_kept(tmp_path: Path) -> None:
    rows = read(tmp_path, "a;b\n1;2\n" + "x" * 5_000_000 + ";2\n3;4\n")
    assert problems(rows) == [None, "long_row", None]
    assert rows[-1] == Row(4, ["3", "4"])


def test_an_open_quote_swallows_no_more_than_the_limit(tmp_path: Path) -> None:
    content = 'a;b\n"open;2\n' + "abc;def\n" * 1000
    rows = read(tmp_path, content, Limits(record=2000))
    assert rows[0].problem is not None
    assert rows[0].problem.kind == "open_quote"
    assert len(rows) > 700


def test_a_large_file_is_refused_at_once(tmp_path: Path) -> None:
    file = tmp_path / "large.csv"
    file.write_bytes(b"a;b\n1;2\n")
    with pytest.raises(Refused, match="at most"):
        tables.read_rows(file, Dialect(), Limits(file_bytes=5))


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|'x'", "-1+1", "@SUM(A1)", "\t=1", " =1", "＝1", "'=1"]
)
def test_a_formula_is_written_as_text(cell: str) -> None:
    assert tables.guarded(cell) == "'" + cell
    assert tables.unguarded("'" + cell) == cell


def test_numbers_and_phones_are_no_formulas() -> None:
    out = io.StringIO()
    tables.write_rows(out, ["a"], [[Decimal("-12.00")], ["-12,00"], ["+49 171 234567"], [None]])
    assert out.getvalue() == 'a\n-12.00\n"-12,00"\n+49 171 234567\n""\n'.replace(
        '"-12,00"', "-12,00"
    )


CELL = st.text(max_size=30).map(lambda cell: text.clean_text(cell, 1000))


@given(st.lists(st.tuples(CELL.filter(str.strip), CELL, CELL), min_size=1, max_size=8))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    file = tmp_path_factory.mktemp("round") / "out.csv"
    dialect = Dialect(columns=("a", "b", "c"))
    with tables.text_file(file, dialect) as out:
        assert tables.write_rows(out, dialect.columns, rows, dialect) == len(rows)
    again = [tuple(row.cells) for row in tables.read_rows(file, dialect)]
    assert again == [tuple(row) for row in rows]


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    file = tmp_path_factory.mktemp("any") / "x.csv"
    file.write_bytes(content)
    try:
        dialect = tables.sniff(file)
    except Refused:
        return
    for row in tables.read_rows(file, dialect):
        assert row.problem or len(row.cells) == len(dialect.columns)


@pytest.mark.parametrize(
    ("samples", "kind"),
    [
        (["1", "23"], "integer"), (["00001", "00002"], "text"), (["01067"], "text"),
        (["1,5", "2"], "decimal"), (["12,00 €"], "decimal"), (["19970101"], "date"),
        (["22.11.26", ""], "date"), (["a@b.de"], "email"), (["0171/2345678"], "phone"),
        (["+49 30 1234567"], "phone"), (["+491712345678"], "phone"), (["", " "], "empty"),
        (["Lena", "2"], "text"),
    ],
)  # fmt: skip
def test_a_column_has_a_kind(samples: list[str], kind: str) -> None:
    assert tables.column_kind(samples) == kind
