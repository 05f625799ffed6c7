"""What a stranger's file is written in: its encoding, separator, quotes and header."""

from __future__ import annotations

import codecs
import csv
import os
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from klientel.kit import column_kinds
from klientel.kit.refused import Refused

BLANKS = "blanks"
SEPARATORS = (";", "\t", "|", ",")
_HEAD_BYTES = 1 << 18
_SCAN_BYTES = 1 << 20
_SAMPLE_RECORDS = 100
_SHOWN_RECORDS = 20
_SEPARATOR_LINE = re.compile(r"sep=([;|,\t])\Z", re.IGNORECASE)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited file is written, and a few of its rows.

    `columns` are names from the header, or "1", "2", ... without one. `newline` tells what ends the
    lines. `skip_lines` is what stands above the table (Excel's `sep=;`). `certainty` is 0 to 1, and
    `notes` are msgids of what a person should check. `form` is `text` for a delimited file, `cells`
    for a table that was taken out of another kind of file (`kit.cells`): its cells are certain.
    """

    encoding: str = "utf-8"
    separator: str = ";"
    quote: str = '"'
    has_header: bool = True
    columns: tuple[str, ...] = ()
    sample_rows: tuple[tuple[str, ...], ...] = ()
    newline: str = "\n"
    skip_lines: int = 0
    certainty: float = 1.0
    notes: tuple[str, ...] = ()
    form: str = "text"


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says about a file; None leaves it to be recognised.

    `sheet` and `begins` (the row with the names of the columns, from 1) are said of workbooks.
    """

    encoding: str | None = None
    separator: str | None = None
    has_header: bool | None = None
    sheet: str | None = None
    begins: int | None = None


def encoding_of(path: str | os.PathLike[str]) -> str:
    """The encoding of a text file, checked against all its bytes; `Refused` for what is no text."""
    return _head_of(path, Told())[1]


def sniff(source: str | os.PathLike[str] | bytes, told: Told | None = None) -> Dialect:
    """Recognise the dialect of a file, or of the first bytes of one, but for what was `told`.

    Of a file, the encoding is checked against all its bytes (in pieces), the rest against its
    first 256 kB. Raises `Refused` for an empty file and one that is no text.
    """
    told = told or Told()
    head, encoding, notes = _head_of(source, told)
    if not head.strip():
        raise Refused("This file is empty.")
    lines, newline, is_whole = _head_lines(head, encoding)
    if not is_whole and len(lines) > 1:
        lines.pop()
    line = _SEPARATOR_LINE.match(lines[0].strip("\r\n")) if lines else None
    body = lines[1:] if line else lines
    quote = _quote_of(body)
    separator, certainty = (line[1], 1.0) if line else _separator_of(body, quote)
    if told.separator:
        separator, certainty = told.separator, 1.0
    records = [row for row in records_of(body, separator, quote) if any(row)][:_SAMPLE_RECORDS]
    if not records:
        raise Refused("This file has no rows.")
    has_header, is_sure = looks_like_header(records)
    if told.has_header is not None:
        has_header, is_sure = told.has_header, True
    if not is_sure:
        notes.append("Please check whether the first row holds the names of the columns.")
    if certainty < 0.9:
        notes.append("Please check the separator: not all rows have the same number of columns.")
    width = Counter(len(row) for row in records).most_common(1)[0][0]
    if has_header:
        width = len(records[0])
    return Dialect(
        encoding=encoding,
        separator=separator,
        quote=quote,
        has_header=has_header,
        columns=names_of(records[0]) if has_header else tuple(str(n + 1) for n in range(width)),
        sample_rows=tuple(tuple(row) for row in records[has_header:][:_SHOWN_RECORDS]),
        newline=newline,
        skip_lines=1 if line else 0,
        certainty=round(certainty, 3),
        notes=tuple(notes),
    )


def _head_of(source: str | os.PathLike[str] | bytes, told: Told) -> tuple[bytes, str, list[str]]:
    """The first bytes, the encoding and notes on it."""
    if isinstance(source, bytes):
        head = source[:_HEAD_BYTES]
        return (head, told.encoding, []) if told.encoding else (head, *_encoding_of([source]))
    with Path(source).open("rb") as file:
        head = file.read(_HEAD_BYTES)
        if told.encoding:
            return head, told.encoding, []
        return (head, *_encoding_of([head], file.read))


def records_of(lines: Sequence[str], separator: str, quote: str) -> list[list[str]]:
    """The cells of some lines, as the reader would part them; for small samples only."""
    if separator == BLANKS:
        return [line.split() for line in lines]
    bounded = (line.replace("\0", "")[:100_000] for line in lines)
    try:
        rows = list(csv.reader(bounded, delimiter=separator, quotechar=quote))
    except csv.Error:
        rows = [line.rstrip("\r\n").split(separator) for line in lines]
    return [[cell.strip() for cell in row] for row in rows]


def _encoding_of(
    pieces: list[bytes], more: Callable[[int], bytes] | None = None
) -> tuple[str, list[str]]:
    """The encoding of bytes read in pieces, and notes; `more(n)` reads on until it gives b""."""
    head = pieces[0]
    for bom, name in _BOMS:
        if head.startswith(bom):
            return name, []
    if head[:1000].count(0) > len(head[:1000]) // 4:
        even, odd = head[:1000:2].count(0), head[1:1000:2].count(0)
        if max(even, odd) > 4 * min(even, odd):
            return ("utf-16-be" if even > odd else "utf-16-le"), []
        raise Refused("This file is no text. Please save it as CSV first.")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")):
        raise Refused("This file is no text. Please save it as CSV first.")
    readable, broken = _count_utf8(pieces, more)
    if broken == 0:
        return "utf-8", []
    if readable > 4 * broken:
        return "utf-8", ["Some characters of this file cannot be read."]
    return "windows-1252", []


def _count_utf8(pieces: list[bytes], more: Callable[[int], bytes] | None) -> tuple[int, int]:
    """How many characters beyond ASCII can be read as UTF-8, and how many cannot."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    readable = broken = 0
    piece = pieces[0]
    while piece:
        text = decoder.decode(piece)
        if not text.isascii():
            bad = text.count("\ufffd")
            broken += bad
            readable += len(text.encode()) - len(text) - 2 * bad
        if broken > 1000 and readable <= broken:
            break
        piece = more(_SCAN_BYTES) if more else b""
    return readable, broken


def _head_lines(head: bytes, encoding: str) -> tuple[list[str], str, bool]:
    """The lines of the head, the line end, and whether the head is all of the file."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    newline = "\r\n" if "\r\n" in text else "\n" if "\n" in text else "\r" if "\r" in text else "\n"
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)
    return lines, newline, len(head) < _HEAD_BYTES


