"""Reading and writing delimited files of strangers: streaming, bounded, and never surprised."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, TextIO

from klientel.kit.column_kinds import ColumnKind, column_kind
from klientel.kit.dialects import BLANKS, Dialect, Told, sniff
from klientel.kit.refused import Refused

__all__ = [
    "BLANKS",
    "ColumnKind",
    "Dialect",
    "Limits",
    "Row",
    "RowProblem",
    "Told",
    "column_kind",
    "guarded",
    "read_rows",
    "sniff",
    "unguarded",
    "write_rows",
]

_CHUNK = 1 << 18
# A formula starts so, also in full-width form, behind blanks, or behind apostrophes of our own.
_GUARDED_STARTERS = r"[\s']*[=+\-@\t\r\0\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(_GUARDED_STARTERS)
_GUARDED = re.compile("'" + _GUARDED_STARTERS)
# A sign with nothing but digits behind it computes nothing: numbers and phones stay as they are.
_HARMLESS = re.compile(r"[-+][0-9][0-9 .,]*")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is read of a stranger's file: characters per cell and row, columns, bytes in all."""

    cell: int = 32_767
    record: int = 2_000_000
    columns: int = 1_000
    file_bytes: int = 100 * 1024 * 1024


class RowProblem(Refused):
    """What is wrong with a row.

    `kind` is one of ragged, nul, unreadable, long_cell, long_row, open_quote.
    """

    def __init__(self, kind: str, reason: str, **values: object) -> None:
        super().__init__(reason, None, **values)
        self.kind = kind


class Row(NamedTuple):
    """A row: the line it starts on (from 1), its cells as wide as the header, and its problem."""

    line_number: int
    cells: list[str]
    problem: RowProblem | None = None


