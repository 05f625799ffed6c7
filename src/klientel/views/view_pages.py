"""Saved views: the menu of a list, the form that saves or changes one, pins and their order."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.events.batches import size_of
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.together import written_together
from klientel.records.types import RecordType
from klientel.ui.answers import back, go_on
from klientel.views import render
from klientel.views.actions import view as views
from klientel.views.actions.view_default import defaults_of, make_default, place_and_role
from klientel.views.actions.view_pin import order_pins, pin_view, unpin_view
from klientel.views.doors import staff
from klientel.views.layouts import layouts
from klientel.views.query import ViewQuery
from klientel.views.shelf import Kept, Shelf, shelf_of
from klientel.workspaces.policy import Role

Audience = views.Audience


@staff("GET")
def views_panel(request: Any, record_type: RecordType) -> HttpResponse:
    """The views of a list to choose from, and what can be done with the one in force."""
    request.actor.must(record_type.permission("view"))
    shelf = shelf_of(request.actor, request.workspace)
    query = _query(request, record_type)
    pinned = shelf.pinned
    rows: list[dict[str, Any]] = [
        {
            "view": one,
            "icon": one.icon or record_type.icon,
            "current": query.view == str(one.number),
            "is_pinned": one.number in pinned,
            "may_change": views.may_change(request.actor, one),
            "up": _moved_up(pinned, one.number),
        }
        for one in shelf.of(record_type.name)
    ]
    context = {
        "record_type": record_type,
        "own": [row for row in rows if row["view"].audience == Audience.ME],
        "shared": [row for row in rows if row["view"].audience != Audience.ME],
        "many": len(rows) > 8,
        "here": f"/{request.workspace.slug}/{record_type.slug}",
        "state": query.to_query_string(whole=True),
        "is_whole": not query.view.isdecimal(),
        "pins": f"/{request.workspace.slug}/pins",
    }
    return render.render(request, "views/views_panel.html", context, fragment=True)


def _moved_up(pinned: tuple[int, ...], number: int) -> str:
    """The order of the pins with one of them a place higher; empty for the first and for none."""
    at = pinned.index(number) if number in pinned else 0
    if not at:
        return ""
    order = [*pinned[: at - 1], number, pinned[at - 1], *pinned[at + 1 :]]
    return ",".join(map(str, order))


@staff("GET", "POST")
def new_view(request: Any, record_type: RecordType) -> HttpResponse:
    """Save what the list shows under a name; the list is shown in the new view then."""
    request.actor.must(record_type.permission("view"))
    if request.method == "GET":
        query = _query(request, record_type)
        given = {"query": query.plain().to_query_string(), "audience": Audience.ME.value}
        return _form(request, record_type, None, {**given, "key": str(uuid7()), "pin": "1"}, {})
    given = _given(request, ("name", "query", "audience", "team", "icon", "key", "pin"))
    batch = uuid7()

    def work() -> Any:
        inputs = {name: value for name, value in given.items() if name != "pin"}
        view = views.save_view(request.actor, type=record_type.name, **inputs, batch=batch)
        if given["pin"]:
            pin_view(request.actor, view=view.number, batch=batch)
        return view

    try:
        view = written_together(work)
    except Refused as refusal:
        errors = render.errors_of(request, refusal)
        return _form(request, record_type, None, given, errors, status=refusal.status)
    told = _("View “{name}” was saved").format(name=view.name)
    return _on(request, _address(request, record_type, view.number), told, batch)


@staff("GET", "POST")
def one_view(request: Any, record_type: RecordType, number: int) -> HttpResponse:
    """Name, icon, who finds it and for whom the list opens with it."""
    request.actor.must(record_type.permission("view"))
    view = _found(request, record_type, number)
    if not views.may_change(request.actor, view):
        raise Forbidden("Only the person who saved this view, an owner or a lead can change it.")
    defaults = defaults_of(request.actor, record_type.name)
    mine = [place_and_role(where) for where, key in defaults.items() if key == view.id]
    if request.method == "GET":
        kept = {"name": view.name, "icon": view.icon, "audience": view.audience}
        kept["team"] = str(view.team_id or "")
        kept["roles"] = ",".join(role for _place, role in mine)
        kept["place"] = next((place for place, _role in mine), "")
        return _form(request, record_type, view, kept, {})
    given = _given(request, ("name", "audience", "team", "icon", "place"))
    given["roles"] = ",".join(request.POST.getlist("roles"))
    batch = uuid7()

    def work() -> None:
        named = {"name": given["name"], "icon": given["icon"], "batch": batch}
        views.rename_view(request.actor, view=number, **named)
        offered = {"audience": given["audience"], "team": given["team"], "batch": batch}
        views.offer_view(request.actor, view=number, **offered)
        if request.actor.may("view.manage"):
            opened = {"roles": given["roles"], "place": given["place"]}
            make_default(request.actor, view=number, **opened, batch=batch)

    try:
        written_together(work)
    except Refused as refusal:
        errors = render.errors_of(request, refusal)
        return _form(request, record_type, view, given, errors, status=refusal.status)
    told = _("View “{name}” was changed").format(name=given["name"].strip())
    return _on(request, _address(request, record_type, number), told, batch)


@staff("POST")
def keep_view(request: Any, record_type: RecordType, number: int) -> HttpResponse:
    """Let the view be what its list shows now."""
    _found(request, record_type, number)
    given = {"query": request.POST.get("query", ""), "version": request.POST.get("version", "")}
    batch = uuid7()
    view = views.change_view(request.actor, view=number, **given, batch=batch)
    told = _("View “{name}” was saved").format(name=view.name)
    return _on(request, _address(request, record_type, number), told, batch)


@staff("POST")
def delete_view(request: Any, record_type: RecordType, number: int) -> HttpResponse:
    """Delete a view and show the list without it; it can be undone."""
    _found(request, record_type, number)
    batch = uuid7()
    view = views.delete_view(request.actor, view=number, batch=batch)
    told = _("View “{name}” was deleted").format(name=view.name)
    return _on(request, f"/{request.workspace.slug}/{record_type.slug}", told, batch)


@staff("POST")
def pin(request: Any, record_type: RecordType, number: int) -> HttpResponse:
    """Let a view stand in one's sidebar, or with `off` no longer."""
    view = _found(request, record_type, number)
    here = back(request, f"/{request.workspace.slug}/")
    batch = uuid7()
    is_off = bool(request.POST.get("off"))
    try:
        (unpin_view if is_off else pin_view)(request.actor, view=number, batch=batch)
    except (Forbidden, NotFound):
        raise
    except Refused as refusal:
        return go_on(request, here, render.said(request, refusal))
    off, on = _("“{name}” was taken off the sidebar"), _("“{name}” stands in the sidebar now")
    return _on(request, here, (off if is_off else on).format(name=view.name), batch)


