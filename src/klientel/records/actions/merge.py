"""Making several records one: everything that points to the others follows, old links lead on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from klientel.events.log import Line
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Refused
from klientel.records import writer
from klientel.records.actions import linking
from klientel.records.actions.catalogue import found_many
from klientel.records.actions.change import write_changes
from klientel.records.actions.together import tell, written_together
from klientel.records.merging import moving
from klientel.records.merging.choosing import MOST, merging_of, suggested, values_of
from klientel.records.models import Merge, MergedRecord, RecordRef, SearchDoc, Suspect
from klientel.records.models.search_doc import WHOLE
from klientel.records.one_reading import in_force
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor


def merge(
    actor: Actor,
    type_name: str,
    winner_id: UUID,
    loser_ids: Sequence[UUID],
    choices: Mapping[str, UUID] | None = None,
    *,
    seen: Mapping[UUID, int] | None = None,
) -> Merge:
    """Make records one: `winner_id` stays, at most four others go into it; returns what was done.

    `choices` names, by field, the record whose value counts; what is missing is chosen as
    `suggested` does. `seen` holds the versions that the person looked at. Raises `Forbidden`,
    `Conflict` when one of the records was merged, deleted or changed meanwhile, or `Refused`; then
    nothing was written.
    """
    declared = record_types.get(type_name)
    merging_of(declared)
    actor.must(declared.permission("merge"))
    others = list(dict.fromkeys(one for one in loser_ids if one != winner_id))
    if not others or len(others) >= MOST:
        raise Refused("Choose between two and {most} records to merge.", most=MOST)

    def work() -> Merge:
        record_type = in_force(actor, declared)
        records = {one.pk: one for one in found_many(actor, record_type, [winner_id, *others])}
        if len(records) != len(others) + 1:
            raise Conflict("One of these was merged or deleted in the meantime.")
        if any(records[pk].version != version for pk, version in (seen or {}).items()
               if pk in records):  # fmt: skip
            raise Conflict("One of these was changed in the meantime. Please look at it again.")
        losers = [records[pk] for pk in others]
        return _merged(actor, record_type, records[winner_id], losers, choices or {})

    return written_together(work)


def _merged(
    actor: Actor,
    record_type: RecordType,
    winner: Any,
    losers: Sequence[Any],
    choices: Mapping[str, UUID],
) -> Merge:
    terms = merging_of(record_type)
    every = [winner, *losers]
    chosen = {**suggested(record_type, winner, every), **choices}
    values = values_of(record_type, {one.pk: one for one in every}, chosen, winner)
    terms.fit(actor, every, values)
    terms.permits(actor, every, values)
    done = _written_down(actor, record_type, winner, losers)
    moving.move(actor, record_type, done, winner, losers)
    _put_away(actor, record_type, winner, losers, done)
    linking.let_go(actor, record_type, losers, batch=done.batch)
    before = {
        one.name: one.api(one.value(winner)) for one in record_type.fields if one.name in values
    }
    write_changes(actor, record_type, [(winner, values)], batch=done.batch)
    after = {
        one.name: one.api(one.value(winner)) for one in record_type.fields if one.name in values
    }
    done.changes = {name: [before[name], after[name]] for name in before
                    if before[name] != after[name]}  # fmt: skip
    done.title = record_type.named(winner)
    done.save()
    facts = _facts(record_type, done, losers)
    write_changes(
        actor,
        record_type,
        [(winner, {})],
        batch=done.batch,
        verb=record_type.verb("merged"),
        facts=facts,
    )
    terms.settle(actor, every)
    moving.settle(actor, record_type, every)
    return done


def _facts(record_type: RecordType, done: Merge, others: Sequence[Any]) -> dict[str, Any]:
    names = ", ".join(record_type.named(one) for one in others)
    return {"other": names, "merge": str(done.pk), "count": len(others), "title": done.title}


def _written_down(
    actor: Actor, record_type: RecordType, winner: Any, losers: Sequence[Any]
) -> Merge:
    pointing = moving.pointing(record_type, actor.workspace_id, [one.pk for one in losers])
    counts: Counter[str] = sum(pointing.values(), Counter())
    done = Merge(
        workspace_id=actor.workspace_id,
        type=record_type.name,
        winner_id=winner.pk,
        title=record_type.named(winner),
        member_id=actor.member_id,
        counts=dict(counts),
        batch=uuid7(),
        merged_at=clock.now(),
    )
    done.save()
    for loser in losers:
        MergedRecord(
            workspace_id=actor.workspace_id,
            merge_id=done.pk,
            type=record_type.name,
            record_id=loser.pk,
            ref=loser.ref,
            title=record_type.named(loser),
        ).save()
    return done


def _put_away(
    actor: Actor, record_type: RecordType, winner: Any, losers: Sequence[Any], done: Merge
) -> None:
    """The others into the trash, where nobody restores them by themselves or finds them."""
    ids = [one.pk for one in losers]
    for loser in losers:
        loser.trashed_at = done.merged_at
        loser.version += 1
        loser.updated_at = done.merged_at
    writer.update(actor, record_type, losers, {"trashed_at"})
    spine = RecordRef.objects.in_workspace(actor.workspace_id)
    spine.filter(pk__in=ids).update(merged_into=winner.pk)
    docs = SearchDoc.objects.in_workspace(actor.workspace_id)
    docs.filter(record_id__in=ids, part=WHOLE).delete()
    pairs = Suspect.objects.in_workspace(actor.workspace_id)
    both = [winner.pk, *ids]
    pairs.filter(first_id__in=both, second_id__in=both).update(
        state=Suspect.State.MERGED, decided_by_id=actor.member_id, decided_at=done.merged_at
    )
    told = _facts(record_type, done, [winner])
    lines = [
        Line(record_type.verb("merged_away"), record_type.name, one.pk, record_type.account_of(one),
             {**told, "title": record_type.named(one)})
        for one in losers
    ]  # fmt: skip
    tell(actor, record_type, losers, lines, columns=frozenset({"trashed_at"}), batch=done.batch)
