"""My day: the page on which a morning begins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from klientel.desk.actions import snooze, wake
from klientel.desk.actions.snooze import WHEN, WHENS
from klientel.desk.calendar import Appointment
from klientel.desk.today import due, figures
from klientel.desk.today.attention import Attention
from klientel.desk.today.day import Day, day_of
from klientel.desk.today.due import Due
from klientel.desk.today.news import news_for
from klientel.kit import clock
from klientel.kit.ids import id_needed
from klientel.kit.refused import NotFound
from klientel.records.actions.catalogue import reading_as
from klientel.records.fields.base import Reading
from klientel.ui.answers import back, go_on
from klientel.views.navigation import captures
from klientel.views.render import page_reading, render
from klientel.workspaces import policy

SEE = policy.permission("today.see", gettext_lazy("See the day of others"), policy.MANAGERS)
#: the hour from which on it is no longer morning, and from which on it is evening
_NOON, _EVENING = 11, 18


@require_safe
def today_page(request: Any, workspace: str) -> HttpResponse:
    """The reader's day; with `member` a colleague's, for who may see that."""
    reading = page_reading(request)
    member = _member(request)
    is_own = member == request.actor.member_id
    with_put_off, whole = bool(request.GET.get("put_off")), bool(request.GET.get("all"))
    day = day_of(request, member, with_put_off=with_put_off, whole=whole)
    here = f"/{request.workspace.slug}/today"
    of = "" if is_own else f"member={member}&"
    context = {
        "title": _greeting(request) if is_own else reading.directory.members[member],
        "date": reading.format.date_long(reading.today),
        "day": day,
        "mentions": [_attention(one) for one in day.mentions],
        "attention": [_attention(one) for one in day.attention],
        "idle": [_attention(one) for one in day.idle],
        "rows": _rows(day, member, reading),
        "week": _week(day, member, reading),
        "here": here,
        "whole": f"{here}?{of}all=1" if day.more else "",
        "put_off": f"{here}?{of}put_off=1" if day.put_off else "",
        "is_put_off_shown": with_put_off,
        "may_snooze": is_own,
        "whens": [(one.value, one.label) for one in WHENS],
        "capture": next((path for one in captures if (path := one(request.actor))), ""),
        "figures": [tile for one in figures.sources for tile in one(request, member)][
            : figures.MOST
        ],
        "news": news_for(request, member),
        "people": _people(request, here, member),
        "live": " ".join(sorted(due.followed)),
    }
    context["keys"] = _keys(context)
    return render(request, "desk/today.html", context)


def _keys(shown: dict[str, Any]) -> str:
    """The keys that do something with a line that is shown, as one sentence; empty for no line."""
    heard = [one["what"] for name in ("mentions", "attention") for one in shown[name]]
    things = [*shown["rows"], *shown["week"]]
    if not (heard or shown["rows"]):
        return ""
    does = any(one.done or one.action for one in heard) or any(one.get("done") for one in things)
    previews = any(one.peek for one in heard) or any(one.get("peek") for one in things)
    parts = [
        _("J and K move"),
        *([_("E marks as done")] if does else []),
        *([_("H snoozes")] if shown["may_snooze"] else []),
        *([_("the space bar previews")] if previews else []),
    ]
    return ", ".join(parts) + "."


def _member(request: Any) -> UUID:
    """Whose day is asked for: the reader's own, or that of somebody they may look after."""
    own: UUID = request.actor.member_id
    asked = request.GET.get("member", "")
    if not asked or asked == str(own):
        return own
    member = id_needed(asked)
    if member not in page_reading(request).directory.active:
        raise NotFound()
    request.actor.must(SEE)
    return member


def _greeting(request: Any) -> str:
    zone = page_reading(request).format.zone
    hour = clock.local(clock.now(), zone).hour
    name = first_name(request.member.name)
    if hour < _NOON:
        return _("Good morning, {name}").format(name=name)
    if hour < _EVENING:
        return _("Good day, {name}").format(name=name)
    return _("Good evening, {name}").format(name=name)


def first_name(name: str) -> str:
    """How somebody is greeted: by the first name, or by all of a name that only abbreviates it."""
    first = name.split(maxsplit=1)[0] if name.split() else ""
    return name if first.endswith(".") or len(first) == 1 else first


