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
from klientel.records.actions.change import write_changes
from klientel.records.actions.together import written_together
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType
from klientel.records.visibility import must_see
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
    actor: Actor, kind: RecordType, ids: Sequence[UUID], edit: Edit, batch: UUID
) -> Outcome:
    """Change those of the records that differ, in one transaction, each with an event of the batch.

    Raises `Forbidden`, and `Refused` for a value that fits no record.
    """
    actor.must(kind.permission("edit"))
    one = kind.field(edit.field)

    def work() -> Outcome:
        settled = [{one.name: edit.value}]
        writer.check_links(actor, kind, settled)
        writer.settle_values(actor, kind, settled)
        value = settled[0][one.name]
        records = found_many(actor, kind, ids, values=settled)
        outcome, waiting = _sorted_out(kind, one, edit.way, value, records, ids)
        return _written(actor, kind, one, waiting, batch, outcome)

    return written_together(work)


def foresee(
    actor: Actor, kind: RecordType, ids: Sequence[UUID], edit: Edit, reading: Reading
) -> Outcome:
    """What `change_each` would do, without writing; the reading is the caller's own.

    What a type settles only after the write is not foreseen.
    """
    one = kind.field(edit.field)
    writer.check_links(actor, kind, [{one.name: edit.value}])
    value = one.foreseen(edit.value, reading)
    rows = kind.model.objects.visible_to(actor).filter(pk__in=list(ids))
    outcome, waiting = _sorted_out(kind, one, edit.way, value, list(rows.order_by("pk")), ids)
    for record, after in waiting:
        before, title = one.value(record), kind.named(record)
        try:
            one.put(record, after)
            kind.derive(record, frozenset({one.name}), actor)
            kind.check(actor, [record])
            must_see(actor, kind, [record])
        except Refused as refusal:
            outcome.skipped.append((record.pk, title, refusal))
        else:
            outcome.changed.append((record, before))
    return outcome


def _sorted_out(
    kind: RecordType,
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
            outcome.skipped.append((record.pk, kind.named(record), refusal))
            continue
        if after == before:
            outcome.same += 1
        else:
            waiting.append((record, after))
    return outcome, waiting


def _written(
    actor: Actor,
    kind: RecordType,
    one: Field,
    waiting: list[tuple[Any, Any]],
    batch: UUID,
    outcome: Outcome,
) -> Outcome:
    """Write all at once; what is refused is looked for by halves, and then stands alone."""
    if not waiting:
        return outcome
    before = {record.pk: one.value(record) for record, _after in waiting}
    titles = {record.pk: kind.named(record) for record, _after in waiting}
    pairs = [(record, {one.name: after}) for record, after in waiting]
    try:
        with transaction.atomic():
            written = write_changes(actor, kind, pairs, batch=batch)
    except Forbidden:
        raise
    except Refused as refusal:
        if len(waiting) == 1:
            record = waiting[0][0]
            outcome.skipped.append((record.pk, titles[record.pk], refusal))
            return outcome
        wanted = {record.pk: after for record, after in waiting}
        # read again: what was set on them was not written
        anew = found_many(actor, kind, wanted)
        middle = len(anew) // 2
        for some in (anew[:middle], anew[middle:]):
            again = [(record, wanted[record.pk]) for record in some]
            _written(actor, kind, one, again, batch, outcome)
        return outcome
    outcome.changed += [(record, before[record.pk]) for record in written]
    return outcome
