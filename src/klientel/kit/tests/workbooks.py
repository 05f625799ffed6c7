"""Workbooks for tests, written by hand so that they can be of every shape, also of wrong ones."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

#: styles by number: general, day, moment, postcode, German customer number, elapsed time
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>'
    '<numFmt numFmtId="164" formatCode="00000"/>'
    '<numFmt numFmtId="165" formatCode="&quot;K-&quot;0000"/>'
    '<numFmt numFmtId="166" formatCode="[$-407]TT.MM.JJJJ"/>'
    '<numFmt numFmtId="167" formatCode="#,##0.00\\ &quot;Tage&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>'
    '<xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="164"/><xf numFmtId="165"/>'
    '<xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="20"/></cellXfs></styleSheet>'
)
DAY, MOMENT, POSTCODE, NUMBER, GERMAN_DAY, DAYS, TIME = range(1, 8)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def text(value: str) -> str:
    """A cell with its text inside."""
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(value: float | str, style: int = 0) -> str:
    """A cell with a number and a style."""
    return f'<c s="{style}"><v>{value}</v></c>'


def row(*cells: str, place: int = 0, hidden: bool = False) -> str:
    """A row of cells."""
    where = f' r="{place}"' if place else ""
    return f"<row{where}{' hidden=' + quoteattr('1') if hidden else ''}>{''.join(cells)}</row>"


def texts(*values: str) -> str:
    """A row of texts; an empty one is no cell, as in true files."""
    return row(*(text(value) if value else "<c/>" for value in values))


def sheet(rows: Iterable[str], more: str = "") -> str:
    """The XML of a sheet."""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(rows)}</sheetData>{more}</worksheet>'


def workbook(
    path: Path,
    sheets: Mapping[str, str],
    *,
    states: Mapping[str, str] | None = None,
    shared: Sequence[str] = (),
    is_1904: bool = False,
    parts: Mapping[str, str | bytes] | None = None,
) -> Path:
    """Write a workbook of sheets by name; `parts` are put in as they are, over the others."""
    listed, rels = [], []
    for place, name in enumerate(sheets, 1):
        state = (states or {}).get(name, "visible")
        listed.append(
            f'<sheet name={quoteattr(name)} sheetId="{place}" state="{state}" r:id="r{place}"/>'
        )
        rels.append(_rel(f"r{place}", "worksheet", f"worksheets/sheet{place}.xml"))
    rels += [_rel("s", "sharedStrings", "sharedStrings.xml"), _rel("y", "styles", "/xl/styles.xml")]
    date = "1" if is_1904 else "0"
    content: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": _relations([_rel("w", "officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><workbookPr date1904="{date}"/>'
            f"<sheets>{''.join(listed)}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": _relations(rels),
        "xl/styles.xml": STYLES,
        "xl/sharedStrings.xml": (
            f'<sst xmlns="{_MAIN}">' + "".join(f"<si>{one}</si>" for one in shared) + "</sst>"
        ),
    }
    for place, xml in enumerate(sheets.values(), 1):
        content[f"xl/worksheets/sheet{place}.xml"] = xml
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in {**content, **(parts or {})}.items():
            file.writestr(name, body)
    return path


def _rel(key: str, sort: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_RELS}/{sort}" Target="{target}"/>'


def _relations(rels: Sequence[str]) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(rels)}</Relationships>'
