"""Taking back what events did: one event, a batch, or an import in pieces, by one engine.

What somebody has edited since stays. A verb names how it is taken back (`Verb.undo`); all events of
a verb are taken back at once, so that a hundred records cost what one does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext

from klientel.events import jobs
from klientel.events.batches import edits_since, events_of_step, is_one_step
from klientel.events.verbs import verbs
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.catalogue import found_many
from klientel.records.actions.together import written_together
from klientel.records.actions.trash import TRASH_DAYS
from klientel.records.actions.undoers import by_working, rights, undoers
from klientel.records.charge import Right
from klientel.records.models import RecordRef
from klientel.records.types import RecordType, record_types
from klientel.records.using import in_use
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
    right = rights.get(_how(event) or "")
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
    belongs = by_working.get(_how(event) or "")
    return belongs is not None and belongs(event)


def undo(actor: Actor, token: UUID, *, force: bool = False) -> Undone:
    """Take back an event or a batch by its id; newest first, within 30 days.

    Only who did it, or a manager, may. A record edited since keeps the later edit unless `force`.
    What the undo writes is one batch, which can be undone in turn; its events name the token as
    their cause, so that what was taken back can be told. What is more than `AT_ONCE` is left to a
    job. Raises `NotFound`, `Forbidden`, or `Refused` when nothing can be taken back.
    """
    token, events = _meant(actor, token)
    if not any(_how(event) for event in events):
        raise Refused("This cannot be undone.")
    if len(events) > AT_ONCE:
        _later(actor, token, force)
        return Undone(is_later=True)
    batch = uuid7()
    kept = _taken_back(actor, token, events, batch, _batches(events), force)
    return _done(actor, events, kept, batch)


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
    token, events = _meant(actor, token)
    own = _batches(events)
    kept: list[Event] = []
    for start in range(0, len(events), AT_ONCE):
        some = events[start : start + AT_ONCE]
        kept += _taken_back(actor, token, some, batch, own, force)
        report(min(start + AT_ONCE, len(events)), len(events))
    return _done(actor, events, kept, batch)


def _done(actor: Actor, events: Sequence[Event], kept: Sequence[Event], batch: UUID) -> Undone:
    count = sum(_how(event) is not None for event in events) - len(kept)
    stays = {event.pk for event in kept}
    back = list(islice((event for event in events if event.pk not in stays), _TOLD))
    last = next((event for event in back if _how(event) is not None), None)
    return Undone(count, batch, _titles(actor, kept), _titles(actor, back), last)


def _taken_back(
    actor: Actor, token: UUID, events: Sequence[Event], batch: UUID, own: set[UUID], force: bool
) -> list[Event]:
    """`take_back` in a transaction of its own; what it writes names the token as its cause."""
    who = replace(actor, cause=token)
    return written_together(lambda: take_back(who, events, batch, own_batches=own, force=force))


def _meant(actor: Actor, token: UUID) -> tuple[UUID, list[Event]]:
    """What an undo takes back, and its events, newest first; raises `NotFound` or `Forbidden`.

    An event of a batch that is one step stands for all of it.
    """
    since = clock.now() - timedelta(days=TRASH_DAYS)
    events = events_of_step(actor, token, since)
    if not events:
        raise NotFound()
    batch = events[0].batch
    if batch and events[0].pk == token and is_one_step(actor.workspace_id, batch):
        token, events = batch, events_of_step(actor, batch, since)
    if not all(may_take_back(actor, event) for event in events):
        raise Forbidden("Only who did this, an owner or a lead can undo it.")
    return token, events


def _batches(events: Sequence[Event]) -> set[UUID]:
    return {event.batch for event in events if event.batch}


def _later(actor: Actor, token: UUID, force: bool) -> None:
    from klientel.records.tasks import undo_later

    jobs.enqueue(
        undo_later,
        actor=actor,
        dedupe_key=f"undo:{token}",
        label=gettext("Undo"),
        token=str(token),
        batch=str(uuid7()),
        force=force,
    )


def take_back(
    actor: Actor,
    events: Sequence[Event],
    batch: UUID,
    *,
    own_batches: Iterable[UUID] = (),
    force: bool = False,
    spared: Spared | None = None,
) -> list[Event]:
    """Take back events (newest first) inside the caller's transaction; returns those that stay.

    An event stays when a person has edited since what it wrote, or when its record is no longer
    there. Changes in `own_batches` and in `batch` are no such edits. What is back already counts
    as taken back. Raises `Forbidden` for a verb the actor may not take back.

    With `spared` it is gentler, as for an import of long ago: of a change only the edited fields
    stay, and an added record stays that others hang on; `spared` is told of what stayed and why.
    """
    mine = [event for event in events if _how(event) is not None]
    _hold(actor, mine)
    edited = {} if force else _edited_since(mine, [*own_batches, batch])
    done: set[UUID] = set()
    for verb, group in groupby(mine, key=lambda event: event.verb):
        some = _to_take_back(list(group), edited, spared)
        how = verbs.get(verb).undo
        if some and how == "trash" and spared is not None:
            some = _unused(actor, some, spared)
        if some and how is not None:
            done.update(event.pk for event in undoers[how](actor, some, batch))
    return [event for event in mine if event.pk not in done]


@dataclass
class Spared:
    """What an undo left as it is: the edited fields by event, and the events of what is in use."""

    fields: dict[UUID, set[str]] = field(default_factory=dict)
    used: set[UUID] = field(default_factory=set)


def _to_take_back(
    events: Sequence[Event], edited: dict[UUID, set[str]], spared: Spared | None
) -> list[Event]:
    """The events that nobody's edit stands in the way of, or what is left of them."""
    some = []
    for event in events:
        fields = edited.get(event.pk)
        if fields is None:
            some.append(event)
            continue
        if spared is None:
            continue
        spared.fields[event.pk] = fields
        changes = event.facts.get("changes") or {}
        rest = {name: pair for name, pair in changes.items() if name not in fields}
        if rest and _how(event) == "change_back":
            left = copy(event)
            left.facts = {**event.facts, "changes": rest}
            some.append(left)
    return some


