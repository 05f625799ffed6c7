"""Of which changes of work people are told, and who follows an item by its own field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.discussion import following
from klientel.events.notices import (
    Notice,
    Telling,
    about_records,
    added,
    changed,
    notices,
    watching,
)
from klientel.records.actions import change
from klientel.records.answering import answering_for
from klientel.work import team_notices
from klientel.work.models import Dependency, WorkItem
from klientel.work.models.status import UNFINISHED
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

_IN_CHARGE = _("You are in charge of it.")


def _assigned(events: Sequence[Event]) -> Iterator[Telling]:
    """Who works on an item from now on: on a new one, or since people were added."""
    fresh = [event for event in events if event.verb == "work.created"]
    yield from about_records(fresh, answering_for)
    for event in events:
        for member in added(event, "assignees"):
            yield Telling(event.pk, member)


def _due(events: Sequence[Event]) -> Iterator[Telling]:
    moved = [event for event in events if changed(event, "due") is not None]
    yield from about_records(moved, answering_for)


def _in_charge(events: Sequence[Event]) -> Iterator[Telling]:
    yield from about_records(events, answering_for)


def _unblocked(events: Sequence[Event]) -> Iterator[Telling]:
    """Who is in charge of what waited for this alone, and can begin now."""
    ended = {event.record_id: event for event in events if event.record_id}
    rows = Dependency.objects.in_workspace(events[0].workspace_id).filter(
        waits_for_id__in=list(ended), waits_for__done_at__isnull=False,
        item__waits_for=0, item__category__in=UNFINISHED, item__trashed_at=None,
    )  # fmt: skip
    pairs = list(rows.values_list("item_id", "waits_for_id"))
    people = answering_for(events[0].workspace_id, {item for item, _other in pairs})
    for item, other in pairs:
        for member in sorted(people.get(item, ())):
            yield Telling(ended[other].pk, member, item)


def followers(workspace_id: UUID, records: Collection[UUID]) -> Mapping[UUID, Collection[UUID]]:
    """The members whom items name as their followers, by item; one read."""
    rows = WorkItem.objects.in_workspace(workspace_id).filter(pk__in=list(records))
    named = rows.exclude(watchers=[]).values_list("pk", "watchers")
    return {pk: {UUID(key) for key in keys} for pk, keys in named}


def leave(actor: Actor, record: Any) -> None:
    """Take the actor out of those whom an item names as its followers."""
    me = str(actor.member_id)
    if record.record_type == "work" and me in record.watchers:
        change(
            actor, "work", record.pk, {"watchers": [key for key in record.watchers if key != me]}
        )


def _of_work() -> tuple[Notice, ...]:
    """What happens to somebody's work."""
    return (
        Notice(
            name="work.assigned",
            label=_("Work is assigned to me"),
            why=_IN_CHARGE,
            verbs=("work.*",),
            who=_assigned,
            for_me=True,
            sentence=gettext_noop("{actor} assigned {record} to you"),
            order=25,
        ),
        Notice(
            name="work.due",
            label=_("The due date of my work changes"),
            why=_IN_CHARGE,
            verbs=("work.*",),
            who=_due,
            for_me=True,
            sentence=gettext_noop("{actor} changed when {record} is due"),
            order=40,
        ),
        Notice(
            name="work.ended",
            label=_("Others finish my work, or take it up again"),
            why=_IN_CHARGE,
            verbs=("work.completed", "work.reopened"),
            who=_in_charge,
            for_me=True,
            order=41,
        ),
        Notice(
            name="work.unblocked",
            label=_("What my work depended on is done"),
            why=_("It waited for something else, and you are in charge of it."),
            verbs=("work.completed",),
            who=_unblocked,
            for_me=True,
            sentence=gettext_noop("{record} can begin: {actor} finished {other}"),
            order=35,
        ),
    )


def introduce() -> None:
    """Tell of them, of what comes to teams, and of who follows an item."""
    team_notices.introduce()
    watching.append(followers)
    following.leaving.append(leave)
    notices.register(
        *_of_work(),
        Notice(
            name="work.changed",
            label=_("Others change something else of my work"),
            why=_IN_CHARGE,
            verbs=("work.*",),
            who=_in_charge,
            order=80,
        ),
    )
