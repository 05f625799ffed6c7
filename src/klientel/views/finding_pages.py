"""Finding things: the palette, the page of all results, and options for linking fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from klientel.kit.ids import id_in
from klientel.kit.text import fold
from klientel.records.reading import address as record_path
from klientel.records.types import record_types
from klientel.ui.html import Html, el, escape, join
from klientel.views import nearby, render, search, ways
from klientel.views.comment_search import comment_rows, comments_found
from klientel.views.doors import staff
from klientel.views.hints import hints_of
from klientel.views.search import Hit
from klientel.views.ways_of_chosen import with_chosen

IN_PALETTE = 12
#: of those, at most so many that are titled by a text and not by a name
TEXTS_IN_PALETTE = 3
ON_PAGE = 50
#: what was said about records stands beneath them, and takes no place among them
COMMENTS_IN_PALETTE = 3
COMMENTS_ON_PAGE = 20
OPTIONS = 12


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
            _types(request, with_texts=prefix != "@"),
            limit=IN_PALETTE,
            most_texts=TEXTS_IN_PALETTE,
        )
    comments, more_said = _said(request, "" if prefix else text, COMMENTS_IN_PALETTE)
    wants_ways = prefix in ("", ">")
    context = {
        "query": text,
        "chosen": with_chosen(request, text) if wants_ways else [],
        "goto": ways.rooms(request, text) if prefix == "" else [],
        "commands": _commands(request, text) if wants_ways else [],
        "hits": _shown(request, hits, text),
        "comments": comments,
        # below what was found: who looks for somebody and presses Enter wants to get there
        "notes": ways.noting(request, text) if wants_ways else [],
        "all_href": f"/{request.workspace.slug}/search",
        "has_more": len(hits) >= IN_PALETTE or more_said,
    }
    return render.render(request, "views/palette.html", context, fragment=True)


def _commands(request: Any, text: str) -> list[ways.Way]:
    made = [*ways.acting(request, text), *ways.adding(request, text)]
    return [*made, *ways.functions(request, text)]


@staff("GET")
def search_page(request: Any) -> HttpResponse:
    """All results for a text, as a page with an address."""
    text = request.GET.get("q", "")[:200].strip()
    hits = search.search(request.actor, text, _types(request), limit=ON_PAGE) if text else []
    comments, more_said = _said(request, text, COMMENTS_ON_PAGE)
    context = {
        "title": _("Search"),
        "query": text,
        "hits": _shown(request, hits, text),
        "comments": comments,
        "newest": COMMENTS_ON_PAGE if more_said else 0,
    }
    return render.render(request, "views/search.html", context)


def _said(request: Any, text: str, most: int) -> tuple[list[dict[str, Any]], bool]:
    """Comments that hold a text, and whether there are more of them."""
    found = comments_found(request.actor, text, _types(request), most + 1)
    return comment_rows(request, found[:most], text), len(found) > most


@staff("GET")
def options(request: Any) -> HttpResponse:
    """Records to choose from, for a field that links to one; those of the account `near` first."""
    asked = [name for name in request.GET.get("types", "").split(",") if name in record_types]
    types = [name for name in asked or _types(request) if request.actor.may(f"{name}.view")]
    text, near = request.GET.get("q", "")[:200].strip(), id_in(request.GET.get("near", ""))
    hits = nearby.of_account(request.actor, near, types, text, OPTIONS) if near and types else []
    if text and types:
        known = {hit.id for hit in hits}
        found = search.search(request.actor, text, types, limit=OPTIONS)
        hits = [*hits, *(hit for hit in found if hit.id not in known)][:OPTIONS]
    hints = hints_of(hits, text, request.actor, render.page_reading(request))
    names = Counter(hit.title for hit in hits)
    rows = [
        {
            "value": hit.id,
            "text": hit.title,
            # what is chosen stands alone in its field: two of one name must differ there, too
            "label": hit.title
            if names[hit.title] == 1
            else _told_apart(hit, [hints[one.id] for one in hits if one.title == hit.title], hints),
            "note": hints[hit.id],
        }
        for hit in hits
    ]
    return render.render(request, "views/options.html", {"rows": rows}, fragment=True)


def _told_apart(hit: Hit, lines: Sequence[str], hints: Mapping[UUID, str]) -> str:
    """A title with what differs among its namesakes: a number, else the first such part of hints.

    Without one that does, the whole hint.
    """
    if hit.ref:
        return f"{hit.title} ({hit.ref})"
    mine = hints[hit.id].split(" · ")
    for place, part in enumerate(mine):
        theirs = [line.split(" · ")[place : place + 1] for line in lines]
        if theirs.count([part]) == 1:
            return f"{hit.title} ({part})"
    return f"{hit.title} ({hints[hit.id]})"


def _types(request: Any, *, with_texts: bool = True) -> list[str]:
    """The types the actor's role may see; those titled by what somebody wrote only `with_texts`."""
    return [
        one.name
        for one in record_types
        if request.actor.may(one.permission("view")) and (with_texts or not one.is_titled_by_text)
    ]


def _shown(request: Any, hits: list[Hit], text: str) -> list[dict[str, Any]]:
    slug, reading = request.workspace.slug, render.page_reading(request)
    hints = hints_of(hits, text, request.actor, reading)
    rows = []
    for hit in hits:
        record_type = record_types.get(hit.type)
        rows.append(
            {
                "id": f"hit-{hit.id}",
                "title": marked(hit.title, text),
                "href": record_path(slug, hit.type, hit.id, hit.ref, hit.title),
                "icon": record_type.icon,
                "note": hints[hit.id],
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
