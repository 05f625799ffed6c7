"""The import that every record type has by itself: one row, one record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from klientel.integrations.beside import Beside
from klientel.integrations.links import Linker
from klientel.integrations.models import ImportedRow
from klientel.integrations.row_sorter import Entry, Sorter, Work
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.actions.catalogue import current_reading, in_force
from klientel.records.actions.create import Draft
from klientel.records.own_fields.standing import missing_on_each
from klientel.records.recipes import CleanRow, Options, Outcome, Recipe, Target, besides, halving
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows


def recipe_of(record_type: RecordType) -> Recipe:
    """The plain recipe of a type: its targets are the fields that people may write."""
    fields = [
        one for one in record_type.fields if one.editable and (one.is_listed or not one.is_several)
    ]
    more = besides.get(record_type.name)
    return Recipe(
        name=record_type.name,
        label=record_type.label_plural,
        targets=[
            Target(
                name=one.name,
                field=one,
                required=one.is_needed,
                matchable=one.name in record_type.key_fields,
                kinds=one.reads_as,
                gathers=one.is_side,
            )
            for one in sorted(fields, key=lambda one: _place(record_type, one.name))
        ]
        + (list(more.targets()) if more else []),
        permission=record_type.permission("import"),
        apply=partial(_apply, record_type),
        aliases=(record_type.slug,),
        fills={"": (record_type.name, "")},
        knows_by_name=record_type.title in record_type.key_fields,
        nouns=more.nouns if more else {},
    )


def _place(record_type: RecordType, name: str) -> int:
    """Key fields come first, in their order: the order in which they are tried."""
    keys = list(record_type.key_fields)
    return keys.index(name) if name in keys else len(keys)


def _apply(
    record_type: RecordType, actor: Actor, rows: Sequence[CleanRow], options: Options, dry: bool
) -> Outcome:
    outcome = Outcome()
    record_type = in_force(actor, record_type)
    linker = Linker(actor, record_type, options, outcome)
    aside = Beside(record_type, rows)
    good, wrong = linker.resolve(aside.rows)
    outcome.errors += wrong
    work = Sorter(record_type, actor, good, options, outcome, dry=dry).work(good)
    note = aside.consider(actor, work, options, outcome)
    if dry:
        linker.count([one.values for one in (*work.new, *work.changes.values())])
    else:
        _write(record_type, actor, work, options, outcome, linker)
        note()
    return outcome


def _write(
    record_type: RecordType,
    actor: Actor,
    work: Work,
    options: Options,
    outcome: Outcome,
    linker: Linker,
) -> None:
    batch = options.batch or uuid7()

    def add(entries: Sequence[Entry]) -> None:
        linked = linker.make([one.values for one in entries])
        drafts = [Draft(values, _occurred(record_type, values, actor)) for values in linked.values]
        made = actions.create_many(
            actor, record_type.name, drafts, batch=options.batch, cleaned=True
        )
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
        for one, record in zip(entries, made, strict=True):
            one.made = record.pk
        linker.keep(linked)
        lacking = missing_on_each(actor, record_type, made, current_reading(actor))
        for one, missing in zip(entries, lacking, strict=True):
            outcome.notes += [(one.line, remark) for remark in missing.values()]

    def change(entries: Sequence[tuple[UUID, Entry]]) -> None:
        linked = linker.make([one.values for _key, one in entries])
        values = {key: mine for (key, _one), mine in zip(entries, linked.values, strict=True)}
        actions.change_many(actor, record_type.name, values, batch=options.batch, cleaned=True)
        linker.keep(linked)

    for entry, refusal in halving(work.new, add):
        entry.made = None
        outcome.errors.append((entry.line, refusal))
        outcome.count(outcome.created, record_type.name, -1)
    for (key, entry), refusal in halving(list(work.changes.items()), change):
        work.refused.add(key)
        outcome.errors.append((entry.line, refusal))
        outcome.count(outcome.updated, record_type.name, -entry.count)


def _occurred(record_type: RecordType, values: dict[str, Any], actor: Actor) -> datetime | None:
    """When the record truly came about, for a type that knows (an interaction)."""
    at = values.get(record_type.occurred) if record_type.occurred else None
    if isinstance(at, datetime):
        return at
    if isinstance(at, date):
        return clock.start_of_day(at, current_reading(actor).workspace.time_zone)
    return None
