"""Editing one field in place: the value, its input, and what happens when two people do it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.kit.refused import Conflict, Invalid, NotFound, Refused
from klientel.records import actions
from klientel.records.fields.base import Field
from klientel.records.own_fields.outside import is_internal
from klientel.records.own_fields.standing import Standing, leading
from klientel.records.reading import learn, tags_of
from klientel.records.types import RecordType
from klientel.views import render
from klientel.views.cautions import cautions_of
from klientel.views.conflict_pages import last_edit
from klientel.views.doors import find, staff
from klientel.views.inputs import control_of, expected_of, know_typed, seen_in, typed_in
from klientel.views.layouts.table import drawn_in_grid
from klientel.views.own_field_facts import why_locked

#: the forms in which a value stands on a page
SHAPES = frozenset({"cell", "fact", "part", "title"})


@staff("GET", "POST")
def field(request: Any, record_type: RecordType, key: str, name: str) -> HttpResponse:
    """GET gives the input in place of the value (`?show` the value again); POST saves.

    `?as=` says where it stands: `cell` of a table, `fact` of a record's page or a `part` of
    one, or its `title`.
    """
    one = record_type.by_name.get(name)
    if one is None:
        raise NotFound()
    record = find(request.actor, record_type, key)
    if request.method == "POST":
        return _save(request, record_type, one, record)
    if "show" in request.GET:
        return _shown(request, record_type, one, record)
    if not one.is_changeable or not request.actor.may(record_type.permission("edit")):
        return _shown(request, record_type, one, record, status=403)
    if why_locked(request, record_type, one, record):
        # a sentence alone is said at the foot of the page, and the value stays where it stands
        raise Standing(record_type, render.page_reading(request)).why_locked(one, request.actor)
    return _editor(request, record_type, one, record)


def _save(request: Any, record_type: RecordType, one: Field, record: Any) -> HttpResponse:
    typed = typed_in(request, one) if one.name in request.POST else ""
    before = one.api(one.value(record))
    try:
        expected = {one.name: seen_in(request.POST["expected"])}
    except (KeyError, ValueError):
        expected = {}
    try:
        saved = actions.change(
            request.actor, record_type.name, record.pk, {one.name: typed}, expected=expected
        )
    except Conflict as conflict:
        return _conflict(request, record_type, one, record, typed, conflict)
    except Refused as refusal:
        mine = refusal.errors.get(one.name, refusal) if isinstance(refusal, Invalid) else refusal
        error = render.said(request, mine)
        return _editor(
            request, record_type, one, record, typed=typed, error=error, status=mine.status
        )
    told = ""
    if one.api(one.value(saved)) != before:
        reading = render.page_reading(request)
        told = cautions_of(request.actor, record_type, [saved.pk], [one.name], reading)
    if not render.is_fragment(request):
        return render.redirect(request, render.address_of(request, saved), said=told)
    if one.is_side:
        # a tag typed here for the first time is not in what was read before
        request.workspace.refresh_from_db(fields=["directory_version"])
        render.page_reading(request).tags = tags_of(request.workspace)
    return _shown(request, record_type, one, saved, state="saved", told=told)


def _conflict(
    request: Any, record_type: RecordType, one: Field, record: Any, typed: str, conflict: Conflict
) -> HttpResponse:
    """Both texts: what stands there now stays, what was typed is kept in the input."""
    record = find(request.actor, record_type, str(record.pk))
    current, reading = one.value(record), render.page_reading(request)
    event = last_edit(request, record, one.name)
    name = event.actor_name if event else _("Somebody else")
    learn(request.actor, reading, one.links(current))
    shown = one.shown(current, reading) or _("nothing")
    told = _("{name} set “{value}”.").format(name=name, value=shown)
    return _editor(request, record_type, one, record, typed=typed, error=told, status=409)


def _editor(
    request: Any,
    record_type: RecordType,
    one: Field,
    record: Any,
    *,
    typed: str | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    value, reading = one.value(record), render.page_reading(request)
    known = {} if typed is None else {one.name: typed}
    know_typed(request.actor, reading, [(one, value)], known)
    context = {
        **_place(request, record_type, one, record),
        "control": control_of(one, value, reading, typed=typed),
        "expected": expected_of(one, value),
        "error": error,
        "is_conflict": status == 409,
    }
    if not render.is_fragment(request):
        context["title"] = record_type.named(record)
        context["back"] = render.address_of(request, record)
        return render.render(request, "views/field.html", context, status=status)
    template = f"views/{context['shape']}_editor.html"
    return render.render(request, template, context, status=status, fragment=True)


def _shown(
    request: Any,
    record_type: RecordType,
    one: Field,
    record: Any,
    *,
    state: str = "",
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    value, reading = one.value(record), render.page_reading(request)
    learn(request.actor, reading, one.links(value))
    may_edit = request.actor.may(record_type.permission("edit"))
    locked = why_locked(request, record_type, one, record)
    context = {
        **_place(request, record_type, one, record),
        "content": one.cell(value, reading),
        "state": state,
        "told": told,
        "is_open": not locked and one.is_changeable and may_edit,
        "locked": locked if may_edit else "",
        "internal": is_internal(one),
        # what stands beside it may come, go, lock, be missing or be reckoned anew now
        "leads": state == "saved" and one.name in leading(record_type),
    }
    if context["shape"] == "fact":
        context["content"] = one.fact(value, reading)
    if context["shape"] == "cell":
        context["content"] = drawn_in_grid(context["content"])
    if context["shape"] == "title":
        context["content"] = record_type.named(record)
    template = f"views/{context['shape']}.html"
    return render.render(request, template, context, status=status, fragment=True)


def _place(request: Any, record_type: RecordType, one: Field, record: Any) -> dict[str, Any]:
    """Where the value stands: its element's id, its address, its look."""
    shape = request.GET.get("as", "cell")
    shape = shape if shape in SHAPES else "cell"
    own = f"/{request.workspace.slug}/{record_type.slug}/{record.pk}/fields/{one.name}"
    ids = {"cell": f"c-{record.pk}-{one.name}", "fact": f"fact-{one.name}"}
    ids |= {"part": f"part-{one.name}", "title": "record-title"}
    return {
        "id": ids[shape],
        "shape": shape,
        "action": own if shape == "cell" else f"{own}?as={shape}",
        "label": render.page_reading(request).say(one.label),
        "look": one.align,
    }
