"""The log: who did what and when, with filters, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from klientel.events import feed
from klientel.events.trail import trail
from klientel.events.verbs import Verb, verbs
from klientel.kit import clock
from klientel.kit.dates import parse_date
from klientel.kit.paging import Page
from klientel.kit.refused import Refused
from klientel.records.reading import linked, reading_for
from klientel.records.types import record_types
from klientel.team.pages.frame import show
from klientel.team.queries import member_names
from klientel.team.told import in_words

if TYPE_CHECKING:
    from klientel.events.models import Event

SIZE = 50
_UNSEEN = Verb("", "")


@require_safe
def log_page(request: Any, workspace: str) -> HttpResponse:
    """Events, newest first; `who`, `what` and `until` narrow them, `before` is the next page."""
    request.actor.must("log.view")
    names = member_names(request.actor)
    asked = {key: request.GET.get(key, "") for key in ("who", "what", "until")}
    page, problems = _narrowed(request, asked)
    more = page.next_cursor
    context = {
        "days": _by_day(request, page.rows, names),
        "asked": asked,
        "problems": problems,
        "is_narrowed": any(asked.values()),
        "people": [("", _("Everybody")), *((str(pk), name) for pk, name in _by_name(names))],
        "topics": [("", _("Everything")), *_topics(request)],
        "next": "?" + urlencode({**{k: v for k, v in asked.items() if v}, "before": more})
        if more
        else "",
    }
    return show(request, "team/log.html", "log", context)


def _narrowed(request: Any, asked: dict[str, str]) -> tuple[Page[Event], dict[str, str]]:
    """The events asked for, and what could not be understood."""
    narrow: dict[str, Any] = {"noun": asked["what"][:40].replace("\x00", ""), "limit": SIZE}
    problems: dict[str, str] = {}
    try:
        narrow["member_id"] = UUID(asked["who"]) if asked["who"] else None
    except ValueError:
        problems["who"] = _("This person does not exist here.")
    if asked["until"]:
        zone = request.workspace.time_zone
        try:
            day = parse_date(asked["until"], clock.today(zone))
            narrow["until"] = clock.start_of_day(day + timedelta(days=1), zone)
        except Refused as refusal:
            problems["until"] = refusal.text()
    before = request.GET.get("before", "")
    try:
        return trail(request.actor, before=before, **narrow), problems
    except Refused:
        problems["before"] = _("This page of the log does not exist; this is the newest one.")
        return trail(request.actor, **narrow), problems


def _by_day(
    request: Any, events: Sequence[Event], names: dict[UUID, str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The events in words under their days; those of records unknown to the reader are left out."""
    actor, slug = request.actor, request.workspace.slug
    about = {one for event in events for one in (event.record_id, event.account_id) if one}
    records = linked(actor, about, slug)
    titles = {**names, **{pk: one.title for pk, one in records.items()}}
    format = reading_for(request.workspace).format  # noqa: A001 - as templates call it
    days: list[tuple[str, list[dict[str, Any]]]] = []
    for event in events:
        day = format.date_long(event.recorded_at)
        if not days or days[-1][0] != day:
            days.append((day, []))
        verb = verbs.get(event.verb) if event.verb in verbs else _UNSEEN
        target = records.get(event.record_id) if event.record_id else None
        days[-1][1].append(
            {
                "time": format.time(event.recorded_at, in_table=True),
                "icon": verb.icon,
                "text": feed.sentence(in_words(event), request.words, titles),
                "via": _vias().get(event.via, event.via),
                "href": target.href if target else "",
            }
        )
    return days


def _topics(request: Any) -> list[tuple[str, str]]:
    """What events can be about, as the first part of their verbs names it."""
    ours = {
        "member": _("People and sign-ins"),
        "absence": _("Absences"),
        "team": _("Teams"),
        "workspace": _("Settings"),
        "mail": _("E-mail"),
        "import": _("Imports"),
    }
    nouns = {verb.name.partition(".")[0] for verb in verbs}
    for kind in record_types:
        if kind.name in nouns:
            ours[kind.name] = request.words.fill(str(kind.label))
    return sorted(
        ((noun, label) for noun, label in ours.items() if noun in nouns), key=lambda one: one[1]
    )


def _by_name(names: dict[UUID, str]) -> list[tuple[UUID, str]]:
    return sorted(names.items(), key=lambda one: one[1].casefold())


def _vias() -> dict[str, str]:
    return {
        "page": "",
        "api": _("by the API"),
        "automation": _("by a rule"),
        "import": _("by an import"),
        "portal": _("in the portal"),
        "form": _("by a form"),
        "mail": _("by mail"),
        "system": _("by the program"),
    }
