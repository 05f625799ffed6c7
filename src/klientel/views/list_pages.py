"""The list of a record type: the page, its further rows, and one row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from klientel.kit.refused import NotFound
from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType
from klientel.views import navigation, render
from klientel.views.actions.view import may_change
from klientel.views.bulk_bar import bulk_bar
from klientel.views.conditions import NOTHING, Group
from klientel.views.doors import find, staff
from klientel.views.filter_pages import Part, chips_of, without_search
from klientel.views.layouts import Layout, layouts
from klientel.views.layouts.base import Drawing
from klientel.views.looks import as_left
from klientel.views.new_pages import new_row
from klientel.views.only_mine import only_mine
from klientel.views.opened import first_view
from klientel.views.query import ViewQuery
from klientel.views.quick import quick_filters
from klientel.views.record_menu import record_menu
from klientel.views.rows import PAGE, Listing, counts_of
from klientel.views.shelf import shelf_of
from klientel.views.suspected import suspected
from klientel.views.view_tabs import view_tabs
from klientel.workspaces.actor import Actor

#: further rows in one answer, for a list that is come back to
MOST_ROWS = 1_000


@staff("GET")
def front_page(request: Any) -> HttpResponse:
    """The workspace's address leads to the first room of the sidebar."""
    for entry in navigation.entries.for_actor(request.actor, request.workspace):
        return HttpResponseRedirect(navigation.address_of(entry, request))
    return render.render(request, "views/nothing.html", {"title": request.workspace.name})


@staff("GET")
def list_page(request: Any, record_type: RecordType) -> HttpResponse:
    """A type's list. Asked for by its last row's mark, only the rows of the next page."""
    request.actor.must(record_type.permission("view"))
    if not record_type.in_lists:
        raise Http404
    reading = render.page_reading(request)
    query = asked_for(request, record_type)
    listing = Listing(record_type, query, request.actor, reading)
    layout = layouts.chosen(record_type, query.layout)
    if layout.redraw and "redraw" in request.GET and render.is_fragment(request):
        return HttpResponse(str(layout.redraw(listing, request.GET)))
    is_more = bool(query.after) and render.is_fragment(request)
    page = layout.read(listing, _asked_rows(request) if is_more else PAGE)
    drawing = Drawing(record_type, page, request.actor, reading)
    if is_more:
        return HttpResponse(str(layout.rows(drawing)))
    context = {
        "record_type": record_type,
        "query": query,
        "page": page,
        "title": _title(request, record_type, reading),
        "note": _note(record_type, page.fields, request.actor, reading),
        "layouts": _layouts(record_type, query, layout, reading),
        "state": query.with_().to_query_string(),
        "whole_state": query.with_().to_query_string(whole=True),
        "search_cleared": without_search(query),
        "cleared": f"?{_cleared(query).to_query_string()}",
        "rows": layout.rows(drawing),
        "frame": layout.frame(drawing),
        "kept": list(QueryDict(query.with_(search="").to_query_string(whole=True)).items()),
        "import_href": import_href(request, record_type),
        "chips": chips_of(listing, _said_by_tab(record_type, query, listing)),
        "mine": only_mine(record_type, query),
        "view": _view(request, record_type, query),
        "notices": [*page.notices, *_unknown(request, record_type)],
        "many": bulk_bar(record_type, reading),
        "more_for_many": tuple(record_menu.of_list(request, record_type)),
        "suspected": suspected(request, record_type),
        "live": f"{record_type.name}",
        **_allowed(request.actor, record_type, query),
        **_counted(record_type, query, listing),
    }
    return render.render(request, layout.template, context)


