"""Changing records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from klientel.events.log import Line
from klientel.kit import clock
from klientel.kit.refused import Conflict, Invalid, Refused
from klientel.records import writer
from klientel.records.actions import linking
from klientel.records.actions.catalogue import current_reading, found, found_many
from klientel.records.actions.together import tell, written_together
from klientel.records.fields.base import Field, Reading
from klientel.records.one_reading import in_force
from klientel.records.own_fields.field import COLUMN
from klientel.records.own_fields.reckoning import reckon_written
from klientel.records.own_fields.standing import asks_results, must_stand
from klientel.records.own_sight import must_see
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor


def change(
    actor: Actor,
    type_name: str,
    target: Any,
    values: Mapping[str, Any],
    *,
    expected: Mapping[str, Any] | None = None,
    batch: UUID | None = None,
) -> Any:
    """Change fields of one record from raw values; returns it as it is now.

    `expected` holds, by field name, the `api` form of what the person saw before editing. When
    somebody changed that very field meanwhile, `Conflict` carries what stands there now and
    nothing is written; changes of other fields do not disturb each other. What is told in one
    `batch` is one step back. Raises `Forbidden`, `NotFound`, `Conflict`, or `Invalid` with a
    reason per field.
    """
    declared = record_types.get(type_name)
    actor.must(declared.permission("edit"))

    def work() -> Any:
        record_type = in_force(actor, declared)
        cleaned = clean_partly(record_type, values, current_reading(actor))
        record = found(actor, record_type, target, values=[cleaned])
        _refuse_stale(record_type, record, expected or {}, cleaned)
        writer.check_links(actor, record_type, [cleaned])
        writer.settle_values(actor, record_type, [cleaned])
        write_changes(actor, record_type, [(record, cleaned)], batch=batch)
        return record

    return written_together(work)


def change_many(
    actor: Actor,
    type_name: str,
    values: Mapping[UUID, Mapping[str, Any]],
    *,
    batch: UUID | None = None,
    cleaned: bool = False,
) -> list[Any]:
    """Change many records, each with its own values by id; returns those found, as they are now.

    One permission check and set-based writing; records the actor cannot see are left out. With
    `cleaned` the values went through the same fields before. Raises what `change` does.
    """
    declared = record_types.get(type_name)
    actor.must(declared.permission("edit"))

    def work() -> list[Any]:
        reading = current_reading(actor)
        record_type = declared.in_workspace(reading.workspace)
        clean = {
            key: _checked(record_type, mine)
            if cleaned
            else clean_partly(record_type, mine, reading)
            for key, mine in values.items()
        }
        records = found_many(actor, record_type, clean, values=clean.values())
        writer.check_links(actor, record_type, clean.values())
        writer.settle_values(actor, record_type, list(clean.values()))
        write_changes(
            actor, record_type, [(record, clean[record.pk]) for record in records], batch=batch
        )
        return records

    return written_together(work)


def _checked(record_type: RecordType, values: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of clean values; refuses what no change may set."""
    for name in values:
        _changeable(record_type, name)
    return dict(values)


def _changeable(record_type: RecordType, name: str) -> Field:
    one = record_type.by_name.get(name)
    if one is None or not one.is_changeable:
        raise Refused("This field cannot be set.", name)
    return one


def clean_partly(
    record_type: RecordType, raw: Mapping[str, Any], reading: Reading
) -> dict[str, Any]:
    """The given fields, cleaned; raises `Invalid` for wrong, unknown and read-only ones."""
    values: dict[str, Any] = {}
    errors: dict[str, Refused] = {}
    for name, value in raw.items():
        try:
            values[name] = _changeable(record_type, name).clean(value, reading)
        except Refused as refusal:
            errors[name] = refusal.at(name)
    if errors:
        raise Invalid(errors)
    return values


def _refuse_stale(
    record_type: RecordType, record: Any, expected: Mapping[str, Any], values: Mapping[str, Any]
) -> None:
    for name, seen in expected.items():
        one = record_type.by_name.get(name)
        if one is None or name not in values:
            continue
        current = one.value(record)
        if one.api(current) != seen and current != values[name]:
            raise Conflict("Somebody else changed this in the meantime.", name, current=current)


