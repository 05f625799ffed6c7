"""The log: who did what and when, with filters, page by page."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from klientel.events import log
from klientel.events.feed import named_in
from klientel.events.trail import trail
from klientel.events.verbs import Verb, verbs
from klientel.kit import clock
from klientel.kit.dates import parse_date
from klientel.kit.paging import Page
from klientel.kit.refused import Refused
from klientel.kit.tables import Dialect, write_rows
from klientel.records.actions.together import written_together
from klientel.records.reading import linked, reading_for
from klientel.records.telling import in_words as told_to
from klientel.records.types import record_types
from klientel.team.pages.frame import show
from klientel.team.proof import proven
from klientel.team.queries import member_names
from klientel.team.told import in_words

if TYPE_CHECKING:
    from klientel.events.models import Event

SIZE = 50
PIECE = 500
MOST_ROWS = 50_000
"""Rows of one file; whoever needs more narrows the days."""
_UNSEEN = Verb("", "")


@require_safe
def log_page(request: Any, workspace: str) -> HttpResponse:
    """Events, newest first; the filters of the address narrow them, `before` is the next page."""
    request.actor.must("log.view")
    names = member_names(request.actor)
    asked = asked_for(request)
    narrow, problems = narrowed(request, asked)
    page = _stretch(request, narrow, problems)
    more = page.next_cursor
    wanted = {key: value for key, value in asked.items() if value}
    context = {
        "days": _by_day(request, page.rows, names),
        "asked": asked,
        "problems": problems,
        "is_narrowed": any(asked.values()),
        "people": [("", _("Everybody")), *((str(pk), name) for pk, name in _by_name(names))],
        "topics": [("", _("Everything")), *_topics(request)],
        "next": "?" + urlencode({**wanted, "before": more}) if more else "",
        "file": reverse("settings_log_file", kwargs={"workspace": request.workspace.slug})
        + ("?" + urlencode(wanted) if wanted else ""),
    }
    return show(request, "team/log.html", "log", context)


@require_POST
def log_file(request: Any, workspace: str) -> HttpResponse:
    """The events of the filters as a CSV file, newest first; noted in the log itself."""
    request.actor.must("log.view")
    return _proven_file(request)


@proven
def _proven_file(request: Any) -> HttpResponse:
    narrow, _problems = narrowed(request, asked_for(request))
    text = io.StringIO(newline="")
    header = [_("When"), _("Who"), _("What"), _("By way of")]
    write_rows(text, header, _rows(request, narrow), Dialect(separator=";", newline="\r\n"))
    written_together(lambda: log.record(request.actor, "workspace.log_exported"))
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="log.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _rows(request: Any, narrow: dict[str, Any]) -> Iterator[list[str]]:
    """The events as rows, page by page; at most `MOST_ROWS`."""
    names = member_names(request.actor)
    reading = reading_for(request.workspace)
    format = reading.format  # noqa: A001 - as templates call it
    before, count = "", 0
    while count < MOST_ROWS:
        page = trail(request.actor, before=before, **{**narrow, "limit": PIECE})
        titles = {**names, **_titles(request, page.rows)}
        for event in page.rows:
            told = in_words(event)
            text = told_to(told, reading, titles)
            yield [
                format.instant(event.recorded_at),
                told.actor_name,
                text,
                _via(event),
            ]
        count += PIECE
        if not page.next_cursor:
            return
        before = page.next_cursor


def asked_for(request: Any) -> dict[str, str]:
    """The filters of the address as they were typed."""
    return {key: request.GET.get(key, "") for key in ("who", "what", "since", "until")}


def narrowed(request: Any, asked: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """What the log is asked for, and what of the filters could not be understood."""
    narrow: dict[str, Any] = {"noun": asked["what"][:40].replace("\x00", ""), "limit": SIZE}
    problems: dict[str, str] = {}
    try:
        narrow["member_id"] = UUID(asked["who"]) if asked["who"] else None
    except ValueError:
        problems["who"] = _("This person does not exist here.")
    zone = request.workspace.time_zone
    for name, later in (("since", 0), ("until", 1)):
        if asked[name]:
            try:
                day = parse_date(asked[name], clock.today(zone)) + timedelta(days=later)
                narrow[name] = clock.start_of_day(day, zone)
            except (Refused, OverflowError) as refusal:
                problems[name] = refusal.text() if isinstance(refusal, Refused) else ""
    return narrow, problems


def _stretch(request: Any, narrow: dict[str, Any], problems: dict[str, str]) -> Page[Event]:
    before = request.GET.get("before", "")
    try:
        return trail(request.actor, before=before, **narrow)
    except Refused:
        problems["before"] = _("This page of the log does not exist; this is the newest one.")
        return trail(request.actor, **narrow)


def _by_day(
    request: Any, events: Sequence[Event], names: dict[UUID, str]
) -> list[tuple[str, list[dict[str, Any]]]]:
    """The events in words under their days; those of records unknown to the reader are left out."""
    actor, slug = request.actor, request.workspace.slug
    records = linked(actor, _about(events), slug)
    titles = {**names, **{pk: one.title for pk, one in records.items()}}
    reading = reading_for(request.workspace)
    format = reading.format  # noqa: A001 - as templates call it
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
                "text": told_to(in_words(event), reading, titles),
                "via": _via(event),
                "href": target.href if target else "",
            }
        )
    return days


def _about(events: Sequence[Event]) -> set[UUID]:
    """The records that events are about."""
    about = {one for event in events for one in (event.record_id, event.account_id) if one}
    return about | named_in(events)


def _titles(request: Any, events: Sequence[Event]) -> dict[UUID, str]:
    found = linked(request.actor, _about(events), request.workspace.slug)
    return {pk: one.title for pk, one in found.items()}


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
    for record_type in record_types:
        if record_type.name in nouns:
            ours[record_type.name] = request.words.fill(str(record_type.label))
    return sorted(
        ((noun, label) for noun, label in ours.items() if noun in nouns), key=lambda one: one[1]
    )


def _by_name(names: dict[UUID, str]) -> list[tuple[UUID, str]]:
    return sorted(names.items(), key=lambda one: one[1].casefold())


def _via(event: Event) -> str:
    """The door that somebody came through, with the name of the token that opened it."""
    return f"{_vias().get(event.via, event.via)}{f' · {event.token}' if event.token else ''}"


def _vias() -> dict[str, str]:
    return {
        "page": "",
        "api": _("by the API"),
        "agent": _("by an agent"),
        "automation": _("by a rule"),
        "import": _("by an import"),
        "portal": _("in the portal"),
        "form": _("by a form"),
        "mail": _("by mail"),
        "system": _("by the program"),
    }
