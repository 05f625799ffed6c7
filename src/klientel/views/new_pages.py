"""Adding a record: a short form, what looks the same, and no second one by a double click.

The same address answers with a page, or with a small dialog for a script that asks for a piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _

from klientel.kit.ids import uuid7
from klientel.kit.refused import Conflict, Refused
from klientel.records.actions.once import Once, create_once, form_key
from klientel.records.actions.together import written_together
from klientel.records.duplicates.looking import (
    WORTH_A_LOOK,
    There,
    there_already,
    typed_so_far,
)
from klientel.records.duplicates.reasons import said_for
from klientel.records.reading import address as record_path
from klientel.records.types import RecordType
from klientel.ui.answers import back
from klientel.views import render, search
from klientel.views.asked_fields import AskedFields, comes_first, offered, typed_in_form
from klientel.views.beginnings import begun_as, creates_of
from klientel.views.doors import staff
from klientel.views.field_files import hold_sent, holding
from klientel.views.inputs import Control, controls_of, know_typed, linked_errors
from klientel.views.query import ViewQuery

SIMILAR = 5


@staff("GET", "POST")
def new_page(request: Any, record_type: RecordType) -> HttpResponse:
    """The form for a new record. Its hidden id is the record's own, so sending twice adds one."""
    request.actor.must(record_type.permission("create"))
    if request.method == "GET":
        return _form(request, record_type, request.GET.dict(), {}, uuid7())
    given = typed_in_form(request, record_type)
    asked = AskedFields(request, record_type, given)
    values = {
        name: text
        for name, text in given.items()
        if asked.is_shown(name) and (text or record_type.field(name).is_asked)
    }
    key = form_key(request.POST.get("token", ""))
    batch = uuid7()

    def write() -> Once:
        once = create_once(request.actor, record_type.name, key, values, batch=batch, insists=True)
        hold_sent(request, record_type, once.record, batch)
        return once

    try:
        made, is_new = written_together(write)
    except Refused as refusal:
        errors = {**asked.missing(request), **render.errors_of(request, refusal)}
        if isinstance(refusal, Conflict):
            key = uuid7()
        return _form(request, record_type, given, errors, key, status=refusal.status)
    told = _("{title} was added") if is_new else _("{title} was added already")
    told = told.format(title=record_type.named(made))
    undo = f"/{request.workspace.slug}/undo/{batch}" if is_new else ""
    to = _onwards(request, record_type, made)
    if not render.is_fragment(request):
        return render.redirect(request, to, said=told, undo=undo)
    response = HttpResponse(status=200, headers={"HX-Redirect": to})
    render.flash(response, told, undo=undo)
    return response


def _onwards(request: Any, record_type: RecordType, made: Any) -> str:
    """Where it goes on after saving: the same list, the page below the dialog, or the record."""
    then = request.POST.get("then", "")
    the_list = f"/{request.workspace.slug}/{record_type.slug}"
    if then == "list":
        state = QueryDict(request.POST.get("list", "")[:8_000]).urlencode()
        return the_list + (f"?{state}" if state else "")
    if then == "stay" and render.is_fragment(request):
        return back(request, the_list)
    return render.address_of(request, made)


@staff("GET")
def similar(request: Any, record_type: RecordType) -> HttpResponse:
    """Records that may be the same as what is typed so far, with what speaks for it."""
    request.actor.must(record_type.permission("view"))
    rows = (
        _alike(request, record_type)
        if record_type.compared
        else _found_by_text(request, record_type)
    )
    return render.render(request, "views/similar.html", {"rows": rows}, fragment=True)


def _alike(request: Any, record_type: RecordType) -> list[dict[str, Any]]:
    """By name, e-mail, telephone and address, typing errors understood; two queries."""
    reading = render.page_reading(request)
    typed = {one.name: request.GET.get(one.name, "")[:300] for one in offered(record_type)}
    so_far = typed_so_far(record_type, typed, reading)
    if record_type.compared is None or so_far is None:
        return []
    found = there_already(
        request.actor,
        record_type,
        record_type.compared.entry(so_far),
        WORTH_A_LOOK,
        SIMILAR,
        record_type.compared.name_begins(so_far),
    )
    return [_drawn(request, record_type, one) for one in found]


def _drawn(request: Any, record_type: RecordType, there: There) -> dict[str, Any]:
    reading = render.page_reading(request)
    row = there.row
    telling = [record_type.field(name) for name in record_type.hints]
    hints = [one.shown(one.value(row), reading) for one in telling if not one.is_link]
    return {
        "title": record_type.named(row),
        "ref": row.ref,
        "hint": " · ".join([hint for hint in hints if hint][:2]),
        "reasons": [reading.say(text) for text in said_for(there.likeness)[:3]],
        "href": render.address_of(request, row),
    }