def _allowed(actor: Actor, record_type: RecordType, query: ViewQuery) -> dict[str, Any]:
    """What the reader may do with the list, and the row that takes a new record."""
    verbs = ("create", "trash", "edit", "export", "import", "merge")
    may = {f"may_{verb}": actor.may(record_type.permission(verb)) for verb in verbs}
    may["may_merge"] &= record_type.merging is not None
    is_named = may["may_create"] and record_type.field(record_type.title).is_changeable
    return {
        **may,
        "new_row": new_row(record_type, query) if may["may_create"] else None,
        "create_named": urlencode({record_type.title: query.search})
        if is_named and query.search
        else "",
    }


@staff("GET")
def list_with_a_slash(request: Any, record_type: RecordType) -> HttpResponse:
    """An address typed with a slash behind it leads to the list."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(
        f"/{request.workspace.slug}/{record_type.slug}" + (query and f"?{query}")
    )


def asked_for(request: Any, record_type: RecordType) -> ViewQuery:
    """The list that an address asks for, as its reader arranged it: a bare one opens the view of
    their role, if there is one.
    """
    reading, given = render.page_reading(request), request.GET
    first = first_view(record_type, given, request.actor, reading)
    if first is not None:
        given = given.copy()
        given["view"] = str(first.number)
    query = ViewQuery.from_request(record_type, given, request.actor, reading)
    return as_left(query, record_type, request.actor)


def _cleared(query: ViewQuery) -> ViewQuery:
    """The same list with nothing asked of it."""
    bare: dict[str, Any] = {"sort": None, "group": "", "columns": (), "widths": (), "settings": ()}
    return query.with_(filters=NOTHING, search="", **bare)


def _view(request: Any, record_type: RecordType, query: ViewQuery) -> dict[str, Any] | None:
    """The saved view that the list stands in, and what can become of the changes; None for none."""
    shelf = shelf_of(request.actor, request.workspace)
    view = shelf.named(record_type.name, query.view)
    if view is None:
        return None
    return {
        "number": view.number,
        "name": view.name,
        "version": view.version,
        "is_changed": query.is_changed,
        "may_save": may_change(request.actor, view),
        "query": query.plain().to_query_string(),
    }


def _unknown(request: Any, record_type: RecordType) -> list[str]:
    """What an address asks to be shown beside the list and is not there: a record."""
    notices = []
    asked = request.GET.get("peek", "")
    if asked:
        try:
            find(request.actor, record_type, asked)
        except NotFound:
            notices.append(_("The record of this address does not exist any more."))
    return notices


def _asked_rows(request: Any) -> int:
    """How many further rows are asked for at once: a list come back to wants all it had."""
    asked = request.GET.get("rows", "")
    return min(max(int(asked), PAGE), MOST_ROWS) if asked.isdecimal() and len(asked) < 6 else PAGE


def _title(request: Any, record_type: RecordType, reading: Reading) -> str:
    """What the sidebar calls the list, so that both say the same; else the type's plural."""
    entry = next((one for one in navigation.entries if one.type == record_type.name), None)
    return navigation.title_of(entry, request) if entry else record_type.called_many(reading)


def _note(record_type: RecordType, shown: list[Field], actor: Any, reading: Reading) -> str:
    """What the type says beside the title of a list with these columns."""
    if record_type.list_note is None:
        return ""
    return record_type.list_note(actor, reading, {one.name for one in shown})


@staff("GET")
def row(request: Any, record_type: RecordType, key: str) -> HttpResponse:
    """One row, drawn anew after somebody changed the record."""
    reading = render.page_reading(request)
    record = find(request.actor, record_type, key)
    query = ViewQuery.from_request(record_type, request.GET, request.actor, reading)
    listing = Listing(record_type, _columns(query), request.actor, reading)
    page = listing.only(record.pk)
    drawing = Drawing(record_type, page, request.actor, reading)
    layout = layouts.chosen(record_type, query.layout)
    layout = layout if layout.draws_rows else layouts.chosen(record_type, "")
    return HttpResponse(str(layout.rows(drawing)))


def _columns(query: ViewQuery) -> ViewQuery:
    """The columns of a list, their widths and colours, and nothing else of it."""
    settings = query.settings
    return ViewQuery(query.type, columns=query.columns, widths=query.widths, settings=settings)


