"""The list of what is perhaps there twice, and judging it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from klientel.events.models import Job
from klientel.kit import cursors
from klientel.kit.paging import Page
from klientel.records.actions.duplicate import tell_apart
from klientel.records.duplicates.finding import compared_types
from klientel.records.duplicates.reasons import said_of, word_for
from klientel.records.duplicates.seeing import visible_suspects
from klientel.records.fields.base import Reading
from klientel.records.models import LikenessRun, Suspect
from klientel.records.reading import address
from klientel.records.tasks import ask_to_look, look_for_duplicates
from klientel.records.types import RecordType, record_types
from klientel.ui.answers import go_on
from klientel.views import render
from klientel.views.doors import staff
from klientel.views.hints import hints_of
from klientel.views.merged_pages import merges_context
from klientel.views.search import Hit
from klientel.views.suspected import forget

SHOWN = 30
_STATES = {
    "open": gettext_lazy("To decide"),
    "different": gettext_lazy("No duplicates"),
    "merged": gettext_lazy("Merged"),
}


@staff("GET")
def duplicates_page(request: Any) -> HttpResponse:
    """Pairs that are perhaps the same, the most certain first, and what was decided of others."""
    kinds = _kinds(request)
    forget(request.actor, [one.name for one in kinds])
    state = request.GET.get("state", "open")
    state = state if state in _STATES else "open"
    wanted = request.GET.get("type", "")
    types = [one.name for one in kinds if one.name == wanted] or [one.name for one in kinds]
    context: dict[str, Any] = {
        "title": _("Duplicates"),
        "state": state,
        "states": [
            {"label": label, "href": _href(name, wanted), "current": name == state}
            for name, label in _STATES.items()
        ],
        "types": _type_tabs(request, kinds, wanted, state),
        **search_context(request),
    }
    if state == "merged":
        context |= merges_context(request, types)
    else:
        page = _pairs(request.actor, types, state, request.GET.get("after", ""))
        older = f"{_href(state, wanted)}&after={page.next_cursor}" if page.next_cursor else ""
        context |= {"pairs": _drawn(request, page.rows), "older": older}
    return render.render(request, "views/duplicates.html", context)


@staff("POST")
def look_again(request: Any) -> HttpResponse:
    """Have all records compared with all, in the background."""
    _kinds(request)
    ask_to_look(request.workspace.pk, actor=request.actor, whole=True)
    to = f"/{request.workspace.slug}/duplicates"
    return go_on(request, to, _("The search has begun. New pairs appear here."))


@staff("GET")
def looking(request: Any) -> HttpResponse:
    """How far the search is: asked for again and again by the page while it goes on."""
    _kinds(request)
    context = search_context(request)
    response = render.render(request, "views/duplicates_search.html", context, fragment=True)
    if not context["running"]:
        response.headers["HX-Refresh"] = "true"
    return response


@staff("POST")
def no_duplicate(request: Any, suspect: UUID) -> HttpResponse:
    """Say that a pair is two; it can be undone."""
    pair = tell_apart(request.actor, suspect=str(suspect))
    told = _("{one} and {other} stay two").format(one=pair.first.title, other=pair.second.title)
    undo = f"/{request.workspace.slug}/undo/{pair.told_by}" if pair.told_by else ""
    return go_on(request, f"/{request.workspace.slug}/duplicates", told, undo=undo)


def search_context(request: Any) -> dict[str, Any]:
    """When all were compared last, and how far a search is that goes on."""
    base = f"/{request.workspace.slug}/duplicates"
    running = Job.objects.filter(
        workspace_id=request.workspace.pk,
        name=look_for_duplicates.module_path,
        state__in=(Job.State.READY, Job.State.RUNNING),
        args__whole=True,
    ).first()
    run = LikenessRun.objects.in_workspace(request.workspace.pk).first()
    return {
        "running": running,
        "run": run,
        "compared": _compared(request, run.compared) if run else "",
        "look_href": f"{base}/look",
        "search_href": f"{base}/search",
    }


def _compared(request: Any, count: int) -> str:
    shown = render.page_reading(request).format.integer(count)
    text = ngettext("{count} record compared", "{count} records compared", count)
    return text.format(count=shown)


def _kinds(request: Any) -> list[RecordType]:
    """The types the actor may merge; `Forbidden` for who may merge none."""
    mine = [one for one in compared_types() if request.actor.may(one.permission("merge"))]
    if not mine:
        request.actor.must("record.merge")
    return mine


def _href(state: str, wanted: str) -> str:
    return f"?state={state}" + (f"&type={wanted}" if wanted else "")


def _type_tabs(
    request: Any, kinds: Sequence[RecordType], wanted: str, state: str
) -> list[dict[str, Any]]:
    if len(kinds) < 2:
        return []
    say = render.page_reading(request).say
    tabs = [{"label": _("All"), "href": _href(state, ""), "current": not wanted}]
    tabs += [
        {
            "label": say(one.label_plural),
            "href": _href(state, one.name),
            "current": one.name == wanted,
        }
        for one in kinds
    ]
    return tabs


def _pairs(actor: Any, types: Sequence[str], state: str, after: str) -> Page[Suspect]:
    rows = visible_suspects(actor).filter(state=state, type__in=types)
    if after:
        certainty, key = _place(after)
        rows = rows.filter(
            Q(certainty__lte=certainty) & (Q(certainty__lt=certainty) | Q(pk__lt=key))
        )
    rows = rows.select_related("first", "second").order_by("-certainty", "-pk")
    found = list(rows[: SHOWN + 1])
    last = found[SHOWN - 1] if len(found) > SHOWN else None
    return Page(found[:SHOWN], cursors.encode((last.certainty, last.pk)) if last else None)


def _place(after: str) -> tuple[int, UUID]:
    match cursors.decode(after):
        case (int() as certainty, UUID() as key):
            return certainty, key
    raise cursors.BadCursor


def _drawn(request: Any, pairs: Sequence[Suspect]) -> list[dict[str, Any]]:
    reading = render.page_reading(request)
    refs = {ref.pk: ref for pair in pairs for ref in (pair.first, pair.second)}
    hits = [Hit(ref.pk, ref.type, ref.title, ref.ref) for ref in refs.values()]
    hints = hints_of(hits, "", request.actor, reading)
    base = f"/{request.workspace.slug}"
    drawn = []
    for pair in pairs:
        record_type = record_types.get(pair.type)
        both = [pair.first, pair.second]
        drawn.append(
            {
                "id": pair.pk,
                "certainty": pair.certainty,
                "word": word_for(pair.certainty),
                "is_nearly_sure": pair.certainty >= 90,
                "icon": record_type.icon,
                "both": [_side(base, ref, hints) for ref in both],
                "reasons": said_of(pair.reasons),
                "merge": f"{base}/{record_type.slug}/merge?ids={both[0].pk},{both[1].pk}",
                "apart": f"{base}/duplicates/{pair.pk}/apart",
                "decided_by": _decider(reading, pair),
                "decided_at": pair.decided_at,
            }
        )
    return drawn


def _side(base: str, ref: Any, hints: dict[UUID, str]) -> dict[str, str]:
    slug = base.removeprefix("/")
    return {
        "title": ref.title,
        "href": address(slug, ref.type, ref.pk, ref.ref, ref.title),
        "hint": hints.get(ref.pk, ""),
    }


def _decider(reading: Reading, pair: Suspect) -> str:
    return reading.directory.members.get(pair.decided_by_id, "") if pair.decided_by_id else ""