def _found_by_text(request: Any, record_type: RecordType) -> list[dict[str, Any]]:
    """By title, e-mail address or telephone number, for a type that says nothing of likeness."""
    hits: dict[UUID, search.Hit] = {}
    for one in offered(record_type):
        text = request.GET.get(one.name, "").strip()
        if len(text) < 3 or not (
            one.searchable == 2 or one.tells_twins or one.name == record_type.title
        ):
            continue
        for hit in search.search(request.actor, text, [record_type.name], limit=SIMILAR):
            hits.setdefault(hit.id, hit)
    return [
        {
            "title": hit.title,
            "ref": hit.ref,
            "href": record_path(request.workspace.slug, hit.type, hit.id, hit.ref, hit.title),
        }
        for hit in list(hits.values())[:SIMILAR]
    ]


def new_row(record_type: RecordType, query: ViewQuery) -> dict[str, Any] | None:
    """The line below a list that adds a record by its title alone; None where more must be given.

    A list narrowed to one choice, say clients, adds what it shows.
    """
    title = record_type.field(record_type.title)
    needed = {one.name for one in record_type.fields if one.is_asked}
    if not title.editable or needed - {title.name}:
        return None
    return {
        "name": title.name,
        "preset": list(_preset(record_type, query).items()),
        "state": query.with_(search="").to_query_string(),
        "token": uuid7(),
    }


def _preset(record_type: RecordType, query: ViewQuery) -> dict[str, str]:
    """The choices a list is narrowed to: a new record in it takes them."""
    found = {}
    for part in query.filters.simple():
        one = record_type.field(part.field)
        usual = one.is_word and one.operators()[0].name == part.operator
        if usual and one.editable and part.operand and "," not in part.operand:
            found[part.field] = part.operand
    return found


def _form(
    request: Any,
    record_type: RecordType,
    given: dict[str, str],
    errors: dict[str, str],
    key: UUID,
    *,
    status: int = 200,
) -> HttpResponse:
    """The form of a new record as a page, or the short one as a dialog and as a piece of it."""
    reading = render.page_reading(request)
    is_small = render.is_fragment(request)
    if request.method == "GET":
        given = {**_preset(record_type, _list_below(request, record_type)), **given}
    values = [
        (one, one.empty() if one.default is None else one.default) for one in offered(record_type)
    ]
    know_typed(request.actor, reading, values, given)
    asked = AskedFields(request, record_type, given)
    controls = asked.marked(controls_of(values, reading, given, errors), is_small=is_small)
    first = sum(1 for one in offered(record_type) if comes_first(record_type, one))
    base = f"/{request.workspace.slug}/{record_type.slug}"
    context = {
        "record_type": record_type,
        "title": _("New: {type}").format(type=begun_as(record_type, reading, given)),
        "first": controls[:first],
        "more": controls[first:],
        "is_open": any(control.error for control in controls[first:]) or "files" in errors,
        "holds": holding(request, record_type, errors),
        "errors": linked_errors(controls, errors),
        "token": key,
        "action": f"{base}/new",
        "similar": f"{base}/similar",
        "asks": asked.address,
        "list_href": base,
        "list_label": record_type.called_many(reading),
    }
    if not is_small:
        return render.render(request, "views/new.html", context, status=status)
    context |= _quick(request, record_type, controls, first)
    context["types"] = creates_of(request, record_type, given) if request.method == "GET" else []
    template = "views/quick_new.html" if request.method == "GET" else "views/quick_form.html"
    return render.render(request, template, context, status=status, fragment=True)


def _quick(
    request: Any, record_type: RecordType, controls: Sequence[Control], first: int
) -> dict[str, Any]:
    """What of the controls the short form shows, of which the `first` stand above the others."""
    begun = {name for one in record_type.beginnings(request.workspace) for name in one.given}
    quick = [one for one in controls[first:] if one.name in record_type.quick_fields]
    return {
        # what it is was chosen by its name above: the form only carries it along
        "carried": [one for one in controls if one.name in begun],
        "choices": [one for one in quick if one.type == "select" and one.name not in begun],
        "more": [one for one in quick if one.type != "select"],
    }


def _list_below(request: Any, record_type: RecordType) -> ViewQuery:
    """The list that the form was opened over; over any other page, what the type begins with."""
    url = urlsplit(request.headers.get("HX-Current-URL", ""))
    mine = url.path == f"/{request.workspace.slug}/{record_type.slug}"
    tabs = record_type.tabs_of(request.workspace)
    usual = tabs[0].query if tabs else ""
    given = QueryDict(url.query[:8_000] if mine else usual)
    return ViewQuery.from_request(record_type, given, request.actor, render.page_reading(request))
