"""The pages of the segments: how many buyers moved from which to which, and who they are."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.crm import segment_moves
from klientel.crm.choices import SEGMENTS
from klientel.crm.segment_moves import Period
from klientel.kit.cursors import BadCursor
from klientel.kit.dates import parse_date
from klientel.kit.refused import NotFound, Refused
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.views.doors import staff
from klientel.views.render import address_of, page_reading, render, said

#: days of the periods that are offered; the first is meant where none is asked for
PERIODS = (90, 30, 365)
#: who has not bought yet, or whose purchases are gone, is in no segment
_NONE = "none"
_BEGINNING, _END = gettext_lazy("First purchase"), gettext_lazy("Without purchases")


@staff("GET")
def segments_page(request: Any) -> HttpResponse:
    """How many moved from which segment to which within a period, each number with its list."""
    request.actor.must("account.view")
    reading = page_reading(request)
    period, errors = _period(request, reading)
    counts = segment_moves.counts(request.actor, period)
    names = [one.value for one in SEGMENTS]
    context = {
        "title": _("Segments"),
        "columns": [_name(key, reading, at_end=True) for key in (*names, "")],
        "rows": [
            {
                "segment": _name(was, reading),
                "cells": [_cell(was, became, counts, period, reading) for became in (*names, "")],
            }
            for was in (*names, "")
        ],
        "total": reading.format.integer(sum(counts.values())) if counts else "",
        "errors": errors,
        **_shown(request, period, reading),
    }
    return render(request, "crm/segments.html", context, status=422 if errors else 200)


@staff("GET")
def moves_page(request: Any) -> HttpResponse:
    """Who made one of the moves within a period."""
    request.actor.must("account.view")
    reading = page_reading(request)
    period, _errors = _period(request, reading)
    was = _segment(request.GET.get("was", _NONE))
    became = _segment(request.GET.get("became", "new"))
    try:
        page = segment_moves.movers(
            request.actor, period, was, became, request.GET.get("before", "")
        )
    except BadCursor:
        page = segment_moves.movers(request.actor, period, was, became)
    segment = record_types.get("account").field("rfm")
    here = _query(period, was=was or _NONE, became=became or _NONE)
    context = {
        "was": _name(was, reading),
        "became": _name(became, reading, at_end=True),
        "back": f"/{request.workspace.slug}/segments?{_query(period)}",
        "rows": [
            {
                "account": one.account,
                "href": address_of(request, one.account),
                "day": reading.format.date(one.moved_on),
                "now": segment.cell(one.account.rfm_word, reading),
                "manager": reading.directory.members.get(one.account.owner_id, ""),
            }
            for one in page.rows
        ],
        "older": f"?{here}&{urlencode({'before': page.next_cursor})}" if page.next_cursor else "",
        **_shown(request, period, reading),
    }
    return render(request, "crm/segment_moves.html", context)


def _period(request: Any, reading: Reading) -> tuple[Period, dict[str, str]]:
    """The period that is asked for; where it cannot be understood the usual one, and why."""
    errors: dict[str, str] = {}
    days: dict[str, date | None] = {}
    for name in ("since", "until"):
        try:
            text = request.GET.get(name, "").strip()
            days[name] = parse_date(text, reading.today) if text else None
        except Refused as refusal:
            errors[name] = said(request, refusal)
    until = days.get("until") or reading.today
    since = days.get("since") or until - timedelta(days=PERIODS[0])
    if since > until:
        errors.setdefault("until", _("The last day lies before the first."))
        since = until - timedelta(days=PERIODS[0])
    return Period(since, until), errors


def _shown(request: Any, period: Period, reading: Reading) -> dict[str, Any]:
    """The period in words, as typed, and the ones that are offered."""
    offered = []
    for days in PERIODS:
        one = Period(reading.today - timedelta(days=days), reading.today)
        label = _("Last {days} days").format(days=days)
        offered.append({"label": label, "href": f"?{_query(one)}", "is_current": one == period})
    return {
        "since": reading.format.date(period.since),
        "until": reading.format.date(period.until),
        "periods": offered,
    }


def _query(period: Period, **more: str) -> str:
    since, until = period.since.isoformat(), period.until.isoformat()
    return urlencode({**more, "since": since, "until": until})


def _segment(text: str) -> str:
    """The segment of an address; `NotFound` for one that there is not."""
    if text == _NONE:
        return ""
    if all(one.value != text for one in SEGMENTS):
        raise NotFound()
    return text


def _name(key: str, reading: Reading, *, at_end: bool = False) -> dict[str, str]:
    found = next((one for one in SEGMENTS if one.value == key), None)
    if found is None:
        return {"label": str(_END if at_end else _BEGINNING), "icon": "", "tone": ""}
    return {"label": reading.say(found.label), "icon": found.icon, "tone": found.tone}


def _cell(
    was: str,
    became: str,
    counts: dict[tuple[str, str], int],
    period: Period,
    reading: Reading,
) -> dict[str, Any]:
    """A number with the address of its list; nothing moves to where it is."""
    count = counts.get((was, became), 0)
    names = {"was": was or _NONE, "became": became or _NONE}
    return {
        "is_same": was == became,
        "count": reading.format.integer(count) if count else "",
        "href": f"segments/moves?{_query(period, **names)}",
        "told": _("{count} from “{was}” to “{became}”").format(
            count=count,
            was=_name(was, reading)["label"],
            became=_name(became, reading, at_end=True)["label"],
        ),
    }
