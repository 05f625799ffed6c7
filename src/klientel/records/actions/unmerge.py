"""Taking merged records apart again, within thirty days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from klientel.events.log import Line
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, NotFound, Refused
from klientel.records import writer
from klientel.records.actions import linking
from klientel.records.actions.catalogue import found_many
from klientel.records.actions.change import write_changes
from klientel.records.actions.together import tell, written_together
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.fields.base import Text
from klientel.records.merging import moving
from klientel.records.merging.choosing import merging_of
from klientel.records.models import Merge, MergedRecord, RecordRef, Suspect
from klientel.records.one_reading import in_force
from klientel.records.types import RecordType, record_types
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


@dataclass
class Apart:
    """What came of it: the records that are there again, and what stays as it became since.

    `fields` are labels of fields of the winner that were edited after the merge, `rows` counts
    what was moved on or removed for good.
    """

    winner: Any
    others: Sequence[Any]
    fields: list[Text] = field(default_factory=list)
    rows: int = 0


def unmerge(actor: Actor, merge_id: UUID, *, batch: UUID | None = None) -> Apart:
    """Take a merge back: the others are records again, what moved points to them again.

    What was edited since stays and is told; what was added since stays with the winner. Raises
    `NotFound`, `Forbidden`, `Conflict` when it was taken back already, or `Refused` with the reason
    why it cannot be.
    """

    def work() -> Apart:
        done = Merge.objects.in_workspace(actor.workspace_id).filter(pk=merge_id).first()
        if done is None:
            raise NotFound()
        record_type = in_force(actor, record_types.get(done.type))
        actor.must(record_type.permission("merge"))
        winner, losers = _those_of(actor, record_type, done)
        return _taken_apart(actor, record_type, done, winner, losers, batch or uuid7())

    return written_together(work)


def _those_of(actor: Actor, record_type: RecordType, done: Merge) -> tuple[Any, list[Any]]:
    if done.undone_at is not None:
        raise Conflict("This merge was undone already.")
    if done.merged_at < clock.now() - timedelta(days=TRASH_DAYS):
        raise Refused("A merge can be undone for {days} days.", days=TRASH_DAYS)
    went = MergedRecord.objects.in_workspace(actor.workspace_id).filter(merge_id=done.pk)
    ids = list(went.values_list("record_id", flat=True))
    every = {
        one.pk: one for one in found_many(actor, record_type, [done.winner_id, *ids], trashed=None)
    }
    if done.winner_id not in every or any(pk not in every for pk in ids):
        raise NotFound()
    winner = every[done.winner_id]
    if winner.trashed_at is not None:
        raise Refused(
            "“{title}” was deleted or merged itself since. Bring it back first.",
            title=record_type.named(winner),
        )
    return winner, [every[pk] for pk in ids]


def _taken_apart(
    actor: Actor,
    record_type: RecordType,
    done: Merge,
    winner: Any,
    losers: Sequence[Any],
    batch: UUID,
) -> Apart:
    mine = Merge.objects.in_workspace(actor.workspace_id).filter(pk=done.pk, undone_at=None)
    if not mine.update(undone_at=clock.now()):
        raise Conflict("This merge was undone already.")
    apart = Apart(winner, losers)
    _bring_back(actor, record_type, done, losers)
    apart.rows = moving.move_back(actor, record_type, done, losers)
    values: dict[str, Any] = {}
    for name, (before, after) in done.changes.items():
        one = record_type.by_name.get(name)
        if one is None:
            continue
        if one.api(one.value(winner)) == after:
            values[name] = one.from_api(before)
        else:
            apart.fields.append(one.label)
    write_changes(actor, record_type, [(winner, values)], batch=batch, restores=True)
    linking.follow_new(actor, record_type, losers, batch=batch, is_strict=False)
    names = ", ".join(record_type.named(one) for one in losers)
    facts = {"other": names, "merge": str(done.pk), "title": record_type.named(winner)}
    write_changes(
        actor,
        record_type,
        [(winner, {})],
        batch=batch,
        verb=record_type.verb("unmerged"),
        facts=facts,
    )
    told = {"other": record_type.named(winner), "merge": str(done.pk)}
    lines = [
        Line(record_type.verb("unmerged"), record_type.name, one.pk, record_type.account_of(one),
             {**told, "title": record_type.named(one)})
        for one in losers
    ]  # fmt: skip
    tell(actor, record_type, losers, lines, columns=frozenset({"trashed_at"}), batch=batch)
    merging_of(record_type).settle(actor, [winner, *losers])
    moving.settle(actor, record_type, [winner, *losers])
    return apart


def _bring_back(actor: Actor, record_type: RecordType, done: Merge, losers: Sequence[Any]) -> None:
    """The others out of the trash, found and listed again."""
    now = clock.now()
    ids = [one.pk for one in losers]
    for loser in losers:
        loser.trashed_at = None
        loser.version += 1
        loser.updated_at = now
    spine = RecordRef.objects.in_workspace(actor.workspace_id)
    spine.filter(pk__in=ids).update(merged_into=None)
    writer.update(actor, record_type, losers, {"trashed_at"})
    writer.rebuild(actor, record_type, losers)
    went = MergedRecord.objects.in_workspace(actor.workspace_id).filter(merge_id=done.pk)
    went.update(is_apart=True)
    pairs = Suspect.objects.in_workspace(actor.workspace_id).filter(state=Suspect.State.MERGED)
    both = [done.winner_id, *ids]
    pairs.filter(first_id__in=both, second_id__in=both).update(
        state=Suspect.State.OPEN, decided_by=None, decided_at=None
    )


def take_merge_back(actor: Actor, event: Event, batch: UUID) -> None:
    """The undo of a merge's event."""
    unmerge(actor, UUID(str(event.facts["merge"])), batch=batch)
