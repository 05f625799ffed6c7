"""What is wrong in rows, as a page shows it: line, column, value, reason, and what would do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from klientel.integrations.mapping import ColumnPlan, plan_from_json
from klientel.integrations.models import ImportRun, RowProblem
from klientel.integrations.problems import sentence
from klientel.integrations.reading import dialect_from_json
from klientel.kit.refused import Refused
from klientel.records.fields.base import Field, Reading
from klientel.records.recipes import Recipe

#: cells by which a row is recognised when no single one is wrong
_SHOWN_CELLS = 4


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake, or remark, of a row; `value` is the cell, or what the row is recognised by.

    `accepted` are examples of what could stand there, "" where the cell is not to blame.
    """

    line: int
    column: str
    value: str
    reason: str
    accepted: str = ""
    was_imported: bool = False


def mistakes_of(
    problems: Iterable[RowProblem], run: ImportRun, recipe: Recipe, reading: Reading
) -> list[Mistake]:
    """All that is wrong in some rows, each mistake on its own."""
    columns = _Columns(run, recipe, reading)
    found = []
    for one in problems:
        for column, reason, values in [(one.column, one.reason, one.values), *one.more]:
            cell = columns.cell(column, one.cells)
            found.append(
                Mistake(
                    line=one.line,
                    column=column,
                    value=cell or " · ".join([c for c in one.cells if c.strip()][:_SHOWN_CELLS]),
                    reason=sentence(Refused(reason, **values), reading),
                    accepted=columns.accepted(column, cell),
                    was_imported=one.was_imported,
                )
            )
    return found


class _Columns:
    """The columns of a run's file: where they stand, and how their cells are read."""

    def __init__(self, run: ImportRun, recipe: Recipe, reading: Reading) -> None:
        self._places = {name: n for n, name in enumerate(dialect_from_json(run.dialect).columns)}
        self._plans = plan_from_json(run.mapping).columns
        self._fields = {target.name: target.field for target in recipe.targets}
        self._reading = reading

    def cell(self, column: str, cells: Sequence[str]) -> str:
        """What stands in a column of a row, "" for nothing."""
        place = self._places.get(column)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def accepted(self, column: str, cell: str) -> str:
        """What could stand in a column whose cell cannot be read."""
        plan = self._plans.get(column)
        field = self._fields.get(plan.target) if plan is not None else None
        if plan is None or field is None or not cell or self._reads(field, plan, cell):
            return ""
        if field.written == "decimal":
            return "1234.50" if plan.decimal_mark == "." else "1234,50"
        return field.accepted

    def _reads(self, field: Field, plan: ColumnPlan, cell: str) -> bool:
        try:
            if field.written:
                field.cell_reader(plan, self._reading)(cell)
            else:
                # not the column's own reader: that of an address book refuses nothing
                field.import_(cell, self._reading)
        except Refused:
            return False
        return True
