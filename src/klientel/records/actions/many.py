"""Giving one field of many records a value: what would become of each, and doing it.

What a rule refuses for one record is skipped with the reason; the others are changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop

from klientel.kit.refused import Forbidden, Refused
from klientel.records import writer
from klientel.records.actions.catalogue import found_many
from klientel.records.actions.change import check_terms, write_changes
from klientel.records.actions.together import written_together
from klientel.records.fields.base import Field, Reading
from klientel.records.one_reading import in_force
from klientel.records.own_sight import must_see
from klientel.records.types import RecordType
from klientel.workspaces.actor import Actor

#: what is told of a record that was chosen and is not there any more for who changes it
GONE = gettext_noop("This record was deleted, or you have no access to it any more.")


@dataclass(frozen=True)
class Edit:
    """What many records get: a cleaned `value` for one field, in one of the field's `ways`."""

    field: str
    way: str
    value: Any


@dataclass
class Outcome:
    """What became, or would become, of some records.

    `changed` are pairs of a record and its value before, `same` how many hold the value already,
    `skipped` the ids and titles of those that a rule refuses, with the reason.
    """

    changed: list[tuple[Any, Any]] = field(default_factory=list)
    same: int = 0
    skipped: list[tuple[UUID, str, Refused]] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Let it tell of the other records, too."""
        self.changed += other.changed
        self.same += other.same
        self.skipped += other.skipped


def change_each(
    actor: Actor, record_type: RecordType, ids: Sequence[UUID], edit: Edit, batch: UUID
) -> Outcome:
    """Change those of the records that differ, in one transaction, each with an event of the batch.

    Raises `Forbidden`, and `Refused` for a value that fits no record.
    """
    actor.must(record_type.permission("edit"))
    record_type = in_force(actor, record_type)
    one = record_type.field(edit.field)

    def work() -> Outcome:
        settled = [{one.name: edit.value}]
        writer.check_links(actor, record_type, settled)
        writer.settle_values(actor, record_type, settled)
        value = settled[0][one.name]
        records = found_many(actor, record_type, ids, values=settled)
        outcome, waiting = _sorted_out(record_type, one, edit.way, value, records, ids)
        return _written(actor, record_type, one, waiting, batch, outcome)

    return written_together(work)


def foresee(
    actor: Actor, record_type: RecordType, ids: Sequence[UUID], edit: Edit, reading: Reading
) -> Outcome:
    """What `change_each` would do, without writing; the reading is the caller's own.

    What a type settles only after the write is not foreseen.
    """
    record_type = record_type.in_workspace(reading.workspace)
    one = record_type.field(edit.field)
    writer.check_links(actor, record_type, [{one.name: edit.value}])
    value = one.foreseen(edit.value, reading)
    rows = record_type.model.objects.visible_to(actor).filter(pk__in=list(ids))
    outcome, waiting = _sorted_out(
        record_type, one, edit.way, value, list(rows.order_by("pk")), ids
    )
    for record, after in waiting:
        before, title = one.value(record), record_type.named(record)
        try:
            one.put(record, after)
            record_type.derive(record, frozenset({one.name}), actor)
            check_terms(actor, record_type, [record])
            record_type.check(actor, [record])
            must_see(actor, record_type, [record])
        except Refused as refusal:
            outcome.skipped.append((record.pk, title, refusal))
        else:
            outcome.changed.append((record, before))
    return outcome


def _sorted_out(
    record_type: RecordType,
    one: Field,
    way: str,
    value: Any,
    records: Sequence[Any],
    ids: Sequence[UUID],
) -> tuple[Outcome, list[tuple[Any, Any]]]:
    """What can be told before any rule is asked, and the records left with their values to be."""
    outcome = Outcome()
    waiting = []
    there = {record.pk for record in records}
    outcome.skipped = [(key, "", Refused(GONE)) for key in ids if key not in there]
    for record in records:
        before = one.value(record)
        try:
            after = one.merged(way, before, value)
        except Refused as refusal:
            outcome.skipped.append((record.pk, record_type.named(record), refusal))
            continue
        if after == before:
            outcome.same += 1
        else:
            waiting.append((record, after))
    return outcome, waiting


def _written(
    actor: Actor,
    record_type: RecordType,
    one: Field,
    waiting: list[tuple[Any, Any]],
    batch: UUID,
    outcome: Outcome,
) -> Outcome:
    """Write all at once; what is refused is looked for by halves, and then stands alone."""
    if not waiting:
        return outcome
    before = {record.pk: one.value(record) for record, _after in waiting}
    titles = {record.pk: record_type.named(record) for record, _after in waiting}
    pairs = [(record, {one.name: after}) for record, after in waiting]
    try:
        with transaction.atomic():
            written = write_changes(actor, record_type, pairs, batch=batch)
    except Forbidden:
        raise
    except Refused as refusal:
        if len(waiting) == 1:
            record = waiting[0][0]
            outcome.skipped.append((record.pk, titles[record.pk], refusal))
            return outcome
        wanted = {record.pk: after for record, after in waiting}
        # read again: what was set on them was not written
        anew = found_many(actor, record_type, wanted)
        middle = len(anew) // 2
        for some in (anew[:middle], anew[middle:]):
            again = [(record, wanted[record.pk]) for record in some]
            _written(actor, record_type, one, again, batch, outcome)
        return outcome
    outcome.changed += [(record, before[record.pk]) for record in written]
    return outcome
