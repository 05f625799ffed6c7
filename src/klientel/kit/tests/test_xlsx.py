"""Excel workbooks: read as a person sees them, and hostile ones answered with a sentence."""

import contextlib
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from klientel.kit import xlsx_parts
from klientel.kit.refused import Refused
from klientel.kit.tests import workbooks as make
from klientel.kit.xlsx import Found, Workbook
from klientel.kit.xlsx_formats import plain, show_of


def cells(path: Path, found: Found | None = None) -> list[list[str]]:
    with Workbook(path) as book:
        return [row for _number, row in book.rows(book.sheets[0], found)]


def one(folder: Path, *rows: str, more: str = "", **changes: object) -> Path:
    return make.workbook(folder / "a.xlsx", {"A": make.sheet(rows, more)}, **changes)  # type: ignore[arg-type]


def test_numbers_are_read_as_they_are_shown(tmp_path: Path) -> None:
    path = one(
        tmp_path,
        make.row(make.number(1067, make.POSTCODE), make.number(7, make.NUMBER)),
        make.row(make.number("491712345678"), make.number("4.91712345678E+11")),
        make.row(make.number("0.30000000000000004"), make.number("1234.5", make.DAYS)),
        make.row(make.text("01067"), make.text("+49 (0)30 1234")),
    )
    assert cells(path) == [
        ["01067", "K-0007"],
        ["491712345678", "491712345678"],
        ["0.3", "1234.5"],
        ["01067", "+49 (0)30 1234"],
    ]


def test_days_are_read_by_their_serial_number_and_as_text(tmp_path: Path) -> None:
    path = one(
        tmp_path,
        make.row(make.number(46349, make.DAY), make.number(46349.5, make.MOMENT)),
        make.row(make.number(46349, make.GERMAN_DAY), make.number(1, make.DAY)),
        make.row(make.number(0.75, make.TIME), make.text("23.11.2026")),
        make.row('<c t="d"><v>2026-11-23T00:00:00</v></c>', make.number(46349)),
    )
    assert cells(path) == [
        ["2026-11-23", "2026-11-23 12:00:00"],
        ["2026-11-23", "1900-01-01"],
        ["18:00", "23.11.2026"],
        ["2026-11-23", "46349"],
    ]


def test_the_calendar_of_old_macs_begins_in_1904(tmp_path: Path) -> None:
    path = one(tmp_path, make.row(make.number(44887, make.DAY)), is_1904=True)
    assert cells(path) == [["2026-11-23"]]


def test_shared_texts_are_read_without_their_pronunciation(tmp_path: Path) -> None:
    shared = ["<t>Müller</t>", "<r><t>An</t></r><r><t>na</t></r><rPh><t>ANA</t></rPh>", "<t/>"]
    rows = make.row(*(f'<c t="s"><v>{n}</v></c>' for n in (1, 0, 2)), '<c t="s"><v>1</v></c>')
    assert cells(one(tmp_path, rows, shared=shared)) == [["Anna", "Müller", "", "Anna"]]


def test_results_of_formulas_count_and_errors_are_empty_and_said(tmp_path: Path) -> None:
    found = Found()
    path = one(
        tmp_path,
        make.row("<c><f>A2*2</f><v>84</v></c>", '<c t="str"><f>B1</f><v>Nord</v></c>'),
        make.row('<c t="e"><v>#REF!</v></c>', "<c><f>NOW()</f></c>", '<c t="b"><v>1</v></c>'),
        make.row(make.text("x"), hidden=True),
    )
    assert cells(path, found) == [["84", "Nord"], ["", "", "true"], ["x"]]
    assert (found.errors, found.unanswered, found.hidden_rows) == (1, 1, 1)


def test_a_cell_merged_over_several_rows_counts_for_each(tmp_path: Path) -> None:
    rows = (
        make.row(make.text("Nord GmbH"), make.text("Anna"), place=1),
        make.row("<c/>", make.text("Ben"), place=2),
        make.row("<c/>", make.text("Cem"), place=3),
    )
    more = '<mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>'
    assert cells(one(tmp_path, *rows, more=more)) == [
        ["Nord GmbH", "Anna"],
        ["Nord GmbH", "Ben"],
        ["", "Cem"],
    ]


def test_cells_stand_where_they_are_named_however_many_are_left_out(tmp_path: Path) -> None:
    rows = '<row r="3"><c r="C3" t="str"><v>c</v></c><c r="AA3"><v>27</v></c></row>'
    with Workbook(one(tmp_path, rows)) as book:
        ((number, row),) = book.rows(book.sheets[0])
    assert (number, row[2], row[26], len(row)) == (3, "c", "27", 27)


