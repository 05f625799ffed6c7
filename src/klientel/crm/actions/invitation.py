"""Telling those who take part in a meeting: an e-mail with the entry for their calendar."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from klientel.crm.models import Contact, Meeting
from klientel.kit import clock, icalendar
from klientel.kit.format import Format
from klientel.kit.icalendar import Appointment, Method, Person
from klientel.records.actions.catalogue import current_reading
from klientel.records.fields.base import Reading
from klientel.sending.queue import queue
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Member


def send(actor: Actor, meeting: Meeting, method: Method, reason: str = "") -> int:
    """Queue a mail to each who takes part and has an address, but not to who sends it.

    Runs in the transaction of what it tells of. Returns how many.
    """
    guests = list(guests_of(actor, meeting))
    organiser = organiser_of(actor, meeting)
    entry = icalendar.written(appointment(actor, meeting, guests, organiser), method)
    reading = current_reading(actor)
    mine = str(actor.member_id)
    others = {one.email: one for key, one in guests if key != mine}
    for one in others.values():
        queue(
            one.email,
            _subject(meeting, method),
            _text(reading, meeting, method, reason),
            kind="meeting",
            actor=actor,
            reply_to=organiser.email if organiser else "",
            auto_submitted="",
            calendar=entry,
            calendar_method=method,
        )
    return len(others)


def guests_of(actor: Actor, meeting: Meeting) -> Iterator[tuple[str, Person]]:
    """Contacts and colleagues that take part and have an address, by id."""
    contacts = Contact.objects.in_workspace(actor.workspace_id).filter(pk__in=meeting.people)
    for one in contacts.filter(trashed_at=None).order_by("name_key"):
        if one.email:
            yield str(one.pk), Person(one.name, one.email)
    keys = [*map(UUID, meeting.colleagues), meeting.owner_id]
    members = Member.objects.in_workspace(actor.workspace_id).filter(pk__in=keys, is_active=True)
    for member in members.select_related("user").order_by("name"):
        yield str(member.pk), Person(member.name, member.user.email)


def organiser_of(actor: Actor, meeting: Meeting) -> Person | None:
    """Who organises it, None for somebody who has left."""
    mine = Member.objects.in_workspace(actor.workspace_id).filter(pk=meeting.owner_id)
    member = mine.select_related("user").first()
    return Person(member.name, member.user.email) if member else None


def appointment(
    actor: Actor,
    meeting: Meeting,
    guests: list[tuple[str, Person]],
    organiser: Person | None,
) -> Appointment:
    """The meeting as calendars are told of it; the team's own note stays here."""
    return Appointment(
        uid=f"{meeting.pk}@klientel",
        sequence=meeting.sequence,
        stamp=clock.now(),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=meeting.name,
        place=meeting.place,
        text=meeting.link,
        link=meeting.link,
        is_cancelled=meeting.state == Meeting.State.CANCELLED or meeting.trashed_at is not None,
        organiser=organiser,
        attendees=[one for _key, one in guests if organiser is None or one != organiser],
    )


def _subject(meeting: Meeting, method: Method) -> str:
    if method == "CANCEL":
        return _("Cancelled: {name}").format(name=meeting.name)
    if meeting.invited_at is not None and meeting.sequence:
        return _("Changed: {name}").format(name=meeting.name)
    return _("Invitation: {name}").format(name=meeting.name)


def _text(reading: Reading, meeting: Meeting, method: Method, reason: str) -> str:
    """Plain words: what, when by the clock of the place, where; never the team's own note."""
    local = Format(reading.format.locale, meeting.time_zone)
    when = f"{local.date_long(meeting.starts_at)}, {local.span(meeting.starts_at, meeting.ends_at)}"
    first = _("This meeting does not take place:") if method == "CANCEL" else _("The meeting:")
    about = [meeting.name, f"{when} ({meeting.time_zone})", meeting.place, meeting.link]
    parts = [first, "\n".join(filter(None, about)), reason, reading.workspace.name]
    return "\n\n".join(filter(None, parts))
