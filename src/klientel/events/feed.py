"""Named questions on the log: what happened to a record or around an account, and in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat

from klientel.events.ids_in_time import floor_id
from klientel.events.models import Event
from klientel.events.verbs import Audience, UndeclaredVerb, verbs
from klientel.events.visibility import visible
from klientel.kit import cursors
from klientel.kit.paging import Page
from klientel.kit.refused import NotFound
from klientel.workspaces.actor import Actor
from klientel.workspaces.prepared import Prepared
from klientel.workspaces.words import NOUNS, Words

#: an event may be committed so long after the moment that its id carries
COMMITTED_WITHIN = timedelta(minutes=10)
#: what stands in a sentence for a fact that is not there (erased, or older than its verb)
MISSING = "…"
_ID_LENGTH = 36
_PLACEHOLDER = re.compile(r"\{([A-Za-z_]\w*)[^{}]*\}")


def history_of(
    actor: Actor, record_id: UUID, before: str | None = None, limit: int = 50
) -> Page[Event]:
    """Everything that happened to one record, newest first.

    Raises `NotFound` for a record the actor may not know of, `BadCursor` for a strange cursor.
    """
    if not visible(actor, [record_id]):
        raise NotFound
    events = Event.objects.visible_to(actor).filter(record_id=record_id)
    found = list(_older(events, before)[: limit + 1])
    return _page(found[:limit], has_more=len(found) > limit)


def told_between(
    actor: Actor,
    account_id: UUID,
    *,
    known: Callable[[set[UUID]], Collection[UUID]],
    before: tuple[datetime, UUID] | None = None,
    after: tuple[datetime, UUID] | None = None,
    limit: int = 200,
    types: Collection[str] = (),
) -> list[Event]:
    """Milestones and changes around an account between two places in time, newest first; with
    `types` only those of records of these types.

    What people said or sent is left out: a room that shows those reads its own records and weaves
    these events between them. The caller has found the account visible already, and `known` answers
    which of some other records the actor may know of (it mostly reads their names at once); events
    of the rest are left out.
    """
    told = tuple(
        verb.name for verb in verbs if verb.audience in (Audience.MILESTONE, Audience.CHANGE)
    )
    here = {"workspace_id": actor.workspace_id, "account_id": account_id}
    if before is not None or types:
        events = _between(told, **here, after=after)
        if before is not None:
            events = events.filter(_before(cursors.encode(before)))
        if types:
            events = events.filter(record_type__in=list(types))
        found = list(events[:limit])
    elif after is not None:
        at, pk = after
        found = _newest_since(told, limit).objects(Event, **here, at=at, pk=pk)
    else:
        found = _newest(told, limit).objects(Event, **here)
    others = {one.record_id for one in found if one.record_id} - {account_id}
    seen = {None, account_id, *(known(others) if others else ())}
    return [one for one in found if one.record_id in seen]


def made_through(workspace_id: UUID, verb: str) -> Subquery:
    """For each row of a queryset of records, the door that the event `verb` came through, and the
    token's name: "agent Claude". It costs no query of its own.
    """
    events = Event.objects.in_workspace(workspace_id).filter(record_id=OuterRef("pk"), verb=verb)
    door = Concat("via", Value(" "), "token", output_field=CharField())
    return Subquery(events.order_by("occurred_at", "id").values_list(door)[:1])


def _between(
    told: tuple[str, ...],
    workspace_id: UUID,
    account_id: UUID,
    after: tuple[datetime, UUID] | None = None,
) -> Any:
    events = Event.objects.in_workspace(workspace_id).filter(account_id=account_id, verb__in=told)
    if after is not None:
        at, pk = after
        events = events.filter(Q(occurred_at__gte=at) & (Q(occurred_at__gt=at) | Q(pk__gt=pk)))
    return events.order_by("-occurred_at", "-id")


_HERE = {"workspace_id": UUID(int=1), "account_id": UUID(int=2)}


# Every account page asks for its newest events, so those questions are put together once.
@lru_cache(maxsize=16)
def _newest(told: tuple[str, ...], limit: int) -> Prepared:
    return Prepared(lambda **here: _between(told, **here)[:limit], **_HERE)


@lru_cache(maxsize=16)
def _newest_since(told: tuple[str, ...], limit: int) -> Prepared:
    return Prepared(
        lambda at, pk, **here: _between(told, **here, after=(at, pk))[:limit],
        at=datetime(2000, 1, 1, tzinfo=UTC),
        pk=UUID(int=3),
        **_HERE,
    )


def last_actors(actor: Actor, record_ids: Collection[UUID], ending: str) -> dict[UUID, str]:
    """Who did something of a kind last, by record id, in one query; `ending` is `.trashed`.

    The records must be ones the actor may know of.
    """
    events = Event.objects.visible_to(actor).filter(
        record_id__in=list(record_ids), verb__endswith=ending
    )
    rows = events.order_by("occurred_at", "id").values_list("record_id", "actor_name")
    return {key: name for key, name in rows if key is not None}


def accounts_told_of(workspace_id: UUID, since: datetime) -> set[UUID]:
    """The accounts around which anything happened since an instant."""
    events = Event.objects.in_workspace(workspace_id).filter(pk__gte=floor_id(since))
    found = events.filter(account_id__isnull=False).values_list("account_id", flat=True)
    return {pk for pk in found.distinct() if pk is not None}


def told_since(actor: Actor, since: datetime, limit: int) -> list[Event]:
    """The newest milestones, changes and words of people since an instant, around accounts that the
    actor may know of.
    """
    told = [
        verb.name
        for verb in verbs
        if verb.audience in (Audience.MILESTONE, Audience.CHANGE, Audience.HUMAN)
    ]
    events = Event.objects.visible_to(actor).filter(
        pk__gte=floor_id(since), verb__in=told, account_id__isnull=False, occurred_at__gte=since
    )
    return list(events.order_by("-id")[:limit])


def facts_told(
    workspace_id: UUID, verb: str, record_ids: Collection[UUID]
) -> dict[UUID, list[dict[str, Any]]]:
    """What was ever told with a verb of some records, by record; one query."""
    events = Event.objects.in_workspace(workspace_id)
    told = events.filter(record_id__in=list(record_ids), verb=verb)
    found: dict[UUID, list[dict[str, Any]]] = {}
    for key, facts in told.values_list("record_id", "facts"):
        if key is not None:
            found.setdefault(key, []).append(facts)
    return found


def was_told_by(actor: Actor, verb: str, record_id: UUID) -> bool:
    """Whether it was the actor who did something to a record."""
    mine = Event.objects.visible_to(actor).filter(record_id=record_id, verb=verb)
    return bool(mine.filter(member_id=actor.member_id).exists())


def sentence(
    event: Event, words: Words, names: Mapping[Any, str], more: Mapping[str, str] | None = None
) -> str:
    """The event as a sentence in the active language; `names` are those of records and members.

    Facts that are missing read as an ellipsis, ids among the facts read as their names, those that
    the reader may not know of as an ellipsis, too. `more`
    holds what the event does not say itself, by placeholder.
    """
    try:
        message = verbs.get(event.verb).sentence
    except UndeclaredVerb:
        message = "{actor}: {verb}"
    values: dict[str, Any] = {
        name: _shown(value, names) for name, value in (event.facts or {}).items()
    }
    values |= more or {}
    values["verb"] = event.verb
    values["actor"] = _name(event.member_id, names) or event.actor_name or MISSING
    values.setdefault("account", _name(event.account_id, names) or MISSING)
    values["record"] = _name(event.record_id, names) or values.get("title") or MISSING
    try:
        return words.say(message, **_complete(message, values))
    except (KeyError, ValueError, IndexError, AttributeError, TypeError):
        # A sentence must never keep a page from being shown, whatever an old event holds.
        return _PLACEHOLDER.sub(lambda found: str(values.get(found[1], MISSING)), message)


def in_general(verb: str, who: str, words: Words) -> str:
    """What a verb tells, of nothing in particular: whatever it is about reads as an ellipsis."""
    return sentence(Event(verb=verb, actor_name=who), words, {})


def events_by_id(actor: Actor, ids: Collection[UUID]) -> dict[UUID, Event]:
    """Some events of the actor's workspace by id; the caller asks which records they see."""
    events = Event.objects.visible_to(actor).filter(pk__in=list(ids)) if ids else ()
    return {event.pk: event for event in events}


