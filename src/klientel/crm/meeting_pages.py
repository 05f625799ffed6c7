"""Planning a meeting while seeing who has time, and handing it out for a calendar."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.crm import meeting_queries
from klientel.crm.actions.invitation import appointment, guests_of, organiser_of
from klientel.crm.actions.meeting import plan
from klientel.crm.models import Account, Meeting
from klientel.crm.people_parts import at_hand
from klientel.kit import clock, icalendar
from klientel.kit.dates import NotADate, parse_date, parse_instant
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.kit.text import fold, slug
from klientel.records.fields import away_note
from klientel.records.types import record_types
from klientel.sending import smtp
from klientel.views.doors import find, staff
from klientel.views.render import address_of, errors_of, page_reading, redirect, render

_TEXTS = ("name", "place", "link", "note", "minutes", "time_zone")
#: lengths that are offered, in minutes
LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240, 480)
#: hours that the strips of who has time show
_FIRST, _LAST = 7, 20
#: before it nobody is asked to come
_USUAL_FIRST = 9
#: days ahead among which one is looked for on which the reader is there
_FURTHEST, _SATURDAY = 400, 5
#: zones that are offered beside the reader's own and the firm's
_ZONES = (
    "Europe/Berlin", "Europe/Zurich", "Europe/London", "Europe/Athens", "America/New_York",
    "America/Los_Angeles", "Asia/Dubai", "Asia/Tokyo", "UTC",
)  # fmt: skip


@staff("GET", "POST")
def new_meeting(request: Any, key: str) -> HttpResponse:
    """GET asks for a meeting with an account, POST plans it; its key makes a second sending none.

    The day and time typed are those of the zone that is chosen.
    """
    request.actor.must("meeting.create")
    account = find(request.actor, record_types.get("account"), key)
    if request.method == "GET":
        return _form(request, account, _suggested(request), [], {})
    given = {name: request.POST.get(name, "") for name in (*_TEXTS, "day", "time", "key")}
    people = request.POST.getlist("people")
    colleagues = request.POST.getlist("colleagues")
    chosen = [*people, *colleagues]
    try:
        meeting = plan(
            request.actor,
            account,
            **{name: given[name] for name in _TEXTS},
            starts_at=_start(request, given),
            people=",".join(people),
            colleagues=",".join(colleagues),
            invite=request.POST.get("invite") == "1",
            key=given["key"],
        )
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        errors = errors_of(request, refusal)
        return _form(request, account, given, chosen, errors, status=refusal.status)
    return redirect(request, address_of(request, meeting), said=_("The meeting is planned."))


def _suggested(request: Any) -> dict[str, str]:
    """The next full hour of a day when people work and the reader has time."""
    format_ = page_reading(request).format
    soon = clock.local(clock.now(), format_.zone) + timedelta(hours=1)
    if soon.hour >= _LAST - 2:
        soon = soon.replace(hour=10) + timedelta(days=1)
    soon = _working_day(request, soon)
    day = request.GET.get("day") or format_.date(soon.date())
    zone = str(format_.zone)
    hour = max(soon.hour, _USUAL_FIRST)
    with suppress(Refused):
        asked = parse_date(day, page_reading(request).today)
        # on another day than the next one the morning is open
        hour = _free_hour(request, asked, hour if asked == soon.date() else _USUAL_FIRST)
    return {
        "day": day, "time": f"{hour:02}:00", "minutes": "60", "time_zone": zone,
        "key": str(uuid7()),
    }  # fmt: skip


def _working_day(request: Any, soon: datetime) -> datetime:
    """That time, or the same on the next day on which the reader is neither off nor away."""
    absence = page_reading(request).directory.absence
    for days in range(_FURTHEST):
        asked = soon + timedelta(days=days)
        if asked.weekday() < _SATURDAY and absence(request.member.pk, asked.date()) is None:
            # on another day than the next one the morning is open
            return asked if days == 0 else asked.replace(hour=min(asked.hour, 10))
    return soon


def _free_hour(request: Any, day: date, first: int) -> int:
    """The first full hour from one on in which the reader has time; that one where none is."""
    zone = page_reading(request).format.zone
    since = clock.start_of_day(day, zone)
    until = clock.start_of_day(day + timedelta(days=1), zone)
    taken = meeting_queries.busy(request.actor, [request.member.pk], since, until)
    for hour in range(first, _LAST):
        start = datetime.combine(day, time(hour), tzinfo=zone)
        end = start + timedelta(hours=1)
        if not any(one.start < end and one.end > start for one in taken):
            return hour
    return first


def _clock_time(text: str) -> str:
    """What was typed as a time; `14` means the full hour."""
    typed = text.strip().removesuffix("Uhr").removesuffix("h").strip()
    return f"{typed}:00" if typed.isdecimal() and len(typed) <= 2 else typed


def _start(request: Any, given: Mapping[str, str]) -> datetime:
    """The instant that day and time mean in the zone chosen; raises `Refused` for neither."""
    reading = page_reading(request)
    zone = given["time_zone"] or str(reading.format.zone)
    try:
        where = clock.zone(zone)
    except (KeyError, ValueError, OSError):
        raise Refused("There is no such time zone.", "time_zone") from None
    try:
        day = parse_date(given["day"], reading.today)
    except NotADate as refusal:
        raise refusal.at("day") from None
    try:
        return parse_instant(f"{day:%Y-%m-%d} {_clock_time(given['time'])}", where, reading.today)
    except NotADate:
        said = given["time"].strip()[:40]
        raise Refused("“{text}” is no time like 14:30.", "time", text=said) from None


def _form(
    request: Any,
    account: Account,
    given: Mapping[str, str],
    chosen: list[str],
    errors: dict[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    reading = page_reading(request)
    members = reading.directory.members
    active = sorted(reading.directory.active, key=lambda pk: fold(members[pk]))
    context = {
        "account": account,
        "given": given,
        "chosen": chosen,
        "mails_are_kept": not smtp.is_configured(),
        "errors": errors,
        "summary": [(f"meeting-{name}" if name else "", text) for name, text in errors.items()],
        "people": at_hand(request, account),
        "colleagues": [(pk, members[pk]) for pk in active if pk != request.member.pk],
        "lengths": [(str(n), reading.format.duration(n)) for n in LENGTHS],
        "zones": _zones(request, given.get("time_zone", "")),
        "here": address_of(request, account, "meetings/new"),
        "back": address_of(request, account),
        "busy_at": f"/{request.workspace.slug}/busy",
        **_busy_context(request, given, chosen),
    }
    return render(request, "crm/meeting_form.html", context, status=status)


def _zones(request: Any, chosen: str) -> list[tuple[str, str]]:
    mine = str(page_reading(request).format.zone)
    names = dict.fromkeys([chosen or mine, mine, request.workspace.time_zone, *_ZONES])
    return [(name, name.replace("_", " ")) for name in names]


@staff("GET")
def busy_page(request: Any) -> HttpResponse:
    """Who has time on a day: the strips beside the form, drawn anew when the day changes."""
    request.actor.must("meeting.create")
    given = {name: request.GET.get(name, "") for name in ("day", "time", "minutes", "time_zone")}
    context = _busy_context(request, given, request.GET.getlist("colleagues"))
    return render(request, "crm/busy.html", context, fragment=True)


def _busy_context(request: Any, given: Mapping[str, str], chosen: list[str]) -> dict[str, Any]:
    """The strips of the writer and the chosen colleagues; a day nobody understands shows none."""
    reading = page_reading(request)
    try:
        day = parse_date(given["day"], reading.today)
    except Refused:
        return {"strips": [], "busy_day": ""}
    known = reading.directory.members
    wanted = {str(pk): pk for pk in reading.directory.active}
    members = [request.member.pk, *(wanted[key] for key in chosen if key in wanted)]
    members = list(dict.fromkeys(members))
    zone = reading.format.zone
    since = clock.start_of_day(day, zone)
    until = clock.start_of_day(day + timedelta(days=1), zone)
    found = meeting_queries.busy(request.actor, members, since, until)
    asked = _asked(request, given)
    strips = []
    for pk in members:
        mine = [one for one in found if one.member == pk]
        clash = any(asked and one.start < asked[1] and one.end > asked[0] for one in mine)
        times = [reading.format.span(one.start, one.end) for one in mine if not one.is_away]
        strips.append(
            {
                "name": known[pk],
                "blocks": [_block(day, one.start, one.end, zone) for one in mine],
                "text": ", ".join(times),
                "away": away_note(pk, reading, day),
                "clash": clash,
            }
        )
    wish = _block(day, *asked, zone) if asked else None
    return {
        "strips": strips,
        "wish": wish,
        "busy_day": reading.format.date_long(day),
        "hours": [(hour, _place(hour * 60)) for hour in range(_FIRST + 1, _LAST, 2)],
    }


def _asked(request: Any, given: Mapping[str, str]) -> tuple[datetime, datetime] | None:
    try:
        start = _start(request, given)
        return start, start + timedelta(minutes=int(given["minutes"] or 60))
    except (Refused, ValueError, OverflowError):
        return None


def _block(day: date, start: datetime, end: datetime, zone: Any) -> tuple[float, float]:
    """Where a span begins on the strip of a day and how long it is there, in percent."""
    first, last = (_place(_minute(day, at, zone)) for at in (start, end))
    return first, max(last - first, 0.8)


def _minute(day: date, at: datetime, zone: Any) -> int:
    local = clock.local(at, zone)
    return (local.date() - day).days * 24 * 60 + local.hour * 60 + local.minute


def _place(minute: int) -> float:
    whole = (_LAST - _FIRST) * 60
    return round(100 * min(max(minute - _FIRST * 60, 0), whole) / whole, 2)


@staff("GET")
def meeting_ics(request: Any, key: UUID) -> HttpResponse:
    """A meeting as a file for a calendar."""
    meeting: Meeting = find(request.actor, record_types.get("meeting"), str(key))
    guests = list(guests_of(request.actor, meeting))
    entry = appointment(request.actor, meeting, guests, organiser_of(request.actor, meeting))
    entry = replace(entry, stamp=meeting.updated_at.astimezone(UTC))
    response = HttpResponse(
        icalendar.written(entry, "PUBLISH"), content_type="text/calendar; charset=utf-8"
    )
    name = slug(meeting.name, 40) or "meeting"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response
