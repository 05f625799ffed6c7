"""The import that every record type has by itself: one row, one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from klientel.integrations.alike import records_alike
from klientel.integrations.links import Linker
from klientel.integrations.matching import Key, keys_of, match, records_by_key
from klientel.integrations.models import ImportedRow
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.create import Draft
from klientel.records.recipes import CleanRow, Options, Outcome, Recipe, Target, halving
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows


def recipe_of(kind: RecordType) -> Recipe:
    """The plain recipe of a type: its targets are the fields that people may write."""
    fields = [one for one in kind.fields if one.editable]
    return Recipe(
        name=kind.name,
        label=kind.label_plural,
        targets=[
            Target(
                name=one.name,
                field=one,
                required=one.required and one.default is None,
                matchable=one.name in kind.key_fields,
                kinds=one.reads_as,
            )
            for one in sorted(fields, key=lambda one: _place(kind, one.name))
        ],
        permission=kind.permission("import"),
        apply=partial(_apply, kind),
        aliases=(kind.slug,),
    )


def _place(kind: RecordType, name: str) -> int:
    """Key fields come first, in their order: the order in which they are tried."""
    keys = list(kind.key_fields)
    return keys.index(name) if name in keys else len(keys)


@dataclass
class _Entry:
    """A record to be: its values, the lines it comes from, and the keys rows may share with it."""

    values: dict[str, Any]
    line: int
    row_key: str = ""
    keys: Sequence[Key] = ()
    count: int = 1


@dataclass
class _Work:
    """What the rows of a chunk ask for."""

    new: list[_Entry] = field(default_factory=list)
    changes: dict[UUID, _Entry] = field(default_factory=dict)


def _apply(
    kind: RecordType, actor: Actor, rows: Sequence[CleanRow], options: Options, dry: bool
) -> Outcome:
    outcome = Outcome()
    linker = Linker(actor, kind, options, outcome)
    good, wrong = linker.resolve(rows)
    outcome.errors += wrong
    work = _sort_out(kind, actor, good, options, outcome, dry=dry)
    if dry:
        linker.count([one.values for one in (*work.new, *work.changes.values())])
    else:
        _write(kind, actor, work, options, outcome, linker)
    return outcome


def _sort_out(
    kind: RecordType,
    actor: Actor,
    rows: Sequence[CleanRow],
    options: Options,
    outcome: Outcome,
    *,
    dry: bool,
) -> _Work:
    """Decide for each row whether it adds, completes, or says nothing new."""
    found = records_by_key(actor, kind, rows, options.match_on)
    alike = records_alike(actor, kind, rows, found, options, dry=dry)
    seen = _seen(actor, [row.key for row in rows if not keys_of(row, options.match_on)])
    counted: set[Any] = options.scratch.setdefault("counted", set()) if dry else set()
    fresh: dict[Key, _Entry] = {}
    work = _Work()
    reading = current_reading(actor)
    for row in rows:
        keys = keys_of(row, options.match_on)
        try:
            record = match(keys, found)
        except Refused as refusal:
            outcome.errors.append((row.line, refusal))
            continue
        twin = next((fresh[key] for key in keys if key in fresh), None)
        if record is None and twin is None and row.line in alike:
            outcome.alike += 1
            if options.alike == "skip":
                outcome.skipped += 1
                continue
            record = alike[row.line] if options.alike == "update" else None
        if record is not None:
            differing = _differing(kind, record, row.values, reading)
            _leave_lasting(kind, differing, row.line, options, outcome)
            if not differing or not options.update_existing:
                outcome.skipped += 1
                continue
            _merge(kind, work.changes, record.pk, differing, row.line)
            outcome.count(outcome.updated, kind.name)
        elif twin is not None:
            _complete(kind, twin, row, keys, fresh, options, outcome)
        elif (not keys and row.key in seen) or (dry and counted.intersection(keys)):
            outcome.skipped += 1
        else:
            entry = _Entry(dict(row.values), row.line, "" if keys else row.key, keys)
            work.new.append(entry)
            fresh |= dict.fromkeys(keys, entry)
            outcome.count(outcome.created, kind.name)
    counted |= fresh.keys()
    return work


def _complete(
    kind: RecordType,
    twin: _Entry,
    row: CleanRow,
    keys: Sequence[Key],
    fresh: dict[Key, _Entry],
    options: Options,
    outcome: Outcome,
) -> None:
    """A row means a record that an earlier row of the chunk adds: complete that one."""
    completed = _united(kind, twin.values, row.values)
    if completed == twin.values or not options.update_existing:
        outcome.skipped += 1
        return
    twin.values = completed
    fresh |= dict.fromkeys(keys, twin)
    outcome.count(outcome.updated, kind.name)


def _merge(
    kind: RecordType, into: dict[UUID, _Entry], key: UUID, values: dict[str, Any], line: int
) -> None:
    entry = into.get(key)
    if entry is None:
        into[key] = _Entry(values, line)
    else:
        entry.values = _united(kind, entry.values, values)
        entry.count += 1


def _united(kind: RecordType, before: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """What two rows say of one record: the later one counts, but its tags join the others."""
    united = {**before, **more}
    for name in before.keys() & more.keys():
        if kind.field(name).is_side:
            known = set(map(str.casefold, before[name]))
            united[name] = [
                *before[name],
                *(tag for tag in more[name] if tag.casefold() not in known),
            ]
    return united


def _differing(kind: RecordType, record: Any, values: Any, reading: Any) -> dict[str, Any]:
    """What a row says that the record does not; tags are added, never taken away."""
    differing: dict[str, Any] = {}
    for name, value in values.items():
        one = kind.field(name)
        before = one.value(record)
        if one.is_side:
            known = [reading.tags[UUID(key)][0] for key in before if UUID(key) in reading.tags]
            missing = [tag for tag in value if tag.casefold() not in map(str.casefold, known)]
            if missing:
                differing[name] = [*known, *missing]
        elif before != value:
            differing[name] = value
    return differing


def _leave_lasting(
    kind: RecordType, differing: dict[str, Any], line: int, options: Options, outcome: Outcome
) -> None:
    """What only an action of its own changes stays as it is, and the row says so."""
    for name in [name for name in differing if kind.field(name).lasting]:
        del differing[name]
        if options.update_existing:
            label = str(kind.field(name).label)
            remark = Refused("“{label}” stays as it is: no import changes it.", name, label=label)
            outcome.notes.append((line, remark))


def _seen(actor: Actor, keys: Sequence[str]) -> set[str]:
    """Those of the row keys that an earlier import has used."""
    if not keys:
        return set()
    rows = ImportedRow.objects.in_workspace(actor.workspace_id).filter(key__in=keys)
    return set(rows.values_list("key", flat=True))


def _write(
    kind: RecordType,
    actor: Actor,
    work: _Work,
    options: Options,
    outcome: Outcome,
    linker: Linker,
) -> None:
    batch = options.batch or uuid7()

    def add(entries: Sequence[_Entry]) -> None:
        linked = linker.make([one.values for one in entries])
        drafts = [Draft(values, _occurred(kind, values, actor)) for values in linked.values]
        made = actions.create_many(actor, kind.name, drafts, batch=options.batch, cleaned=True)
        known = [
            ImportedRow(
                workspace_id=actor.workspace_id,
                key=one.row_key,
                record_id=record.pk,
                batch=batch,
            )
            for one, record in zip(entries, made, strict=True)
            if one.row_key
        ]
        insert_rows(ImportedRow, known)
        linker.keep(linked)

    def change(entries: Sequence[tuple[UUID, _Entry]]) -> None:
        linked = linker.make([one.values for _key, one in entries])
        values = {key: mine for (key, _one), mine in zip(entries, linked.values, strict=True)}
        actions.change_many(actor, kind.name, values, batch=options.batch, cleaned=True)
        linker.keep(linked)

    for entry, refusal in halving(work.new, add):
        outcome.errors.append((entry.line, refusal))
        outcome.count(outcome.created, kind.name, -1)
    for (_key, entry), refusal in halving(list(work.changes.items()), change):
        outcome.errors.append((entry.line, refusal))
        outcome.count(outcome.updated, kind.name, -entry.count)


def _occurred(kind: RecordType, values: dict[str, Any], actor: Actor) -> datetime | None:
    """When the record truly came about, for a type that knows (an interaction)."""
    at = values.get(kind.occurred) if kind.occurred else None
    if isinstance(at, datetime):
        return at
    if isinstance(at, date):
        return clock.start_of_day(at, current_reading(actor).workspace.time_zone)
    return None
