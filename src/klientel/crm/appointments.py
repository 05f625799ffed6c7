"""The meetings and visits of a member, as the calendar of the desk shows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from klientel.crm import meeting_queries
from klientel.crm.models import Meeting
from klientel.desk.calendar import Appointment
from klientel.kit import clock
from klientel.records.reading import learn
from klientel.records.types import record_types
from klientel.views.render import page_reading


def appointments_of(
    request: Any, member: UUID, since: datetime, until: datetime
) -> Iterator[Appointment]:
    """What a member has in a span, as far as the reader sees it; three reads for any number."""
    meetings = meeting_queries.of_member(request.actor, member, since, until)
    talks = meeting_queries.talks_of_member(request.actor, member, since, until)
    reading = page_reading(request)
    learn(request.actor, reading, {m.account_id for m in meetings} | {t.account_id for t in talks})
    base = f"/{request.workspace.slug}"
    names = {key: one.title for key, one in reading.linked.items()}
    for meeting in meetings:
        yield Appointment(
            starts_at=meeting.starts_at,
            ends_at=meeting.ends_at,
            title=meeting.name,
            href=f"{base}/meetings/{meeting.pk}",
            note=" · ".join(filter(None, [names.get(meeting.account_id), meeting.place])),
            is_cancelled=meeting.state == Meeting.State.CANCELLED,
            is_done=meeting.state == Meeting.State.HELD,
            record=meeting.pk,
            type="meeting" if meeting.is_planned else "",
        )
    type_ = record_types.get("interaction")
    for talk in talks:
        lasts = timedelta(minutes=talk.minutes) if talk.minutes else None
        yield Appointment(
            starts_at=talk.occurred_at,
            ends_at=talk.occurred_at + lasts if lasts else None,
            title=type_.named(talk),
            href=f"{base}/interactions/{talk.pk}",
            note=names.get(talk.account_id, ""),
            icon="map-pin" if talk.kind == "visit" else "calendar",
            is_done=talk.occurred_at <= clock.now(),
        )
