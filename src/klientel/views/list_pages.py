"""The list of a record type: the page, its further rows, one row, and the filter panel."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _

from klientel.records.fields.base import Field, Reading
from klientel.records.types import RecordType
from klientel.views import navigation, render
from klientel.views.conditions import Condition, Group
from klientel.views.doors import find, staff
from klientel.views.inputs import control_of
from klientel.views.layouts import Layout, layouts
from klientel.views.layouts.base import Drawing
from klientel.views.new_pages import new_row
from klientel.views.query import ViewQuery
from klientel.views.quick import quick_filters
from klientel.views.rows import Listing, counts_of

#: values of a field that are offered as a list to choose from
MOST_CHOICES = 60


@staff("GET")
def front_page(request: Any) -> HttpResponse:
    """The workspace's address leads to the first room of the sidebar."""
    for entry in navigation.entries.for_actor(request.actor):
        return HttpResponseRedirect(entry.address(request.workspace))
    return render.render(request, "views/nothing.html", {"title": request.workspace.name})


@staff("GET")
def list_page(request: Any, kind: RecordType) -> HttpResponse:
    """A type's list. Asked for by its last row's mark, only the rows of the next page."""
    request.actor.must(kind.permission("view"))
    if not kind.in_lists:
        raise Http404
    reading = render.page_reading(request)
    query = ViewQuery.from_request(kind, request.GET, request.actor, reading)
    listing = Listing(kind, query, request.actor, reading)
    page = listing.page()
    drawing = Drawing(kind, page, request.actor, reading)
    layout = layouts.chosen(kind, query.layout)
    if query.after and render.is_fragment(request):
        return HttpResponse(str(layout.rows(drawing)))
    context = {
        "kind": kind,
        "query": query,
        "page": page,
        "title": _title(request, kind, reading),
        "note": _note(kind, page.fields, request.actor, reading),
        "layouts": _layouts(kind, query, layout, reading),
        "state": query.with_().to_query_string(),
        "cleared": f"?{ViewQuery(kind.name, layout=query.layout).to_query_string()}",
        "rows": layout.rows(drawing),
        "frame": layout.frame(drawing),
        "kept": list(QueryDict(query.with_(search="").to_query_string()).items()),
        "import_href": import_href(request, kind),
        "chips": _chips(kind, query, listing),
        "notices": page.notices,
        "may_create": request.actor.may(kind.permission("create")),
        "new_row": new_row(kind, query) if request.actor.may(kind.permission("create")) else None,
        "may_trash": request.actor.may(kind.permission("trash")),
        "may_import": request.actor.may(kind.permission("import")),
        "live": f"{kind.name}",
        **_counted(kind, query, listing),
    }
    return render.render(request, layout.template, context)


def _title(request: Any, kind: RecordType, reading: Reading) -> str:
    """What the sidebar calls the list, so that both say the same; else the type's plural."""
    entry = next((one for one in navigation.entries if one.type == kind.name), None)
    return navigation.label_of(entry, request) if entry else reading.say(kind.label_plural)


def _note(kind: RecordType, shown: list[Field], actor: Any, reading: Reading) -> str:
    """What the type says beside the title of a list with these columns."""
    if kind.list_note is None:
        return ""
    return kind.list_note(actor, reading, {one.name for one in shown})


@staff("GET")
def row(request: Any, kind: RecordType, key: str) -> HttpResponse:
    """One row, drawn anew after somebody changed the record."""
    reading = render.page_reading(request)
    record = find(request.actor, kind, key)
    query = ViewQuery.from_request(kind, request.GET, request.actor, reading)
    listing = Listing(kind, ViewQuery(kind.name, columns=query.columns), request.actor, reading)
    page = listing.only(record.pk)
    drawing = Drawing(kind, page, request.actor, reading)
    return HttpResponse(str(layouts.chosen(kind, query.layout).rows(drawing)))


@staff("GET")
def filter_panel(request: Any, kind: RecordType) -> HttpResponse:
    """The panel that adds or changes a filter: first the field, then how and what."""
    request.actor.must(kind.permission("view"))
    reading = render.page_reading(request)
    query = ViewQuery.from_request(kind, _without(request.GET, "on"), request.actor, reading)
    name = request.GET.get("on", "")
    base = f"/{request.workspace.slug}/{kind.slug}"
    if name not in kind.by_name or not kind.field(name).operators():
        fields = [one for one in kind.fields if one.filterable and one.operators()]
        state = query.to_query_string()
        context: dict[str, Any] = {
            "fields": [
                {
                    "label": reading.say(one.label),
                    "href": f"{base}/filters?on={one.name}" + (f"&{state}" if state else ""),
                }
                for one in fields
            ],
        }
        return render.render(request, "views/filter_fields.html", context, fragment=True)
    one = kind.field(name)
    rest = query.with_(
        filters=Group(
            "and", tuple(p for p in query.filters.parts if getattr(p, "field", "") != name)
        )
    )
    mine = next((p for p in query.filters.simple() if p.field == name), None)
    asked = [
        {
            "name": operator.name,
            "label": reading.say(operator.label),
            "takes": operator.takes,
            "key": f"{name}.{operator.name}",
            "current": bool(mine and mine.operator == operator.name),
            "operand": mine.operand if mine and mine.operator == operator.name else "",
            "href": f"{base}?{_with(rest, Condition(name, operator.name)).to_query_string()}",
        }
        for operator in one.operators()
    ]
    context = {
        "label": reading.say(one.label),
        "action": base,
        "kept": list(QueryDict(rest.to_query_string()).items()),
        "operators": asked,
        "control": control_of(one, None, reading),
        "choices": _choices(one, mine, rest, reading, base),
    }
    return render.render(request, "views/filter_field.html", context, fragment=True)


