"""Which record each row of a file means, and what the rows of a chunk come to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from klientel.events.batches import touched_in
from klientel.integrations.bearers import Key
from klientel.integrations.matching import Recognised, Recogniser
from klientel.integrations.models import ImportedRow
from klientel.kit.refused import Refused
from klientel.records.actions.catalogue import current_reading
from klientel.records.completing import differing, held_before, united, without_lasting
from klientel.records.doubts import SKIP, Asked, Doubts, key_of, matter
from klientel.records.examples import JOINED, KNOWN, NEW
from klientel.records.recipes import CleanRow, Options, Outcome
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor


@dataclass
class Entry:
    """A record to be: its values, the lines it comes from, and the keys rows may share with it."""

    values: dict[str, Any]
    line: int
    row_key: str = ""
    keys: Sequence[Key] = ()
    count: int = 1
    #: counted by an earlier chunk of a check: there is nothing to complete any more
    is_counted: bool = False
    #: the record, once it is written
    made: UUID | None = None


@dataclass
class Work:
    """What the rows of a chunk ask for."""

    new: list[Entry] = field(default_factory=list)
    changes: dict[UUID, Entry] = field(default_factory=dict)
    #: the record, or the record to be, that a row means, by the row's key
    meant: dict[str, Any] = field(default_factory=dict)
    #: records whose changes a rule has refused
    refused: set[UUID] = field(default_factory=set)


class Sorter:
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
        self._dry = dry
        self._reading = current_reading(actor)
        doubts = matter(options, dry=dry)
        self._known = Recogniser(actor, record_type, rows, options, dry=dry, shows_namesakes=doubts)
        self._each = options.repeats == "both"
        self._keys = {row.key: self._known.keys_of(row) for row in rows}
        unmatched = [row.key for row in rows if self._each or not self._keys[row.key]]
        self._seen = _seen(actor, unmatched)
        self._touched = _touched(actor, self._known.ids, options)
        asked, namesakes = self._unfound(rows) if doubts else ({}, {})
        self._doubts = Doubts(
            actor, record_type, asked, options, outcome, dry=dry, namesakes=namesakes
        )
        self._left: set[Key] = options.scratch.setdefault("left", set())
        self._work = Work()

    def _unfound(self, rows: Sequence[CleanRow]) -> tuple[dict[str, Asked], dict[str, Any]]:
        """What rows say that fit no record, once for all that name the same; and the records that
        only bear the name of one."""
        asked: dict[str, Asked] = {}
        namesakes: dict[str, Any] = {}
        for row in rows:
            keys = self._keys[row.key]
            if row.key in self._seen or self._known.fits_any(row, keys):
                continue
            name = _name_of(row, keys)
            asked.setdefault(name, Asked(row.line, row.values))
            if (record := self._known.namesake(keys)) is not None:
                namesakes.setdefault(name, record)
        return asked, namesakes

    def work(self, rows: Sequence[CleanRow]) -> Work:
        """What the rows ask for; a check remembers in `scratch` what it has counted as new."""
        for row in rows:
            if row.key in self._seen:
                self._skip(row)
                continue
            try:
                self._take(row, self._keys[row.key])
            except Refused as refusal:
                self._outcome.errors.append((row.line, refusal))
        if self._dry:
            for entry in self._work.new:
                # of all that it says, only what it is recognised by: a file may be long
                values = {name: entry.values[name] for name, _value in entry.keys}
                light = Entry(values, entry.line, is_counted=True)
                self._known.count(entry.line, light, entry.keys)
        return self._work

    def _take(self, row: CleanRow, keys: Sequence[Key]) -> None:
        found, twin = self._meant(row, keys)
        is_touched = found is not None and found.record.pk in self._touched
        if self._each and is_touched:
            found = None
        elif self._options.repeats == "skip" and (twin or is_touched):
            self._skip(row, found)
            return
        if found is None and twin is None:
            way, record = self._doubts.of(_name_of(row, keys))
            if way == SKIP or self._left.intersection(self._known.telling(keys)):
                self._left.update(keys)
                self._skip(row)
                return
            if record is not None:
                # so that further rows of the same keys complete it, too
                found = self._known.learn(keys, record)
        if found is not None:
            self._change(found, row)
        elif twin is not None:
            self._complete(twin, row, keys)
        elif not self._options.add_new:
            raise Refused("Nothing here fits this row; none is added.")
        else:
            self._add(row, keys)

    def _meant(
        self, row: CleanRow, keys: Sequence[Key]
    ) -> tuple[Recognised | None, Recognised | None]:
        """The record that a row means, or else what rows before it will make one."""
        if self._each:
            return self._known.record_of(row, keys), None
        meant = self._known.meant_by(row, keys)
        if meant is None or not isinstance(meant.record, Entry):
            return meant, None
        return None, meant

    def _skip(self, row: CleanRow, found: Recognised | None = None) -> None:
        self._outcome.skipped += 1
        if (examples := self._options.examples) and examples.want(KNOWN):
            record = found.record if found is not None else None
            examples.add(
                KNOWN,
                row.line,
                self._kind.name,
                self._kind.named(record) if record is not None else self._title(row),
                record_id=record.pk if record is not None else None,
            )

    def _title(self, row: CleanRow) -> str:
        """What the row calls its record, as far as it names it at all."""
        named = row.values.get(self._kind.title)
        told = [named] if named else [value for value in row.values.values() if value][:2]
        return " ".join(str(one) for one in told)[:200]

    def _add(self, row: CleanRow, keys: Sequence[Key]) -> None:
        row_key = row.key if self._each or not keys else ""
        entry = Entry(dict(row.values), row.line, row_key, keys)
        self._work.new.append(entry)
        self._work.meant[row.key] = entry
        self._known.expect(id(entry), entry, keys)
        self._outcome.count(self._outcome.created, self._kind.name)
        if (examples := self._options.examples) and examples.want(NEW):
            examples.add(NEW, row.line, self._kind.name, self._title(row), after=row.values)

    def _change(self, found: Recognised, row: CleanRow) -> None:
        record = found.record
        self._touched.add(record.pk)
        self._work.meant[row.key] = record
        fill = self._options.fill_only or found.by_name
        missing = differing(self._kind, record, row.values, self._reading, fill_only=fill)
        remarks = without_lasting(self._kind, missing)
        if self._options.update_existing:
            self._outcome.notes += [(row.line, remark) for remark in remarks]
        if not missing or not self._options.update_existing:
            self._skip(row, found)
            return
        changes = self._work.changes
        entry = changes.get(record.pk)
        if entry is None:
            entry = changes[record.pk] = Entry(missing, row.line)
        else:
            entry.values = united(self._kind, entry.values, missing, fill_only=fill)
            entry.count += 1
        self._known.give(record, entry.values)
        self._outcome.count(self._outcome.updated, self._kind.name)
        if (examples := self._options.examples) is not None:
            fate, before = held_before(self._kind, record, missing, self._reading)
            title = self._kind.named(record)
            examples.add(
                fate,
                row.line,
                self._kind.name,
                title,
                record_id=record.pk,
                before=before,
                after=missing,
            )

    def _complete(self, found: Recognised, row: CleanRow, keys: Sequence[Key]) -> None:
        """A row means a record that an earlier row of the file adds: complete that one."""
        twin: Entry = found.record
        if twin.is_counted:
            self._skip(row)
            return
        self._work.meant[row.key] = twin
        fill = self._options.fill_only or found.by_name
        completed = united(self._kind, twin.values, row.values, fill_only=fill)
        if completed == twin.values or not self._options.update_existing:
            self._skip(row)
            return
        if (examples := self._options.examples) is not None and examples.want(JOINED):
            told = {name: v for name, v in completed.items() if twin.values.get(name) != v}
            title = self._title(row)
            examples.add(
                JOINED, row.line, self._kind.name, title, before=dict(twin.values), after=told
            )
        twin.values = completed
        twin.keys = list(dict.fromkeys((*twin.keys, *keys)))
        self._known.expect(id(twin), twin, twin.keys)
        self._outcome.count(self._outcome.updated, self._kind.name)


def _name_of(row: CleanRow, keys: Sequence[Key]) -> str:
    """What stands for the record that a row means: its surest key, else the row itself."""
    return key_of(*keys[0]) if keys else key_of(row.key)


def _touched(actor: Actor, ids: set[UUID], options: Options) -> set[UUID]:
    """The records that earlier rows of this file have added or completed, where that matters."""
    if options.repeats == "join":
        return set()
    touched: set[UUID] = options.scratch.setdefault("touched", set())
    if options.batch is not None:
        touched |= touched_in(actor.workspace_id, options.batch, ids)
    return touched


def _seen(actor: Actor, keys: Sequence[str]) -> set[str]:
    """Those of the row keys that an earlier import has used."""
    if not keys:
        return set()
    rows = ImportedRow.objects.in_workspace(actor.workspace_id).filter(key__in=keys)
    return set(rows.values_list("key", flat=True))
