"""Making values of the cells of a row: marks and dates as the plan says, the rest by the fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from klientel.integrations.mapping import ColumnPlan, Plan
from klientel.kit.refused import Invalid, Refused
from klientel.records.fields.base import Reading
from klientel.records.recipes import Recipe, Target

Read = Callable[[str], Any]

_SURE_DAYS = (
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "%Y-%m-%d"),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}"), "%Y-%m-%d %H:%M:%S"),
    (re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}"), "%d.%m.%Y"),
)

#: different cells of a column whose values are remembered
_REMEMBERED = 20_000


class WrongRow(Exception):
    """A row with cells that cannot become values: for each its column and the reason."""

    def __init__(self, mistakes: Sequence[tuple[str, Refused]]) -> None:
        super().__init__(mistakes)
        self.mistakes = mistakes


class Cleaner:
    """Turns rows of one file into values by target.

    An empty cell gives no value, so that it never erases what a record holds. Raises `Invalid`
    when a value that is fixed for all rows is wrong.
    """

    def __init__(
        self, recipe: Recipe, plan: Plan, columns: Sequence[str], reading: Reading
    ) -> None:
        targets = {target.name: target for target in recipe.targets}
        self.fixed = _fixed(plan, targets, reading)
        self._columns = [
            _CellReader(
                index, name, targets[plan.columns[name].target], plan.columns[name], reading
            )
            for index, name in enumerate(columns)
            if name in plan.columns
        ]

    def values(self, cells: Sequence[str]) -> dict[str, Any]:
        """The values of one row by target; raises `WrongRow` with all that is wrong in it."""
        values = dict(self.fixed)
        mistakes: list[tuple[str, Refused]] = []
        for column in self._columns:
            cell = cells[column.index].strip()
            try:
                if cell and column.gathers:
                    values[column.target] = [*values.get(column.target, ()), *column.told(cell)]
                elif cell:
                    values[column.target] = column.value(cell)
                elif column.is_required and column.target not in values:
                    mistakes.append((column.name, Refused("This must not be empty.")))
            except Refused as refusal:
                mistakes.append((column.name, refusal))
        if mistakes:
            raise WrongRow(mistakes)
        return values


class _CellReader:
    """Reads the cells of one column, remembering what it has read before."""

    def __init__(
        self, index: int, name: str, target: Target, plan: ColumnPlan, reading: Reading
    ) -> None:
        self.index = index
        self.name = name
        self.target = target.name
        self.is_required = target.required
        self.gathers = target.gathers
        self._read = target.field.cell_reader(plan, reading)
        self._others = _other_days(target, plan, reading)
        self._known: dict[str, Any] = {}

    def _value(self, cell: str) -> Any:
        try:
            return self._read(cell)
        except Refused:
            for form, read in self._others:
                if form.fullmatch(cell):
                    return read(cell)
            raise

    def told(self, cell: str) -> list[Any]:
        """What one of several columns adds: its tags, or its name with the value."""
        value = self.value(cell)
        return value if isinstance(value, list) else [(self.name, value)]

    def value(self, cell: str) -> Any:
        value = self._known.get(cell)
        if value is None:
            value = self._value(cell)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[cell] = value
        return list(value) if isinstance(value, list) else value


def _other_days(
    target: Target, plan: ColumnPlan, reading: Reading
) -> list[tuple[re.Pattern[str], Read]]:
    """Readers of days that are written otherwise than their column, but in one way only.

    Sheets mix true days with days typed as text.
    """
    if target.field.written != "date":
        return []
    return [
        (form, target.field.cell_reader(replace(plan, date_format=pattern), reading))
        for form, pattern in _SURE_DAYS
        if pattern != plan.date_format
    ]


def _fixed(plan: Plan, targets: Mapping[str, Target], reading: Reading) -> dict[str, Any]:
    values: dict[str, Any] = {}
    errors: dict[str, Refused] = {}
    for name, text in plan.fixed.items():
        if not text.strip():
            continue
        try:
            values[name] = targets[name].field.cell_reader(ColumnPlan(name), reading)(text.strip())
        except Refused as refusal:
            errors[name] = refusal.at(name)
    if errors:
        raise Invalid(errors)
    return values
