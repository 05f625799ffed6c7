"""What a member has to do by a day or a moment: rooms tell of it, and so does the spine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from klientel.kit import clock
from klientel.records.models import RecordRef, Responsibility
from klientel.records.reading import address, learn
from klientel.records.types import RecordType, record_types
from klientel.views.render import page_reading

#: lines that one source tells of; a person with more has them in a list
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something to be done. `at` is the moment, None where only the `day` is meant.

    `done` is the address that finishes it by POST, empty where that takes more than a key. `record`
    is what it is about, so that nothing is told twice.
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


#: asked with a request, the members whose day it is, and the last day that counts
Source = Callable[[Any, frozenset[UUID], date], Iterable[Due]]

#: rooms add theirs when they open
sources: list[Source] = []
#: record types whose changes a day follows while it is open
followed: set[str] = set()


def of_the_spine(
    request: Any, members: Collection[UUID], until: date, told: Collection[UUID]
) -> list[Due]:
    """Records that are due and that a member answers for, the longest overdue first; two reads.

    `told` are those that stand in the day already. A type says by `done_action` how one of its
    records is finished.
    """
    reading = page_reading(request)
    end = clock.start_of_day(until + timedelta(days=1), reading.format.zone)
    actor = request.actor
    due = Responsibility.objects.in_workspace(actor.workspace_id).filter(
        member_id__in=members, due_at__lt=end
    )
    who = dict(due.order_by("due_at").values_list("record_id", "member_id")[:MOST])
    if not who:
        return []
    rows = RecordRef.objects.visible_to(actor).filter(pk__in=who.keys() - set(told))
    found = list(rows.filter(due_at__isnull=False).order_by("due_at", "pk"))
    learn(actor, reading, {row.account_id for row in found if row.account_id})
    return [_due(request, row, who[row.pk]) for row in found if row.type in record_types]


def _due(request: Any, row: Any, member: UUID) -> Due:
    reading = page_reading(request)
    slug, record_type = request.workspace.slug, record_types.get(row.type)
    account = reading.linked.get(row.account_id)
    return Due(
        key=f"due:{row.pk}",
        day=clock.local(row.due_at, reading.format.zone).date(),
        at=None if row.due_is_day else row.due_at,
        title=row.title,
        href=address(slug, row.type, row.pk, row.ref, row.title),
        note=account.title if account and account.id != row.pk else "",
        member=member,
        icon=record_type.icon,
        done=_finish(request, record_type, row),
        peek=f"/{slug}/{record_type.slug}/{row.pk}/peek",
        record=row.pk,
    )


def _finish(request: Any, record_type: RecordType, row: Any) -> str:
    if not record_type.done_action or not request.actor.may(record_type.permission("edit")):
        return ""
    slug = request.workspace.slug
    return f"/{slug}/{record_type.slug}/{row.pk}/actions/{record_type.done_action}"
