"""The import that every record type has by itself: one row, one record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from klientel.events.batches import touched_in
from klientel.integrations.links import Linker
from klientel.integrations.matching import Key, keys_of, match, records_by_key
from klientel.integrations.models import ImportedRow
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.create import Draft
from klientel.records.completing import differing, united, without_lasting
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
                gathers=one.is_side,
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
    each = options.repeats == "both"
    seen = _seen(actor, [row.key for row in rows if each or not keys_of(row, options.match_on)])
    counted: set[Any] = options.scratch.setdefault("counted", set()) if dry else set()
    touched = _touched(actor, found, options)
    fresh: dict[Key, _Entry] = {}
    work = _Work()
    reading = current_reading(actor)
    for row in rows:
        keys = keys_of(row, options.match_on)
        if row.key in seen:
            outcome.skipped += 1
            continue
        try:
            record = match(keys, found)
        except Refused as refusal:
            outcome.errors.append((row.line, refusal))
            continue
        twin = next((fresh[key] for key in keys if key in fresh), None)
        if each and (record is None or record.pk in touched):
            record = twin = None
        elif options.repeats == "skip" and (twin or (record and record.pk in touched)):
            outcome.skipped += 1
            continue
        if record is not None:
            touched.add(record.pk)
            missing = differing(kind, record, row.values, reading, fill_only=options.fill_only)
            _leave_lasting(kind, missing, row.line, options, outcome)
            if not missing or not options.update_existing:
                outcome.skipped += 1
                continue
            _merge(kind, work.changes, record.pk, missing, row.line, options)
            outcome.count(outcome.updated, kind.name)
        elif twin is not None:
            _complete(kind, twin, row, keys, fresh, options, outcome)
        elif not each and counted.intersection(keys):
            outcome.skipped += 1
        elif not options.add_new:
            outcome.errors.append((row.line, Refused("Nothing here fits this row; none is added.")))
        else:
            row_key = row.key if each or not keys else ""
            entry = _Entry(dict(row.values), row.line, row_key, keys)
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
    completed = united(kind, twin.values, row.values, fill_only=options.fill_only)
    if completed == twin.values or not options.update_existing:
        outcome.skipped += 1
        return
    twin.values = completed
    fresh |= dict.fromkeys(keys, twin)
    outcome.count(outcome.updated, kind.name)


def _merge(
    kind: RecordType,
    into: dict[UUID, _Entry],
    key: UUID,
    values: dict[str, Any],
    line: int,
    options: Options,
) -> None:
    entry = into.get(key)
    if entry is None:
        into[key] = _Entry(values, line)
    else:
        entry.values = united(kind, entry.values, values, fill_only=options.fill_only)
        entry.count += 1


def _touched(actor: Actor, found: Mapping[Key, Sequence[Any]], options: Options) -> set[UUID]:
    """The records that earlier rows of this file have added or completed, where that matters."""
    if options.repeats == "join":
        return set()
    touched: set[UUID] = options.scratch.setdefault("touched", set())
    if options.batch is not None:
        ids = {record.pk for records in found.values() for record in records}
        touched |= touched_in(actor.workspace_id, options.batch, ids)
    return touched


def _leave_lasting(
    kind: RecordType, missing: dict[str, Any], line: int, options: Options, outcome: Outcome
) -> None:
    """What only an action of its own changes stays as it is, and the row says so."""
    for remark in without_lasting(kind, missing):
        if options.update_existing:
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