@staff("POST")
def pins(request: Any) -> HttpResponse:
    """Order one's pinned views: `views` are their numbers with commas."""
    order_pins(request.actor, views=request.POST.get("views", ""))
    if request.POST.get("quiet"):
        return HttpResponse(status=204)
    return go_on(request, back(request, f"/{request.workspace.slug}/"))


def _on(request: Any, to: str, told: str, batch: UUID) -> HttpResponse:
    """Go on with a word, and the way back where anything was changed."""
    was_changed = size_of(request.workspace.pk, batch)
    way_back = f"/{request.workspace.slug}/undo/{batch}" if was_changed else ""
    return go_on(request, to, told, undo=way_back)


def _query(request: Any, record_type: RecordType) -> ViewQuery:
    reading = render.page_reading(request)
    return ViewQuery.from_request(record_type, request.GET, request.actor, reading)


def _address(request: Any, record_type: RecordType, number: int) -> str:
    return f"/{request.workspace.slug}/{record_type.slug}?view={number}"


def _found(request: Any, record_type: RecordType, number: int) -> Kept:
    shelf: Shelf = shelf_of(request.actor, request.workspace)
    view = shelf.named(record_type.name, str(number))
    if view is None:
        raise NotFound()
    return view


def _given(request: Any, names: tuple[str, ...]) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in names}


