"""A list as a file: the columns as shown, all its rows in their order, in pieces of steady size."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import translation

from klientel.kit import xlsx_writer
from klientel.kit.dialects import Dialect
from klientel.kit.formulas.values import Shape
from klientel.kit.tables import write_rows
from klientel.records.fields.base import Field, Reading
from klientel.records.reading import learn, links_of
from klientel.views.rows import Listing

#: rows of one query, and of one piece of the file
PIECE = 1_000
_MARK = "\ufeff"


@dataclass(frozen=True)
class Export:
    """What is written: a list for one reader, the fields of its columns, and in which language.

    The language and the reading are kept, since a file is sent when the request is over. `ids` of
    chosen rows narrow the list to them.
    """

    listing: Listing
    fields: Sequence[Field]
    language: str
    ids: tuple[Any, ...] | None = None

    def labels(self) -> list[str]:
        """The heads of the columns."""
        with translation.override(self.language):
            return [one.sheet_label(self.listing.reading) for one in self.fields]

    def rows(self) -> Iterator[list[list[Any]]]:
        """Pieces of rows with a typed value for each column."""
        listing = self.listing
        if self.ids is not None:
            listing.narrow(self.ids)
        for rows in listing.walk(self.fields, PIECE):
            # what one piece names is forgotten with it: memory stays as it is
            reading = replace(listing.reading, linked={})
            with translation.override(self.language):
                learn(listing.actor, reading, links_of(self.fields, rows))
                yield [self._row(row, reading) for row in rows]

    def _row(self, row: dict[str, Any], reading: Reading) -> list[Any]:
        return [one.typed(one.value(row), reading) for one in self.fields]

    def csv(self) -> Iterator[bytes]:
        """A CSV file in UTF-8 with its mark: semicolons and decimal commas for German readers."""
        is_german = self.language == "de"
        dialect = Dialect(separator=";" if is_german else ",", newline="\r\n")
        buffer = io.StringIO(newline="")
        buffer.write(_MARK)
        write_rows(buffer, self.labels(), [], dialect)
        yield _taken(buffer)
        for piece in self.rows():
            shown = [[_plain(value, is_german) for value in row] for row in piece]
            write_rows(buffer, None, shown, dialect)
            yield _taken(buffer)

    def xlsx(self, name: str) -> Iterator[bytes]:
        """An Excel file; numbers, days and moments are such, and text is never a formula."""
        columns = [
            xlsx_writer.Column(
                label, min(max(len(label) + 4, 12), 40), one.reckons_as == Shape.MONEY
            )
            for label, one in zip(self.labels(), self.fields, strict=True)
        ]
        return xlsx_writer.workbook(name, columns, (row for piece in self.rows() for row in piece))


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")


def _plain(value: Any, is_german: bool) -> Any:
    """A typed value as a spreadsheet of that language reads it from a text file."""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",") if is_german else value
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M" if is_german else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y" if is_german else "%Y-%m-%d")
    return value