def import_href(request: Any, record_type: RecordType) -> str:
    """Where lists of this type are imported, empty when no open room imports."""
    path = f"/{request.workspace.slug}/import"
    return f"{path}?type={record_type.name}" if navigation.is_known(path) else ""


def _layouts(
    record_type: RecordType, query: ViewQuery, current: Layout, reading: Reading
) -> list[dict[str, Any]]:
    """The ways this list can be looked at, each with its address."""
    usual, *others = layouts.of(record_type)
    names = {"": usual, **{one.name: one for one in others}}
    return [
        {
            "label": reading.say(one.label),
            "icon": one.icon,
            "current": one is current,
            "href": f"?{_in_layout(query, one, name).to_query_string()}",
        }
        for name, one in names.items()
    ]


def _in_layout(query: ViewQuery, layout: Layout, name: str) -> ViewQuery:
    return query.with_(layout=name, settings=layout.keeps(query.settings))


def _counted(record_type: RecordType, query: ViewQuery, listing: Listing) -> dict[str, Any]:
    """The total, the quick filters and the saved views with theirs, counted in one statement."""
    reading = listing.reading
    quick = quick_filters(record_type, listing.actor, reading)
    shelf = shelf_of(listing.actor, reading.workspace)
    opened = [shelf.opens(record_type.name, one.tab.name) for one in quick]
    views = [
        one
        for one in view_tabs(record_type, query, listing.actor, reading)
        # what a quick filter opens with stands there already
        if one.view not in opened or one.view.number in shelf.pinned
    ]
    counted = [one for one in views if one.rows is not None]
    others = [one.rows for one in quick] + [one.rows for one in counted if one.rows is not None]
    current = _current_tab([one.filters for one in quick], query)
    if current is not None and quick[current].filters == query.filters and not query.search:
        # the list is a quick filter itself, which is counted already
        each = counts_of(others)
        whole = each[current]
    else:
        whole, *each = listing.counts(others)
    plain = query.with_(search="", view="", saved=None)
    tabs = [
        {
            "label": reading.say(one.tab.label),
            "href": f"?view={view.number}"
            if view
            else f"?{plain.with_(filters=one.filters).to_query_string()}",
            "count": count.shown(reading.format) if one.filters else None,
            "current": query.view == str(view.number)
            if view and query.view.isdecimal()
            else number == current and not query.view.isdecimal(),
            "icon": one.tab.icon,
        }
        for number, (one, count, view) in enumerate(zip(quick, each, opened, strict=False))
    ]
    numbers = dict(zip((one.view.number for one in counted), each[len(quick) :], strict=True))
    tabs += [
        {
            "label": one.view.name,
            "href": f"?view={one.view.number}",
            "count": numbers[one.view.number].shown(reading.format) if one.rows else None,
            "current": query.view == str(one.view.number),
            "icon": one.view.icon or "pin",
        }
        for one in views
    ]
    return {"total": whole.shown(reading.format), "quick": tabs}


def _current_tab(tabs: list[Group], query: ViewQuery) -> int | None:
    """The quick filter in force: the one with most of the list's filters and no other."""
    best, most = None, -1
    for number, tab in enumerate(tabs):
        parts = tab.parts
        if all(part in query.filters.parts for part in parts) and len(parts) > most:
            best, most = number, len(parts)
    return best


def _said_by_tab(record_type: RecordType, query: ViewQuery, listing: Listing) -> Sequence[Part]:
    """The filters that the quick filter in force says already, and the toggle for one's own."""
    mine = only_mine(record_type, query)
    said = (mine.condition,) if mine else ()
    if query.view.isdecimal():
        return said
    quick = [one.filters for one in quick_filters(record_type, listing.actor, listing.reading)]
    current = _current_tab(quick, query)
    return (*quick[current].parts, *said) if current is not None else said