def read_rows(
    path: str | os.PathLike[str], dialect: Dialect, limits: Limits | None = None
) -> Iterator[Row]:
    """The rows below the header, one at a time; blank rows are left out.

    A row with a problem says so and never ends the reading. Short rows are filled up with empty
    cells; a row whose content cannot be trusted has no cells. Raises `Refused` at once if the file
    is larger than the limit.
    """
    limits = limits or Limits()
    size = Path(path).stat().st_size
    if size > limits.file_bytes:
        raise Refused(
            "This file has {size} MB; at most {max} MB can be read at once.",
            size=-(-size // 1024**2),
            max=limits.file_bytes // 1024**2,
        )
    if csv.field_size_limit() < limits.record:
        csv.field_size_limit(limits.record)
    return _rows(path, dialect, limits)


def write_rows(
    file: TextIO,
    header: Sequence[str] | None,
    rows: Iterable[Sequence[object]],
    dialect: Dialect | None = None,
) -> int:
    """Write a table to a file opened with `newline=""`; returns the number of rows.

    Text that a spreadsheet would take for a formula gets an apostrophe before it, which `read_rows`
    takes away again.
    """
    dialect = dialect or Dialect()
    if dialect.separator == BLANKS:
        raise ValueError("blanks part columns only in files of others")
    writer = csv.writer(
        file,
        delimiter=dialect.separator,
        quotechar=dialect.quote,
        lineterminator=dialect.newline,
    )
    if header is not None:
        writer.writerow([guarded(name) for name in header])
    count = 0
    for row in rows:
        writer.writerow([_written(value) for value in row])
        count += 1
    return count


def guarded(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet would take it for a formula."""
    if _FORMULA.match(text) and not _HARMLESS.fullmatch(text):
        return "'" + text
    return text


def unguarded(text: str) -> str:
    """The text without the apostrophe that `guarded` put before it."""
    return text[1:] if text[:1] == "'" and _GUARDED.match(text) else text


def _written(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return value
    return guarded(str(value).replace("\0", ""))


class _Lines:
    """The lines of a file in order, read in chunks; a line beyond the limit comes cut, and marked.

    It also feeds the csv reader, which asks for more lines while a quote is open: `served` and
    `length` tell how many lines and characters the present record took so far.
    """

    def __init__(self, file: TextIO, longest: int) -> None:
        self._lines = _lines(file, longest)
        self._longest = longest
        self._first: str | None = None
        self.number = 0
        self.length = 0
        self.served = 0
        self.has_ended = False

    def begin(self, line: str) -> None:
        """Start a record with a line that was already taken."""
        self._first = line
        self.length = self.served = 0

    def take(self) -> str | None:
        line = next(self._lines, None)
        if line is None:
            self.has_ended = True
        else:
            self.number += 1
        return line

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line, self._first = self._first, None
        if line is None and self.served:
            line = self.take()
        if line is None:
            raise StopIteration
        self.served += 1
        self.length += len(line) + 1
        if self.length > self._longest:
            raise _TooLong
        return line + "\n"


class _TooLong(Exception):
    """The present record is longer than the limit."""


def _lines(file: TextIO, longest: int) -> Iterator[str]:
    rest = ""
    is_skipping = False
    while chunk := file.read(_CHUNK):
        lines = (rest + chunk).split("\n")
        rest = lines.pop()
        if is_skipping and lines:
            # The end of a line of which the beginning was given out already.
            del lines[0]
            is_skipping = False
        yield from lines
        if is_skipping:
            rest = ""
        elif len(rest) > longest:
            yield rest[: longest + 1]
            rest, is_skipping = "", True
    if rest and not is_skipping:
        yield rest


def _rows(path: str | os.PathLike[str], dialect: Dialect, limits: Limits) -> Iterator[Row]:
    with Path(path).open(encoding=dialect.encoding, errors="replace", newline=None) as file:
        lines = _Lines(file, limits.record)
        for _ in range(dialect.skip_lines):
            lines.take()
        rows = _records(lines, dialect, limits)
        if dialect.has_header:
            next(rows, None)
        yield from rows


def _records(lines: _Lines, dialect: Dialect, limits: Limits) -> Iterator[Row]:
    """Every record that is not blank, the header too."""
    separator = None if dialect.separator == BLANKS else dialect.separator
    quote = dialect.quote if separator else ""
    reader = csv.reader(lines, delimiter=separator or " ", quotechar=dialect.quote)
    width = len(dialect.columns)
    longest = limits.cell
    while (line := lines.take()) is not None:
        number = lines.number
        problem = None
        if "\0" in line or "\ufffd" in line:
            problem = _unreadable(line)
            line = line.replace("\0", "")
        if len(line) > limits.record:
            yield Row(number, [], _long_row(limits))
            continue
        if quote and quote in line:
            cells, problem = _quoted(reader, lines, line, problem, limits)
        else:
            cells = line.split(separator)
        if not any(cells) and problem is None:
            continue
        if "'" in line or lines.served > 1:
            cells = [unguarded(cell) for cell in cells]
        if width and len(cells) != width and cells:
            cells, problem = _squared(cells, width, problem, limits)
        if (len(line) > longest or lines.length > longest) and any(len(c) > longest for c in cells):
            cells, problem = [], _long_cell(cells, longest)
        lines.length = lines.served = 0
        yield Row(number, cells, problem)


def _quoted(
    reader: Iterator[list[str]],
    lines: _Lines,
    line: str,
    problem: RowProblem | None,
    limits: Limits,
) -> tuple[list[str], RowProblem | None]:
    """The cells of a record with quotes, which may go on over several lines."""
    lines.begin(line)
    try:
        cells = next(reader)
    except _TooLong:
        return [], _open_quote(lines.served)
    except (csv.Error, StopIteration):
        return [], _long_row(limits)
    if lines.has_ended and lines.served:
        return [], _open_quote(lines.served)
    if lines.served > 1:
        for index, cell in enumerate(cells):
            if "\0" in cell or "\ufffd" in cell:
                problem = problem or _unreadable(cell)
                cells[index] = cell.replace("\0", "")
    return cells, problem


def _squared(
    cells: list[str], width: int, problem: RowProblem | None, limits: Limits
) -> tuple[list[str], RowProblem | None]:
    """Cells as many as columns; empty ones at the end, too many or too few, are no problem.

    Programs leave out the separators behind the last filled cell.
    """
    count = len(cells)
    if count <= width:
        return cells + [""] * (width - count), problem
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    if len(cells) == width:
        return cells, problem
    ragged = RowProblem(
        "ragged",
        "This row has {count} columns instead of {width}.",
        count=count,
        width=width,
    )
    return cells[: limits.columns], problem or ragged


def _unreadable(text: str) -> RowProblem:
    if "\0" in text:
        return RowProblem("nul", "This row has NUL characters; they were left out.")
    return RowProblem("unreadable", "This row has characters that cannot be read in this encoding.")


def _long_cell(cells: list[str], longest: int) -> RowProblem:
    column = next(index for index, cell in enumerate(cells) if len(cell) > longest) + 1
    return RowProblem(
        "long_cell",
        "Column {column} has {length} characters; at most {max} are possible.",
        column=column,
        length=len(cells[column - 1]),
        max=longest,
    )


def _long_row(limits: Limits) -> RowProblem:
    return RowProblem("long_row", "This row has more than {max} characters.", max=limits.record)


def _open_quote(count: int) -> RowProblem:
    return RowProblem(
        "open_quote",
        "A quotation mark opens in this row and never closes; {count} lines were left out.",
        count=count,
    )


def text_file(path: str | os.PathLike[str], dialect: Dialect) -> io.TextIOWrapper:
    """A new file to give to `write_rows`, in the encoding of a dialect."""
    return Path(path).open("w", encoding=dialect.encoding, newline="")
