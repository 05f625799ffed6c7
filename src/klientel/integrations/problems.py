"""Keeping why rows were not imported, and giving it back as a file that can be mended."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from klientel.integrations.models import ImportRun, RowProblem
from klientel.integrations.models.row_problem import MOST_KEPT, MOST_OF_CELL
from klientel.kit.refused import Refused
from klientel.kit.tables import Dialect, write_rows
from klientel.records.fields.base import Reading

_MOST_CELLS = 200
_PAGE = 500
#: mistakes of one row that are named
_MOST_MISTAKES = 12


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row, and with which column of it if that is known.

    `more` are further mistakes of the row, each with its column.
    """

    row: int
    line: int
    cells: Sequence[str]
    reason: Refused
    column: str = ""
    was_imported: bool = False
    more: Sequence[tuple[str, Refused]] = ()


def keep_problems(
    run: ImportRun,
    problems: Sequence[Problem],
    *,
    is_dry: bool,
    kept: int = 0,
    is_first: bool = False,
) -> int:
    """Store problems of a run until there are enough; returns how many were stored.

    With `is_first` those of an earlier check are thrown away.
    """
    if is_first:
        mine = RowProblem.objects.in_workspace(run.workspace_id).filter(run=run, is_dry=is_dry)
        mine.delete()
    room = max(0, MOST_KEPT - kept)
    rows = [
        RowProblem(
            workspace_id=run.workspace_id,
            run=run,
            is_dry=is_dry,
            row=one.row,
            line=one.line,
            column=one.column[:200],
            reason=one.reason.reason[:300],
            values=_plain_values(one.reason),
            more=[_told(column, reason) for column, reason in one.more[:_MOST_MISTAKES]],
            cells=[_clipped(cell) for cell in one.cells[:_MOST_CELLS]],
            was_imported=one.was_imported,
        )
        for one in problems[:room]
    ]
    RowProblem.objects.bulk_create(rows, batch_size=_PAGE)
    return len(rows)


def problems_of(run: ImportRun, *, is_dry: bool) -> Any:
    """The kept problems of a run in the order of the file, as a queryset."""
    rows = RowProblem.objects.in_workspace(run.workspace_id).filter(run=run, is_dry=is_dry)
    return rows.order_by("row", "id")


def reason_of(problem: RowProblem, reading: Reading) -> str:
    """All reasons in the reader's language, each with the column it is about."""
    told = [(problem.column, problem.reason, problem.values), *problem.more]
    reasons = []
    for column, text, values in told:
        reason = sentence(Refused(text, **values), reading)
        reasons.append(f"{column}: {reason}" if column else reason)
    return " ".join(reasons)


def sentence(refusal: Refused, reading: Reading) -> str:
    """A refusal in the reader's language with the firm's nouns."""
    return str(reading.words.refusal(refusal))


def error_file(
    run: ImportRun,
    columns: Sequence[str],
    reading: Reading,
    language: str,
    *,
    was_imported: bool = False,
) -> Iterator[str]:
    """The rows that were not imported as CSV, with line and reason in front; formulas quoted.

    Those that were imported with a remark are a file of their own: who mends the others and brings
    them again must not bring these twice.
    """
    is_dry = run.next_row == 0
    rows = problems_of(run, is_dry=is_dry).filter(was_imported=was_imported)
    # sent piece by piece when the request's own language is forgotten already
    with translation.override(language):
        yield from _lines(rows, columns, reading)


def headings() -> tuple[str, str]:
    """What stands before the columns of such a file, in the language of the moment."""
    return _("Line"), _("Reason")


def _lines(found: Any, columns: Sequence[str], reading: Reading) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    dialect = Dialect(separator=";", newline="\r\n")

    def taken() -> str:
        text = buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
        return text

    # the mark tells spreadsheets that this is UTF-8
    yield "\ufeff"
    write_rows(buffer, [*headings(), *columns], [], dialect)
    yield taken()
    rows: list[list[object]] = []
    for problem in found.iterator(chunk_size=_PAGE):
        rows.append([problem.line, reason_of(problem, reading), *problem.cells])
        if len(rows) == _PAGE:
            write_rows(buffer, None, rows, dialect)
            rows = []
            yield taken()
    write_rows(buffer, None, rows, dialect)
    yield taken()


def _told(column: str, reason: Refused) -> list[Any]:
    return [column[:200], reason.reason[:300], _plain_values(reason)]


def _plain_values(reason: Refused) -> dict[str, Any]:
    return {name: _plain(value) for name, value in reason.values.items()}


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float | str) else str(value)


def _clipped(cell: str) -> str:
    text = cell.replace("\0", "").encode(errors="replace").decode()
    return text if len(text) <= MOST_OF_CELL else text[: MOST_OF_CELL - 1] + "…"