def _form(
    request: Any,
    record_type: RecordType,
    view: Kept | None,
    given: dict[str, str],
    errors: dict[str, str],
    *,
    status: int = 200,
) -> HttpResponse:
    """The form of a view, new or known, as a dialog or as a page."""
    context = {
        "record_type": record_type,
        "view": view,
        "title": _("Change view") if view else _("Save view"),
        "given": given,
        "errors": errors,
        "listed": [(f"view-{name}" if name else "", text) for name, text in errors.items()],
        "icons": [(name, str(label)) for name, label in views.ICONS.items()],
        "holds": _holds(request, record_type, view.query if view else given.get("query", "")),
        **_for_whom(request, given),
        **_for_roles(request, record_type, view, given),
        **_leads_to(request, record_type, view, given),
    }
    if not render.is_fragment(request):
        return render.render(request, "views/view_page.html", context, status=status)
    # what was sent from the dialog comes back into it
    template = "views/view_form.html" if request.method == "POST" else "views/view_dialog.html"
    return render.render(request, template, context, status=status, fragment=True)


def _for_whom(request: Any, given: dict[str, str]) -> dict[str, Any]:
    """Who the view can be for: nobody is asked who may keep it for themselves only."""
    actor = request.actor
    teams = [
        (str(key), name)
        for key, name in render.page_reading(request).directory.teams.items()
        if key in actor.team_ids or actor.may("view.manage")
    ]
    may_share = actor.may("view.share") or given.get("audience") != Audience.ME
    audiences = [
        (one.value, str(one.label))
        for one in Audience
        if may_share and (teams or one != Audience.TEAM)
    ]
    return {"audiences": audiences, "teams": teams}


def _for_roles(
    request: Any, record_type: RecordType, view: Kept | None, given: dict[str, str]
) -> dict[str, Any]:
    """The roles whose list begins with the view, for whoever says so."""
    chosen = given.get("roles", "").split(",")
    if not _sets_roles(request.actor, view):
        return {"roles": [], "chosen_roles": chosen, "places": []}
    roles = [(one.value, str(one.label)) for one in Role]
    return {
        "roles": roles, "chosen_roles": chosen, "places": _places(request, record_type, view),
    }  # fmt: skip


def _leads_to(
    request: Any, record_type: RecordType, view: Kept | None, given: dict[str, str]
) -> dict[str, str]:
    """Where the form is sent, where the view is deleted, and the list that it is about."""
    base = f"/{request.workspace.slug}/{record_type.slug}"
    if view is None:
        return {"action": f"{base}/views/new", "delete": "", "here": f"{base}?{given.get('query')}"}
    own = f"{base}/views/{view.number}"
    here = _address(request, record_type, view.number)
    return {"action": own, "delete": f"{own}/delete", "here": here}


def _places(request: Any, record_type: RecordType, view: Kept | None) -> list[tuple[str, str]]:
    """What a view can be opened by: the list, and the quick filter that it stands in."""
    reading, given = render.page_reading(request), QueryDict(view.query if view else "")
    query = ViewQuery.from_request(record_type, given, request.actor, reading)
    tabs = record_type.tabs_of(request.workspace)
    label = next((reading.say(one.label) for one in tabs if one.name == query.place), "")
    if not label:
        return []
    quick = _("The quick filter “{name}”").format(name=label)
    return [("", _("The list")), (query.place, quick)]


def _sets_roles(actor: Any, view: Kept | None) -> bool:
    return view is not None and actor.may("view.manage")


def _holds(request: Any, record_type: RecordType, text: str) -> str:
    """How much a view keeps, in words: "2 filters, sorted, 6 columns"."""
    reading = render.page_reading(request)
    query = ViewQuery.from_request(record_type, QueryDict(text), request.actor, reading)
    filters = len(query.filters.parts)
    parts = [ngettext("{count} filter", "{count} filters", filters).format(count=filters)]
    if query.search:
        parts.append(_("searched for “{text}”").format(text=query.search))
    if query.sort:
        label = reading.say(record_type.field(query.sort.field).label)
        parts.append(_("sorted by {name}").format(name=label))
    if query.group:
        parts.append(
            _("grouped by {name}").format(name=reading.say(record_type.field(query.group).label))
        )
    if query.columns:
        count = len(query.columns)
        parts.append(ngettext("{count} column", "{count} columns", count).format(count=count))
    if query.layout:
        label = reading.say(layouts.chosen(record_type, query.layout).label)
        parts.append(_("as {layout}").format(layout=label))
    return ", ".join(parts)
