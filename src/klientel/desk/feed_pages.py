"""Calendar feeds: the links a member has, and what is read under one of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from klientel.desk import feeds
from klientel.desk.actions.feed import FEEDS, end_feed, make_feed
from klientel.desk.models import Feed
from klientel.kit import icalendar
from klientel.kit.link_secrets import hashed
from klientel.kit.refused import Refused
from klientel.records.types import record_types
from klientel.team import throttle
from klientel.team.adapter import address_of
from klientel.team.throttle import Limit
from klientel.views.layouts.calendar_days import dated_fields
from klientel.views.render import page_reading, render
from klientel.views.shelf import found_by
from klientel.workspaces.queries import actor_of
from klientel.workspaces.words import words_of

LIMIT = Limit("calendar feed", 60, timedelta(hours=1))
STRANGERS = Limit("calendar feed, unknown link", 30, timedelta(minutes=10))
#: views that the page offers
_MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
def feeds_page(request: Any, workspace: str) -> HttpResponse:
    """What can be subscribed to; a new link is in the answer and nowhere else."""
    request.actor.must(FEEDS)
    errors: dict[str, str] = {}
    made = ("", "")
    if request.method == "POST":
        view = request.POST.get("view", "")
        try:
            if request.POST.get("do") == "end":
                end_feed(request.actor, view=view)
            else:
                made = (view, make_feed(request.actor, view=view))
        except Refused as refusal:
            errors = {"": refusal.text()}
    context = {
        "title": _("Calendar in other programs"),
        "rows": _rows(request, made),
        "format": page_reading(request).format,
        "errors": errors,
        "calendar_href": f"/{request.workspace.slug}/today/calendar",
    }
    answer = render(request, "desk/feeds.html", context, status=422 if errors else 200)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a link, with the eyes of its member; the link is the only proof."""
    known = _known(request, token)
    _enter(request, known)
    zone = known.member.user.time_zone or known.workspace.time_zone
    language = known.member.user.language or known.workspace.language
    with translation.override(language), timezone.override(zone):
        if known.view is None:
            name = f"{known.workspace.name} · {known.member.name}"
            found = list(feeds.of_member(request))
        else:
            name, found = known.view.name, list(feeds.of_view(request, known.view))
    answer = HttpResponse(icalendar.subscribed(name, found), content_type="text/calendar")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = 'inline; filename="klientel.ics"'
    return answer


def _known(request: HttpRequest, token: str) -> Feed:
    rows = Feed.objects.for_system("a calendar program reads under a private link")
    mine = rows.filter(token_hash=hashed(token)).select_related("member__user", "workspace", "view")
    known: Feed | None = mine.first()
    try:
        if known is None:
            throttle.take((STRANGERS, address_of(request)))
        else:
            throttle.take((LIMIT, str(known.pk)))
    except throttle.TooMany as refusal:
        raise Http404(str(refusal)) from None
    if known is None or not known.member.is_active or not known.member.user.is_active:
        raise Http404
    if known.view is not None and not _sees(known):
        raise Http404
    known.note_read()
    return known


def _sees(known: Feed) -> bool:
    views = found_by(actor_of(known.member, "api"))
    return bool(views.filter(pk=known.view_id).exists())


def _enter(request: Any, known: Feed) -> None:
    """What the pages of a workspace find in their request."""
    request.user, request.member = known.member.user, known.member
    request.workspace = known.workspace
    request.actor = actor_of(known.member, "api")
    request.words = words_of(known.workspace)


def _rows(request: Any, made: tuple[str, str]) -> list[dict[str, Any]]:
    """The member's calendar and each view with days, with the link that there is."""
    mine = Feed.objects.visible_to(request.actor).filter(member_id=request.actor.member_id)
    known = {str(one.view_id or ""): one for one in mine}
    offered = [("", _("My calendar"), _("Appointments and what is due"))]
    for view in found_by(request.actor).order_by("name", "pk")[:_MOST]:
        if view.type in record_types and dated_fields(record_types.get(view.type)):
            label = request.words.fill(str(record_types.get(view.type).label_plural))
            offered.append((str(view.pk), view.name, label))
    return [
        {
            "key": key,
            "name": name,
            "note": note,
            "feed": known.get(key),
            "address": made[1] if made[1] and made[0] == key else "",
        }
        for key, name, note in offered
    ]