def test_prefixes_of_other_writers_make_no_difference(tmp_path: Path) -> None:
    xml = (
        '<x:worksheet xmlns:x="u"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is>'
        "</x:c><x:c><x:v>2</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert cells(make.workbook(tmp_path / "a.xlsx", {"A": xml})) == [["a", "2"]]


def test_hidden_sheets_are_told_apart(tmp_path: Path) -> None:
    sheets = {"A": make.sheet([]), "B": make.sheet([make.texts("x")])}
    path = make.workbook(tmp_path / "a.xlsx", sheets, states={"B": "veryHidden"})
    with Workbook(path) as book:
        assert [(sheet.name, sheet.is_hidden) for sheet in book.sheets] == [
            ("A", False),
            ("B", True),
        ]


ENTITIES = (
    '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
)
WRONG = {
    "entities": ({"xl/worksheets/sheet1.xml": ENTITIES}, "damaged"),
    "cut off": ({"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>"}, "damaged"),
    "no text": ({"xl/worksheets/sheet1.xml": b"\x00\x01\x02"}, "damaged"),
    "foreign text": ({"xl/sharedStrings.xml": "<sst>&x;</sst>"}, "damaged"),
    "binary": ({"xl/workbook.bin": b"x"}, "binary Excel"),
}


@pytest.mark.parametrize("case", WRONG)
def test_hostile_and_damaged_workbooks_are_refused(tmp_path: Path, case: str) -> None:
    parts, word = WRONG[case]
    path = one(tmp_path, make.texts("a"), parts=parts)
    with pytest.raises(Refused, match=word):
        cells(path)


def test_a_text_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="damaged"):
        cells(one(tmp_path, make.row('<c t="s"><v>7</v></c>')))


def test_what_unpacks_to_more_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_parts, "MOST_UNPACKED", 1 << 20)
    path = one(tmp_path, make.texts("a"), more="<!--" + " " * (2 << 20) + "-->")
    assert path.stat().st_size < 20_000
    with pytest.raises(Refused, match="larger than 1 MB"):
        cells(path)


@given(st.data())
def test_no_damage_to_a_file_is_worse_than_a_sentence(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    path = one(folder, make.texts("Name", "Ort"), make.row(make.number(1, make.DAY)), shared=["x"])
    body = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(body[: data.draw(st.integers(len(body) // 2, len(body)))])
    with contextlib.suppress(Refused):
        cells(path)


STRANGE = ("²", "9" * 5_000, "-1", "", "1e3", "\u0663")


@pytest.mark.parametrize("number", STRANGE)
def test_strange_numbers_in_the_build_of_a_file_end_nothing(tmp_path: Path, number: str) -> None:
    row = f'<row r="{number}"><c r="{number}" s="{number}" t="n"><v>{number}</v></c></row>'
    assert len(cells(one(tmp_path, row, make.texts("a")))) in (1, 2)
    with pytest.raises(Refused, match="damaged"):
        cells(one(tmp_path, make.row(f'<c t="s"><v>{number or "x"}</v></c>')))


def _zip(folder: Path, *names: str) -> Path:
    path = folder / "b.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return path


def test_files_of_other_programs_are_called_by_their_names(tmp_path: Path) -> None:
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600))
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    cut = tmp_path / "cut.xlsx"
    cut.write_bytes(one(tmp_path, make.texts("a")).read_bytes()[:300])
    for path, word in (
        (old, "old Excel"),
        (locked, "password"),
        (cut, "damaged"),
    ):
        with pytest.raises(Refused, match=word):
            Workbook(path)
    for names, word in (
        (("mimetype", "content.xml"), "LibreOffice"),
        (("Index/Document.iwa",), "Numbers"),
        (("[Content_Types].xml", "word/document.xml"), "no table"),
        (("kunden.csv",), "unpack"),
    ):
        with pytest.raises(Refused, match=word):
            Workbook(_zip(tmp_path, *names))


@given(st.floats(-1e300, 1e300))
def test_a_stored_number_keeps_its_value_and_loses_its_exponent(value: float) -> None:
    shown = plain(repr(value))
    assert float(shown) == pytest.approx(value, rel=1e-14)
    assert "e" not in shown.lower()


@given(st.integers(0, 10**9), st.integers(2, 9))
def test_leading_noughts_are_those_of_the_mask(value: int, width: int) -> None:
    assert show_of(170, "0" * width)(str(value)) == str(value).zfill(width)


@given(st.text(max_size=40), st.text(max_size=12))
def test_no_format_makes_a_number_unreadable(code: str, value: str) -> None:
    assert isinstance(show_of(180, code)(value), str)
    assert show_of(180, code)("12")
