"""Reading Excel workbooks (.xlsx, .xlsm) row by row, as a person sees the cells."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from klientel.kit.refused import Refused
from klientel.kit.xlsx_formats import Show, plain
from klientel.kit.xlsx_parts import (
    Package,
    Reader,
    Sheet,
    Strings,
    book_of,
    local,
    shows_of,
    unescaped,
    whole,
)

__all__ = ["Found", "Sheet", "Workbook"]

_MERGED = re.compile(
    rb'<(?:[\w.-]+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"'
)
_TAIL = 400
_MOST_MERGED = 20_000
_MOST_COLUMNS = 1_000
_DIGITS = "0123456789"
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOST_OF_A_FORMULA_CELL = 1_000_000
_OLE = b"\xd0\xcf\x11\xe0"


@dataclass
class Found:
    """What was met while reading the rows of a sheet that a person would want to know."""

    errors: int = 0
    unanswered: int = 0
    hidden_rows: int = 0
    wide: int = 0


class Workbook:
    """An open workbook; use it in `with`.

    Raises `Refused` with a sentence for what is locked, damaged, of another program, or larger
    than anybody would import.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        _refuse_others(Path(path))
        self._package = Package(path)
        try:
            _refuse_unreadable(self._package)
            self._book = book_of(self._package)
            self.sheets = self._book.sheets
            if not self.sheets:
                raise Refused("This Excel file has no sheet with cells.", "file")
            self._shows = shows_of(self._package, self._book)
            self._strings = Strings(self._package, self._book.strings)
        except BaseException:
            self._package.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        sort: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._strings.close()
        self._package.close()

    def has_rows(self, sheet: Sheet) -> bool:
        """Whether any cell of a sheet holds anything; reads as far as the first."""
        rows = _Rows(self._strings, self._shows, Found())
        for piece in self._package.pieces(sheet.part):
            rows.feed(piece)
            if rows.taken():
                return True
        return False

    def rows(self, sheet: Sheet, found: Found | None = None) -> Iterator[tuple[int, list[str]]]:
        """The rows of a sheet that hold anything: their number (from 1), and their cells as text.

        Cells that are merged over several rows count for each of them. What formulas computed is
        taken, never the formula; errors of Excel (`#REF!`) are empty cells.
        """
        found = found if found is not None else Found()
        merged = _Merged(self._package.pieces(sheet.part))
        rows = _Rows(self._strings, self._shows, found)
        for piece in self._package.pieces(sheet.part):
            rows.feed(piece)
            yield from merged.filled(rows.taken())
        rows.feed(b"", is_last=True)
        yield from merged.filled(rows.taken())


def _refuse_others(path: Path) -> None:
    with path.open("rb") as file:
        if not file.read(4).startswith(_OLE):
            return
        file.seek(0)
        rest = b""
        while piece := file.read(1 << 20):
            if "EncryptedPackage".encode("utf-16-le") in rest + piece:
                raise _locked()
            rest = piece[-64:]
    raise Refused(
        "This is a file of an old Excel (.xls). Please save it there as “Excel Workbook (.xlsx)” "
        "or as CSV and choose that file.",
        "file",
    )


def _locked() -> Refused:
    return Refused(
        "This Excel file is locked by a password. Please save a copy without one and choose that.",
        "file",
    )


def _refuse_unreadable(package: Package) -> None:
    if package.is_locked:
        raise _locked()
    if package.has("xl/workbook.bin"):
        raise Refused(
            "This is a binary Excel file (.xlsb). Please save it as “Excel Workbook (.xlsx)” or "
            "as CSV and choose that file.",
            "file",
        )
    names = package.names
    if "content.xml" in names and "mimetype" in names:
        raise Refused(
            "This is a LibreOffice file. Please save it there as Excel or CSV and choose that "
            "file.",
            "file",
        )
    if any(name.startswith("index/") and name.endswith(".iwa") for name in names):
        raise Refused(
            "This is a file of Apple Numbers. Please export it there as Excel or CSV and choose "
            "that file.",
            "file",
        )
    if not any(name.endswith("workbook.xml") for name in names):
        if "[content_types].xml" in names or not names:
            raise Refused("This file is no table. Please choose an Excel or CSV file.", "file")
        raise Refused(
            "This is a packed folder (zip). Please unpack it and choose the file inside.", "file"
        )


