"""What a timeline is narrowed to, read from the address and offered above it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from klientel.crm.choices import CONTACT_KINDS
from klientel.crm.models import Account, Contact
from klientel.crm.queries import Narrowing
from klientel.kit import clock
from klientel.kit.ids import id_in
from klientel.kit.text import fold
from klientel.views.render import page_reading

NAMES = ("kind", "person", "year")
#: years that are offered, back from this one
_MOST_YEARS, _FEWEST_YEARS = 15, 5


def asked(request: Any) -> dict[str, str]:
    """What the address asks for, as far as it makes sense."""
    given = {name: request.GET.get(name, "") for name in NAMES}
    if given["kind"] not in {one.value for one in CONTACT_KINDS}:
        given["kind"] = ""
    given["person"] = str(id_in(given["person"]) or "")
    year = given["year"]
    if not (year.isascii() and year.isdigit() and len(year) == 4 and 1900 <= int(year) <= 2200):
        given["year"] = ""
    return {name: value for name, value in given.items() if value}


def narrowing_of(request: Any) -> Narrowing | None:
    """What the timeline is narrowed to, None for nothing; a year is one of the reader's zone."""
    given = asked(request)
    if not given:
        return None
    since = until = None
    if "year" in given:
        zone, year = page_reading(request).format.zone, int(given["year"])
        since = clock.start_of_day(date(year, 1, 1), zone)
        until = clock.start_of_day(date(year + 1, 1, 1), zone)
    return Narrowing(given.get("kind", ""), id_in(given.get("person", "")), since, until)


def menus(
    request: Any, account: Account, people: Sequence[Contact], here: str
) -> list[dict[str, Any]]:
    """The three menus: what each is called, what it stands at, and where its choices lead."""
    given = asked(request)
    kinds = [(one.value, str(one.label)) for one in CONTACT_KINDS]
    every = [
        ("kind", _("Kind"), _("All kinds"), kinds),
        ("person", _("Person"), _("All people"), _persons(request, people)),
        ("year", _("Year"), _("All years"), _years(request, account)),
    ]
    found = []
    for name, label, everything, options in every:
        now = given.get(name, "")
        stem = _address(here, {**given, name: ""})
        rows = [{"label": everything, "href": stem, "current": not now}]
        # the values are words of ours, ids and years: nothing that an address would have to quote
        rows += [
            {"label": text, "href": f"{stem}&{name}={value}", "current": value == now}
            for value, text in options
        ]
        called = dict(options).get(now, label)
        found.append(
            {"name": name, "label": called, "title": label, "is_set": bool(now), "options": rows}
        )
    return found


def _address(here: str, given: dict[str, str]) -> str:
    kept = {name: value for name, value in given.items() if value}
    return f"{here}?{urlencode({'show': 'talks', **kept})}"


def _persons(request: Any, people: Sequence[Contact]) -> list[tuple[str, str]]:
    members = page_reading(request).directory.members.items()
    ours = [(str(key), name) for key, name in members]
    return [(str(one.pk), one.name) for one in people] + sorted(ours, key=lambda one: fold(one[1]))


def _years(request: Any, account: Account) -> list[tuple[str, str]]:
    """From this year back to when anything is known of the account, and some years at least."""
    known = (account.created_at.date(), account.acquired_on, account.customer_since)
    now = page_reading(request).today.year
    first = min(day.year for day in known if day is not None)
    begin = max(min(first, now - _FEWEST_YEARS), now - _MOST_YEARS)
    return [(str(year), str(year)) for year in range(now, begin - 1, -1)]
