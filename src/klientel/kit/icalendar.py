"""Writing an appointment as RFC 5545 asks for, so that every calendar understands it.

Times are written in UTC, which needs no definition of a zone; each program shows them in its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

Method = Literal["PUBLISH", "REQUEST", "CANCEL"]

_MOST_OCTETS = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
#: what a parameter in quotes must not hold
_UNQUOTABLE = str.maketrans({'"': "'", "\n": " ", "\r": None})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by name and e-mail address."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """What a calendar is told. `uid` never changes, `sequence` grows with each change.

    `starts_at`, `ends_at` and `stamp` are aware instants. With a `day` it is of that whole day
    instead, and keeps nobody busy.
    """

    uid: str
    sequence: int
    stamp: datetime
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    text: str = ""
    link: str = ""
    is_cancelled: bool = False
    day: date | None = None
    organiser: Person | None = None
    attendees: Sequence[Person] = field(default_factory=tuple)


def written(appointment: Appointment, method: Method) -> str:
    """The whole calendar object with lines that end in CRLF and have at most 75 octets."""
    return _whole([f"METHOD:{method}", *_event(appointment)])


def subscribed(name: str, appointments: Iterable[Appointment]) -> str:
    """A calendar that programs fetch again and again, every half an hour if they do as told."""
    head = (
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        f"NAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT30M",
        "X-PUBLISHED-TTL:PT30M",
    )
    return _whole([*head, *(line for one in appointments for line in _event(one))])


def _whole(lines: Iterable[str]) -> str:
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Klientel//Klientel//EN")
    return "".join(f"{_folded(line)}\r\n" for line in (*head, *lines, "END:VCALENDAR"))


def _event(appointment: Appointment) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{_text(appointment.uid)}",
        f"SEQUENCE:{appointment.sequence}",
        f"DTSTAMP:{_instant(appointment.stamp)}",
        *_span(appointment),
        f"SUMMARY:{_text(appointment.title)}",
        f"STATUS:{'CANCELLED' if appointment.is_cancelled else 'CONFIRMED'}",
        *_optional(appointment),
        *_people(appointment),
        "END:VEVENT",
    ]


def _span(appointment: Appointment) -> Iterable[str]:
    if appointment.day is None:
        yield f"DTSTART:{_instant(appointment.starts_at)}"
        yield f"DTEND:{_instant(appointment.ends_at)}"
    else:
        yield f"DTSTART;VALUE=DATE:{appointment.day:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{appointment.day + timedelta(days=1):%Y%m%d}"
        yield "TRANSP:TRANSPARENT"


def _optional(appointment: Appointment) -> Iterable[str]:
    if appointment.place:
        yield f"LOCATION:{_text(appointment.place)}"
    if appointment.text:
        yield f"DESCRIPTION:{_text(appointment.text)}"
    if appointment.link:
        yield f"URL:{_line(appointment.link)}"


def _people(appointment: Appointment) -> Iterable[str]:
    if appointment.organiser is not None:
        yield f"ORGANIZER;CN={_quoted(appointment.organiser.name)}:{_mail(appointment.organiser)}"
    for one in appointment.attendees:
        yield (
            f"ATTENDEE;CN={_quoted(one.name)};ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;"
            f"RSVP=TRUE:{_mail(one)}"
        )


def _mail(person: Person) -> str:
    return f"mailto:{_line(person.email)}"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    return value.translate(_ESCAPED)


def _line(value: str) -> str:
    return "".join(value.split())


def _quoted(value: str) -> str:
    return f'"{value.translate(_UNQUOTABLE)}"'


def _folded(line: str) -> str:
    """The line broken into parts of at most 75 octets, never within a letter."""
    parts: list[str] = []
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _MOST_OCTETS:
            parts.append(part)
            # the blank that a continued line begins with counts, too
            part, size = " ", 1
        part += letter
        size += width
    return "\r\n".join([*parts, part])