def _people(request: Any, here: str, member: UUID) -> list[dict[str, Any]]:
    """The colleagues whose day can be looked at, the reader first; none for most roles."""
    if not request.actor.may(SEE):
        return []
    directory, own = page_reading(request).directory, request.actor.member_id
    others = [(key, name) for key, name in directory.members.items() if key in directory.active]
    rows = [(own, _("My day")), *(one for one in others if one[0] != own)]
    return [
        {
            "label": name,
            "href": here if key == own else f"{here}?member={key}",
            "current": key == member,
        }
        for key, name in rows
    ]


def _attention(one: Attention) -> dict[str, Any]:
    return {"what": one, "id": f"line-{one.key.replace(':', '-')}"}


def _rows(day: Day, member: UUID, reading: Reading) -> list[dict[str, Any]]:
    """Today as one list: what is overdue, then what has a time, then what is for the day."""
    rows = [_thing(one, member, reading, is_late=True) for one in day.overdue]
    timed = [(one.starts_at, _appointment(one, reading)) for one in day.appointments]
    timed += [(one.at, _thing(one, member, reading)) for one in day.today if one.at]
    timed.sort(key=lambda one: one[0])
    rows += [row for _at, row in timed]
    return rows + [_thing(one, member, reading) for one in day.today if not one.at]


def _week(day: Day, member: UUID, reading: Reading) -> list[dict[str, Any]]:
    zone = reading.format.zone
    found = [
        (clock.local(one.starts_at, zone).date(), 0, _appointment(one, reading, with_day=True))
        for one in day.later_appointments
        if not one.is_cancelled
    ]
    found += [(one.day, 1, _thing(one, member, reading)) for one in day.later]
    return [row for _day, _order, row in sorted(found, key=lambda one: one[:2])]


def _appointment(one: Appointment, reading: Reading, *, with_day: bool = False) -> dict[str, Any]:
    when = reading.format.time(one.starts_at, in_table=True)
    if with_day:
        when = f"{reading.format.relative(one.starts_at.date())} {when}"
    return {
        "id": f"appointment-{one.record}" if one.record else "",
        "when": when,
        "icon": one.icon,
        "title": one.title,
        "note": one.note,
        "href": one.href,
        "is_done": one.is_done,
        "is_off": one.is_cancelled,
    }


def _thing(one: Due, member: UUID, reading: Reading, *, is_late: bool = False) -> dict[str, Any]:
    when = reading.format.time(one.at, in_table=True) if one.at else ""
    for_whom = reading.directory.members.get(one.member, "") if one.member != member else ""
    note = [one.note, _("for {name}").format(name=for_whom) if for_whom else ""]
    if is_late:
        days = (reading.today - one.day).days
        late = ngettext("{count} day overdue", "{count} days overdue", days).format(count=days)
        note.insert(0, late)
    return {
        "id": f"line-{one.key.replace(':', '-')}",
        "key": one.key,
        "when": when or ("" if one.day <= reading.today else reading.format.relative(one.day)),
        "icon": "triangle-alert" if is_late else one.icon,
        "title": one.title,
        "note": " · ".join(filter(None, note)),
        "href": one.href,
        "done": one.done,
        "peek": one.peek,
        "is_late": is_late,
    }


@require_POST
def put_off(request: Any, workspace: str) -> HttpResponse:
    """Put a line of one's own day off."""
    line, when = request.POST.get("line", ""), request.POST.get("when", "")
    reading = page_reading(request)
    with reading_as(reading):
        event = snooze(request.actor, line=line, when=when)
    here = f"/{request.workspace.slug}/today"
    label = WHEN.shown(WHEN.parse(when, reading), reading)
    told = _("Snoozed: {when}").format(when=label)
    return go_on(request, back(request, here), told, undo=f"/{request.workspace.slug}/undo/{event}")


@require_POST
def wake_up(request: Any, workspace: str) -> HttpResponse:
    """Show a line again that was put off."""
    with reading_as(page_reading(request)):
        wake(request.actor, line=request.POST.get("line", ""))
    here = f"/{request.workspace.slug}/today"
    return go_on(request, back(request, here), _("Shown again"))
