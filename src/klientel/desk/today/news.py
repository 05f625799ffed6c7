"""What others did since yesterday around the records that a member answers for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from klientel.events.feed import told_since
from klientel.kit import clock
from klientel.records.models import Responsibility
from klientel.records.reading import learn
from klientel.records.telling import in_words
from klientel.views.render import page_reading

SHOWN = 6
#: newest events that are looked through
_LOOKED = 200


@dataclass(frozen=True, slots=True)
class News:
    """One line: what happened in words, when, and where to."""

    text: str
    when: str
    href: str


def news_for(request: Any, member: UUID) -> list[News]:
    """The newest lines; three reads. What the reader did themselves is no news to them."""
    reading, actor = page_reading(request), request.actor
    since = clock.start_of_day(reading.today - timedelta(days=1), reading.format.zone)
    events = [one for one in told_since(actor, since, _LOOKED) if one.member_id != actor.member_id]
    around = {one.account_id for one in events if one.account_id}
    rows = Responsibility.objects.in_workspace(actor.workspace_id)
    mine = rows.filter(member_id=member, record_id__in=around)
    answered = set(mine.values_list("record_id", flat=True)) if around else set()
    shown = [one for one in events if one.account_id in answered][:SHOWN]
    named = {key for one in shown for key in (one.account_id, one.record_id) if key}
    learn(actor, reading, named)
    names = {key: one.title for key, one in reading.linked.items()} | reading.directory.members
    return [
        News(
            in_words(one, reading, names),
            reading.format.relative(one.occurred_at),
            reading.linked[one.account_id].href,
        )
        for one in shown
        if one.account_id in reading.linked
    ]
