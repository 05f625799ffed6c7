"""Finding things: the palette, the page of all results, and options for linking fields."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from klientel.kit.refused import NotFound
from klientel.kit.text import fold
from klientel.records.reading import address as record_path
from klientel.records.types import record_types
from klientel.ui.html import Html, el, escape, join
from klientel.views import navigation, render, search
from klientel.views.doors import find, staff
from klientel.views.record_pages import offered_actions
from klientel.views.search import Hit

IN_PALETTE = 12
#: of those, at most so many that are titled by a text and not by a name
TEXTS_IN_PALETTE = 3
ON_PAGE = 50
OPTIONS = 12
#: pages on which the palette acts on a record
_RECORD_PAGES = frozenset({"record", "record_tab"})


@staff("GET")
def palette(request: Any) -> HttpResponse:
    """Results for what stands in the palette. `>` only commands, `@` only records, `#` numbers."""
    given = request.GET.get("q", "")[:200].strip()
    prefix, text = (given[0], given[1:].strip()) if given[:1] in (">", "@", "#") else ("", given)
    hits: list[Hit] = []
    if text and prefix != ">":
        sought = f"#{text}" if prefix == "#" else text
        hits = search.search(
            request.actor,
            sought,
            _types(request),
            limit=IN_PALETTE,
            most_texts=TEXTS_IN_PALETTE,
        )
    wants_ways = prefix in ("", ">")
    context = {
        "query": text,
        "goto": _goto(request, text) if wants_ways and prefix != ">" else [],
        "commands": [*_verbs(request, text), *_commands(request, text)] if wants_ways else [],
        "hits": _shown(request, hits, text),
        "all_href": f"/{request.workspace.slug}/search",
        "has_more": len(hits) >= IN_PALETTE,
    }
    return render.render(request, "views/palette.html", context, fragment=True)


@staff("GET")
def search_page(request: Any) -> HttpResponse:
    """All results for a text, as a page with an address."""
    text = request.GET.get("q", "")[:200].strip()
    hits = search.search(request.actor, text, _types(request), limit=ON_PAGE) if text else []
    context = {"title": _("Search"), "query": text, "hits": _shown(request, hits, text)}
    return render.render(request, "views/search.html", context)


@staff("GET")
def options(request: Any) -> HttpResponse:
    """Records to choose from, for a field that links to one."""
    asked = [name for name in request.GET.get("types", "").split(",") if name in record_types]
    types = [name for name in asked or _types(request) if request.actor.may(f"{name}.view")]
    text = request.GET.get("q", "")[:200].strip()
    hits = search.search(request.actor, text, types, limit=OPTIONS) if text and types else []
    reading = render.page_reading(request)
    rows = [
        {"value": hit.id, "label": hit.title, "note": record_types.get(hit.type).called(reading)}
        for hit in hits
    ]
    return render.render(request, "views/options.html", {"rows": rows}, fragment=True)


def _types(request: Any) -> list[str]:
    """The types the actor's role may see."""
    return [one.name for one in record_types if request.actor.may(one.permission("view"))]


def _goto(request: Any, text: str) -> list[dict[str, str]]:
    folded = fold(text)
    ways = [
        {
            "label": navigation.label_of(entry, request),
            "href": entry.address(request.workspace),
            "icon": entry.icon,
            "key": entry.key,
        }
        for entry in navigation.entries.for_actor(request.actor)
    ]
    ways.append(
        {
            "label": _("Trash"),
            "href": f"/{request.workspace.slug}/trash",
            "icon": "trash-2",
            "key": "",
        }
    )
    return [way for way in ways if not folded or folded in fold(way["label"])]


def _verbs(request: Any, text: str) -> list[dict[str, str]]:
    """What can be done with the record of the page the palette was opened on."""
    path = urlsplit(request.headers.get("HX-Current-URL", "")).path
    try:
        match = resolve(path)
    except Resolver404:
        return []
    given = match.kwargs
    if match.url_name not in _RECORD_PAGES or given.get("workspace") != request.workspace.slug:
        return []
    kind = given["kind"]
    if not request.actor.may(kind.permission("view")):
        return []
    try:
        record = find(request.actor, kind, given["key"])
    except NotFound:
        return []
    folded = fold(text)
    named = kind.named(record)
    return [
        {
            "label": f"{one['label']}: {named}",
            "href": one["href"],
            "icon": one["icon"],
            "key": one["key"],
        }
        for one in offered_actions(request, kind, record)
        if not folded or folded in fold(one["label"])
    ]


def _commands(request: Any, text: str) -> list[dict[str, str]]:
    """What can be started from anywhere: adding a record of each type."""
    folded = fold(text)
    reading = render.page_reading(request)
    found = []
    for one in record_types:
        if not one.in_lists or not request.actor.may(one.permission("create")):
            continue
        label = _("New: {type}").format(type=one.called(reading))
        if not folded or folded in fold(label):
            href = f"/{request.workspace.slug}/{one.slug}/new"
            found.append({"label": label, "href": href, "icon": "plus", "key": ""})
    return found


def _shown(request: Any, hits: list[Hit], text: str) -> list[dict[str, Any]]:
    slug, reading = request.workspace.slug, render.page_reading(request)
    rows = []
    for hit in hits:
        kind = record_types.get(hit.type)
        rows.append(
            {
                "id": f"hit-{hit.id}",
                "title": marked(hit.title, text),
                "href": record_path(slug, hit.type, hit.id, hit.ref, hit.title),
                "icon": kind.icon,
                "note": " · ".join(filter(None, [kind.called(reading), hit.ref])),
            }
        )
    return rows


def marked(title: str, text: str) -> Html:
    """The title with the words that were searched for marked, whatever their umlauts."""
    sought = fold(text).split()
    pieces: list[object] = []
    for word in title.split(" "):
        folded = fold(word)
        begins = any(folded.startswith(one) for one in sought)
        pieces.append(el("mark", word) if begins and folded else escape(word))
    return join(pieces, " ")