@lru_cache(20_000)
def _column(letters: str) -> int:
    """The number of a column from 0 by its letters, -1 for what names none: `C` is 2."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or number > _MOST_COLUMNS:
            return -1
        number = number * 26 + ord(letter) - 64
    return number - 1


class _Merged:
    """Cells merged over several rows: what the first one says is said of all."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        spans: set[bytes] = set()
        tail = b""
        for piece in pieces:
            # they stand behind the rows: found without reading the rows as XML
            seen = tail + piece
            if len(spans) < _MOST_MERGED and b"mergeCell " in seen:
                spans.update(_MERGED.findall(seen))
            tail = seen[-_TAIL:]
        self._begin: dict[int, list[tuple[int, int]]] = {}
        for span in spans:
            first, _sep, last = span.decode().partition(":")
            letters = first.rstrip(_DIGITS)
            left = _column(letters)
            top, bottom = int(first[len(letters) :]), int(last.lstrip(_LETTERS))
            if bottom > top and 0 <= left < _MOST_COLUMNS:
                self._begin.setdefault(top, []).append((left, bottom))
        self._open: dict[int, tuple[int, str]] = {}

    def filled(self, rows: list[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        for number, cells in rows:
            if not self._begin:
                yield number, cells
                continue
            for column, (bottom, text) in list(self._open.items()):
                if number > bottom:
                    del self._open[column]
                elif column >= len(cells):
                    cells.extend([""] * (column - len(cells)) + [text])
                elif not cells[column]:
                    cells[column] = text
            for column, bottom in self._begin.get(number, ()):
                if column < len(cells) and cells[column]:
                    self._open[column] = (bottom, cells[column])
            yield number, cells


class _Rows:
    """Reads the XML of a sheet; `taken` gives the rows that are whole."""

    def __init__(self, strings: Strings, shows: list[Show], found: Found) -> None:
        self._strings = strings
        # the same numbers come again and again: days, years, sums
        self._shows = {str(place): lru_cache(10_000)(show) for place, show in enumerate(shows)}
        self._found = found
        self._reader = Reader(self._start, self._end, self._text)
        self._done: list[tuple[int, list[str]]] = []
        self._row = 0
        self._cells: list[str] = []
        self._is_filled = False
        self._column = -1
        self._sort = ""
        self._style = "0"
        self._pieces: list[str] = []
        self._length = 0
        self._is_value = False
        self._has_formula = False

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        self._reader.feed(piece, is_last=is_last)

    def taken(self) -> list[tuple[int, list[str]]]:
        done, self._done = self._done, []
        return done

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = local(name)
        if name == "c":
            ref = attributes.get("r")
            self._column = _column(ref.rstrip(_DIGITS)) if ref else self._column + 1
            self._sort = attributes.get("t", "n")
            self._style = attributes.get("s", "0")
            self._pieces.clear()
            self._length = 0
            self._has_formula = False
        elif name in ("v", "t"):
            self._is_value = True
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._row = whole(attributes.get("r"), self._row + 1)
            self._cells, self._is_filled, self._column = [], False, -1
            self._found.hidden_rows += attributes.get("hidden") in ("1", "true")

    def _text(self, text: str) -> None:
        if self._is_value and self._length < _MOST_OF_A_FORMULA_CELL:
            self._pieces.append(text)
            self._length += len(text)

    def _end(self, name: str) -> None:
        if ":" in name:
            name = local(name)
        if name in ("v", "t"):
            self._is_value = False
        elif name == "c":
            self._put(self._shown())
        elif name == "row" and self._is_filled:
            self._done.append((self._row, self._cells))

    def _put(self, text: str) -> None:
        if not text.strip():
            return
        if not 0 <= self._column < _MOST_COLUMNS:
            self._found.wide += 1
            return
        missing = self._column + 1 - len(self._cells)
        if missing > 0:
            self._cells.extend([""] * missing)
        self._cells[self._column] = text
        self._is_filled = True

    def _shown(self) -> str:
        text = "".join(self._pieces)
        if not text:
            self._found.unanswered += self._has_formula
            return ""
        if self._sort == "s":
            return self._strings[whole(text.strip(), -1)]
        if self._sort == "n":
            return self._shows.get(self._style, plain)(text.strip())
        if self._sort == "e":
            self._found.errors += 1
            return ""
        if self._sort == "b":
            return "true" if text.strip() == "1" else "false"
        if self._sort == "d":
            return text.strip().replace("T", " ").removesuffix("Z").removesuffix(" 00:00:00")
        return unescaped(text)