def _quote_of(lines: Sequence[str]) -> str:
    text = "".join(lines[:_SAMPLE_RECORDS])
    singles = len(re.findall(r"(?:^|[;,|\t])'[^'\n]*'(?=[;,|\t\r\n]|\Z)", text, re.MULTILINE))
    doubles = len(re.findall(r'(?:^|[;,|\t])"', text, re.MULTILINE))
    return "'" if singles > 2 and not doubles else '"'


def _separator_of(lines: Sequence[str], quote: str) -> tuple[str, float]:
    """The separator under which the rows are most alike, and the share of rows that agree."""
    sample = lines[:_SAMPLE_RECORDS]
    best, best_share, best_score = ";", 0.0, 0.0
    for separator in SEPARATORS:
        share, width = _agreement(records_of(sample, separator, quote))
        # A comma is also a decimal mark and stands in names, so it has to be clearly better.
        score = share * (0.8 if separator == "," else 1.0) if width > 1 else 0.0
        if score > best_score + 0.001:
            best, best_share, best_score = separator, share, score
    if best_score < 0.75 and _is_parted_by_blanks(sample):
        return BLANKS, _agreement([line.split() for line in sample])[0]
    return best, best_share if best_score else 1.0


def _agreement(records: list[list[str]]) -> tuple[float, int]:
    widths = Counter(len(row) for row in records if any(row))
    if not widths:
        return 0.0, 0
    width, times = widths.most_common(1)[0]
    return times / widths.total(), width


def _is_parted_by_blanks(lines: Sequence[str]) -> bool:
    """Whether lines are a table of blanks and not prose or a list of names."""
    rows = [row for row in (line.split() for line in lines) if row]
    share, width = _agreement(rows)
    if width < 2 or share < 0.9:
        return False
    kinds = [
        column_kinds.column_kind(list(column)) for column in zip(*rows[1:] or rows, strict=False)
    ]
    return (
        any(kind in ("integer", "decimal", "date") for kind in kinds) or "  " in lines[-1].strip()
    )


_KNOWN_NAMES = frozenset(
    [
        "id", "nr", "no", "name", "vorname", "nachname", "firma", "company", "first", "last",
        "email", "mail", "telefon", "phone", "tel", "mobil", "mobile", "ort", "city", "plz", "zip",
        "strasse", "street", "land", "country", "datum", "date", "betrag", "amount", "summe",
        "total", "umsatz", "kunde", "customer", "client", "kundennummer", "status", "notiz",
        "note", "notes", "bemerkung", "anrede", "title", "titel", "address", "adresse", "website",
    ]
)  # fmt: skip


def looks_like_header(records: list[list[str]]) -> tuple[bool, bool]:
    """Whether the first row names the columns, and whether that is beyond doubt."""
    first, below = records[0], records[1:]
    typed = ("integer", "decimal", "date", "email", "phone")
    if any(column_kinds.column_kind([cell]) in typed for cell in first if cell):
        return False, True
    if not below:
        return True, False
    for index, name in enumerate(first):
        column = [row[index] for row in below if index < len(row)]
        if name and column_kinds.column_kind(column) in typed:
            return True, True
    if any(word in _KNOWN_NAMES for name in first for word in re.split(r"[\W_]+", name.lower())):
        return True, True
    is_unique = len(set(first)) == len(first) and all(first)
    repeats = any(first == row for row in below)
    return is_unique and not repeats, False


def names_of(header: Sequence[str]) -> tuple[str, ...]:
    """Names for columns: never empty, never twice."""
    names: list[str] = []
    for index, cell in enumerate(header):
        name = " ".join(cell.replace("\0", "").split())[:200] or str(index + 1)
        times = 1
        unique = name
        while unique in names:
            times += 1
            unique = f"{name} ({times})"
        names.append(unique)
    return tuple(names)
