"""The inbox: what somebody hears of, newest first, and what they do with it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klientel.events import own
from klientel.kit.cursors import BadCursor
from klientel.kit.paging import Page
from klientel.notifications import badge, lines, queries
from klientel.notifications.actions import all_done, done, mute, reopen, snooze, unmute
from klientel.notifications.actions.reading import read_line
from klientel.notifications.actions.snooze import WHEN, WHENS
from klientel.notifications.models import Notification
from klientel.records.actions.catalogue import reading_as
from klientel.records.models import RecordRef
from klientel.ui.answers import back, go_on
from klientel.views.doors import staff
from klientel.views.render import page_reading, render


def here(request: Any) -> str:
    """The address of the inbox."""
    return f"/{request.workspace.slug}/inbox"


@require_safe
def inbox_page(request: Any, workspace: str) -> HttpResponse:
    """The reader's inbox; `f` says what is shown, a strange one is what is open."""
    show = _show(request)
    page = _page(request, show)
    reading = page_reading(request)
    drawn = lines.shown(request.actor, reading, page.rows)
    waiting = badge.fresh(request.actor)
    context = {
        "title": _("Inbox"),
        "here": here(request),
        "show": show,
        "filters": _filters(request, show),
        "days": lines.by_day(drawn, reading, show),
        "muted": _muted(request) if show == "done" else [],
        "older": _older(request, show, page.next_cursor),
        "whens": [(one.value, one.label) for one in WHENS],
        "waiting": waiting,
        "live": own.named(request.actor),
        "settings": f"/{request.workspace.slug}/settings/notifications",
    }
    return render(request, "notifications/inbox.html", context)


def _show(request: Any) -> str:
    asked = request.GET.get("f", "")
    return asked if asked in queries.SHOWN else "open"


def _page(request: Any, show: str) -> Page[Notification]:
    try:
        return queries.page_of(request.actor, show, request.GET.get("after", ""))
    except BadCursor:
        return queries.page_of(request.actor, show)


def _filters(request: Any, show: str) -> list[dict[str, Any]]:
    labels = {
        "open": _("Inbox"),
        "unread": _("Unread"),
        "watched": _("Followed"),
        "later": _("Snoozed"),
        "done": _("Done"),
    }
    return [
        {
            "label": label,
            "href": here(request) + (f"?f={name}" if name != "open" else ""),
            "current": name == show,
        }
        for name, label in labels.items()
    ]


def _older(request: Any, show: str, cursor: str | None) -> str:
    if cursor is None:
        return ""
    given = QueryDict(mutable=True)
    given.update({"after": cursor} | ({"f": show} if show != "open" else {}))
    return f"{here(request)}?{given.urlencode()}"


def _muted(request: Any) -> list[dict[str, Any]]:
    """The records that were muted, where they can be heard of again."""
    keys = queries.muted_of(request.actor)
    rows = RecordRef.objects.visible_to(request.actor).filter(pk__in=keys[: queries.PAGE])
    return [{"key": row.pk, "title": row.title} for row in rows.order_by("title")]


@require_safe
def inbox_badge(request: Any, workspace: str) -> HttpResponse:
    """The number beside the inbox, as it is now."""
    place = request.GET.get("in", "")
    context = {
        "count": badge.fresh(request.actor),
        "place": place if place in ("side", "bottom") else "side",
        "live": own.named(request.actor),
        "counted_at": f"{here(request)}/badge",
    }
    return render(request, "notifications/badge.html", context, fragment=True)


@require_POST
def open_line(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Go where a line leads that is about no record; it is read then."""
    row = queries.line_of(request.actor, key)
    read_line(request.actor, row.pk)
    one = lines.shown(request.actor, page_reading(request), [row])[0]
    return HttpResponseRedirect(one.href or here(request), status=303)


@require_POST
def set_done(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Take a line out of the inbox."""
    event = done(request.actor, line=str(key))
    return _went(request, event, _("Done"))


@require_POST
def set_all_done(request: Any, workspace: str) -> HttpResponse:
    """Take out all that is shown."""
    show = request.POST.get("show", "")
    event = all_done(request.actor, show=show if show in queries.SHOWN else "open")
    return _went(request, event, _("All done"), to=here(request))


@require_POST
def take_up(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Put a line back that was done."""
    reopen(request.actor, line=str(key))
    return go_on(request, back(request, here(request)), _("Back in the inbox"))


@require_POST
def put_off(request: Any, workspace: str, key: UUID) -> HttpResponse:
    """Hide a line for a while."""
    reading, when = page_reading(request), request.POST.get("when", "")
    with reading_as(reading):
        event = snooze(request.actor, line=str(key), when=when)
    label = WHEN.shown(WHEN.parse(when, reading), reading)
    return _went(request, event, _("Snoozed: {when}").format(when=label))


@staff("POST")
def mute_record(request: Any) -> HttpResponse:
    """Hear nothing more of a record, or with `again` hear of it again."""
    record = request.POST.get("record", "")
    if request.POST.get("again"):
        event = unmute(request.actor, record=record)
        return _went(request, event, _("Unmuted"))
    event = mute(request.actor, record=record)
    told = _("Muted: you are only notified if somebody mentions you there.")
    return _went(request, event, told)


def _went(request: Any, event: UUID | None, told: str, to: str = "") -> HttpResponse:
    """On with the inbox, with a word and the way back; a second press says nothing more."""
    place = to or back(request, here(request))
    if event is None:
        return go_on(request, place)
    return go_on(request, place, told, undo=f"/{request.workspace.slug}/undo/{event}")
