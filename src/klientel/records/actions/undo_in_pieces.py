"""What an undo means: one event, a batch, or an import in pieces; whose it is, and what came of it.

What somebody has edited since stays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from klientel.events.batches import events_of_step, is_one_step
from klientel.kit import clock
from klientel.kit.refused import Forbidden, NotFound
from klientel.records.actions.taking_back import take_back, way_back
from klientel.records.actions.together import written_together
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.actions.undoers import by_working, rights
from klientel.records.charge import Right
from klientel.records.models import RecordRef
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

#: hears how many events are done, and of how many
Report = Callable[[int, int], None]

#: events taken back in one transaction, while the person waits
AT_ONCE = 500
#: records that an undo is told with
_TOLD = 3


@dataclass
class Undone:
    """What an undo did: how many events it took back, and the titles of what stayed.

    `is_later` says that it was too much to wait for: a job does it.
    """

    count: int = 0
    batch: UUID | None = None
    skipped: list[str] = field(default_factory=list)
    #: some of it stays since somebody has edited it later: `force` would take that back, too
    is_edited: bool = False
    #: all that stays lies in the trash
    is_in_trash: bool = False
    #: the titles of the records that it put back; of many, of the newest
    titles: list[str] = field(default_factory=list)
    #: the newest event that it took back, to be told by where no record has a title
    last: Event | None = None
    is_later: bool = False


def may_take_back(actor: Actor, event: Event) -> bool:
    """Whether the actor may undo an event: their own, or as a manager anybody's; for 30 days."""
    if event.recorded_at < clock.now() - timedelta(days=TRASH_DAYS):
        return False
    return event.member_id == actor.member_id or actor.may("member.manage")


def offers_undo(actor: Actor, event: Event, record: Any = None) -> bool:
    """Whether the undo of an event of a record may stand beside it for this actor.

    With the `record`, also for those it is assigned to, as far as they may take its work back.
    """
    right = rights.get(way_back(event) or "")
    if right is None or event.record_type not in record_types:
        return False
    asked = record_types.get(event.record_type)
    charge = asked.charge if _is_work_of(event, record) else None
    allowed = Right(asked.permission(right), charge).holds_for(actor, record)
    return allowed and may_take_back(actor, event)


def _is_work_of(event: Event, record: Any) -> bool:
    """Whether an event tells of work that was done on a record."""
    if record is None or event.record_id != record.pk:
        return False
    belongs = by_working.get(way_back(event) or "")
    return belongs is not None and belongs(event)


def undo_in_pieces(
    actor: Actor,
    token: UUID,
    batch: UUID,
    *,
    force: bool = False,
    report: Report = lambda done, total: None,
) -> Undone:
    """Take back as `undo` does, each piece in its own transaction; `report` is told how far it is.

    May be called again with the same `batch` after it was cut off: what is back already stays.
    """
    token, events = meant(actor, token)
    own = batches(events)
    kept: list[Event] = []
    edited: set[UUID] = set()
    for start in range(0, len(events), AT_ONCE):
        some = events[start : start + AT_ONCE]
        kept += taken_back(actor, token, some, batch, own, force, edited)
        report(min(start + AT_ONCE, len(events)), len(events))
    return done_of(actor, events, kept, batch, edited)


def meant(actor: Actor, token: UUID, most: int | None = None) -> tuple[UUID, list[Event]]:
    """What an undo takes back, and its events, newest first; raises `NotFound` or `Forbidden`.

    An event of a batch that is one step stands for all of it. Who only asks may ask for the newest
    events: `most`, where it is given.
    """
    since = clock.now() - timedelta(days=TRASH_DAYS)
    events = events_of_step(actor, token, since, most)
    if not events:
        raise NotFound()
    batch = events[0].batch
    if batch and events[0].pk == token and is_one_step(actor.workspace_id, batch):
        token, events = batch, events_of_step(actor, batch, since, most)
    if not all(may_take_back(actor, event) for event in events):
        raise Forbidden("Only who did this, an owner or a lead can undo it.")
    return token, events


def takes_long(events: Sequence[Event]) -> bool:
    """Whether these are too many to be taken back while somebody waits."""
    return len(events) > AT_ONCE


def batches(events: Sequence[Event]) -> set[UUID]:
    """The batches that events belong to: what they wrote is nobody's later edit."""
    return {event.batch for event in events if event.batch}


def done_of(
    actor: Actor,
    events: Sequence[Event],
    kept: Sequence[Event],
    batch: UUID,
    edited: Collection[UUID],
) -> Undone:
    """What came of an undo of these events (newest first), of which some were `kept`, and those of
    them that were `edited` for that reason.
    """
    count = sum(way_back(event) is not None for event in events) - len(kept)
    stays = {event.pk for event in kept}
    back = list(islice((event for event in events if event.pk not in stays), _TOLD))
    last = next((event for event in back if way_back(event) is not None), None)
    return Undone(
        count,
        batch,
        _titles(actor, kept),
        is_edited=any(event.pk in edited for event in kept),
        is_in_trash=_are_in_trash(actor, kept),
        titles=_titles(actor, back),
        last=last,
    )


def _are_in_trash(actor: Actor, events: Sequence[Event]) -> bool:
    """Whether there are records of events, and all of them lie in the trash."""
    ids = {event.record_id for event in events if event.record_id}
    if not ids:
        return False
    gone = RecordRef.objects.visible_to(actor, trashed=True).filter(pk__in=ids)
    return bool(gone.count() == len(ids))


def taken_back(
    actor: Actor,
    token: UUID,
    events: Sequence[Event],
    batch: UUID,
    own: set[UUID],
    force: bool,
    edited: set[UUID],
) -> list[Event]:
    """`take_back` in a transaction of its own; what it writes names the token as its cause."""
    who = replace(actor, cause=token)

    def take() -> list[Event]:
        return take_back(who, events, batch, own_batches=own, force=force, for_edits=edited)

    return written_together(take)


def _titles(actor: Actor, events: Sequence[Event]) -> list[str]:
    """What the records of events are called, each once."""
    ids = {event.record_id for event in events if event.record_id}
    spine = RecordRef.objects.visible_to(actor, trashed=None).filter(pk__in=ids)
    names = dict(spine.values_list("pk", "title")) if ids else {}
    told = [names.get(event.record_id) or event.facts.get("title", "") for event in events]
    return list(dict.fromkeys(filter(None, map(str, told))))
