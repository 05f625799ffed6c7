"""How the events of each verb are taken back, by the name that the verb gives; rooms add theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.catalogue import found_many
from klientel.records.actions.change import write_changes
from klientel.records.actions.duplicate import tell_together
from klientel.records.actions.share import share_back
from klientel.records.actions.trash import restore_many, trash_many
from klientel.records.actions.unmerge import take_merge_back
from klientel.records.one_reading import in_force
from klientel.records.types import RecordType, record_types
from klientel.records.working_on import must_work_on
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

#: takes events of one verb back, newest first, writing under the batch; returns those it took back
Undoer = Callable[[Actor, Sequence["Event"], UUID], Collection["Event"]]

#: how a verb is taken back, by the name in `Verb.undo`; rooms `register` their own
undoers: dict[str, Undoer] = {}
#: the right to a record that its undo asks for, by the same name, where its history offers it
rights: dict[str, str] = {}
#: whether an event is of what those do whom the record is assigned to, by the same name
by_working: dict[str, Callable[[Event], bool]] = {}


def register(
    name: str,
    way: Undoer,
    *,
    right: str | None,
    in_charge: Callable[[Event], bool] | None = None,
) -> None:
    """Say how the verbs with `name` as their `undo` are taken back; a name is given once.

    Who has the `right` to a record's type, such as `edit`, finds the undo in the record's history;
    with None it is offered elsewhere only. Events that `in_charge` holds for are offered to those
    the record is assigned to, as well. `way` asks for its rights itself.
    """
    if name in undoers:
        raise ValueError(f"the undo {name} is registered twice")
    undoers[name] = way
    if right is not None:
        rights[name] = right
    if in_charge is not None:
        by_working[name] = in_charge


def each(one: Callable[[Actor, Event, UUID], None]) -> Undoer:
    """An undoer that takes its events back one after the other.

    What is gone stays, and so does what is refused among others; alone, its refusal is told.
    """

    def take(actor: Actor, events: Sequence[Event], batch: UUID) -> list[Event]:
        done = []
        for event in events:
            try:
                with transaction.atomic():
                    one(actor, event, batch)
            except Forbidden:
                raise
            except Refused as refusal:
                if len(events) == 1 and not isinstance(refusal, NotFound):
                    raise
                continue
            done.append(event)
        return done

    return take


def _change_back(actor: Actor, events: Sequence[Event], batch: UUID) -> list[Event]:
    """Set what the events changed to what it was; of several of a record the oldest counts."""
    record_type = in_force(actor, record_types.get(events[0].record_type))
    before: dict[UUID, dict[str, Any]] = {}
    for event in events:
        if event.record_id is None:
            continue
        values = before.setdefault(event.record_id, {})
        for name, (was, _became) in event.facts.get("changes", {}).items():
            if name in record_type.by_name:
                values[name] = record_type.field(name).from_api(was)
    records = found_many(actor, record_type, before)
    must_work_on(actor, record_type, records, set().union(*before.values()))
    pairs = [(record, before[record.pk]) for record in records]
    back = _written(actor, record_type, pairs, batch)
    return [event for event in events if event.record_id in back]


def _written(actor: Actor, record_type: RecordType, pairs: list[Any], batch: UUID) -> set[UUID]:
    """Write at once; when a record's rules refuse its former values, one by one without it."""
    try:
        with transaction.atomic():
            write_changes(actor, record_type, pairs, batch=batch, restores=True)
    except Forbidden:
        raise
    except Refused:
        if len(pairs) == 1:
            return set()
        # read again: what was set on them was not written
        anew = found_many(actor, record_type, [record.pk for record, _values in pairs])
        values = {record.pk: mine for record, mine in pairs}
        return {
            pk
            for record in anew
            for pk in _written(actor, record_type, [(record, values[record.pk])], batch)
        }
    return {record.pk for record, _values in pairs}


def _trash(actor: Actor, events: Sequence[Event], batch: UUID) -> list[Event]:
    trash_many(actor, events[0].record_type, _ids(events), batch=batch)
    return _where(actor, events, trashed=True)


def _restore(actor: Actor, events: Sequence[Event], batch: UUID) -> list[Event]:
    restore_many(actor, events[0].record_type, _ids(events), batch=batch)
    return _where(actor, events, trashed=False)


def _where(actor: Actor, events: Sequence[Event], *, trashed: bool) -> list[Event]:
    """Those events whose records lie in the trash, or do not; whoever put them there."""
    record_type = record_types.get(events[0].record_type)
    rows = record_type.model.objects.visible_to(actor, trashed=trashed).filter(pk__in=_ids(events))
    there = set(rows.values_list("pk", flat=True))
    return [event for event in events if event.record_id in there]


def _ids(events: Sequence[Event]) -> list[UUID]:
    return [event.record_id for event in events if event.record_id]


def _belongs_to_work(event: Event) -> bool:
    """Whether an event changed nothing but what belongs to doing a record's work."""
    charge, changed = record_types.get(event.record_type).charge, event.facts.get("changes", {})
    return charge is not None and bool(changed) and changed.keys() <= charge.fields


register("change_back", _change_back, right="edit", in_charge=_belongs_to_work)
register("trash", _trash, right="trash")
register("restore", _restore, right="trash")
register("share_back", each(share_back), right=None)
register("unmerge", each(take_merge_back), right="merge")
register("tell_together", each(tell_together), right=None)
