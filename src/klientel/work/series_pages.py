"""Letting work repeat, on its page: the form with its next dates, resting, leaving out, ending."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.catalogue import clean_inputs
from klientel.records.repeating_words import said
from klientel.records.types import record_types
from klientel.ui.answers import back
from klientel.views import render
from klientel.views.action_pages import done, newest
from klientel.views.doors import find, staff
from klientel.work import queries
from klientel.work import series_parts as parts
from klientel.work.actions import series as verbs
from klientel.work.models import WorkItem
from klientel.work.series_plan import rule_of, shown_next
from klientel.workspaces.rows import known_as

_NAMES = tuple(one.name for one in verbs.INPUTS)
#: what stands for each input in the form, where it is another one
_IDS = {"nth": "repeat-nth", "weekdays": "repeat-weekdays"}


def _item(request: Any, key: str) -> WorkItem:
    request.actor.must("work.edit")
    return known_as(WorkItem, find(request.actor, record_types.get("work"), key))


@staff("GET", "POST")
def repeat_page(request: Any, key: str) -> HttpResponse:
    """GET asks when an item repeats, POST sets it; what was refused stays in the form."""
    item = _item(request, key)
    if request.method == "GET":
        return _form(request, item, _suggested(request, item), {})
    values = _typed(request.POST)
    before = newest(request, item)
    try:
        verbs.repeat(request.actor, item, **parts.known(_given(values)))
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        errors = render.errors_of(request, refusal)
        return _form(request, item, values, errors, status=refusal.status)
    to = back(request, render.address_of(request, item))
    return done(request, record_types.get("work"), item, before, to)


def _suggested(request: Any, item: WorkItem) -> dict[str, Any]:
    series = queries.series_of(request.actor, item)
    running = series if series and not series.is_over else None
    region = queries.last_region(request.actor) or request.workspace.region
    return parts.form_values(running, item, render.page_reading(request), region)


def _typed(given: Any) -> dict[str, Any]:
    values: dict[str, Any] = {name: given.get(name, "") for name in (*_NAMES, "ends")}
    values["weekdays"] = given.getlist("weekdays")
    return values


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "weekdays": ",".join(values["weekdays"])}


@staff("GET")
def repeat_dates(request: Any, key: str) -> HttpResponse:
    """What the form would set, in words, and its next dates."""
    item = _item(request, key)
    context = _foreseen(request, item, _typed(request.GET))
    return render.render(request, "work/repeat_dates.html", context, fragment=True)


def _foreseen(request: Any, item: WorkItem, values: Mapping[str, Any]) -> dict[str, Any]:
    reading = render.page_reading(request)
    try:
        cleaned = clean_inputs(verbs.INPUTS, parts.known(_given(values)), request.actor)
        series = verbs.proposed(request.actor, item, cleaned)
    except Refused as refusal:
        return {"wrong": next(iter(render.errors_of(request, refusal).values()))}
    rule = rule_of(series)
    return {
        "rule": parts.capital(said(rule, reading.format)),
        "next": parts.lines(shown_next(series, reading.today), rule, reading),
        "is_guess": rule.from_done,
        "first": reading.format.date_long(series.taken_on)
        if item.due_at is None and not rule.from_done
        else "",
    }


def _form(
    request: Any,
    item: WorkItem,
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    reading = render.page_reading(request)
    series = queries.series_of(request.actor, item)
    is_change = series is not None and not series.is_over
    later = queries.later_open_in_series(request.actor, item) if is_change else 0
    context = {
        "item": item,
        "is_change": is_change,
        "later": later,
        "values": values,
        "errors": errors,
        "summary": [(_IDS.get(name, f"repeat-{name}") if name else "", text)
                    for name, text in errors.items()],
        "units": [(one.value, reading.say(one.label)) for one in verbs.UNITS],
        "ons": [(one.value, reading.say(one.label)) for one in verbs.ONS],
        "shifts": [(one.value, reading.say(one.label)) for one in verbs.SHIFTS],
        "days": [(one.value, reading.say(one.label)) for one in verbs.DAYS],
        "nths": [(one.value, reading.say(one.label)) for one in verbs.NTHS],
        "months": parts.months(reading),
        "regions": parts.regions(request.workspace.country, reading),
        "ends": [("", _("never")), ("until", _("on a day")), ("count", _("after so many times"))],
        "ahead_hint": parts.ahead_hint(),
        "action": f"/{request.workspace.slug}/work/{item.pk}/repeat",
        "back": render.address_of(request, item),
        **_foreseen(request, item, values),
    }  # fmt: skip
    fragment = render.is_fragment(request)
    template = "work/repeat_dialog.html" if fragment else "work/repeat.html"
    return render.render(request, template, context, status=status, fragment=fragment)


@staff("POST")
def repeat_do(request: Any, key: str) -> HttpResponse:
    """Leaving the next date out, resting, going on and ending; `do` names it."""
    item, actor, given = _item(request, key), request.actor, request.POST
    ways: dict[str, Callable[[], Any]] = {
        "skip": lambda: verbs.skip_next(actor, item, day=given.get("day", "")),
        "pause": lambda: verbs.pause_repeating(actor, item),
        "resume": lambda: verbs.resume_repeating(actor, item),
        "end": lambda: verbs.end_repeating(actor, item),
    }
    wanted = ways.get(given.get("do", ""))
    before = newest(request, item)
    to = back(request, render.address_of(request, item))
    try:
        if wanted is None:
            raise Refused("There is nothing to do.")
        wanted()
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        told = " ".join(render.errors_of(request, refusal).values())
        return render.redirect(request, to, said=told)
    return done(request, record_types.get("work"), item, before, to)
