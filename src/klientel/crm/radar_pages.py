"""The page of the radar: whom the firm calls other than it deals with, and how it serves at all."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.crm import radar
from klientel.crm.account_head import STANDING
from klientel.crm.relationship.shown import ANSWERS, why, word_for
from klientel.kit.cursors import BadCursor
from klientel.records.fields.base import Reading
from klientel.records.types import record_types
from klientel.views.doors import staff
from klientel.views.record_pages import offered_actions
from klientel.views.render import address_of, page_reading, render

#: of the picture, in units of its drawing: a bar's width, how high the highest is, where they stand
_BAR, _HIGH, _AXIS = 14, 26, 30


@staff("GET")
def radar_page(request: Any) -> HttpResponse:
    """Those who seem to be of one side, and the picture of the whole firm."""
    request.actor.must("account.promote")
    reading = page_reading(request)
    counts = radar.counts(request.actor)
    asked = request.GET.get("side", "")
    side = asked if asked in radar.SIDES else "client" if counts["client"] else "customer"
    try:
        page = radar.disagreeing(request.actor, side, request.GET.get("before", ""))
    except BadCursor:
        page = radar.disagreeing(request.actor, side)
    drawn, sample = radar.spread(request.actor)
    context = {
        "title": _("Radar"),
        "sides": _sides(request, counts, side),
        "rows": [_row(request, one, side, reading) for one in page.rows],
        "older": f"?side={side}&before={page.next_cursor}" if page.next_cursor else "",
        "picture": [_bars(one, reading) for one in drawn],
        "sample": reading.format.integer(sample) if sample else "",
        "is_part": sample == radar.SAMPLE,
    }
    return render(request, "crm/radar.html", context)


def _sides(request: Any, counts: dict[str, int], side: str) -> list[dict[str, Any]]:
    say = page_reading(request).say
    labels = {
        "client": say(_("{customer.pl.up} treated like {client.pl}")),
        "customer": say(_("{client.pl.up} treated like {customer.pl}")),
    }
    return [
        {
            "label": labels[name],
            "href": f"?side={name}",
            "count": page_reading(request).format.integer(counts[name]),
            "current": name == side,
        }
        for name in radar.SIDES
    ]


def _row(request: Any, one: radar.Found, side: str, reading: Reading) -> dict[str, Any]:
    type_ = record_types.get("account")
    offered = {found["name"]: found for found in offered_actions(request, type_, one.account)}
    return {
        "account": one.account,
        "href": address_of(request, one.account, STANDING),
        "manager": reading.directory.members.get(one.account.owner_id, ""),
        "lean": one.profile.lean,
        "word": word_for(one.profile.lean, reading),
        "why": why(one.profile, reading),
        "answers": [offered[name] for name in ANSWERS[side] if name in offered],
    }


def _bars(one: radar.Spread, reading: Reading) -> dict[str, Any]:
    """One line of the picture: clients above its axis, customers below, as high as their share."""
    most = max([*one.client, *one.customer, 0.01])
    bars = []
    for sort, shares, sign in (("client", one.client, -1), ("customer", one.customer, 1)):
        for number, share in enumerate(shares):
            high = round(_HIGH * share / most, 1)
            if high:
                y = _AXIS - high if sign < 0 else _AXIS
                bars.append({"sort": sort, "x": number * _BAR + 1, "y": y, "height": high})
    return {
        "label": reading.say(one.line.label),
        "about": reading.say(one.line.about),
        "customer": reading.say(one.line.customer),
        "client": reading.say(one.line.client),
        "bars": bars,
        "told": _told(one, reading),
    }


def _told(one: radar.Spread, reading: Reading) -> str:
    """The line in words, for who does not see the picture."""
    parts = []
    for label, shares in ((_("{client.pl.up}"), one.client), (_("{customer.pl.up}"), one.customer)):
        mean = sum(share * number for number, share in enumerate(shares))
        place = round(mean / (radar.BARS - 1) * 200 - 100) if any(shares) else None
        parts.append(f"{reading.say(label)}: {word_for(place, reading)}")
    return f"{reading.say(one.line.label)} – {', '.join(parts)}"
