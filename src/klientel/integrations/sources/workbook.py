"""Taking a sheet out of an Excel workbook: which sheet, where its table begins, what to know."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice
from pathlib import Path

from django.utils.translation import gettext_noop as _

from klientel.integrations.sources.source import Source
from klientel.kit.cells import write_cells
from klientel.kit.dialects import looks_like_header, names_of
from klientel.kit.refused import Refused
from klientel.kit.tables import Dialect, Told
from klientel.kit.xlsx import Found, Sheet, Workbook

#: rows that are looked at to find the one with the names of the columns
_LOOKED_AT = 60
#: such a row fills nearly all columns; a title above the table does not
_NEARLY_ALL = 0.6

_Numbered = tuple[int, list[str]]


def take_out_sheet(path: Path, out: Path, told: Told | None) -> tuple[Dialect, Source]:
    """Write the rows of a sheet below its header to `out`; returns how they are to be read.

    The first visible sheet with rows is taken unless another is `told`. Raises `Refused`.
    """
    told = told or Told()
    with Workbook(path) as book:
        sheet = _sheet_of(book, told.sheet)
        found = Found()
        rows = book.rows(sheet, found)
        first = list(islice(rows, _LOOKED_AT))
        place = _header_place(first, told.begins)
        has_header, is_sure = _has_header([cells for _number, cells in first[place:]], told)
        header = first[place][1] if has_header else []
        with out.open("x", encoding="ascii") as file:
            out.chmod(0o600)
            width = write_cells(file, chain(first[place + has_header :], rows))
        if not width:
            raise Refused("This file has the names of columns, but no rows.", "file")
    width = max(width, len(header))
    columns = names_of([*header, *[""] * (width - len(header))])
    begins = first[place][0]
    remarks = _remarks(found, book.sheets, sheet, above=place, begins=begins)
    if not is_sure:
        remarks.append(
            Refused("Please check whether the first row holds the names of the columns.")
        )
    names = [(one.name, one.is_hidden) for one in book.sheets]
    source = Source("workbook", sheet.name, names, begins, remarks)
    return Dialect(has_header=has_header, columns=columns, form="cells"), source


def _sheet_of(book: Workbook, name: str | None) -> Sheet:
    """The sheet of that name, or the first that has rows: one that people see, if any has."""
    if name is not None:
        chosen = next((one for one in book.sheets if one.name == name), None)
        if chosen is None:
            raise Refused("This workbook has no sheet “{name}”.", "sheet", name=name[:80])
        if book.has_rows(chosen):
            return chosen
        raise Refused("The sheet “{name}” is empty.", "sheet", name=name[:80])
    for sheet in sorted(book.sheets, key=lambda one: one.is_hidden):
        if book.has_rows(sheet):
            return sheet
    raise Refused("This file is empty.", "file")


def _header_place(rows: Sequence[_Numbered], begins: int | None) -> int:
    """Which of the rows names the columns: the first that fills nearly all of them."""
    if begins is not None:
        place = next((n for n, (number, _cells) in enumerate(rows) if number >= begins), None)
        if place is None:
            raise Refused(
                "The table has to begin within the first {count} filled rows.",
                "begins",
                count=_LOOKED_AT,
            )
        return place
    filled = [sum(1 for cell in cells if cell.strip()) for _number, cells in rows]
    needed = _NEARLY_ALL * max(filled)
    return next(place for place, count in enumerate(filled) if count >= needed)


def _has_header(records: list[list[str]], told: Told) -> tuple[bool, bool]:
    if told.has_header is not None:
        return told.has_header, True
    return looks_like_header(records)


def _remarks(
    found: Found, sheets: Sequence[Sheet], sheet: Sheet, *, above: int, begins: int
) -> list[Refused]:
    """What a person should know of the sheet, in sentences."""
    remarks: list[Refused] = []
    hidden = [one.name for one in sheets if one.is_hidden and one is not sheet]
    if hidden:
        remarks.append(
            Refused("This workbook also has hidden sheets: {names}.", names=", ".join(hidden)[:300])
        )
    if above:
        remarks.append(
            Refused("The table begins in row {row}; what stands above is left out.", row=begins)
        )
    for count, sentence in (
        (found.hidden_rows, _("Hidden rows are imported as well ({count}).")),
        (found.errors, _("Cells with an error of Excel, such as #REF!, are left empty ({count}).")),
        (
            found.unanswered,
            _("Formulas without a result are empty ({count}). Saving in Excel computes them."),
        ),
        (found.wide, _("Cells beyond the first 1,000 columns are left out ({count}).")),
    ):
        if count:
            remarks.append(Refused(sentence, count=count))
    return remarks
