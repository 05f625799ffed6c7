"""Excel files: typed cells, a frozen head, nothing that a spreadsheet runs, and steady memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

import pytest

from klientel.kit import xlsx_writer
from klientel.kit.xlsx_writer import Column, workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def written(rows: list[list[Any]], columns: list[Column] | None = None, name: str = "L") -> Any:
    columns = columns or [Column(f"c{n}") for n in range(len(rows[0]) if rows else 1)]
    return zipfile.ZipFile(io.BytesIO(b"".join(workbook(name, columns, rows))))


def sheet_of(archive: zipfile.ZipFile) -> ElementTree.Element:
    return ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))


def cells_of(archive: zipfile.ZipFile) -> list[list[tuple[str, str, str]]]:
    """Type, style and text of every cell below the head."""
    rows = sheet_of(archive).iter(f"{MAIN}row")
    return [
        [
            (cell.get("t", ""), cell.get("s", ""), "".join(cell.itertext()))
            for cell in row.iter(f"{MAIN}c")
        ]
        for row in rows
    ][1:]


def test_values_are_typed() -> None:
    row = [
        "Müller & <Söhne>", 12, Decimal("1234.50"), date(2026, 11, 23),
        datetime(2026, 11, 23, 12, 0), True, None, "",
    ]  # fmt: skip
    columns = [Column(str(n), is_money=n == 2) for n in range(len(row))]
    assert cells_of(written([row], columns)) == [
        [
            ("inlineStr", "", "Müller & <Söhne>"),
            ("", "", "12"),
            ("", "4", "1234.50"),
            ("", "2", "46349"),
            ("", "3", "46349.5000000000"),
            ("b", "", "1"),
            ("", "", ""),
            ("", "", ""),
        ]
    ]


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "＝1"])
def test_no_text_is_a_formula(text: str) -> None:
    archive = written([[text]])
    assert cells_of(archive)[0][0][0] == "inlineStr"
    assert sheet_of(archive).find(f".//{MAIN}f") is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (10**17, "100000000000000000"),
        (Decimal("123456789012345678.9"), "123456789012345678.9"),
        (Decimal("NaN"), "NaN"),
        (date(1899, 1, 1), "1899-01-01"),
        ("a\x00b\x0bc\ud800", "abc"),
        ("x" * 40_000, "x" * xlsx_writer.LONGEST),
    ],
)
def test_what_excel_cannot_keep_exactly_is_text(value: Any, text: str) -> None:
    (kind, _style, shown) = cells_of(written([[value]]))[0][0]
    is_round = value == 10**17
    assert (kind, shown) == ("" if is_round else "inlineStr", text)


def test_the_head_is_frozen_and_can_be_filtered() -> None:
    sheet = sheet_of(written([["a", "b"]] * 3))
    pane = sheet.find(f".//{MAIN}pane")
    assert pane is not None
    assert (pane.get("ySplit"), pane.get("state")) == ("1", "frozen")
    found = sheet.find(f"{MAIN}autoFilter")
    assert found is not None
    assert found.get("ref") == "A1:B4"


def test_every_part_is_well_formed_whatever_the_names() -> None:
    archive = written([["x"]], [Column('<&"Ü')], name="a/b:c*d?[e]'\x00" + "z" * 40)
    assert archive.testzip() is None
    for name in archive.namelist():
        ElementTree.fromstring(archive.read(name))
    book = archive.read("xl/workbook.xml").decode()
    assert 'name="a b c d  e  zzzz' in book


def test_no_rows_are_a_file_too() -> None:
    assert cells_of(written([], [Column("a")])) == []


def test_more_rows_than_a_sheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_writer, "MOST_ROWS", 3)
    with pytest.raises(ValueError, match="no room"):
        written([["x"]] * 3)


def test_memory_does_not_grow_with_the_rows() -> None:
    def peak(count: int) -> int:
        def rows() -> Iterator[list[Any]]:
            for number in range(count):
                yield [f"Name {number}", number, Decimal(number), date(2026, 1, 1)]

        tracemalloc.start()
        for _piece in workbook("L", [Column("a")] * 4, rows()):
            pass
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    few, many = peak(2_000), peak(20_000)
    assert many < few * 1.5
