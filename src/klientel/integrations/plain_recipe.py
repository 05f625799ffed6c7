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
from klientel.records.actions.catalogue import current_reading, in_force
from klientel.records.actions.create import Draft
from klientel.records.completing import differing, united, without_lasting
from klientel.records.doubts import SKIP, Asked, Doubts, key_of, matter
from klientel.records.own_fields.standing import missing_on_each
from klientel.records.recipes import CleanRow, Options, Outcome, Recipe, Target, halving
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows


def recipe_of(record_type: RecordType) -> Recipe:
    """The plain recipe of a type: its targets are the fields that people may write."""
    fields = [
        one for one in record_type.fields if one.editable and (one.is_listed or not one.is_several)
    ]
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
        ],
        permission=record_type.permission("import"),
        apply=partial(_apply, record_type),
        aliases=(record_type.slug,),
        fills={"": (record_type.name, "")},
    )


def _place(record_type: RecordType, name: str) -> int:
    """Key fields come first, in their order: the order in which they are tried."""
    keys = list(record_type.key_fields)
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
    record_type: RecordType, actor: Actor, rows: Sequence[CleanRow], options: Options, dry: bool
) -> Outcome:
    outcome = Outcome()
    record_type = in_force(actor, record_type)
    linker = Linker(actor, record_type, options, outcome)
    good, wrong = linker.resolve(rows)
    outcome.errors += wrong
    work = _Sorter(record_type, actor, good, options, outcome, dry=dry).work(good, dry=dry)
    if dry:
        linker.count([one.values for one in (*work.new, *work.changes.values())])
    else:
        _write(record_type, actor, work, options, outcome, linker)
    return outcome


class _Sorter:
    """Decides for each row whether it adds, completes, or says nothing new."""

    def __init__(
        self,
        record_type: RecordType,
        actor: Actor,
        rows: Sequence[CleanRow],
        options: Options,
        outcome: Outcome,
        *,
        dry: bool,
    ) -> None:
        self._kind = record_type
        self._options = options
        self._outcome = outcome
        self._reading = current_reading(actor)
        self._found = records_by_key(actor, record_type, rows, options.match_on)
        self._each = options.repeats == "both"
        self._keys = {row.key: keys_of(row, options.match_on) for row in rows}
        unmatched = [row.key for row in rows if self._each or not self._keys[row.key]]
        self._seen = _seen(actor, unmatched)
        self._touched = _touched(actor, self._found, options)
        asked = self._unfound(rows) if matter(options, dry=dry) else {}
        self._doubts = Doubts(actor, record_type, asked, options, outcome, dry=dry)
        self._left: set[Key] = options.scratch.setdefault("left", set())
        self._fresh: dict[Key, _Entry] = {}
        self._work = _Work()

    def _unfound(self, rows: Sequence[CleanRow]) -> dict[str, Asked]:
        """What rows say that fit no record, once for all that name the same."""
        asked: dict[str, Asked] = {}
        for row in rows:
            keys = self._keys[row.key]
            if row.key not in self._seen and not any(key in self._found for key in keys):
                asked.setdefault(_name_of(row, keys), Asked(row.line, row.values))
        return asked

    def work(self, rows: Sequence[CleanRow], *, dry: bool) -> _Work:
        """What the rows ask for; a check remembers in `scratch` what it has counted as new."""
        counted: set[Any] = self._options.scratch.setdefault("counted", set()) if dry else set()
        for row in rows:
            keys = self._keys[row.key]
            if row.key in self._seen:
                self._outcome.skipped += 1
                continue
            try:
                self._take(row, keys, counted)
            except Refused as refusal:
                self._outcome.errors.append((row.line, refusal))
        counted |= self._fresh.keys()
        return self._work

    def _take(self, row: CleanRow, keys: Sequence[Key], counted: set[Any]) -> None:
        record = match(keys, self._found)
        twin = next((self._fresh[key] for key in keys if key in self._fresh), None)
        if self._each and (record is None or record.pk in self._touched):
            record = twin = None
        elif self._options.repeats == "skip" and (
            twin or (record is not None and record.pk in self._touched)
        ):
            self._outcome.skipped += 1
            return
        if record is None and twin is None:
            way, record = self._doubts.of(_name_of(row, keys))
            if way == SKIP or self._left.intersection(keys):
                self._left.update(keys)
                self._outcome.skipped += 1
                return
            if record is not None:
                # so that further rows of the same keys complete it, too
                self._found |= {key: [record] for key in keys if key not in self._found}
        if record is not None:
            self._change(record, row)
        elif twin is not None:
            self._complete(twin, row, keys)
        elif not self._each and counted.intersection(keys):
            self._outcome.skipped += 1
        elif not self._options.add_new:
            raise Refused("Nothing here fits this row; none is added.")
        else:
            self._add(row, keys)

    def _add(self, row: CleanRow, keys: Sequence[Key]) -> None:
        row_key = row.key if self._each or not keys else ""
        entry = _Entry(dict(row.values), row.line, row_key, keys)
        self._work.new.append(entry)
        self._fresh |= dict.fromkeys(keys, entry)
        self._outcome.count(self._outcome.created, self._kind.name)

    def _change(self, record: Any, row: CleanRow) -> None:
        self._touched.add(record.pk)
        fill = self._options.fill_only
        missing = differing(self._kind, record, row.values, self._reading, fill_only=fill)
        remarks = without_lasting(self._kind, missing)
        if self._options.update_existing:
            self._outcome.notes += [(row.line, remark) for remark in remarks]
        if not missing or not self._options.update_existing:
            self._outcome.skipped += 1
            return
        changes = self._work.changes
        entry = changes.get(record.pk)
        if entry is None:
            changes[record.pk] = _Entry(missing, row.line)
        else:
            entry.values = united(self._kind, entry.values, missing, fill_only=fill)
            entry.count += 1
        self._outcome.count(self._outcome.updated, self._kind.name)

    def _complete(self, twin: _Entry, row: CleanRow, keys: Sequence[Key]) -> None:
        """A row means a record that an earlier row of the chunk adds: complete that one."""
        fill = self._options.fill_only
        completed = united(self._kind, twin.values, row.values, fill_only=fill)
        if completed == twin.values or not self._options.update_existing:
            self._outcome.skipped += 1
            return
        twin.values = completed
        self._fresh |= dict.fromkeys(keys, twin)
        self._outcome.count(self._outcome.updated, self._kind.name)


