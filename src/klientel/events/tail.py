"""What the live stream asks the database: what is new, who may know, who still may listen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import close_old_connections
from django.utils.crypto import constant_time_compare

from klientel.events.ids_in_time import floor_id
from klientel.events.models import Event
from klientel.events.stream import News, Stream
from klientel.events.visibility import visible
from klientel.kit import clock
from klientel.kit.ids import time_of
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member

#: Ids commit out of order, and clocks of several machines differ: so far back we look again.
OVERLAP = timedelta(seconds=5)
#: a page just drawn has read what was committed; only a deed under way at that moment is behind it
DRAWN_OVERLAP = timedelta(seconds=1)
MAX_REPLAY = 500
_MAX_READ = 5_000


class Row(NamedTuple):
    """The columns of an event that the stream needs."""

    pk: UUID
    workspace_id: UUID
    record_type: str
    record_id: UUID | None
    account_id: UUID | None


_COLUMNS = ("pk", "workspace_id", "record_type", "record_id", "account_id")

#: what passes and leaves no event (who has a page open): asked with workspaces and the id to begin
#: with; rooms above add theirs
passing: list[Callable[[Sequence[UUID], UUID], Iterable[Row]]] = []


class Tail:
    """Reads each event once, from the moment the tail was made."""

    def __init__(self) -> None:
        self._from = floor_id(clock.now() - OVERLAP)
        self._seen: set[UUID] = set()
        #: the last reading ended at its limit
        self.has_more = False

    def read(self, workspaces: Sequence[UUID]) -> dict[UUID, list[Row]]:
        """The new events of some workspaces, by workspace, in the order of their ids."""
        close_old_connections()
        found = (
            Event.objects.for_system("live stream: the tail of the log, told scope by scope")
            .filter(workspace_id__in=workspaces, pk__gte=self._from)
            .order_by("pk")
            .values_list(*_COLUMNS)[:_MAX_READ]
        )
        rows = [Row(*columns) for columns in found]
        self.has_more = len(rows) == _MAX_READ
        brief = [row for source in passing for row in source(workspaces, self._from)]
        news: dict[UUID, list[Row]] = {}
        for row in (*rows, *brief):
            if row.pk not in self._seen:
                news.setdefault(row.workspace_id, []).append(row)
        if self.has_more:
            # A large import: looking back over it would read the same rows for ever.
            self._from = rows[-1].pk
        elif rows:
            self._from = max(self._from, floor_id(time_of(rows[-1].pk) - OVERLAP))
        self._seen = {row.pk for row in (*rows, *brief) if row.pk >= self._from}
        return news


@dataclass
class Plan:
    """Whom to tell what, and which streams to close."""

    told: dict[Stream, list[News]] = field(default_factory=dict)
    closed: list[Stream] = field(default_factory=list)


def plan(streams: Sequence[Stream], rows: Sequence[Row]) -> Plan:
    """Decide for the streams of one workspace, after a look at the rights behind each."""
    valid = standing(streams)
    decided = Plan(closed=[stream for stream in streams if stream not in valid])
    # One answer serves all streams of the same person: several tabs ask once.
    answers: dict[tuple[UUID, int], list[News]] = {}
    for stream in streams:
        if stream not in valid:
            continue
        person = (stream.member_id, stream.actor.auth_version)
        if person not in answers:
            answers[person] = news_for(stream.actor, rows)
        if answers[person]:
            decided.told[stream] = answers[person]
    return decided


def news_for(actor: Actor, rows: Iterable[Row]) -> list[News]:
    """The last event of each record that the actor may know of, in the order of the events.

    What passes at a record is told beside what happened to it.
    """
    last: dict[tuple[str, UUID], Row] = {}
    for row in rows:
        if row.record_id is not None:
            last.pop((row.record_type, row.record_id), None)
            last[row.record_type, row.record_id] = row
    asked = {pk for _type, pk in last} | {row.account_id for row in last.values() if row.account_id}
    known = visible(actor, asked)
    return [
        News(row.pk, kind, pk, row.account_id if row.account_id in known else None)
        for (kind, pk), row in last.items()
        if pk in known
    ]


def standing(streams: Sequence[Stream]) -> set[Stream]:
    """The streams whose session lives, whose member is active and whose rights are unchanged."""
    close_old_connections()
    if not streams:
        return set()
    workspace_id = streams[0].workspace_id
    now = clock.now()
    sessions = Session.objects.filter(
        session_key__in={stream.session_key for stream in streams}, expire_date__gt=now
    )
    alive = set(sessions.values_list("session_key", flat=True))
    members = {
        member.pk: member
        for member in Member.objects.in_workspace(workspace_id)
        .filter(
            pk__in={stream.member_id for stream in streams},
            is_active=True,
            user__is_active=True,
        )
        .select_related("user")
    }
    stamps = {pk: member.user.get_session_auth_hash() for pk, member in members.items()}
    return {
        stream
        for stream in streams
        if stream.session_key in alive
        and stream.member_id in members
        and members[stream.member_id].auth_version == stream.actor.auth_version
        and constant_time_compare(stamps[stream.member_id], stream.stamp)
    }


def replay(actor: Actor, last_event_id: str, back: timedelta = OVERLAP) -> list[News] | None:
    """What a returning page has missed; None when that is too much or cannot be known.

    Looks back a little behind the id, but not at what the member did before it: the page shows
    that already, and should not fetch everything twice after each saving.
    """
    try:
        last = UUID(last_event_id)
        start = floor_id(time_of(last) - back)
    except (ValueError, OverflowError):
        return None
    found = (
        Event.objects.visible_to(actor)
        .filter(pk__gte=start)
        .exclude(pk__lt=last, member_id=actor.member_id)
        .order_by("pk")
        .values_list(*_COLUMNS)[: MAX_REPLAY + 1]
    )
    rows = [Row(*columns) for columns in found]
    for source in passing:
        rows += islice(source([actor.workspace_id], start), MAX_REPLAY + 1)
    return None if len(rows) > MAX_REPLAY else news_for(actor, rows)
