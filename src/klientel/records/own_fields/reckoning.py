"""Reckoning the formulas of records: when one of them is written, and all of them anew.

A record's results are written with what they are reckoned from, in the same statement. What cannot
be seen there is reckoned by a job: another formula, other words for an option, another day.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import translation

from klientel.kit import clock
from klientel.kit.formulas import Clock, Formula, Mistake, Shape, Wrong, stored_formula
from klientel.records.fields.base import Field, Reading
from klientel.records.models import FieldDefinition, FieldValue
from klientel.records.one_reading import current_reading
from klientel.records.own_fields.field import COLUMN
from klientel.records.own_fields.in_turn import CHUNK, held_behind
from klientel.records.own_fields.inputs import by_name
from klientel.records.own_fields.reckoned import Reckoned
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, update_rows
from klientel.workspaces.models import Workspace


class Sheet:
    """The formulas of a type in the order in which they can be reckoned.

    One that cannot be read, or that by a way around reads itself, gives a value that says so.
    """

    def __init__(self, record_type: RecordType) -> None:
        self.fields = record_type.by_name
        self.formulas = [one for one in record_type.added if isinstance(one, Reckoned)]
        known = by_name(record_type)
        by = {one.name: one for one in self.formulas}
        made: dict[str, Formula | None] = {}
        for one in self.formulas:
            made[one.name] = None
            with suppress(Mistake):
                formula = stored_formula(one.formula, known)
                # what it reads may have become something else while it lay in the trash
                made[one.name] = formula if formula.shape == one.result else None
        self.steps = [(by[name], made[name]) for name in _in_order(by, made)]
        read = {name for one in self.formulas for name in one.reads}
        inputs = [self.fields[name] for name in read if name in self.fields]
        #: the columns whose change changes a result
        self.columns = frozenset({one.column for one in inputs} | {COLUMN})
        #: whether a formula reads what the program counts and people do not set
        self.reads_kept = any(not one.editable and not isinstance(one, Reckoned) for one in inputs)
        #: whether results may change without anybody writing the record
        self.changes_by_itself = self.reads_kept or any(
            one.depends_on_today for one in self.formulas
        )

    def reckon(self, records: Sequence[Any], reading: Reading) -> list[Any]:
        """Put the results on records; gives those on which one differs from before."""
        now = Clock(reading.today, reading.format, reading.workspace.currency)
        changed = []
        for record in records:
            kept = self._kept(record, now, reading)
            if kept != record.own_values:
                record.own_values = kept
                changed.append(record)
        return changed

    def _kept(self, record: Any, now: Clock, reading: Reading) -> dict[str, Any]:
        results: dict[str, Any] = {}

        def read(name: str) -> Any:
            return results[name] if name in results else _input(self.fields[name], record, reading)

        kept = dict(record.own_values)
        for one, formula in self.steps:
            result = results[one.name] = (
                Wrong("field") if formula is None else formula.reckoned(now, read, one.rounded_to)
            )
            is_value = result is not None and not isinstance(result, Wrong)
            value = one.made_of(result) if is_value else result
            if value is None or one.is_empty(value):
                kept.pop(one.name, None)
            else:
                kept[one.name] = one.stored(value)
        return kept

    def rows_of(self, records: Sequence[Any]) -> list[FieldValue]:
        """The rows beside records that say what their formulas gave."""
        return [row for record in records for one in self.formulas for row in one.side_rows(record)]


def _input(one: Field, record: Any, reading: Reading) -> Any:
    """What a record holds in a field, as formulas read it."""
    value = one.value(record)
    if one.reckons_as == Shape.TRUTH:
        return bool(value)
    if one.is_several:
        # how many there are is known where there are none
        return one.reckoned(value, reading)
    return None if one.is_empty(value) else one.reckoned(value, reading)


def _in_order(by: dict[str, Reckoned], made: dict[str, Formula | None]) -> list[str]:
    """The names of formulas, each behind those that it reads."""
    ordered: list[str] = []
    done: set[str] = set()
    for first in by:
        # by hand instead of by recursion: a hundred formulas may read each other in a row
        waiting: list[tuple[str, bool]] = [(first, False)]
        under_way: set[str] = set()
        while waiting:
            name, is_read = waiting.pop()
            if is_read:
                under_way.discard(name)
                if name not in done:
                    done.add(name)
                    ordered.append(name)
            elif name in under_way:
                made.update(dict.fromkeys(under_way))
            elif name not in done:
                under_way.add(name)
                waiting.append((name, True))
                waiting += [(other, False) for other in by[name].reads if other in by]
    return ordered


_sheets: dict[tuple[UUID, str], tuple[Sequence[Field], Sheet | None]] = {}


def sheet_of(record_type: RecordType) -> Sheet | None:
    """The formulas of a type as it is in a firm; None where there are none."""
    added = record_type.added
    first = next((one for one in added if isinstance(one, Reckoned)), None)
    if first is None:
        return None
    key = (first.workspace, record_type.name)
    known = _sheets.get(key)
    if known is None or known[0] is not added:
        known = _sheets[key] = (added, Sheet(record_type))
    return known[1]


def reckon_written(
    actor: Actor,
    record_type: RecordType,
    records: Sequence[Any],
    changed: frozenset[str] | None = None,
) -> bool:
    """Put results on records that are about to be written; whether any differs.

    `changed` are the columns that are written; None for new records.
    """
    sheet = sheet_of(record_type)
    if sheet is None or (changed is not None and not changed & sheet.columns):
        return False
    workspace = current_reading(actor).workspace
    return bool(in_firm(workspace, lambda reading: sheet.reckon(records, reading)))


def in_firm(workspace: Workspace, work: Callable[[Reading], Any]) -> Any:
    """Do something as the firm reads: results are the same whoever writes a record."""
    from klientel.records.reading import reading_for

    with translation.override(workspace.language):
        return work(reading_for(workspace, language=workspace.language))


def reckon_anew(workspace: Workspace, type_name: str) -> Iterator[int]:
    """Reckon the formulas of all records of a type, chunk by chunk; idempotent.

    Gives how many were looked at. Results are written where they differ, their rows beside them
    in any case: another formula may have put them elsewhere.
    """
    if type_name not in record_types:
        return
    after: UUID | None = None
    while True:
        with transaction.atomic():
            record_type = record_types.get(type_name).in_workspace(workspace)
            sheet = sheet_of(record_type)
            rows = record_type.model.objects.in_workspace(workspace.pk)
            records = [] if sheet is None else held_behind(rows, after)
            if sheet is not None and records:
                _write(workspace, record_type, sheet, records)
        if not records:
            return
        after = records[-1].pk
        yield len(records)


def reckon_kept(workspace_id: UUID, type_name: str, ids: Collection[UUID]) -> None:
    """Reckon formulas of records of which the program wrote what it keeps of them by itself.

    Runs inside the caller's transaction, behind that write; nothing is read where no formula asks
    for such a field.
    """
    if not ids:
        return
    program = Actor.system(workspace_id, "what the program counts changes what follows from it")
    workspace = current_reading(program).workspace
    record_type = record_types.get(type_name).in_workspace(workspace)
    sheet = sheet_of(record_type)
    if sheet is None or not sheet.reads_kept:
        return
    wanted = sorted(ids)
    for start in range(0, len(wanted), CHUNK):
        rows = record_type.model.objects.in_workspace(workspace_id).order_by("pk")
        rows = rows.filter(pk__in=wanted[start : start + CHUNK])
        if connection.vendor == "postgresql":
            rows = rows.select_for_update(no_key=True, of=("self",))
        _write(workspace, record_type, sheet, list(rows))


def _write(
    workspace: Workspace, record_type: RecordType, sheet: Sheet, records: Sequence[Any]
) -> None:
    changed = in_firm(workspace, lambda reading: sheet.reckon(records, reading))
    update_rows(record_type.model, changed, [COLUMN])
    rows = FieldValue.objects.in_workspace(workspace.pk)
    mine = rows.filter(
        field_id__in=[one.definition for one in sheet.formulas],
        record_id__in=[one.pk for one in records],
    )
    there = {_said(row): row.pk for row in mine}
    wanted = {_said(row): row for row in sheet.rows_of(records)}
    gone = [pk for said, pk in there.items() if said not in wanted]
    for start in range(0, len(gone), CHUNK):
        rows.filter(pk__in=gone[start : start + CHUNK]).delete()
    insert_rows(FieldValue, [row for said, row in wanted.items() if said not in there])


def _said(row: FieldValue) -> tuple[Any, ...]:
    return (row.field_id, row.record_id, row.text, row.number, row.day, row.moment, row.key)


def types_of_yesterday(workspace: Workspace) -> list[str]:
    """The types whose results change by themselves and were not reckoned on the firm's day yet.

    They count as reckoned from now on, so the caller asks for it in the same transaction.
    """
    today = clock.today(workspace.time_zone)
    found = []
    for name in added_to(workspace):
        sheet = sheet_of(record_types.get(name).in_workspace(workspace))
        if sheet is None or not sheet.changes_by_itself:
            continue
        rows = FieldDefinition.objects.in_workspace(workspace.pk)
        mine = rows.filter(pk__in=[one.definition for one in sheet.formulas])
        if mine.filter(Q(reckoned_on__isnull=True) | Q(reckoned_on__lt=today)).update(
            reckoned_on=today
        ):
            found.append(name)
    return found


def added_to(workspace: Workspace) -> list[str]:
    """The names of the types that a firm added fields to."""
    return [name for name in record_types.added_by(workspace) if name in record_types]


def reckoned_alone(record_type: RecordType, one: Any, record: Any, workspace: Workspace) -> Any:
    """What a formula that nobody kept yet gives for a record; writes nothing."""
    fields = record_type.by_name
    formula = stored_formula(one.formula, by_name(record_type))

    def work(reading: Reading) -> Any:
        now = Clock(reading.today, reading.format, workspace.currency)
        result = formula.reckoned(
            now, lambda name: _input(fields[name], record, reading), one.rounded_to
        )
        is_value = result is not None and not isinstance(result, Wrong)
        return one.made_of(result) if is_value else result

    return in_firm(workspace, work)