def _name_of(row: CleanRow, keys: Sequence[Key]) -> str:
    """What stands for the record that a row means: its surest key, else the row itself."""
    return key_of(*keys[0]) if keys else key_of(row.key)


def _touched(actor: Actor, found: Mapping[Key, Sequence[Any]], options: Options) -> set[UUID]:
    """The records that earlier rows of this file have added or completed, where that matters."""
    if options.repeats == "join":
        return set()
    touched: set[UUID] = options.scratch.setdefault("touched", set())
    if options.batch is not None:
        ids = {record.pk for records in found.values() for record in records}
        touched |= touched_in(actor.workspace_id, options.batch, ids)
    return touched


def _seen(actor: Actor, keys: Sequence[str]) -> set[str]:
    """Those of the row keys that an earlier import has used."""
    if not keys:
        return set()
    rows = ImportedRow.objects.in_workspace(actor.workspace_id).filter(key__in=keys)
    return set(rows.values_list("key", flat=True))


def _write(
    record_type: RecordType,
    actor: Actor,
    work: _Work,
    options: Options,
    outcome: Outcome,
    linker: Linker,
) -> None:
    batch = options.batch or uuid7()

    def add(entries: Sequence[_Entry]) -> None:
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
        linker.keep(linked)
        lacking = missing_on_each(actor, record_type, made, current_reading(actor))
        for one, missing in zip(entries, lacking, strict=True):
            outcome.notes += [(one.line, remark) for remark in missing.values()]

    def change(entries: Sequence[tuple[UUID, _Entry]]) -> None:
        linked = linker.make([one.values for _key, one in entries])
        values = {key: mine for (key, _one), mine in zip(entries, linked.values, strict=True)}
        actions.change_many(actor, record_type.name, values, batch=options.batch, cleaned=True)
        linker.keep(linked)

    for entry, refusal in halving(work.new, add):
        outcome.errors.append((entry.line, refusal))
        outcome.count(outcome.created, record_type.name, -1)
    for (_key, entry), refusal in halving(list(work.changes.items()), change):
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
