"""Writing an Excel file piece by piece: typed cells, a frozen head, and never the whole in memory.

Office Open XML, ECMA-376 parts 1 and 2: one sheet, strings inside the cells, so that no table of
strings has to be kept until the end. Text is typed as text, so that none is ever a formula.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import IO, cast
from xml.sax.saxutils import escape, quoteattr

#: rows that a sheet can have, its head included (ECMA-376 and Excel's own limit)
MOST_ROWS = 1_048_576
#: characters of a cell
LONGEST = 32_767
#: Excel keeps fifteen digits of a number; what has more is written as text
_DIGITS = 15
#: the day that Excel's calendar counts from, once its leap day of 1900 is over
_EPOCH = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)
_ROWS_OF_A_PIECE = 500
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_NAME = re.compile(r"[\[\]:*?/\\']")
#: the styles of `_STYLES` by their place
_HEAD, _DAY, _MOMENT, _MONEY = 1, 2, 3, 4

Cell = str | int | bool | Decimal | date | datetime | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its width in characters, and whether its numbers are money."""

    label: str
    width: int = 16
    is_money: bool = False


def workbook(
    name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]
) -> Iterator[bytes]:
    """The pieces of an .xlsx file with one sheet of this name.

    Moments must be on the wall clock that shall be seen. Raises ValueError for more rows than a
    sheet has.
    """
    sink = _Sink()
    with zipfile.ZipFile(
        cast("IO[bytes]", sink), "w", zipfile.ZIP_DEFLATED, compresslevel=4
    ) as archive:
        for path, text in _fixed_parts(name):
            archive.writestr(path, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for piece in _sheet(columns, rows):
                sheet.write(piece.encode())
                yield from sink.taken()
        yield from sink.taken()
    yield from sink.taken()


class _Sink:
    """Takes what the archive writes, and gives it away: it can neither be read nor gone back in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        """Keep a piece until it is taken."""
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits here."""

    def tell(self) -> int:
        """There is no way back, which tells the archive to write its sizes behind."""
        raise OSError("written piece by piece")

    def taken(self) -> Iterator[bytes]:
        """What was written since the last time."""
        pieces, self._pieces = self._pieces, []
        whole = b"".join(pieces)
        if whole:
            yield whole


def _sheet(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{one.width}" customWidth="1"/>'
        for n, one in enumerate(columns, 1)
    )
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>"
    )
    heads = "".join(_text(one.label, _HEAD) for one in columns)
    written = [f"<row>{heads}</row>"]
    count = 1
    money = [one.is_money for one in columns]
    for row in rows:
        count += 1
        if count > MOST_ROWS:
            raise ValueError("a sheet has no room for more rows")
        cells = "".join(map(_cell, row, money))
        written.append(f"<row>{cells}</row>")
        if len(written) == _ROWS_OF_A_PIECE:
            yield "".join(written)
            written = []
    last = f"{_letters(len(columns))}{count}"
    yield "".join([*written, f'</sheetData><autoFilter ref="A1:{last}"/></worksheet>'])


def _cell(value: Cell, is_money: bool) -> str:
    if value is None or value == "":
        return "<c/>"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        if value < _FIRST_DAY:
            return _text(value.isoformat())
        return f'<c s="{_DAY}"><v>{(value - _EPOCH).days}</v></c>'
    return _number(value, is_money)


def _number(value: int | Decimal, is_money: bool) -> str:
    exact = Decimal(value)
    if not exact.is_finite() or len(exact.normalize().as_tuple().digits) > _DIGITS:
        return _text(str(value))
    style = f' s="{_MONEY}"' if is_money else ""
    return f"<c{style}><v>{exact:f}</v></c>"


def _moment(value: datetime) -> str:
    if value.date() < _FIRST_DAY:
        return _text(value.isoformat(" ", "minutes"))
    clock = value.time()
    seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
    days = (value.date() - _EPOCH).days
    part = f"{Decimal(seconds) / 86400:.10f}".lstrip("0") if clock != time() else ""
    return f'<c s="{_MOMENT}"><v>{days}{part}</v></c>'


def _text(value: str, style: int = 0) -> str:
    text = escape(_NO_XML.sub("", value[:LONGEST]))
    styled = f' s="{style}"' if style else ""
    return f'<c{styled} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letters(number: int) -> str:
    """The name of the n-th column: A, ..., Z, AA."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name or "A"


def _fixed_parts(name: str) -> Iterator[tuple[str, str]]:
    """The parts of the package beside the sheet."""
    called = quoteattr(_NO_NAME.sub(" ", _NO_XML.sub("", name)).strip()[:31] or "1")
    yield "[Content_Types].xml", _TYPES
    yield "_rels/.rels", _ROOT
    book = f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets><sheet name={called} '
    yield "xl/workbook.xml", f'{book}sheetId="1" r:id="rId1"/></sheets></workbook>'
    yield "xl/_rels/workbook.xml.rels", _BOOK
    yield "xl/styles.xml", _STYLES


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/package/2006/content-types"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TYPES = (
    f'{_XML}<Types xmlns="{_KINDS}">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}.styles+xml"/></Types>'
)
_ROOT = (
    f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
_BOOK = (
    f'{_XML}<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
    f'Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)
# 14 and 22 are the reader's own forms of a day and a moment, 4 is "#,##0.00"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/>'
    '</font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>'
    '<xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="22" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="4" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
