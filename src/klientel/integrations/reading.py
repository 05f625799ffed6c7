"""Looking into a stranger's file: what it is written in, and what its columns hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from klientel.integrations.storage import most_bytes
from klientel.kit.cells import read_cells
from klientel.kit.dates import guess_date_format
from klientel.kit.numbers import guess_decimal_mark
from klientel.kit.refused import Refused
from klientel.kit.tables import BLANKS, Dialect, Limits, Row, Told, column_kind, read_rows, sniff

#: rows that are looked at to judge the columns
SAMPLE = 500
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"SQLite format")
_SHOWN = 3
_MOSTLY = 0.5
_SHOWN_LENGTH = 60

ENCODINGS = ("utf-8", "utf-8-sig", "windows-1252", "iso-8859-15", "mac-roman", "utf-16")
SEPARATORS = (";", ",", "\t", "|", BLANKS)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its name, what it seems to hold, and a few of its cells.

    `kind` is that of `kit.column_kinds`. `date_format` is a strptime pattern, `other_dates` are
    patterns that fit as well but mean other days. `filled` is the share of filled cells, 0 to 100.
    """

    name: str
    kind: str
    samples: tuple[str, ...]
    filled: int
    date_format: str = ""
    other_dates: tuple[str, ...] = ()
    decimal_mark: str = ""


def recognise(path: Path, told: Told | None = None) -> Dialect:
    """The dialect of a file. Raises `Refused` with a kind sentence for what is no table of text."""
    _refuse_what_is_no_text(path)
    try:
        dialect = sniff(path, told)
    except UnicodeError:
        raise Refused("This file cannot be read in this encoding.", "file") from None
    if next(rows_of(path, dialect), None) is None:
        raise Refused("This file has the names of columns, but no rows.", "file")
    return dialect


def _refuse_what_is_no_text(path: Path) -> None:
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(_NO_TABLES):
        raise Refused("This file is no table. Please choose an Excel or CSV file.", "file")


def rows_of(path: Path, dialect: Dialect) -> Iterator[Row]:
    """The rows of a file, one at a time."""
    if dialect.form == "cells":
        return read_cells(path, dialect)
    return read_rows(path, dialect, Limits(file_bytes=most_bytes()))


def count_rows(path: Path, dialect: Dialect) -> int:
    """How many rows a file has; reads all of it."""
    return sum(1 for _row in rows_of(path, dialect))


def columns_of(path: Path, dialect: Dialect) -> list[Column]:
    """What the columns of a file hold, judged from its first rows."""
    rows = [row.cells for row in islice(rows_of(path, dialect), SAMPLE) if row.cells]
    # numbers of a workbook are written with a point, whatever its language shows
    mark = "." if dialect.form == "cells" else ""
    return [
        _column(name, [cells[index] for cells in rows], mark)
        for index, name in enumerate(dialect.columns)
    ]


def _column(name: str, cells: Sequence[str], mark: str = "") -> Column:
    filled = [cell.strip() for cell in cells if cell.strip()]
    kind = column_kind(filled)
    # a few cells that are no day do not make the others unreadable
    dates = guess_date_format(filled, _MOSTLY) if kind in ("date", "text") else None
    is_number = kind in ("integer", "decimal")
    return Column(
        name=name,
        kind=kind,
        samples=tuple(cell[:_SHOWN_LENGTH] for cell in dict.fromkeys(filled))[:_SHOWN],
        filled=round(100 * len(filled) / len(cells)) if cells else 0,
        date_format=(dates.pattern or "") if dates else "",
        other_dates=dates.others if dates else (),
        decimal_mark=(guess_decimal_mark(filled) or mark) if is_number else "",
    )


def dialect_to_json(dialect: Dialect) -> dict[str, Any]:
    """A dialect as it is stored with a run; sample rows are read anew from the file."""
    stored = asdict(dialect)
    stored.pop("sample_rows")
    return {name: list(one) if isinstance(one, tuple) else one for name, one in stored.items()}


def dialect_from_json(stored: Mapping[str, Any]) -> Dialect:
    """The stored dialect."""
    known = {name: stored[name] for name in Dialect.__slots__ if name in stored}
    known["columns"] = tuple(known.get("columns", ()))
    known["notes"] = tuple(known.get("notes", ()))
    return Dialect(**known)
