"""Doing something with an entry under a person: an affiliation, a consent, an acquaintance."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from klientel.crm.actions import acquaintance, affiliation, consent
from klientel.crm.entry_field import ENTRY
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions import actions
from klientel.records.actions.catalogue import Action
from klientel.records.types import record_types
from klientel.ui.answers import back
from klientel.views.action_pages import FORM_KEY, done, newest
from klientel.views.doors import find, staff
from klientel.views.inputs import controls_of, linked_errors, typed_in
from klientel.views.render import address_of, errors_of, is_fragment, page_reading, render

#: how the entry of each action is found for an actor; it raises `NotFound`
_ENTRIES: Mapping[str, Callable[[Any, Any, UUID | None], Any]] = {
    "contact.change_organisation": affiliation.seen,
    "contact.leave_organisation": affiliation.seen,
    "contact.remove_organisation": affiliation.seen,
    "contact.make_home": affiliation.seen,
    "contact.withdraw_consent": consent.entry_of,
    "contact.strike_consent": consent.entry_of,
    "contact.confirm_consent": consent.entry_of,
    "contact.change_acquaintance": acquaintance.seen,
    "contact.remove_acquaintance": acquaintance.seen,
}


@staff("GET", "POST")
def entry_action(request: Any, key: str, entry: UUID, name: str) -> HttpResponse:
    """GET shows what an action asks, with what the entry holds; POST runs it."""
    full = f"contact.{name}"
    if full not in _ENTRIES:
        raise NotFound()
    one = actions.get(full)
    contact = find(request.actor, record_types.get("contact"), key)
    if not request.actor.may(one.permission):
        raise Forbidden()
    row = _ENTRIES[full](request.actor, contact, entry)
    if request.method == "GET":
        return _panel(request, one, contact, row, {}, {})
    given: dict[str, Any] = {
        field.name: typed_in(request, field) for field in one.asked if field.name in request.POST
    }
    if FORM_KEY in one.technical:
        given[FORM_KEY] = request.POST.get(FORM_KEY, "")
    before = newest(request, contact)
    try:
        one.call(request.actor, contact, **{ENTRY.name: entry, **given})
    except NotFound:
        raise
    except Refused as refusal:
        errors = errors_of(request, refusal)
        return _panel(request, one, contact, row, given, errors, status=refusal.status)
    to = back(request, address_of(request, contact))
    return done(request, record_types.get("contact"), contact, before, to, one.said)


def _panel(
    request: Any,
    one: Action,
    contact: Any,
    row: Any,
    given: Mapping[str, Any],
    errors: dict[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    reading = page_reading(request)
    suggested = one.suggest(request.actor, contact)
    values = [
        (field, suggested.get(field.name, getattr(row, field.column, field.default)))
        for field in one.asked
    ]
    controls = controls_of(values, reading, given, errors)
    base = f"/{request.workspace.slug}/contacts/{contact.pk}"
    context = {
        "title": reading.say(one.label),
        "subject": contact.name,
        "controls_list": controls,
        "notes": [],
        "errors": linked_errors(controls, errors),
        "action": f"{base}/entries/{row.pk}/{one.name.partition('.')[2]}",
        "back": address_of(request, contact),
        "icon_name": one.icon,
        "form_key": given.get(FORM_KEY) or (str(uuid7()) if FORM_KEY in one.technical else ""),
    }
    fragment = is_fragment(request)
    template = "views/action_panel.html" if fragment else "views/action.html"
    return render(request, template, context, status=status, fragment=fragment)