def _choices(
    one: Field, mine: Condition | None, rest: ViewQuery, reading: Reading, base: str
) -> list[dict[str, Any]]:
    """The values of a field that has a few, each with the list with or without it."""
    usual = one.operators()[0]
    chosen = mine.operand.split(",") if mine and mine.operator == usual.name else []
    found: list[dict[str, Any]] = []
    for value, label in one.buckets(reading):
        if value is None or len(found) >= MOST_CHOICES:
            continue
        text = _text(value)
        if usual.takes == "many":
            wanted = [part for part in chosen if part != text]
            wanted += [] if text in chosen else [text]
        else:
            wanted = [] if text in chosen else [text]
        query = rest
        if wanted:
            query = _with(rest, Condition(one.name, usual.name, ",".join(wanted)))
        href = f"{base}?{query.to_query_string()}"
        found.append({"label": label, "chosen": text in chosen, "href": href})
    return found


def import_href(request: Any, kind: RecordType) -> str:
    """Where lists of this type are imported, empty when no open room imports."""
    path = f"/{request.workspace.slug}/import"
    return f"{path}?type={kind.name}" if navigation.is_known(path) else ""


def _text(value: Any) -> str:
    return "1" if value is True else "0" if value is False else str(value)


def _without(given: QueryDict, name: str) -> QueryDict:
    rest = given.copy()
    rest.pop(name, None)
    return rest


def _with(query: ViewQuery, condition: Condition) -> ViewQuery:
    return query.with_(filters=Group("and", (*query.filters.parts, condition)))


def _layouts(
    kind: RecordType, query: ViewQuery, current: Layout, reading: Reading
) -> list[dict[str, Any]]:
    """The ways this list can be looked at, each with its address."""
    usual, *others = layouts.of(kind)
    names = {"": usual, **{one.name: one for one in others}}
    return [
        {
            "label": reading.say(one.label),
            "icon": one.icon,
            "current": one is current,
            "href": f"?{query.with_(layout=name).to_query_string()}",
        }
        for name, one in names.items()
    ]


def _counted(kind: RecordType, query: ViewQuery, listing: Listing) -> dict[str, Any]:
    """The total and the quick filters with theirs, counted in one statement."""
    reading = listing.reading
    quick = quick_filters(kind, listing.actor, reading)
    current = _current_tab([one.filters for one in quick], query)
    if current is not None and quick[current].filters == query.filters and not query.search:
        # the list is a quick filter itself, which is counted already
        each = counts_of([one.rows for one in quick])
        whole = each[current]
    else:
        whole, *each = listing.counts([one.rows for one in quick])
    shown = [
        {
            "label": reading.say(one.tab.label),
            "href": f"?{query.with_(filters=one.filters, search='').to_query_string()}",
            "count": count.shown(reading.format) if one.filters else None,
            "current": number == current,
            "icon": one.tab.icon,
        }
        for number, (one, count) in enumerate(zip(quick, each, strict=True))
    ]
    return {"total": whole.shown(reading.format), "quick": shown}


def _current_tab(tabs: list[Group], query: ViewQuery) -> int | None:
    """The quick filter in force: the one with most of the list's filters and no other."""
    best, most = None, -1
    for number, tab in enumerate(tabs):
        parts = tab.parts
        if all(part in query.filters.parts for part in parts) and len(parts) > most:
            best, most = number, len(parts)
    return best


def _chips(kind: RecordType, query: ViewQuery, listing: Listing) -> list[dict[str, Any]]:
    """The active filters as a person reads them, each with the address of the list without it.

    What the quick filter in force says already is not said again.
    """
    quick = [one.filters for one in quick_filters(kind, listing.actor, listing.reading)]
    current = _current_tab(quick, query)
    said = quick[current].parts if current is not None else ()
    reading = listing.reading
    base = f"/{reading.workspace.slug}/{kind.slug}"
    state = query.to_query_string()
    chips = []
    for part in query.filters.parts:
        if part in said:
            continue
        rest = query.with_(filters=query.filters.without(part))
        chip: dict[str, Any] = {
            "remove": f"?{rest.to_query_string()}",
            "edit": "",
            "negated": False,
        }
        if isinstance(part, Condition):
            chip |= {
                "field": reading.say(kind.field(part.field).label),
                "value": listing.words_of(part),
                "edit": f"{base}/filters?on={part.field}&{state}",
            }
        else:
            joined = f" {_('or')} " if part.joined == "or" else f" {_('and')} "
            told = [
                f"{reading.say(kind.field(one.field).label)}: {listing.words_of(one)}"
                for one in part.conditions()
            ]
            chip |= {
                "field": _("Any of") if part.joined == "or" else _("All of"),
                "value": joined.join(told),
            }
        chips.append(chip)
    if query.search:
        rest = query.with_(search="")
        chips.append(
            {
                "field": _("Search"),
                "value": query.search,
                "remove": f"?{rest.to_query_string()}",
                "edit": "",
                "negated": False,
            }
        )
    return chips
