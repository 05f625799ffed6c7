"""Time on the page of an item: its timer, and the entries that people change or remove."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.catalogue import reading_as
from klientel.records.fields.base import Field
from klientel.records.types import record_types
from klientel.ui.answers import back
from klientel.views import render
from klientel.views.action_pages import done, newest
from klientel.views.doors import staff
from klientel.views.inputs import controls_of, linked_errors, typed_in
from klientel.work.actions import time
from klientel.work.models import TimeEntry, WorkItem
from klientel.work.pages import did, item_asked, wanted


@staff("POST")
def time_page(request: Any, key: str) -> HttpResponse:
    """Starting and stopping the timer, and removing what was noted."""
    item, actor, given = item_asked(request, key), request.actor, request.POST
    # a box that is not ticked is not sent at all
    billed = "is_billable" in given or "asks_billable" not in given
    billing = "" if "asks_billable" not in given else time.BILLING[0 if billed else 1].value
    verbs: dict[str, Callable[[], Any]] = {
        "start": lambda: time.start_timer(actor, item, is_billable=billed),
        "stop": lambda: time.stop_timer(actor, item, note=given.get("note", ""), billing=billing),
        "remove": lambda: time.remove_time(actor, item, entry=given.get("entry", "")),
    }
    return did(request, item, "time", wanted(request, verbs))


@staff("GET", "POST")
def time_entry_page(request: Any, key: str, noted: UUID) -> HttpResponse:
    """GET shows what an entry says, POST changes it; of a timer that runs only what is said of it.

    Of others it is changed by whoever may manage time.
    """
    item = item_asked(request, key)
    request.actor.must("time.log")
    with reading_as(render.page_reading(request)):
        mine = time.entry_of(request.actor, item, str(noted))
        values = _values(request, mine)
    if request.method == "GET":
        return _form(request, item, mine, values, {}, {})
    given = {one.name: typed_in(request, one) for one, _was in values if one.name in request.POST}
    before = newest(request, item)
    try:
        time.change_time(request.actor, item, entry=str(noted), **given)
    except NotFound:
        raise
    except Refused as refusal:
        errors = render.errors_of(request, refusal)
        return _form(request, item, mine, values, given, errors, status=refusal.status)
    to = back(request, render.address_of(request, item))
    return done(request, record_types.get("work"), item, before, to)


def _values(request: Any, entry: TimeEntry) -> list[tuple[Field, Any]]:
    """The fields that are asked, with what the entry says."""
    held: list[tuple[Field, Any]] = [(one, getattr(entry, one.name)) for one in time.SAID]
    if entry.minutes is None:
        return held
    day = time.day_of(request.actor, entry)
    return [(time.HOURS, time.hours_of(entry)), (time.DAY, day), *held]


def _form(
    request: Any,
    item: WorkItem,
    entry: TimeEntry,
    values: list[tuple[Field, Any]],
    given: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    reading = render.page_reading(request)
    controls = controls_of(values, reading, given, errors)
    context = {
        "title": _("Change time"),
        "submit": _("Save"),
        "subject": reading.directory.members.get(entry.member_id, ""),
        "controls_list": controls,
        "errors": linked_errors(controls, errors),
        "action": f"/{request.workspace.slug}/work/{item.pk}/time/{entry.pk}",
        "back": render.address_of(request, item),
        "icon_name": "check",
    }
    fragment = render.is_fragment(request)
    template = "views/action_panel.html" if fragment else "views/action.html"
    return render.render(request, template, context, status=status, fragment=fragment)
