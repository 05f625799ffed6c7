"""What a member has to do by a day or a moment: rooms tell of it, and so does the spine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from klientel.kit import clock
from klientel.records.actions import actions
from klientel.records.due import due_day
from klientel.records.models import RecordRef, Responsibility
from klientel.records.reading import address, learn
from klientel.records.types import RecordType, record_types
from klientel.views.render import page_reading

#: overdue lines, and lines from today on, that one source tells of: more of the ones never push out
#: the others, and a person with more has them in a list
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to be done. `at` is the moment, None where only the `day` is meant.

    `done` is the address that finishes it by POST, empty where that takes more than a key. `record`
    is what it is about, so that nothing is told twice, and `type` its type where that is its date.
    """

    key: str
    day: date
    title: str
    href: str
    at: datetime | None = None
    note: str = ""
    member: UUID | None = None
    icon: str = "circle"
    done: str = ""
    peek: str = ""
    record: UUID | None = None
    type: str = ""


#: asked with a request, the members whose day it is, and the last day that counts
Source = Callable[[Any, frozenset[UUID], date], Iterable[Due]]

#: rooms add theirs when they open
sources: list[Source] = []
#: record types whose changes a day follows while it is open
followed: set[str] = set()


def things(
    request: Any, members: frozenset[UUID], until: date, told: Collection[UUID]
) -> list[Due]:
    """All that these members have to do by a day, except the records that were `told` of."""
    found = [one for source in sources for one in source(request, members, until)]
    known = {*told, *(one.record for one in found if one.record)}
    return found + of_the_spine(request, members, until, known)


def of_the_spine(
    request: Any, members: Collection[UUID], until: date, told: Collection[UUID]
) -> list[Due]:
    """Records that are due and that a member answers for: of what is overdue the newest, and what
    is due from today on; four reads.

    `told` are those that stand in the day already. A type says by `done_action` how one of its
    records is finished.
    """
    reading, actor = page_reading(request), request.actor
    seen = RecordRef.objects.visible_to(actor)
    mine = Responsibility.objects.in_workspace(actor.workspace_id).filter(
        member_id__in=members, record_id__in=seen.values("pk")
    )
    mine = mine.exclude(record_id__in=told).values_list("record_id", "member_id")
    now = clock.start_of_day(reading.today, reading.format.zone)
    # a whole day is kept as its beginning where the firm is: look a day further
    end = clock.start_of_day(until + timedelta(days=2), reading.format.zone)
    who = dict(mine.filter(due_at__lt=now).order_by("-due_at")[:MOST])
    who |= dict(mine.filter(due_at__gte=now, due_at__lt=end).order_by("due_at")[:MOST])
    if not who:
        return []
    found = list(seen.filter(pk__in=who).order_by("due_at", "pk"))
    learn(actor, reading, {row.account_id for row in found if row.account_id})
    things = [_due(request, row, who[row.pk]) for row in found if row.type in record_types]
    return [one for one in things if one.day <= until]


def _due(request: Any, row: Any, member: UUID) -> Due:
    reading = page_reading(request)
    slug, record_type = request.workspace.slug, record_types.get(row.type)
    account = reading.linked.get(row.account_id)
    return Due(
        key=f"due:{row.pk}",
        day=due_day(row.due_at, reading, is_whole_day=row.due_is_day),
        at=None if row.due_is_day else row.due_at,
        title=row.title,
        href=address(slug, row.type, row.pk, row.ref, row.title),
        note=account.title if account and _says_more(row, account.title) else "",
        member=member,
        icon=record_type.icon,
        done=_finish(request, record_type, row, is_mine=member == request.actor.member_id),
        peek=f"/{slug}/{record_type.slug}/{row.pk}/peek",
        record=row.pk,
        type=row.type,
    )


def _says_more(row: Any, name: str) -> bool:
    """Whether the account's name is news beside the record's title."""
    return row.account_id != row.pk and name not in row.title


def _finish(request: Any, record_type: RecordType, row: Any, *, is_mine: bool) -> str:
    if not record_type.done_action:
        return ""
    if not actions.get(record_type.done_action).right.holds(request.actor, is_in_charge=is_mine):
        return ""
    slug = request.workspace.slug
    return f"/{slug}/{record_type.slug}/{row.pk}/actions/{record_type.done_action}"