def write_changes(
    actor: Actor,
    record_type: RecordType,
    pairs: Sequence[tuple[Any, Mapping[str, Any]]],
    *,
    batch: UUID | None = None,
    verb: str | None = None,
    facts: Mapping[str, Any] | None = None,
    columns: Iterable[str] = (),
    restores: bool = False,
) -> list[Any]:
    """Put clean values on records, write what differs, tell the log; returns those changed.

    A change is told by the verb that the type finds in it (`RecordType.meaning`), so that it is
    the same one through every door. Domain actions give a `verb` only for what no field shows,
    `facts` that are told with it, and `columns` they set themselves on the record before. What
    `restores` earlier values may leave empty what was empty then. Runs inside the caller's
    transaction. Raises `Refused` for what the type's `check` or the conditions of own fields
    refuse, and for what the actor could not see any more; then nothing was written.
    """
    record_type = in_force(actor, record_type)
    now = clock.now()
    touched: list[Any] = []
    written: set[str] = set(columns)
    lines: list[Line] = []
    for record, values in linking.agreed(actor, record_type, pairs):
        changes = _apply(record_type, record, values)
        if not changes and not columns and verb is None:
            continue
        record_type.derive(record, frozenset(values), actor)
        changes |= _derived(record_type, record, changes)
        record.version += 1
        record.updated_at = now
        written |= set(record.changed_columns())
        touched.append(record)
        lines.append(_line(actor, record_type, record, changes, verb, facts or {}))
    if touched:
        written |= check_terms(actor, record_type, touched, restores=restores)
        record_type.check(actor, touched)
        must_see(actor, record_type, touched)
        writer.update(actor, record_type, touched, written)
        tell(actor, record_type, touched, lines, columns=frozenset(written), batch=batch)
        changes_told = [one.facts.get("changes", {}) for one in lines]
        linking.follow(actor, record_type, zip(touched, changes_told, strict=True), batch=batch)
    return touched


def check_terms(
    actor: Actor, record_type: RecordType, records: Sequence[Any], *, restores: bool = False
) -> set[str]:
    """Ask the conditions of own fields about changed records; returns columns to be written, too.

    A condition may ask for what a formula gives, so that comes first. Raises `Refused`.
    """
    reckoned = asks_results(record_type) and reckon_written(actor, record_type, records)
    must_stand(actor, record_type, records, current_reading(actor), restores=restores)
    return {COLUMN} if reckoned else set()


def _line(
    actor: Actor,
    record_type: RecordType,
    record: Any,
    changes: dict[str, list[Any]],
    verb: str | None,
    facts: Mapping[str, Any],
) -> Line:
    meant = None
    if verb is None and changes:
        meant = record_type.meaning(record, changes, current_reading(actor))
    named, more = meant or (verb or record_type.verb("changed"), {})
    told = {**more, **facts}
    if changes:
        # what an action tells of itself stands beside what followed from it in fields
        told["changes"] = {**changes, **facts.get("changes", {})}
    return Line(named, record_type.name, record.pk, record_type.account_of(record), told)


def _apply(record_type: RecordType, record: Any, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set what differs; returns `{field: [before, after]}` in `api` form."""
    changes: dict[str, list[Any]] = {}
    for name, value in values.items():
        one = record_type.field(name)
        before = one.value(record)
        if before != value:
            changes[name] = [one.api(before), one.api(value)]
            one.put(record, value)
    return changes


def _derived(record_type: RecordType, record: Any, told: Collection[str]) -> dict[str, list[Any]]:
    """What the type set by itself in answer, in fields that people may set, too.

    Told like the rest, an undo restores it.
    """
    before = record.loaded_values()
    changed = before.keys() & record.changed_columns()
    pairs = {
        one.name: (one.value(before), one.value(record), one)
        for one in record_type.fields
        if one.editable and one.column in changed and one.name not in told
    }
    # several fields may share a column, of which one has changed
    return {
        name: [one.api(was), one.api(now)] for name, (was, now, one) in pairs.items() if was != now
    }