def _unused(actor: Actor, events: Sequence[Event], spared: Spared) -> list[Event]:
    """The events of added records that nothing hangs on; asked when their turn comes."""
    used: set[UUID] = set()
    for record_type, ids in _by_type(events):
        used |= in_use(actor.workspace_id, record_type, ids)
    spared.used.update(event.pk for event in events if event.record_id in used)
    return [event for event in events if event.record_id not in used]


def _how(event: Event) -> str | None:
    return verbs.get(event.verb).undo if event.verb in verbs else None


def _hold(actor: Actor, events: Sequence[Event]) -> None:
    """Lock the records before asking what became of them: no edit slips in between."""
    if connection.vendor != "postgresql":
        return
    for record_type, ids in _by_type(events):
        found_many(actor, record_type, ids, trashed=None)


def _by_type(events: Sequence[Event]) -> Iterator[tuple[RecordType, set[UUID]]]:
    ids: dict[str, set[UUID]] = {}
    for event in events:
        if event.record_id is not None and event.record_type in record_types:
            ids.setdefault(event.record_type, set()).add(event.record_id)
    for name in sorted(ids):
        yield record_types.get(name), ids[name]


def _edited_since(events: Sequence[Event], own_batches: Sequence[UUID]) -> dict[UUID, set[str]]:
    """The events after which a person edited what they wrote, with the fields: of a new record all.

    What the program did by itself in answer is no edit, and neither is an edit that was undone: a
    field counts when it ended up as something else than it was when the editing began.
    """
    later = edits_since(events, own_batches)
    edited: dict[UUID, set[str]] = {}
    for event in events:
        since = [one for one in later.get(event.record_id or event.pk, ()) if one.pk > event.pk]
        fields = _moved(since)
        changed = event.facts.get("changes") or {}
        if changed:
            fields &= changed.keys()
        elif _how(event) != "trash":
            continue
        if fields:
            edited[event.pk] = fields
    return edited


def _moved(events: Iterable[Event]) -> set[str]:
    """The fields that events, in the order of time, left otherwise than they found them."""
    began: dict[str, Any] = {}
    ended: dict[str, Any] = {}
    for event in events:
        for name, (before, after) in (event.facts.get("changes") or {}).items():
            began.setdefault(name, before)
            ended[name] = after
    return {name for name, before in began.items() if before != ended[name]}


def _titles(actor: Actor, events: Sequence[Event]) -> list[str]:
    """What the records of events are called, each once."""
    ids = {event.record_id for event in events if event.record_id}
    spine = RecordRef.objects.visible_to(actor, trashed=None).filter(pk__in=ids)
    names = dict(spine.values_list("pk", "title")) if ids else {}
    told = [names.get(event.record_id) or event.facts.get("title", "") for event in events]
    return list(dict.fromkeys(filter(None, map(str, told))))