def named_in(events: Iterable[Event]) -> set[UUID]:
    """What the sentences of events name by an id among their facts."""
    found = (_id_in(value) for event in events for value in (event.facts or {}).values())
    return {pk for pk in found if pk}


def _older(events: Any, before: str | None) -> Any:
    if before is not None:
        events = events.filter(_before(before))
    return events.order_by("-occurred_at", "-id")


def _before(cursor: str) -> Q:
    values = cursors.decode(cursor)
    if len(values) != 2:
        raise cursors.BadCursor
    at, pk = values
    if not isinstance(at, datetime) or at.tzinfo is None or not isinstance(pk, UUID):
        raise cursors.BadCursor
    # The first condition is implied; it lets both databases begin in the middle of the index.
    return Q(occurred_at__lte=at) & (Q(occurred_at__lt=at) | Q(pk__lt=pk))


def _cursor(event: Event) -> str:
    return cursors.encode((event.occurred_at, event.pk))


def _page(events: list[Event], *, has_more: bool) -> Page[Event]:
    return Page(events, next_cursor=_cursor(events[-1]) if has_more and events else None)


def _name(pk: UUID | None, names: Mapping[Any, str]) -> str:
    return names.get(pk, "") if pk else ""


def _shown(value: Any, names: Mapping[Any, str]) -> Any:
    if value is None or value == "":
        return MISSING
    pk = _id_in(value)
    return names.get(pk, MISSING) if pk else value


def _id_in(value: Any) -> UUID | None:
    if not isinstance(value, str) or len(value) != _ID_LENGTH:
        return None
    try:
        return UUID(value)
    except ValueError:
        return None


def _complete(message: str, values: dict[str, Any]) -> dict[str, Any]:
    """The values with an ellipsis for each placeholder that is neither a value nor a noun."""
    asked = {found[1] for found in _PLACEHOLDER.finditer(message)}
    missing = dict.fromkeys(asked - set(NOUNS["en"]) - set(values), MISSING)
    return {**missing, **values}
